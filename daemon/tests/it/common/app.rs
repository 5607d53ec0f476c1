//! The whole daemon in this process, with a folder and a socket of its own.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use emperione_daemon::app::simulated::clock;
use emperione_daemon::app::{App, Setup};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::event;
use emperione_daemon::domain::state::Guild;
use emperione_daemon::services::{Parts, Services};
use emperione_daemon::store::{sessions, starts};
use emperione_protocol::transport;
use emperione_protocol::{Client, Flatten, GuildId, UserId, VERSION};
use emperione_sim::{Options, Server, Sim};
use secrecy::SecretString;
use serde_json::{Value, json};
use tarpc::context;

const FOLLOWS: Actor = Actor::System { name: "test" };
const PATIENCE: Duration = Duration::from_mins(1);

/// A daemon that was started for one test.
pub struct TestApp {
    pub app: App,
    /// The Discord that it talks to, if it has one.
    discord: Option<Server>,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// Starts it without a Discord.
    pub async fn new() -> Self {
        Self::configured(|_| ()).await
    }

    /// Starts it without a Discord, with other settings than the default.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        // Nobody listens at the port "discard": every call fails at once.
        let nowhere = "http://127.0.0.1:9".into();
        Self::start(change, SecretString::from("token"), nowhere, Clock::Wall).await
    }

    /// Starts it on a simulator of its own.
    pub async fn simulated(options: Options) -> Self {
        Self::simulated_with(options, |_| ()).await
    }

    /// Starts it on a simulator of its own, with other settings than the default.
    pub async fn simulated_with(options: Options, change: impl FnOnce(&mut Config)) -> Self {
        let server = Server::start(options).await.unwrap();
        let token = server.bot_token();
        Self::on(server, &token, change).await
    }

    /// Starts it on a simulator that knows another token.
    pub async fn simulated_with_token(options: Options, token: &str) -> Self {
        Self::on(Server::start(options).await.unwrap(), token, |_| ()).await
    }

    /// Starts it on this simulator, with other settings than the default.
    pub async fn simulated_on(server: Server, change: impl FnOnce(&mut Config)) -> Self {
        let token = server.bot_token();
        Self::on(server, &token, change).await
    }

    /// Starts it on this simulator, on a clock of the test's, with other settings than the default.
    pub async fn simulated_at(
        server: Server,
        clock: Clock,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let token = SecretString::from(server.bot_token());
        let app = Self::start(change, token, server.base(), clock).await;
        Self {
            discord: Some(server),
            ..app
        }
    }

    async fn on(server: Server, token: &str, change: impl FnOnce(&mut Config)) -> Self {
        let clock = clock(&server.base()).await.unwrap();
        let token = SecretString::from(token);
        let app = Self::start(change, token, server.base(), clock).await;
        Self {
            discord: Some(server),
            ..app
        }
    }

    /// Starts another on the same simulator, with the same master key.
    pub async fn beside(&self, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let key = self.parts().config.storage.folder.join("master.key");
        std::fs::copy(key, data.join("master.key")).unwrap();
        let server = self.discord.as_ref().expect("it was started on one");
        let token = SecretString::from(server.bot_token());
        let clock = self.parts().clock.clone();
        Self::start_in(folder, change, token, server.base(), clock).await
    }

    /// Stops it, waits for what happens meanwhile, and starts it again on the same data and the same simulator.
    pub async fn again(self, meanwhile: impl AsyncFnOnce(&Server)) -> Self {
        self.again_with(|_| (), meanwhile).await
    }

    /// The same, with other settings than the default.
    pub async fn again_with(
        self,
        change: impl FnOnce(&mut Config),
        meanwhile: impl AsyncFnOnce(&Server),
    ) -> Self {
        let server = self.discord.expect("it was started on one");
        let clock = self.app.parts().clock.clone();
        self.app.stop().await;
        meanwhile(&server).await;
        let token = SecretString::from(server.bot_token());
        let app = Self::start_in(self.folder, change, token, server.base(), clock).await;
        Self {
            discord: Some(server),
            ..app
        }
    }

    /// Starts it without a Discord, on a clock and with other settings.
    pub async fn timed(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let nowhere = "http://127.0.0.1:9".into();
        Self::start(change, SecretString::from("token"), nowhere, clock).await
    }

    /// Starts it without a Discord in a folder that is there, on a clock and with other settings.
    pub async fn timed_in(
        folder: tempfile::TempDir,
        clock: Clock,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let nowhere = "http://127.0.0.1:9".into();
        Self::start_in(folder, change, SecretString::from("token"), nowhere, clock).await
    }

    /// Starts it after five starts that ended badly.
    pub async fn crashed(clock: Clock) -> Self {
        let app = Self::timed(clock.clone(), |_| ()).await;
        let folder = app.folder;
        let mut tx = app.app.parts().db.write().await.unwrap();
        for n in 0..5 {
            let id = format!("crash {n}");
            starts::begin(&mut tx, &id, clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        app.app.stop().await;
        let nowhere = "http://127.0.0.1:9".into();
        let token = SecretString::from("token");
        Self::start_in(folder, |_| (), token, nowhere, clock).await
    }

    async fn start(
        change: impl FnOnce(&mut Config),
        token: SecretString,
        discord: String,
        clock: Clock,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::start_in(folder, change, token, discord, clock).await
    }

    async fn start_in(
        folder: tempfile::TempDir,
        change: impl FnOnce(&mut Config),
        token: SecretString,
        discord: String,
        clock: Clock,
    ) -> Self {
        let mut config = Config::default();
        config.storage.folder = folder.path().join("data");
        config.rpc.socket = folder.path().join("run/empd.sock");
        config.http.listen = "127.0.0.1:0".parse().unwrap();
        change(&mut config);
        let setup = Setup {
            config,
            token,
            clock,
            discord: Some(discord),
        };
        Self {
            app: App::start(setup).await.unwrap(),
            discord: None,
            folder,
        }
    }

    /// The simulator, of a test that has one.
    pub fn sim(&self) -> &Arc<Sim> {
        self.discord.as_ref().expect("it was started on one").sim()
    }

    /// The guild of the simulator.
    pub fn guild(&self) -> GuildId {
        GuildId(self.sim().places.guild.0)
    }

    pub fn knows_a_guild(&self) -> bool {
        !self.parts().state.read().guilds.is_empty()
    }

    /// Follows the event log until `done` says so.
    pub async fn follow(&self, mut done: impl AsyncFnMut() -> bool) {
        let mut after = 0;
        let followed = tokio::time::timeout(PATIENCE, async {
            while !done().await {
                let batch = self.services().events.next(&FOLLOWS, Some(after), 200);
                after = batch.await.unwrap().next;
            }
        });
        followed.await.expect("it does not come so far");
    }

    /// Waits until everything that was sent is committed, and gives what the simulator counted.
    pub async fn caught_up(&self) -> Value {
        let truth = || self.sim().read(|world| self.sim().hub.truth(world));
        self.follow(async || {
            let sent = truth()["last_seq"].clone();
            self.knows_a_guild()
                && json!(self.committed().await) == sent
                && sent
                    .as_object()
                    .is_some_and(|sessions| !sessions.is_empty())
        })
        .await;
        truth()
    }

    async fn committed(&self) -> BTreeMap<String, u64> {
        let mut tx = self.parts().db.read().await.unwrap();
        let found = sessions::all(&mut tx).await.unwrap();
        found
            .into_iter()
            .map(|session| (session.id, session.seq))
            .collect()
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
        flags: 0,
    }
}

/// A folder with the addresses of a database and a Redis, in files of mode 600.
pub fn secrets(database: &str, redis: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, url) in [("database", Some(database)), ("redis", redis)] {
        let path = folder.path().join(name);
        std::fs::write(&path, url.unwrap_or_default()).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
    folder
}
