//! Templates and notices of the fake daemon: one template, and one notice of its own.

use emperione_protocol::actions::Kind;
use emperione_protocol::notices::{Notice, Notices, Sample};
use emperione_protocol::templates::{Template, Templates};
use emperione_protocol::{Code, Error, ErrorKind, GuildId};
use tarpc::context::Context;

use super::Fake;

fn template() -> Template {
    Template {
        name: "ads".into(),
        text: "no advertising".into(),
    }
}

impl Templates for Fake {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Template>, Error> {
        Ok(vec![template()])
    }

    async fn show(self, _: Context, _: GuildId, name: String) -> Result<Template, Error> {
        if name == "ads" {
            return Ok(template());
        }
        let message = format!("template {name} is not known");
        Err(Error::new(ErrorKind::NotFound, message))
    }

    async fn set(self, _: Context, _: GuildId, template: Template) -> Result<Template, Error> {
        Ok(template)
    }

    async fn remove(
        self,
        context: Context,
        guild: GuildId,
        name: String,
    ) -> Result<Template, Error> {
        Templates::show(self, context, guild, name).await
    }
}

/// Refuses whatever has a brace.
fn check(notice: &Notice) -> Result<(), Error> {
    let text = notice.text.as_deref().unwrap_or_default();
    let Some(at) = text.chars().position(|letter| letter == '{') else {
        return Ok(());
    };
    let message = format!("text: at column {}: a brace", at + 1);
    Err(Error {
        column: u32::try_from(at + 1).ok(),
        ..Error::coded(Code::Field, message)
    })
}

impl Notices for Fake {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Notice>, Error> {
        let text = |text: &str| Some(text.to_owned());
        Ok(vec![
            Notice {
                kind: Kind::Ban,
                text: text("Bye.\n{reason}"),
            },
            Notice {
                kind: Kind::Kick,
                text: None,
            },
        ])
    }

    async fn set(self, _: Context, _: GuildId, notice: Notice) -> Result<Notice, Error> {
        check(&notice).map(|()| notice)
    }

    async fn preview(self, _: Context, _: GuildId, notice: Notice) -> Result<Sample, Error> {
        check(&notice)?;
        Ok(Sample {
            kind: notice.kind,
            text: notice
                .text
                .unwrap_or_else(|| "You were banned.\nReason: spam".into()),
            footer: "case 42 · 0123456789ab".into(),
            button: Some("Appeal".into()),
            longest: 1_200,
        })
    }
}
