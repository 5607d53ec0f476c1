//! What the daemon is told: one section per file, declared once.
//!
//! Defaults, then the file, then `EMP_SECTION_FIELD` variables, then flags; the later one wins. A new key is one line in
//! its section; a new section is a file and one line in `sections!`.

mod actions;
mod alerts;
mod backup;
mod bot;
mod database;
mod environment;
mod evidence;
mod flags;
mod http;
mod inbox;
mod layers;
mod log;
mod outbox;
mod print;
mod redis;
mod reports;
mod rpc;
pub mod secret;
mod section;
mod storage;

pub use actions::Actions;
pub use alerts::Alerts;
pub use backup::Backup;
pub use bot::Bot;
pub use database::Database;
pub use environment::Environment;
pub use evidence::Evidence;
pub use flags::{Command, ConfigCommand, Flags, Settings};
pub use http::Http;
pub use inbox::Inbox;
pub use layers::Source;
pub use log::{Format, Log};
pub use outbox::Outbox;
pub use print::{annotated, effective};
pub use redis::Redis;
pub use reports::Reports;
pub use rpc::{LocalUser, Rpc};
pub use section::{Check, Field, Problem, Section};
pub use storage::Storage;

use layers::Layers;
use secrecy::SecretString;

/// A section, for those that treat all of them alike.
pub struct SectionInfo {
    pub name: &'static str,
    pub about: &'static [&'static str],
    pub fields: &'static [Field],
    /// Its default values.
    pub defaults: fn() -> toml::Table,
    read: fn(&str, &str) -> toml::Value,
}

macro_rules! sections {
    ($($name:ident: $section:ident,)+) => {
        /// Every setting in force.
        #[derive(Clone, Debug, Default)]
        pub struct Config {
            $(pub $name: $section,)+
            layers: Layers,
        }

        /// Every section, in the order of the file.
        pub const SECTIONS: &[SectionInfo] = &[$(SectionInfo {
            name: $section::NAME,
            about: $section::ABOUT,
            fields: $section::FIELDS,
            defaults: || values(&$section::default()),
            read: layers::read_text::<$section>,
        },)+];

        impl Config {
            fn of(layers: Layers) -> Result<Self, Problem> {
                let config = Self { $($name: layers.section()?,)+ layers };
                $(config.$name.check()?;)+
                Ok(config)
            }

            /// The values in force, by section.
            fn values(&self) -> Vec<(&'static str, toml::Table)> {
                vec![$(($section::NAME, values(&self.$name)),)+]
            }
        }
    };
}

sections! {
    bot: Bot,
    database: Database,
    redis: Redis,
    storage: Storage,
    backup: Backup,
    rpc: Rpc,
    actions: Actions,
    inbox: Inbox,
    evidence: Evidence,
    outbox: Outbox,
    alerts: Alerts,
    reports: Reports,
    http: Http,
    log: Log,
}

impl Config {
    /// Gathers the settings in force and checks them.
    ///
    /// # Errors
    /// The first value that cannot be used, by its key and by where it was given.
    pub fn load(flags: &Settings, environment: &Environment) -> Result<Self, Problem> {
        let config = Self::of(Layers::gather(flags, environment)?)?;
        config.check_together()?;
        Ok(config)
    }

    /// Refuses values that do not go together.
    fn check_together(&self) -> Result<(), Problem> {
        if self.inbox.appeal_url.is_some() && !self.http.enabled {
            let why = "nothing serves the form for appeals, because http.enabled is false";
            return Err(Problem::new("inbox.appeal_url", why));
        }
        Ok(())
    }

    /// Who set a value.
    pub fn source(&self, section: &str, field: &str) -> Source {
        self.layers.source(section, field)
    }

    /// The address of the PostgreSQL database, if there is one.
    pub fn database_url(&self) -> Result<Option<SecretString>, Problem> {
        let Database { url, url_file } = &self.database;
        secret::url("database", url.as_deref(), url_file.as_deref())
    }

    /// The folder of the backups.
    pub fn backups(&self) -> std::path::PathBuf {
        let own = || self.storage.folder.join("backup");
        self.backup.folder.clone().unwrap_or_else(own)
    }

    /// The folder of the reports that are made on a schedule.
    pub fn report_folder(&self) -> std::path::PathBuf {
        let own = || self.storage.folder.join("reports");
        self.reports.folder.clone().unwrap_or_else(own)
    }

    /// The address of the Redis server, if there is one.
    pub fn redis_url(&self) -> Result<Option<SecretString>, Problem> {
        let Redis { url, url_file } = &self.redis;
        secret::url("redis", url.as_deref(), url_file.as_deref())
    }
}

fn values(section: &impl Section) -> toml::Table {
    toml::Table::try_from(section).expect("a section is made of TOML's own types")
}

#[cfg(test)]
mod tests;
