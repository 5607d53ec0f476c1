//! Templates and notices of the daemon of the tests: there are none.

use emperione_protocol::notices::{Notice, Notices, Sample};
use emperione_protocol::templates::{Template, Templates};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};

impl Templates for Daemon {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Template>, Error> {
        Ok(Vec::new())
    }

    async fn show(self, _: Context, _: GuildId, _: String) -> Result<Template, Error> {
        Err(missing("template"))
    }

    async fn set(self, _: Context, _: GuildId, template: Template) -> Result<Template, Error> {
        Ok(template)
    }

    async fn remove(self, _: Context, _: GuildId, _: String) -> Result<Template, Error> {
        Err(missing("template"))
    }
}

impl Notices for Daemon {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Notice>, Error> {
        Ok(Vec::new())
    }

    async fn set(self, _: Context, _: GuildId, notice: Notice) -> Result<Notice, Error> {
        Ok(notice)
    }

    async fn preview(self, _: Context, _: GuildId, _: Notice) -> Result<Sample, Error> {
        Err(missing("notice"))
    }
}
