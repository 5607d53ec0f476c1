//! The four places that a value may come from, laid over each other.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::flags::Settings;
use super::section::{Field, Problem, Section};
use super::{Environment, SECTIONS, SectionInfo};

/// Who set a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Default,
    File(PathBuf),
    Variable(String),
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// Every value that was given, by section and field; the last one given wins.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers(BTreeMap<(&'static str, &'static str), (Value, Source)>);

impl Layers {
    /// Gathers what the surroundings suggest, the file, the variables and the flags say, in this order.
    pub(super) fn gather(flags: &Settings, environment: &Environment) -> Result<Self, Problem> {
        let mut layers = Self::default();
        layers.add_surroundings(flags, environment);
        if let Some(path) = config_file(flags, environment) {
            layers.add_file(&path)?;
        }
        layers.add_variables(environment)?;
        layers.add_flags(flags);
        Ok(layers)
    }

    pub(super) fn source(&self, section: &str, field: &str) -> Source {
        self.0
            .iter()
            .find(|((s, f), _)| *s == section && *f == field)
            .map(|(_, (_, source))| source.clone())
            .unwrap_or_default()
    }

    /// Makes a section of what was given for it.
    pub(super) fn section<S: Section>(&self) -> Result<S, Problem> {
        let given = || {
            self.0
                .iter()
                .filter(|((section, _), _)| *section == S::NAME)
        };
        let table: Table = given()
            .map(|((_, field), (value, _))| ((*field).to_owned(), value.clone()))
            .collect();
        Value::Table(table)
            .try_into()
            .map_err(|error: toml::de::Error| {
                given()
                    .find_map(|((_, field), (value, source))| {
                        let error = accept::<S>(field, value).err()?;
                        Some(Problem::new(
                            with_source(S::NAME, field, source),
                            error.message(),
                        ))
                    })
                    .unwrap_or_else(|| Problem::new(S::NAME, error.message()))
            })
    }

    fn set(&mut self, section: &'static str, field: &'static str, value: Value, source: Source) {
        self.0.insert((section, field), (value, source));
    }

    fn add_surroundings(&mut self, flags: &Settings, environment: &Environment) {
        if let Some(folder) = environment.state_folder() {
            self.set("storage", "folder", text(&folder), Source::Default);
        }
        self.set(
            "rpc",
            "socket",
            text(&environment.socket()),
            Source::Default,
        );
        if flags.simulated.is_some() {
            // Simulated daemons come in numbers; a fixed port would let only one of them live.
            self.set("http", "listen", "127.0.0.1:0".into(), Source::Default);
        }
        if let Some(path) = environment.path("DISCORD_TOKEN_FILE") {
            let source = Source::Variable("DISCORD_TOKEN_FILE".into());
            self.set("bot", "token_file", text(&path), source);
        }
    }

    fn add_file(&mut self, path: &Path) -> Result<(), Problem> {
        let problem = |why: &dyn fmt::Display| Problem::new(path.display().to_string(), why);
        let content = std::fs::read_to_string(path).map_err(|error| problem(&error))?;
        let file: Table =
            toml::from_str(&content).map_err(|error| problem(&error.to_string().trim_end()))?;
        for (section, values) in file {
            let known = find_section(&section).map_err(|error| at(error, path))?;
            let Value::Table(values) = values else {
                return Err(problem(&format!(
                    "`{section}` is a section: write [{section}]"
                )));
            };
            for (name, value) in values {
                let field = find_field(known, &name).map_err(|error| at(error, path))?;
                self.set(known.name, field.name, value, Source::File(path.into()));
            }
        }
        Ok(())
    }

    fn add_variables(&mut self, environment: &Environment) -> Result<(), Problem> {
        for (name, value) in environment.with_prefix("EMP_") {
            let lower = name.to_ascii_lowercase();
            let Some((section, rest)) = SECTIONS.iter().find_map(|section| {
                let rest = lower.strip_prefix(section.name)?.strip_prefix('_')?;
                Some((section, rest))
            }) else {
                continue;
            };
            let source = Source::Variable(format!("EMP_{name}"));
            let field = find_field(section, rest).map_err(|error| Problem {
                key: format!("{} ({source})", error.key),
                ..error
            })?;
            let value = (section.read)(field.name, value);
            self.set(section.name, field.name, value, source);
        }
        Ok(())
    }

    fn add_flags(&mut self, flags: &Settings) {
        let paths = [
            ("storage", "folder", "data", &flags.data),
            ("rpc", "socket", "socket", &flags.socket),
            ("bot", "token_file", "token-file", &flags.token_file),
            (
                "database",
                "url_file",
                "database-url-file",
                &flags.database_url_file,
            ),
            ("redis", "url_file", "redis-url-file", &flags.redis_url_file),
        ];
        for (section, field, flag, value) in paths {
            if let Some(path) = value {
                self.set(section, field, text(path), Source::Flag(flag));
            }
        }
        if let Some(address) = flags.http {
            self.set(
                "http",
                "listen",
                address.to_string().into(),
                Source::Flag("http"),
            );
        }
    }
}

/// Reads the text of a variable: as text where the field takes text, else as TOML.
pub(super) fn read_text<S: Section>(field: &str, text: &str) -> Value {
    let plain = Value::String(text.into());
    if accept::<S>(field, &plain).is_ok() {
        return plain;
    }
    let parsed = toml::from_str::<Table>(&format!("value = {text}"));
    parsed
        .ok()
        .and_then(|mut table| table.remove("value"))
        .unwrap_or(plain)
}

fn accept<S: Section>(field: &str, value: &Value) -> Result<S, toml::de::Error> {
    let table = Table::from_iter([(field.to_owned(), value.clone())]);
    Value::Table(table).try_into()
}

fn config_file(flags: &Settings, environment: &Environment) -> Option<PathBuf> {
    flags
        .config
        .clone()
        .or_else(|| environment.path("EMP_CONFIG"))
        .or_else(|| {
            environment
                .config_files()
                .into_iter()
                .find(|path| path.exists())
        })
}

fn find_section(name: &str) -> Result<&'static SectionInfo, Problem> {
    SECTIONS
        .iter()
        .find(|section| section.name == name)
        .ok_or_else(|| unknown(name, "section", SECTIONS.iter().map(|section| section.name)))
}

fn find_field(section: &'static SectionInfo, name: &str) -> Result<&'static Field, Problem> {
    section
        .fields
        .iter()
        .find(|field| field.name == name)
        .ok_or_else(|| {
            let names = section.fields.iter().map(|field| field.name);
            let mut problem = unknown(name, "key", names);
            problem.key = format!("{}.{name}", section.name);
            problem
        })
}

/// Below this similarity a name is no help.
const SIMILAR: f64 = 0.75;

fn unknown(name: &str, what: &str, known: impl Iterator<Item = &'static str>) -> Problem {
    let problem = Problem::new(name, format!("there is no such {what}"));
    let nearest = known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((similarity, candidate)) if similarity >= SIMILAR => {
            problem.hint(format!("did you mean `{candidate}`?"))
        }
        _ => problem.hint("`empd config default` prints every key"),
    }
}

fn at(problem: Problem, path: &Path) -> Problem {
    let key = format!("{} ({})", problem.key, path.display());
    Problem { key, ..problem }
}

fn with_source(section: &str, field: &str, source: &Source) -> String {
    format!("{section}.{field} ({source})")
}

fn text(path: &Path) -> Value {
    Value::String(path.to_string_lossy().into_owned())
}
