//! The configuration as text: every key explained, or the values in force.

use std::fmt::Write;

use super::secret::TokenSource;
use super::{Config, Environment, SECTIONS};

/// The default file: every key with its meaning, commented out.
pub fn annotated() -> String {
    let mut text = String::from(
        "# The configuration of empd. Every key is optional; a line without its `#` overrides the default shown.\n",
    );
    for section in SECTIONS {
        let defaults = (section.defaults)();
        text.push('\n');
        comment(&mut text, section.about);
        let _ = writeln!(text, "[{}]", section.name);
        for field in section.fields {
            text.push('\n');
            comment(&mut text, field.about);
            let value = defaults
                .get(field.name)
                .filter(|_| field.example.is_none())
                .map_or_else(
                    || field.example.unwrap_or_default().to_owned(),
                    ToString::to_string,
                );
            let _ = writeln!(text, "#{} = {value}", field.name);
        }
    }
    text
}

/// The values in force and where each comes from; secrets are named by their place only.
pub fn effective(config: &Config, environment: &Environment) -> String {
    let mut text = match TokenSource::find(config, environment) {
        Some(source) => format!("# The token comes from {source}; it is not shown.\n"),
        None => "# No token is given.\n".into(),
    };
    for (section, values) in config.values() {
        let _ = writeln!(text, "\n[{section}]");
        for (name, value) in values {
            let _ = writeln!(
                text,
                "{name} = {value}  # {}",
                config.source(section, &name)
            );
        }
    }
    text
}

fn comment(text: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "#{line}");
    }
}
