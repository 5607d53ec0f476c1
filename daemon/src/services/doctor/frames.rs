//! Did Discord send what could not be decoded?

use super::{Answer, Parts};
use crate::store::undecoded;

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let counted = async { undecoded::counts(&mut parts.db.read().await?).await };
    vec![match counted.await {
        Ok(kinds) => judge(&kinds),
        Err(error) => Answer::error(
            format!("the kept frames could not be counted: {error}"),
            "see what the question about the database says",
        ),
    }]
}

fn judge(kinds: &[(String, u64)]) -> Answer {
    if kinds.is_empty() {
        return Answer::ok("every frame of the gateway was decoded");
    }
    let kinds: Vec<_> = kinds
        .iter()
        .map(|(kind, n)| format!("{n} of {kind}"))
        .collect();
    Answer::warning(
        format!("frames that could not be decoded: {}", kinds.join(", ")),
        "upgrade empd; it keeps them sealed, and what they told is missing until then",
    )
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[test]
    fn a_frame_that_could_not_be_decoded_is_named_by_its_kind() {
        let answer = judge(&[("GUILD_CREATE".into(), 2)]);

        assert_eq!(answer.level, Level::Warning);
        assert!(answer.detail.ends_with("2 of GUILD_CREATE"));
        assert_eq!(judge(&[]).level, Level::Ok);
    }
}
