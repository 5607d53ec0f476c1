//! The whole daemon in this process, with a folder and a socket of its own.

use std::path::PathBuf;
use std::sync::Arc;

use emperione_daemon::app::{App, Setup};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::event;
use emperione_daemon::domain::state::Guild;
use emperione_daemon::services::{Parts, Services};
use emperione_protocol::transport;
use emperione_protocol::{Client, Flatten, GuildId, UserId, VERSION};
use secrecy::SecretString;
use tarpc::context;

/// A daemon that was started for one test.
pub struct TestApp {
    pub app: App,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// Starts it without a Discord.
    pub async fn new() -> Self {
        Self::configured(|_| ()).await
    }

    /// Starts it with other settings than the default.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.storage.folder = folder.path().join("data");
        config.rpc.socket = folder.path().join("run/empd.sock");
        config.http.listen = "127.0.0.1:0".parse().unwrap();
        change(&mut config);
        let setup = Setup {
            config,
            token: SecretString::from("token"),
            clock: Clock::Wall,
            // Nobody listens at the port "discard": every call fails at once.
            discord: Some("http://127.0.0.1:9".into()),
        };
        let app = App::start(setup).await.unwrap();
        Self {
            app,
            _folder: folder,
        }
    }

    pub fn services(&self) -> &Arc<Services> {
        self.app.services()
    }

    pub fn parts(&self) -> &Parts {
        self.app.parts()
    }

    pub fn socket(&self) -> PathBuf {
        self.parts().config.rpc.socket.clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.app.http().unwrap())
    }

    /// A client that has said hello.
    pub async fn client(&self) -> Client {
        let client = transport::connect(&self.socket()).await.unwrap();
        let hello = client.system().hello(context::current(), VERSION).await;
        hello.flat().unwrap();
        client
    }

    /// Puts a guild with these members into the state.
    pub fn know_guild(&self, id: u64, members: &[(u64, &str)]) {
        let mut guild = Guild::default();
        guild.name = format!("Guild {id}").into();
        guild.available = true;
        for (id, name) in members {
            guild.put_member(&member(*id, name));
        }
        guild.member_count = members.len() as u64;
        self.parts().state.write().guilds.insert(GuildId(id), guild);
    }
}

fn member(id: u64, name: &str) -> event::Member {
    event::Member {
        user: event::User {
            id: UserId(id),
            name: name.into(),
            global_name: None,
            bot: false,
        },
        nick: None,
        roles: Vec::new(),
        joined_at: None,
        timed_out_until: None,
    }
}
