//! What `empd` does when it is called; the only place of the daemon that prints.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use secrecy::SecretString;

use crate::app::{self, App, Failure, Setup, StopSigns};
use crate::clock::Clock;
use crate::config::secret::TokenSource;
use crate::config::{self, Command, Config, ConfigCommand, Environment, Flags, Settings};
use crate::store::migrate;
use crate::{crash, telemetry};

/// Does what the flags ask for.
pub fn run(flags: &Flags, environment: &Environment) -> ExitCode {
    match dispatch(flags, environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "{failure}");
            failure.exit_code()
        }
    }
}

fn dispatch(flags: &Flags, environment: &Environment) -> Result<(), Failure> {
    let settings = &flags.settings;
    match &flags.command {
        None | Some(Command::Run) => serve(settings, environment),
        Some(Command::Config(ConfigCommand::Default)) => print(&config::annotated()),
        Some(Command::Config(command)) => {
            let config = Config::load(settings, environment)?;
            match command {
                ConfigCommand::Show => print(&config::effective(&config, environment)),
                _ => check(&config, environment),
            }
        }
        Some(Command::Migrate { dry_run }) => migrate(settings, environment, *dry_run),
        Some(Command::Restore { file }) => restore(settings, environment, file),
    }
}

fn check(config: &Config, environment: &Environment) -> Result<(), Failure> {
    config.database_url()?;
    config.redis_url()?;
    match TokenSource::find(config, environment) {
        Some(TokenSource::StandardInput) | None => {}
        Some(source) => drop(source.read(environment, &mut io::empty())?),
    }
    print("the configuration can be used\n")
}

fn migrate(settings: &Settings, environment: &Environment, dry_run: bool) -> Result<(), Failure> {
    let config = Config::load(settings, environment)?;
    app::make_folder(&config.storage.folder)?;
    let location = app::location(&config)?;
    let pending = runtime()?.block_on(async {
        let pending = migrate::pending(&location).await?;
        if !dry_run {
            crate::store::Db::open(&location).await?.close().await;
        }
        Ok(pending)
    });
    let pending =
        pending.map_err(|error: crate::store::Error| Failure::start("the database", &error))?;
    let verb = if dry_run { "would apply" } else { "applied" };
    if pending.is_empty() {
        return print("the schema is up to date\n");
    }
    pending
        .iter()
        .try_for_each(|name| print(&format!("{verb} {name}\n")))
}

fn restore(settings: &Settings, environment: &Environment, file: &Path) -> Result<(), Failure> {
    let config = Config::load(settings, environment)?;
    arm(settings, environment);
    let done = runtime()?.block_on(app::restore::run(&config, file))?;
    let app::restore::Done {
        made_at,
        marked,
        erased,
        newer,
        replaced,
    } = done;
    print(&format!("put back a backup of {made_at}\n"))?;
    print(&format!("erased again: {erased} users\n"))?;
    print(&format!(
        "open actions, to be looked up in Discord: {}\n",
        marked.actions
    ))?;
    print(&format!(
        "posts that are no longer sent: {}\n",
        marked.posts
    ))?;
    print(&format!("batches that were paused: {}\n", marked.batches))?;
    print(&format!("files of the archive that are newer: {newer}\n"))?;
    match replaced {
        Some(path) => print(&format!(
            "the database of before lies in {}\n",
            path.display()
        )),
        None => Ok(()),
    }
}

/// Only against a simulator may the process be ended at a place.
fn arm(settings: &Settings, environment: &Environment) {
    if settings.simulated.is_some()
        && let Some(point) = environment.get("EMP_CRASH_AT")
    {
        crash::arm(point);
    }
}

fn serve(settings: &Settings, environment: &Environment) -> Result<(), Failure> {
    let config = Config::load(settings, environment)?;
    let folder = config
        .log
        .folder
        .clone()
        .unwrap_or_else(|| config.storage.folder.join("log"));
    app::make_folder(&folder)?;
    let _log = telemetry::start(&config.log, &folder)
        .map_err(|error| Failure::start(&folder.display().to_string(), &error))?;
    let token = token(&config, environment)?;
    arm(settings, environment);
    // Two providers are compiled in, so rustls cannot choose; a second installation in one process is no error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let hold_stdin = settings.hold_stdin;
    let simulated = settings.simulated.clone();
    runtime()?.block_on(async {
        let signs =
            StopSigns::listen(hold_stdin).map_err(|error| Failure::start("the signals", &error))?;
        let clock = match &simulated {
            Some(url) => app::simulated::clock(url).await?,
            None => Clock::Wall,
        };
        let setup = Setup {
            config,
            token,
            clock,
            discord: simulated,
        };
        let app = App::start(setup).await?;
        app.run_until(signs).await;
        Ok(())
    })
}

/// The bot's token, or the two ways on.
fn token(config: &Config, environment: &Environment) -> Result<SecretString, Failure> {
    let Some(source) = TokenSource::find(config, environment) else {
        return Err(Failure::new("no token of a Discord bot is given").hint(
            "name the file that holds it with `--token-file FILE` (or DISCORD_TOKEN_FILE, or bot.token_file in \
             empd.toml), or try everything without one: `emp demo`",
        ));
    };
    if source == TokenSource::Environment {
        tracing::warn!(
            "the token comes from DISCORD_TOKEN, which other processes can read: prefer DISCORD_TOKEN_FILE"
        );
    }
    Ok(source.read(environment, &mut io::stdin().lock())?)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Runtime::new().map_err(|error| Failure::start("the runtime", &error))
}

fn print(text: &(impl Display + ?Sized)) -> Result<(), Failure> {
    match write!(io::stdout(), "{text}") {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::start("standard output", &error))
        }
        _ => Ok(()),
    }
}
