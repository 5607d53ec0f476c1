//! What commands work with: the daemon, and the guild that is meant.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use emperione_protocol::guilds::{ChannelRef, Guild, RoleRef, UserRef};
use emperione_protocol::members::MemberFilter;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::transport::{connect, default_socket, within};
use emperione_protocol::{
    ChannelId, Client, Code, Flatten, GuildId, Page, PageRequest, RoleId, UserId, VERSION,
};

use crate::args::Global;
use crate::clean::clean;
use crate::error::Failure;
use crate::settings::Settings;

/// How long an ordinary call may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The daemon's place, and the guild that flags name.
#[derive(Clone, Debug)]
pub struct Context {
    pub socket: PathBuf,
    pub guild: Option<String>,
    pub theme: Option<String>,
    pub no_input: bool,
}

impl Context {
    pub(crate) fn new(global: &Global, settings: &Settings) -> Self {
        let socket = global
            .socket
            .clone()
            .or_else(|| settings.socket.clone())
            .unwrap_or_else(find_socket);
        let guild = global.guild.clone().or_else(|| settings.guild.clone());
        Self {
            socket,
            guild,
            theme: settings.theme.clone(),
            no_input: global.no_input,
        }
    }

    /// Connects and says hello.
    ///
    /// # Errors
    /// If nothing answers, or what answers speaks another version.
    pub async fn client(&self) -> Result<Client, Failure> {
        let client = connect(&self.socket).await?;
        client
            .system()
            .hello(within(PATIENCE), VERSION)
            .await
            .flat()?;
        Ok(client)
    }

    /// The guild that is meant: the one that was named, or the only one.
    ///
    /// # Errors
    /// If none fits, or several do.
    pub async fn guild(&self, client: &Client) -> Result<GuildId, Failure> {
        let guilds = client.guilds().list(within(PATIENCE)).await.flat()?;
        if guilds.is_empty() {
            return Err(nowhere(client).await);
        }
        choose_guild(&guilds, self.guild.as_deref())
    }

    /// Connects, and finds the guild that is meant.
    ///
    /// # Errors
    /// As [`Self::client`] and [`Self::guild`].
    pub async fn reach(&self) -> Result<(Client, GuildId), Failure> {
        let client = self.client().await?;
        let guild = self.guild(&client).await?;
        Ok((client, guild))
    }
}

/// The bot is in no guild: how it gets into one.
async fn nowhere(client: &Client) -> Failure {
    let status = client.system().status(within(PATIENCE)).await.flat();
    let page = status.ok().and_then(|status| status.invite);
    let hint = page.map_or_else(
        || "see `emp doctor`: it has not signed in yet".into(),
        |page| format!("somebody who may manage a server lets it in at {page}"),
    );
    Failure::error("the bot is in no guild yet").hint(hint)
}

