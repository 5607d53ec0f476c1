//! `[alerts]`: what alert rules may reach beside Discord.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::section::{Check, Problem, section};
use crate::domain::alerts::grammar::is_name;

section! {
    /// What alert rules may reach beside Discord.
    Alerts as "alerts" {
        /// Webhooks by name, each with a file that holds its address. They may be in private networks.
        webhooks: BTreeMap<String, PathBuf> = BTreeMap::new(), eg "{ ops = \"/etc/emperione/ops-webhook\" }";
        /// Programs by name, each with its arguments. They run without a shell, for 10 s at most, and are told of the alert
        /// on standard input.
        commands: BTreeMap<String, Vec<String>> = BTreeMap::new(), eg "{ page = [\"/usr/local/bin/page\", \"--urgent\"] }";
    }
}

impl Check for Alerts {
    fn check(&self) -> Result<(), Problem> {
        for (key, names) in [
            ("alerts.webhooks", self.webhooks.keys().collect::<Vec<_>>()),
            ("alerts.commands", self.commands.keys().collect()),
        ] {
            if let Some(name) = names.into_iter().find(|name| !is_name(name)) {
                let why = format!("`{name}` is no name of small letters, digits and dashes");
                return Err(Problem::new(key, why));
            }
        }
        let absolute =
            |program: &Vec<String>| program.first().is_some_and(|it| it.starts_with('/'));
        match self.commands.iter().find(|(_, program)| !absolute(program)) {
            Some((name, _)) => Err(Problem::new(
                "alerts.commands",
                format!("`{name}` does not begin with the absolute path of a program"),
            )),
            None => Ok(()),
        }
    }
}
