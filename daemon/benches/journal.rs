//! What is written for an action: notes one after the other and many at once, and a batch of bans against the
//! simulator. `cargo bench -p emperione-daemon --bench journal`; PostgreSQL too if `EMP_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark may fail by a panic, looks at the clock, and is told of servers by the environment"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{cpu, line, rate};
use emperione_daemon::app::{App, Setup};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::services::Services;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::batches::{Act, Aim, BatchRequest, PlanRequest};
use emperione_protocol::{BatchId, GuildId, UserId};
use emperione_sim::{Options, Server};
use futures::StreamExt;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const NOTES: u64 = 3_000;
const BANS: usize = 10_000;
const ASKS: Actor = Actor::System { name: "bench" };

struct House {
    app: App,
    server: Server,
    _folder: tempfile::TempDir,
}

async fn start(database: Option<&str>) -> House {
    let options = Options {
        members: BANS + 100,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.storage.folder = folder.path().join("data");
    config.rpc.socket = folder.path().join("run/empd.sock");
    config.http.enabled = false;
    config.actions.hourly_limit = u32::MAX;
    config.database.url_file = database.map(|url| secret(folder.path(), url));
    let setup = Setup {
        config,
        token: SecretString::from(server.bot_token()),
        clock: Clock::Wall,
        discord: Some(server.base()),
    };
    let house = House {
        app: App::start(setup).await.unwrap(),
        server,
        _folder: folder,
    };
    while !house.is_whole() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    house
}

fn secret(folder: &Path, text: &str) -> std::path::PathBuf {
    let path = folder.join("database");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    path
}

impl House {
    fn services(&self) -> &Services {
        self.app.services()
    }

    fn guild(&self) -> GuildId {
        GuildId(self.server.sim().places.guild.0)
    }

    fn is_whole(&self) -> bool {
        let state = self.app.parts().state.read();
        let guild = state.guild(self.guild());
        guild.is_some_and(|guild| !guild.partial)
    }

    fn members(&self) -> Vec<UserId> {
        let places = &self.server.sim().places;
        self.server.sim().read(|world| {
            let apart = [places.owner, places.moderator, places.spammer, world.bot];
            let members = world.guilds[&places.guild].members.keys();
            let ordinary = members.filter(|id| !apart.contains(id));
            ordinary.take(BANS).map(|id| UserId(id.0)).collect()
        })
    }

    async fn note(&self, target: UserId) {
        let request = ActRequest {
            reason: Some("seen again in the support channel".into()),
            ..ActRequest::new(self.guild(), Kind::Note, target)
        };
        self.services()
            .actions
            .submit(&ASKS, request)
            .await
            .unwrap();
    }
}

async fn measure(name: &str, database: Option<&str>) {
    let house = start(database).await;
    let members = house.members();
    for at_once in [1, 64] {
        let (before, begun) = (cpu(), Instant::now());
        let targets = members.iter().cycle().take(usize::try_from(NOTES).unwrap());
        futures::stream::iter(targets)
            .for_each_concurrent(at_once, async |target| house.note(*target).await)
            .await;
        let (cpu, wall) = (cpu().saturating_sub(before), begun.elapsed());
        let (a_second, a_cpu_second) = (rate(NOTES, wall), rate(NOTES, cpu));
        line(&format!(
            "{name:<11} {at_once:>2} at once {a_second:>7} journalled actions per second, {a_cpu_second:>7} per CPU-second"
        ));
    }
    batch(name, &house, &members).await;
    house.app.stop().await;
}

async fn batch(name: &str, house: &House, members: &[UserId]) {
    let request = BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Ban),
        aims: members.iter().map(|user| Aim::new(*user)).collect(),
        confirm: {
            let state = house.app.parts().state.read();
            state
                .guild(house.guild())
                .map(|guild| guild.name.to_string())
        },
        undoes: None,
    };
    let batches = &house.services().batches;
    let wanted = PlanRequest {
        guild: request.guild,
        act: request.act.clone(),
        aims: request.aims.clone(),
        query: None,
    };
    let begun = Instant::now();
    let plan = batches.plan(&ASKS, &wanted).await.unwrap();
    line(&format!(
        "{name:<11} plan of {} in {} ms: {} calls",
        plan.lines.len(),
        begun.elapsed().as_millis(),
        plan.calls
    ));
    let (before, begun) = (cpu(), Instant::now());
    let mut batch = batches.create(&ASKS, request).await.unwrap();
    while !batch.state.is_final() {
        let turned = batches.wait(&ASKS, batch.id, batch.ended(), 20_000).await;
        batch = turned.unwrap();
    }
    let calls = house
        .server
        .sim()
        .requests
        .find("POST /guilds/{guild}/bulk-ban");
    let limited = calls.iter().filter(|call| call.status == 429).count();
    line(&format!(
        "{name:<11} {} bans in {:.1} s with {} calls, {limited} of them limited; {:.1} s of CPU, the simulator's included",
        batch.applied,
        begun.elapsed().as_secs_f64(),
        calls.len(),
        cpu().saturating_sub(before).as_secs_f64(),
    ));
}

async fn postgres(server: &str) {
    let name = format!("empd_bench_{:08x}", std::process::id());
    let execute = async |statement: String| {
        let mut connection = PgConnection::connect(server).await.unwrap();
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    };
    execute(format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    measure("postgresql", Some(&format!("{base}/{name}"))).await;
    execute(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

#[tokio::main]
async fn main() {
    measure("sqlite", None).await;
    if let Ok(server) = std::env::var("EMP_TEST_POSTGRES") {
        postgres(&server).await;
    }
}
