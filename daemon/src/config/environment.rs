//! What the process was started with. Read once; everything else gets it as a value, tests included.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The variables that the daemon was started with.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Reads the variables of this process; those that are not UTF-8 are none of ours.
    pub fn of_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
        )
    }

    /// A variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from)
    }

    /// Names with this prefix, without it, and their values.
    pub fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The folder for what the daemon keeps: systemd's, XDG's, or the one below the home folder.
    pub(super) fn state_folder(&self) -> Option<PathBuf> {
        self.first_folder("STATE_DIRECTORY").or_else(|| {
            self.path("XDG_STATE_HOME")
                .or_else(|| Some(self.path("HOME")?.join(".local/state")))
                .map(|folder| folder.join("emperione"))
        })
    }

    /// The socket that clients look for.
    pub(super) fn socket(&self) -> PathBuf {
        match self.first_folder("RUNTIME_DIRECTORY") {
            Some(folder) => folder.join("empd.sock"),
            None => emperione_protocol::transport::default_socket(
                self.path("XDG_RUNTIME_DIR").as_deref(),
            ),
        }
    }

    /// Where the configuration may lie, most personal first.
    pub(super) fn config_files(&self) -> Vec<PathBuf> {
        let personal = self
            .path("XDG_CONFIG_HOME")
            .or_else(|| Some(self.path("HOME")?.join(".config")));
        personal
            .map(|folder| folder.join("emperione/empd.toml"))
            .into_iter()
            .chain([PathBuf::from("/etc/emperione/empd.toml")])
            .collect()
    }

    /// systemd separates several folders with colons.
    fn first_folder(&self, name: &str) -> Option<PathBuf> {
        let first = self.get(name)?.split(':').next()?;
        Some(PathBuf::from(first))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}
