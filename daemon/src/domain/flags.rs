//! Discord's permissions by name (Topics: Permissions, Bitwise Permission Flags).

/// Every permission, from the lowest bit to the highest.
pub const FLAGS: &[(u64, &str)] = &[
    (1 << 0, "CREATE_INSTANT_INVITE"),
    (1 << 1, "KICK_MEMBERS"),
    (1 << 2, "BAN_MEMBERS"),
    (1 << 3, "ADMINISTRATOR"),
    (1 << 4, "MANAGE_CHANNELS"),
    (1 << 5, "MANAGE_GUILD"),
    (1 << 6, "ADD_REACTIONS"),
    (1 << 7, "VIEW_AUDIT_LOG"),
    (1 << 8, "PRIORITY_SPEAKER"),
    (1 << 9, "STREAM"),
    (1 << 10, "VIEW_CHANNEL"),
    (1 << 11, "SEND_MESSAGES"),
    (1 << 12, "SEND_TTS_MESSAGES"),
    (1 << 13, "MANAGE_MESSAGES"),
    (1 << 14, "EMBED_LINKS"),
    (1 << 15, "ATTACH_FILES"),
    (1 << 16, "READ_MESSAGE_HISTORY"),
    (1 << 17, "MENTION_EVERYONE"),
    (1 << 18, "USE_EXTERNAL_EMOJIS"),
    (1 << 19, "VIEW_GUILD_INSIGHTS"),
    (1 << 20, "CONNECT"),
    (1 << 21, "SPEAK"),
    (1 << 22, "MUTE_MEMBERS"),
    (1 << 23, "DEAFEN_MEMBERS"),
    (1 << 24, "MOVE_MEMBERS"),
    (1 << 25, "USE_VAD"),
    (1 << 26, "CHANGE_NICKNAME"),
    (1 << 27, "MANAGE_NICKNAMES"),
    (1 << 28, "MANAGE_ROLES"),
    (1 << 29, "MANAGE_WEBHOOKS"),
    (1 << 30, "MANAGE_GUILD_EXPRESSIONS"),
    (1 << 31, "USE_APPLICATION_COMMANDS"),
    (1 << 32, "REQUEST_TO_SPEAK"),
    (1 << 33, "MANAGE_EVENTS"),
    (1 << 34, "MANAGE_THREADS"),
    (1 << 35, "CREATE_PUBLIC_THREADS"),
    (1 << 36, "CREATE_PRIVATE_THREADS"),
    (1 << 37, "USE_EXTERNAL_STICKERS"),
    (1 << 38, "SEND_MESSAGES_IN_THREADS"),
    (1 << 39, "USE_EMBEDDED_ACTIVITIES"),
    (1 << 40, "MODERATE_MEMBERS"),
    (1 << 41, "VIEW_CREATOR_MONETIZATION_ANALYTICS"),
    (1 << 42, "USE_SOUNDBOARD"),
    (1 << 43, "CREATE_GUILD_EXPRESSIONS"),
    (1 << 44, "CREATE_EVENTS"),
    (1 << 45, "USE_EXTERNAL_SOUNDS"),
    (1 << 46, "SEND_VOICE_MESSAGES"),
    (1 << 49, "SEND_POLLS"),
    (1 << 50, "USE_EXTERNAL_APPS"),
    (1 << 51, "PIN_MESSAGES"),
    (1 << 52, "BYPASS_SLOWMODE"),
];

/// How alike two names must be for a hint (0 to 1).
const ALIKE: f64 = 0.8;

/// A name that is no permission, and the nearest that is one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a permission{}", nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default())]
pub struct Unknown {
    name: String,
    nearest: Option<&'static str>,
}

/// Finds a permission by its name, in any case and with any of `_`, `-` and blanks.
pub fn find(name: &str) -> Result<u64, Unknown> {
    let wanted = name.trim().to_uppercase().replace(['-', ' '], "_");
    let found = FLAGS.iter().find(|(_, known)| *known == wanted);
    found.map(|(flag, _)| *flag).ok_or_else(|| {
        let nearest = FLAGS
            .iter()
            .map(|(_, known)| (strsim::jaro_winkler(&wanted, known), *known))
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        Unknown {
            name: name.into(),
            nearest: nearest.map(|(_, known)| known),
        }
    })
}

/// The name of a permission.
pub fn name(flag: u64) -> &'static str {
    let found = FLAGS.iter().find(|(known, _)| *known == flag);
    found.map_or("an unknown permission", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_found_as_people_write_them() {
        assert_eq!(find("SEND_MESSAGES"), Ok(1 << 11));
        assert_eq!(find("send messages"), Ok(1 << 11));
        assert_eq!(find("ban-members"), Ok(1 << 2));
        assert_eq!(
            find("BAN_MEMBER").unwrap_err().to_string(),
            "`BAN_MEMBER` is not a permission; did you mean BAN_MEMBERS?"
        );
        assert_eq!(
            find("x").unwrap_err().to_string(),
            "`x` is not a permission"
        );
    }

    #[test]
    fn every_permission_is_one_bit_of_its_own() {
        assert!(FLAGS.is_sorted_by(|(one, _), (next, _)| one < next));
        assert!(FLAGS.iter().all(|(flag, _)| flag.is_power_of_two()));
        assert_eq!(name(1 << 40), "MODERATE_MEMBERS");
    }
}
