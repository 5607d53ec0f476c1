use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;

use super::secret::TokenSource;
use super::*;

fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config, Problem> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empd.toml");
    std::fs::write(&path, file).unwrap();
    let flags = Settings {
        config: Some(path),
        ..Settings::default()
    };
    Config::load(&flags, &environment(variables)).map_err(|problem| Problem {
        key: problem.key.replace(&*folder.path().to_string_lossy(), ""),
        ..problem
    })
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().copied().collect()
}

fn secret_file(content: &str, mode: u32) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    file
}

fn token(config: &Config, variables: &[(&str, &str)], input: &str) -> Result<String, Problem> {
    let environment = environment(variables);
    let source = TokenSource::find(config, &environment).expect("a token is given");
    let token = source.read(&environment, &mut Cursor::new(input.to_owned()))?;
    Ok(token.expose_secret().to_owned())
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let file = "[log]\nkeep_files = 3\nstderr = false\nlevels = \"warn\"\n";
    let variables = [
        ("EMP_LOG_KEEP_FILES", "5"),
        ("EMP_STORAGE_FOLDER", "/variable"),
    ];
    let folder = secret_file(file, 0o600);
    let flags = Settings {
        config: Some(folder.path().into()),
        data: Some("/flag".into()),
        ..Settings::default()
    };

    let config = Config::load(&flags, &environment(&variables)).unwrap();

    assert_eq!(config.log.keep_files, 5);
    assert!(!config.log.stderr);
    assert_eq!(config.storage.folder, PathBuf::from("/flag"));
    assert_eq!(config.storage.text_days, 30);
    assert_eq!(config.source("storage", "folder"), Source::Flag("data"));
    assert_eq!(
        config.source("log", "keep_files"),
        Source::Variable("EMP_LOG_KEEP_FILES".into())
    );
    assert_eq!(config.source("storage", "text_days"), Source::Default);
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_name() {
    let problem = load("[storage]\ntext_day = 3\n", &[]).unwrap_err();

    assert_eq!(problem.key, "storage.text_day (/empd.toml)");
    assert_eq!(problem.hint.unwrap(), "did you mean `text_days`?");
}

#[test]
fn an_unknown_section_is_refused_with_the_nearest_name() {
    let problem = load("[storag]\n", &[]).unwrap_err();

    assert_eq!(problem.hint.unwrap(), "did you mean `storage`?");
}

#[test]
fn an_unknown_variable_of_a_section_is_refused() {
    let problem = load("", &[("EMP_STORAGE_TEXT_DAY", "3")]).unwrap_err();

    assert_eq!(problem.key, "storage.text_day ($EMP_STORAGE_TEXT_DAY)");
}

#[test]
fn variables_of_the_clients_are_none_of_ours() {
    load("", &[("EMP_GUILD", "1"), ("EMP_TEST_POSTGRES", "x")]).unwrap();
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_its_source() {
    let problem = load("[storage]\nevent_days = 9\ntext_days = \"many\"\n", &[]).unwrap_err();

    assert_eq!(problem.key, "storage.text_days (/empd.toml)");
}

#[test]
fn an_unknown_key_of_a_local_user_is_refused() {
    let problem = load("[rpc.users.1000]\nrole = \"viewer\"\nnick = \"a\"\n", &[]).unwrap_err();

    assert_eq!(problem.key, "rpc.users (/empd.toml)");
}

#[test]
fn a_uid_is_mapped_to_a_role_and_a_discord_user() {
    let config = load(
        "[rpc.users.1000]\nrole = \"moderator\"\nuser = \"80351110224678912\"\n",
        &[],
    )
    .unwrap();

    let user = config.rpc.user(1000).unwrap();

    assert_eq!(user.role, crate::domain::actor::Role::Moderator);
    assert_eq!(user.user.unwrap().0, 80_351_110_224_678_912);
    assert_eq!(config.rpc.user(1001), None);
}

#[test]
fn every_check_names_its_key() {
    for (file, key) in [
        ("[bot]\ntoken_file = \"\"", "bot.token_file"),
        ("[database]\nurl = \"mysql://a/b\"", "database.url"),
        (
            "[database]\nurl = \"postgres://a/b\"\nurl_file = \"/x\"",
            "database.url",
        ),
        ("[redis]\nurl = \"http://a\"", "redis.url"),
        ("[storage]\nfolder = \"\"", "storage.folder"),
        ("[storage]\nevent_days = 0", "storage.event_days"),
        ("[rpc]\nsocket = \"here\"", "rpc.socket"),
        ("[rpc]\nin_flight = 0", "rpc.in_flight"),
        ("[rpc.users.alice]\nrole = \"owner\"", "rpc.users"),
        ("[log]\nlevels = \"loud=loud\"", "log.levels"),
        ("[log]\nkeep_files = 0", "log.keep_files"),
        (
            "[inbox]\nappeal_url = \"appeals.example.org\"",
            "inbox.appeal_url",
        ),
        (
            "[inbox]\nappeal_url = \"ftp://appeals.example.org\"",
            "inbox.appeal_url",
        ),
        (
            "[inbox]\nappeal_url = \"https://a.example/?b\"",
            "inbox.appeal_url",
        ),
        (
            "[inbox]\nappeal_url = \"https://a.example\"\n[http]\nenabled = false",
            "inbox.appeal_url",
        ),
    ] {
        assert_eq!(load(file, &[]).unwrap_err().key, key, "{file}");
    }
}

#[test]
fn a_password_in_an_address_is_refused_wherever_it_stands() {
    for url in [
        "postgres://emperione:hunter2@localhost/e",
        "postgres://localhost/e?user=a&password=hunter2",
    ] {
        let in_file = load(&format!("[database]\nurl = \"{url}\""), &[]).unwrap_err();
        let in_variable = load("", &[("EMP_DATABASE_URL", url)]).unwrap_err();

        for problem in [in_file, in_variable] {
            assert!(!format!("{problem:?}").contains("hunter2"));
            assert!(problem.hint.unwrap().contains("database.url_file"));
        }
    }
}

#[test]
fn an_address_with_a_password_comes_from_its_file() {
    let file = secret_file("postgres://e:hunter2@localhost/e\n", 0o600);
    let config = load(
        &format!("[database]\nurl_file = \"{}\"", file.path().display()),
        &[],
    )
    .unwrap();

    let url = config.database_url().unwrap().unwrap();

    assert_eq!(url.expose_secret(), "postgres://e:hunter2@localhost/e");
}

#[test]
fn a_secret_that_everybody_may_read_is_refused() {
    let file = secret_file("token", 0o644);
    let variables = [("DISCORD_TOKEN_FILE", file.path().to_str().unwrap())];
    let config = load("", &variables).unwrap();

    let problem = token(&config, &variables, "").unwrap_err();

    assert!(problem.why.ends_with("everybody may read or write it"));
    assert!(problem.hint.unwrap().starts_with("chmod 600"));
}

#[test]
fn the_token_comes_from_its_file_before_the_variable() {
    let file = secret_file("Bot from-file\n", 0o600);
    let variables = [
        ("DISCORD_TOKEN_FILE", file.path().to_str().unwrap()),
        ("DISCORD_TOKEN", "from-variable"),
    ];
    let config = load("", &variables).unwrap();

    assert_eq!(token(&config, &variables, "").unwrap(), "from-file");
}

#[test]
fn the_token_comes_from_one_line_of_standard_input() {
    let config = load("", &[("EMP_BOT_TOKEN_FILE", "-")]).unwrap();

    assert_eq!(token(&config, &[], "piped\nrest").unwrap(), "piped");
    assert!(token(&config, &[], "\n").is_err());
    assert!(token(&config, &[], "two words\n").is_err());
}

#[test]
fn the_token_comes_from_a_credential_of_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("discord_token");
    std::fs::write(&path, "credential").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    let variables = [("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap())];
    let config = load("", &variables).unwrap();

    assert_eq!(token(&config, &variables, "").unwrap(), "credential");
}

#[test]
fn without_a_token_there_is_no_source() {
    let config = load("", &[]).unwrap();

    assert_eq!(TokenSource::find(&config, &environment(&[])), None);
}

#[test]
fn the_folders_follow_systemd_then_xdg_then_home() {
    let folder = |variables: &[(&str, &str)]| {
        let config = load("", variables).unwrap();
        (config.storage.folder, config.rpc.socket)
    };

    let systemd = folder(&[
        ("STATE_DIRECTORY", "/s"),
        ("RUNTIME_DIRECTORY", "/r"),
        ("HOME", "/h"),
    ]);
    let xdg = folder(&[
        ("XDG_STATE_HOME", "/x"),
        ("XDG_RUNTIME_DIR", "/u"),
        ("HOME", "/h"),
    ]);
    let home = folder(&[("HOME", "/h")]);

    assert_eq!(systemd, ("/s".into(), "/r/empd.sock".into()));
    assert_eq!(
        xdg,
        ("/x/emperione".into(), "/u/emperione/empd.sock".into())
    );
    assert_eq!(
        home,
        (
            "/h/.local/state/emperione".into(),
            "/run/emperione/empd.sock".into()
        )
    );
}

#[test]
fn the_annotated_file_is_the_default_and_every_example_is_valid() {
    let annotated = annotated();
    let uncommented: Vec<_> = annotated
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest,
            _ => line,
        })
        .collect();
    let uncommented = uncommented.join("\n");
    let parsed: toml::Table = toml::from_str(&uncommented).unwrap();

    load(&annotated, &[]).unwrap();
    for section in SECTIONS {
        let given = parsed[section.name].as_table().unwrap();
        let named: Vec<_> = section.fields.iter().map(|field| field.name).collect();
        assert_eq!(given.len(), named.len());
        assert!(named.iter().all(|name| given.contains_key(*name)));
    }
    let without_conflict: Vec<_> = uncommented
        .lines()
        .filter(|line| !line.starts_with("url = "))
        .collect();
    load(&without_conflict.join("\n"), &[]).unwrap();
}

#[test]
fn the_effective_settings_show_sources_and_no_secret() {
    let variables = [("DISCORD_TOKEN", "hunter2"), ("EMP_LOG_KEEP_FILES", "2")];
    let config = load("[storage]\ntext_days = 3\n", &variables).unwrap();

    let shown = effective(&config, &environment(&variables));

    assert!(shown.contains("# The token comes from DISCORD_TOKEN; it is not shown."));
    assert!(shown.contains("keep_files = 2  # $EMP_LOG_KEEP_FILES"));
    assert!(shown.contains("text_days = 3  # "));
    assert!(!shown.contains("hunter2"));
    toml::from_str::<toml::Table>(&shown).unwrap();
}
