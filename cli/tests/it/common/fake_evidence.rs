//! Evidence of the case of [`Fake`], whose texts are hostile.

use emperione_protocol::evidence::{
    AddRequest, Chunk, Evidence, File, FileRequest, Piece, PieceState, Quote,
};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ChannelId, Error, ErrorKind, GuildId, MessageId, UserId};
use tarpc::context::Context;

use super::fake::{AT, Fake};

/// The bytes of the attachment that is kept.
pub const BYTES: &[u8] = b"\x89PNG and so on";

pub fn pieces() -> Vec<Piece> {
    let quote = |id: u64, text: &str| Quote {
        message: MessageId(id << 22),
        author: UserRef {
            id: UserId(13),
            name: "=cmd\u{1b}[31m".into(),
            display_name: None,
        },
        text: Some(text.into()),
        edited_at: None,
        subject: id == 2,
        erased: false,
        files: Vec::new(),
    };
    let file = File {
        file: 1,
        name: Some("../<b>cat</b>\u{202e}gnp.exe".into()),
        size: 13,
        sha256: Some("ab".repeat(32)),
        kept: true,
        why: None,
    };
    let message = Piece {
        piece: 1,
        at: AT,
        state: PieceState::Kept,
        link: Some("https://discord.com/channels/7/2/8388608".into()),
        channel: Some(ChannelId(2)),
        message: Some(MessageId(2 << 22)),
        why: None,
        quotes: vec![
            quote(1, "hello"),
            Quote {
                files: vec![file],
                ..quote(2, "<script>alert(1)</script>\u{1b}[2J @everyone **buy**")
            },
        ],
    };
    let link = Piece {
        piece: 2,
        link: Some("https://example.org/a".into()),
        channel: None,
        message: None,
        quotes: Vec::new(),
        ..message.clone()
    };
    vec![message, link]
}

impl Evidence for Fake {
    async fn add(self, _: Context, request: AddRequest) -> Result<Vec<Piece>, Error> {
        if let Some(wrong) = request.evidence.iter().find(|text| *text == "spam") {
            let message = format!("evidence: `{wrong}` is no link");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        self.named.lock().extend(request.evidence);
        Ok(pieces())
    }

    async fn list(self, _: Context, _: GuildId, case: u64) -> Result<Vec<Piece>, Error> {
        Ok(if case == 5 { pieces() } else { Vec::new() })
    }

    async fn read(self, _: Context, request: FileRequest) -> Result<Chunk, Error> {
        let from = usize::try_from(request.offset).unwrap();
        let to = BYTES.len().min(from + 5);
        Ok(Chunk {
            bytes: BYTES[from..to].to_vec(),
            next: (to < BYTES.len()).then_some(to as u64),
        })
    }
}