fn choose_guild(guilds: &[Guild], wanted: Option<&str>) -> Result<GuildId, Failure> {
    let names = || {
        guilds
            .iter()
            .map(|guild| format!("{} ({})", clean(&guild.name), guild.id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (wanted, guilds) {
        (None, [only]) => Ok(only.id),
        (None, _) => Err(Failure::new(Code::Ambiguous, "several guilds are here")
            .hint(format!("name one with `--guild`: {}", names()))),
        (Some(text), _) => {
            let fits = |guild: &&Guild| {
                guild.id.to_string() == text || guild.name.eq_ignore_ascii_case(text)
            };
            let found = guilds.iter().find(fits);
            found.map(|guild| guild.id).ok_or_else(|| {
                Failure::usage(format!("no guild is called `{text}`"))
                    .hint(format!("there are: {}", names()))
            })
        }
    }
}

/// The socket of a service, or else that of this person's own daemon.
fn find_socket() -> PathBuf {
    let system = default_socket(None);
    if may_be_there(system.try_exists()) {
        return system;
    }
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    default_socket(runtime.as_deref().or(Some(Path::new("/run"))))
}

/// A folder that may not be entered is a service's, whose socket the person has to be let use.
fn may_be_there(found: io::Result<bool>) -> bool {
    found.unwrap_or_else(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Finds whom a text names.
///
/// # Errors
/// If nobody fits, or several do; then they are named.
pub(crate) async fn resolve(
    client: &Client,
    guild: GuildId,
    text: &str,
) -> Result<UserRef, Failure> {
    let mut found = client
        .members()
        .resolve(within(PATIENCE), guild, text.into())
        .await
        .flat()?;
    match found.as_slice() {
        [_] => Ok(found.remove(0)),
        [] => {
            let hint = alike(client, guild, text).await.unwrap_or_else(|| {
                "give an id, @name, or the beginning of a name; see `emp member list --match TEXT`"
                    .into()
            });
            let nobody = format!("nobody is called `{}`", clean(text));
            Err(Failure::new(Code::NotFound, nobody).hint(hint))
        }
        _ => {
            let names: Vec<_> = found
                .iter()
                .map(|user| format!("@{} ({})", clean(&user.name), user.id))
                .collect();
            Err(
                Failure::new(Code::Ambiguous, format!("`{}` may be several", clean(text)))
                    .hint(format!("did you mean {}?", names.join(", "))),
            )
        }
    }
}

/// The same, of whom only the id counts: one that is given needs no question, which counts when there are ten thousand.
///
/// # Errors
/// As [`resolve`].
pub(crate) async fn resolve_id(
    client: &Client,
    guild: GuildId,
    text: &str,
) -> Result<UserId, Failure> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(resolve(client, guild, text).await?.id),
    }
}

/// Names those in whose names a text's letters come in its order.
async fn alike(client: &Client, guild: GuildId, text: &str) -> Option<String> {
    const MOST: u32 = 3;
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let filter = MemberFilter {
        guild,
        query: Some(format!("name ~ {letters:?}")),
        ..MemberFilter::default()
    };
    let page = PageRequest {
        after: None,
        limit: MOST,
    };
    let found = client.members().list(within(PATIENCE), filter, page).await;
    let names: Vec<_> = found
        .flat()
        .ok()?
        .items
        .iter()
        .map(|member| format!("@{}", clean(&member.user.name)))
        .collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(", ")))
}

/// Finds the channel that a text names, by id, `#name` or a link to it.
///
/// # Errors
/// If no channel fits, or several do.
pub(crate) async fn resolve_channel(
    client: &Client,
    guild: GuildId,
    text: &str,
) -> Result<ChannelId, Failure> {
    if let Ok(id) = bare(text).parse() {
        return Ok(id);
    }
    let channels = client.guilds().channels(within(PATIENCE), guild).await;
    choose_channel(&channels.flat()?, text, "channel")
}

/// Finds the thread that a text names, by id, name or a link to it.
///
/// # Errors
/// If no thread fits, or several do.
pub(crate) async fn resolve_thread(
    client: &Client,
    guild: GuildId,
    text: &str,
) -> Result<ChannelId, Failure> {
    if let Ok(id) = bare(text).parse() {
        return Ok(id);
    }
    let threads = client.guilds().threads(within(PATIENCE), guild).await;
    choose_channel(&threads.flat()?, text, "thread")
}

/// The id or the name in a text: alone, in a mention, or at the end of a link.
fn bare(text: &str) -> &str {
    let last = text.rsplit('/').next().unwrap_or(text);
    last.trim_start_matches(['<', '#']).trim_end_matches('>')
}

fn choose_channel(known: &[ChannelRef], text: &str, what: &str) -> Result<ChannelId, Failure> {
    let name = bare(text);
    let fits = |it: &&ChannelRef| it.name.eq_ignore_ascii_case(name);
    let names = known.iter().map(|it| format!("#{}", clean(&it.name)));
    let found = known.iter().filter(fits).map(|it| it.id);
    choose_named((what, text), names, found)
}

/// The only one that fits; `known` names all there are.
fn choose_named<T: ToString>(
    (what, text): (&str, &str),
    known: impl Iterator<Item = String>,
    found: impl Iterator<Item = T>,
) -> Result<T, Failure> {
    let mut found: Vec<T> = found.collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => {
            let names: Vec<_> = known.collect();
            let hint = if names.is_empty() {
                format!("no {what} is known here")
            } else {
                format!("there are: {}", names.join(", "))
            };
            let none = format!("no {what} is called `{}`", clean(text));
            Err(Failure::new(Code::NotFound, none).hint(hint))
        }
        _ => {
            let ids: Vec<_> = found.iter().map(ToString::to_string).collect();
            let several = format!("several {what}s are called `{}`", clean(text));
            Err(Failure::new(Code::Ambiguous, several)
                .hint(format!("name one by its id: {}", ids.join(", "))))
        }
    }
}

/// Finds the role that a text names, by id or name.
///
/// # Errors
/// If no role fits, or several do.
pub(crate) async fn resolve_role(
    client: &Client,
    guild: GuildId,
    text: &str,
) -> Result<RoleId, Failure> {
    let roles = client
        .guilds()
        .roles(within(PATIENCE), guild)
        .await
        .flat()?;
    let name = text.trim_start_matches('@');
    let fits =
        |role: &&RoleRef| role.id.to_string() == name || role.name.eq_ignore_ascii_case(name);
    let names = roles.iter().map(|role| clean(&role.name).into_owned());
    let found = roles.iter().filter(fits).map(|role| role.id);
    choose_named(("role", text), names, found)
}

/// Reads pages of a list until there are so many items, or no more.
pub(crate) async fn collect<T, E>(
    limit: usize,
    mut read: impl AsyncFnMut(PageRequest) -> Result<Page<T>, E>,
) -> Result<Vec<T>, Failure>
where
    Failure: From<E>,
{
    let most = u32::try_from(limit).unwrap_or(MAX_PAGE).min(MAX_PAGE);
    let mut after = None;
    let mut items = Vec::new();
    loop {
        let page = read(PageRequest { after, limit: most }).await?;
        items.extend(page.items);
        after = page.next;
        if items.len() >= limit || after.is_none() {
            items.truncate(limit);
            return Ok(items);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_may_not_be_entered_is_a_services() {
        let fails = |kind: io::ErrorKind| Err(io::Error::from(kind));

        assert!(may_be_there(Ok(true)));
        assert!(may_be_there(fails(io::ErrorKind::PermissionDenied)));
        assert!(!may_be_there(Ok(false)));
        assert!(!may_be_there(fails(io::ErrorKind::NotADirectory)));
    }
}
