//! Attachments come from hosts of their own, without the token and outside the limits of the API.

use bytes::{Bytes, BytesMut};
use reqwest::Url;
use reqwest::header::{HeaderValue, USER_AGENT};

use super::{AGENT, Governor};
use crate::ports::discord::CallError;

/// Where Discord serves attachments (Reference: Signed Attachment CDN URLs).
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

impl Governor {
    /// Reads an attachment of at most so many bytes. Only Discord's own hosts are asked, and no redirect is followed.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn download(&self, url: &str, most: usize) -> Result<Bytes, CallError> {
        let url = check(url, self.base.as_deref())?;
        let agent = HeaderValue::from_static(AGENT);
        let asked = self.client.get(url).header(USER_AGENT, agent).send().await;
        // The error's text would show the address, which authorises.
        let mut response = asked.map_err(|_| lost())?;
        let status = response.status().as_u16();
        if !response.status().is_success() {
            return Err(refused(status, "it is no longer there"));
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| lost())? {
            if bytes.len() + chunk.len() > most {
                return Err(refused(status, "it is larger than is read"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }
}

/// The address, if it is one of Discord's; of a simulated Discord, if it is at the simulator.
fn check(url: &str, base: Option<&str>) -> Result<Url, CallError> {
    let elsewhere = || CallError::NotSent("the attachment is not at Discord".into());
    let url: Url = url.parse().map_err(|_| elsewhere())?;
    let ours = match base {
        None => url.scheme() == "https" && HOSTS.iter().any(|host| url.host_str() == Some(*host)),
        Some(base) => base
            .parse::<Url>()
            .is_ok_and(|base| base.origin() == url.origin()),
    };
    if ours { Ok(url) } else { Err(elsewhere()) }
}

fn lost() -> CallError {
    CallError::Unknown("the attachment was not read to its end".into())
}

fn refused(status: u16, why: &str) -> CallError {
    CallError::Refused {
        status,
        code: 0,
        message: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_discord_is_asked_for_attachments() {
        let here = Some("http://127.0.0.1:9100");
        for (url, base, ours) in [
            (
                "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1",
                None,
                true,
            ),
            (
                "https://media.discordapp.net/attachments/1/2/a.png",
                None,
                true,
            ),
            (
                "http://cdn.discordapp.com/attachments/1/2/a.png",
                None,
                false,
            ),
            ("https://cdn.discordapp.com.example.org/a.png", None, false),
            ("https://cdn.discordapp.com@example.org/a.png", None, false),
            ("http://127.0.0.1:9100/attachments/1/2/a.png", None, false),
            ("http://127.0.0.1:9100/attachments/1/2/a.png", here, true),
            ("http://127.0.0.1:9101/attachments/1/2/a.png", here, false),
            (
                "https://cdn.discordapp.com/attachments/1/2/a.png",
                here,
                false,
            ),
            ("file:///etc/passwd", None, false),
        ] {
            assert_eq!(check(url, base).is_ok(), ours, "{url}");
        }
    }
}
