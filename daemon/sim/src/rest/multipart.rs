//! A post with files (Reference: Uploading Files): `payload_json`, and a part `files[n]` for each.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::call::Body;
use super::error::{ApiError, Result};
use crate::Sim;

/// The largest file (Reference: Uploading Files).
const LARGEST: usize = 10 << 20;

/// A JSON body, alone or with files: names and bytes.
pub(super) struct Upload {
    pub body: Value,
    pub files: Vec<(String, Vec<u8>)>,
}

impl FromRequest<Arc<Sim>> for Upload {
    type Rejection = ApiError;

    async fn from_request(request: Request, sim: &Arc<Sim>) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = kind
            .strip_prefix("multipart/form-data")
            .and_then(|rest| rest.split_once("boundary="))
            .map(|(_, boundary)| boundary.trim_matches('"').to_owned());
        let Some(boundary) = boundary else {
            let Body(body) = Body::from_request(request, sim).await?;
            let files = Vec::new();
            return Ok(Self { body, files });
        };
        let invalid = || ApiError::bad(50_035, "Invalid Form Body");
        let bytes = Bytes::from_request(request, sim)
            .await
            .map_err(|_| invalid())?;
        read(&bytes, &boundary).ok_or_else(invalid)
    }
}

impl Upload {
    /// Refuses files that Discord would not take.
    pub(super) fn check(&self) -> Result<()> {
        if self.files.iter().any(|(_, bytes)| bytes.len() > LARGEST) {
            return Err(ApiError::bad(40_005, "Request entity too large"));
        }
        Ok(())
    }
}

fn read(bytes: &[u8], boundary: &str) -> Option<Upload> {
    let mark = format!("\r\n--{boundary}").into_bytes();
    // The first boundary has no line before it.
    let whole = [b"\r\n", bytes].concat();
    let starts: Vec<usize> = whole
        .windows(mark.len())
        .enumerate()
        .filter_map(|(at, window)| (window == mark).then_some(at))
        .collect();
    let mut upload = Upload {
        body: json!({}),
        files: Vec::new(),
    };
    for pair in starts.windows(2) {
        let part = whole.get(pair[0] + mark.len() + 2..pair[1])?;
        let end = part.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&part[..end]);
        let content = &part[end + 4..];
        match (field(&head, "filename"), field(&head, "name").as_deref()) {
            (Some(file), _) => upload.files.push((file, content.to_vec())),
            (None, Some("payload_json")) => upload.body = serde_json::from_slice(content).ok()?,
            _ => return None,
        }
    }
    Some(upload)
}

/// A parameter of the disposition of a part.
fn field(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!("; {name}=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_its_json_and_its_files() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.html\"\r\n\
            Content-Type: text/html\r\n\r\n<p>\r\n\r\n--</p>\r\n--x\r\n\
            Content-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"content\":\"hi\"}\r\n--x--\r\n";

        let upload = read(form.as_bytes(), "x").unwrap();

        assert_eq!(upload.body["content"], "hi");
        assert_eq!(
            upload.files,
            [("a.html".to_owned(), b"<p>\r\n\r\n--</p>".to_vec())]
        );
        assert!(read(b"--x\r\nnothing\r\n--x--", "x").is_none());
    }
}
