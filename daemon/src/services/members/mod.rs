//! Members, present and past: lists, one with what is known of them, and whom a text names.

mod detail;

use std::sync::Arc;

use emperione_protocol::guilds::RoleRef;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::members::{Member, MemberFilter, MemberThen, Sort, Status};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest, RoleId, Timestamp, UserId};

use super::access::unnamed;
use super::page::cut;
use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::past::{self, Look};
use crate::domain::query::plan::{Condition, Node, Plan, Range, Scope};
use crate::domain::query::{self, Pattern};
use crate::store::roster::{Entry, Key, Named, Place, Selection};
use crate::store::{self, roster};

/// The most users that an ambiguous text is answered with.
const CANDIDATES: usize = 10;
/// How many names are looked at: whole names come first.
const NAMES: u32 = 50;
/// Discord's ids have at least so many digits since 2015; a shorter number may be a name.
const ID_DIGITS: usize = 15;

/// The service.
#[derive(Clone)]
pub struct Members(pub(super) Arc<Parts>);

impl Members {
    /// Lists members, newest join first unless another order is asked for.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &MemberFilter,
        page: &PageRequest,
    ) -> Result<Page<Member>> {
        self.0.check_sees(actor, filter.guild)?;
        let asked = match &filter.query {
            Some(text) => Some(self.plan(actor, filter.guild, text)?),
            None => None,
        };
        if filter.sort == Sort::Cases {
            self.0.check_moderates(actor, filter.guild)?;
        }
        let after = page.after.as_deref();
        let limit = page.limit.clamp(1, MAX_PAGE);
        let (scope, root) = narrow(filter, asked, self.0.clock.now());
        let selection = Selection {
            guild: filter.guild,
            scope,
            root,
            sort: filter.sort,
            reverse: filter.reverse,
            after: after
                .map(|text| read_cursor(text, filter.sort))
                .transpose()?,
            limit: limit + 1,
        };
        let mut tx = self.0.db.read().await?;
        let as_of = store::events::head(&mut tx).await?;
        let mut entries = roster::list(&mut tx, &selection).await?;
        let next = cut(&mut entries, limit, |(_, place)| cursor(place));
        let items = entries
            .into_iter()
            .map(|(entry, _)| member(filter.guild, entry))
            .collect();
        Ok(Page { items, next, as_of })
    }

    /// Finds those of whom a query holds, at most so many, newest join first.
    pub async fn select(
        &self,
        actor: &Actor,
        guild: GuildId,
        query: &str,
        limit: u32,
    ) -> Result<Vec<UserId>> {
        self.0.check_sees(actor, guild)?;
        let Plan { scope, root } = self.plan(actor, guild, query)?;
        let selection = Selection {
            guild,
            scope,
            root,
            sort: Sort::Joined,
            reverse: false,
            after: None,
            limit,
        };
        let entries = roster::list(&mut self.0.db.read().await?, &selection).await?;
        Ok(entries.into_iter().map(|(entry, _)| entry.user).collect())
    }

    fn plan(&self, actor: &Actor, guild: GuildId, text: &str) -> Result<Plan> {
        let roles: Vec<_> = {
            let state = self.0.state.read();
            let roles = state
                .guild(guild)
                .into_iter()
                .flat_map(|guild| guild.roles.values());
            roles.map(|role| (role.id, role.name.to_string())).collect()
        };
        let expr = query::parse(text, &roles).map_err(|error| Error::Query {
            column: error.column,
            hint: error.problem.hint(),
            message: error.to_string(),
        })?;
        let plan = query::plan::plan(&expr, guild, self.0.clock.now());
        if plan.needs_cases() {
            self.0.check_moderates(actor, guild)?;
        }
        Ok(plan)
    }

    /// Shows a member as they were at a time.
    pub async fn at(
        &self,
        actor: &Actor,
        guild: GuildId,
        user: UserId,
        at: Timestamp,
    ) -> Result<MemberThen> {
        self.0.check_sees(actor, guild)?;
        if at > self.0.clock.now() {
            return Err(Error::invalid("at", "nobody knows how a member will be"));
        }
        let mut tx = self.0.db.read().await?;
        let entry = roster::find(&mut tx, guild, user).await?;
        let entry = entry.ok_or_else(|| Error::not_found("member", &user))?;
        let now = past::Now {
            joined_at: entry.joined_at,
            left_at: entry.left_at,
            banned_at: store::members::banned_at(&mut tx, guild, user).await?,
            look: Look {
                name: entry.name,
                global_name: entry.global_name,
                nick: entry.nick,
                roles: entry.roles,
                timed_out_until: entry.timed_out_until,
                joined_at: entry.joined_at,
            },
        };
        let since = store::members::since(&mut tx, guild, user, at).await?;
        let listens_since = store::guilds::first_seen_at(&mut tx, guild).await?;
        let then = past::at(&now, &since, at);
        Ok(MemberThen {
            at,
            member: then.member,
            banned: then.banned,
            timed_out_until: then.look.timed_out_until,
            roles: self.roles(guild, &then.look.roles),
            exact: then.exact && listens_since.is_some_and(|since| since <= at),
            user: UserRef {
                id: user,
                name: then.look.name,
                display_name: then.look.nick.or(then.look.global_name),
            },
        })
    }

    /// Finds whom a text names: an id, `@name`, a name or a prefix of one.
    pub async fn resolve(&self, actor: &Actor, guild: GuildId, text: &str) -> Result<Vec<UserRef>> {
        self.0.check_sees(actor, guild)?;
        let text = text.trim();
        let mut tx = self.0.db.read().await?;
        if let Some(id) = read_id(text) {
            return Ok(vec![self.named(&mut tx, guild, id).await?]);
        }
        let name = text.strip_prefix('@').unwrap_or(text);
        if name.is_empty() {
            return Err(Error::invalid("member", "a name or an id is needed"));
        }
        let named = roster::named(&mut tx, guild, name, NAMES).await?;
        Ok(choose(name, named))
    }

    /// A user by the state or by the books.
    async fn named(&self, tx: &mut store::Tx, guild: GuildId, id: UserId) -> Result<UserRef> {
        let known = self.0.stored_user(tx, guild, id).await?;
        Ok(known.unwrap_or_else(|| unnamed(id)))
    }

    /// Roles by name, highest first.
    fn roles(&self, guild: GuildId, ids: &[RoleId]) -> Vec<RoleRef> {
        let state = self.0.state.read();
        let Some(guild) = state.guild(guild) else {
            return Vec::new();
        };
        let roles = ids.iter().filter_map(|id| guild.roles.get(id));
        let mut roles: Vec<_> = roles
            .map(|role| RoleRef {
                id: role.id,
                name: role.name.to_string(),
                position: role.position,
            })
            .collect();
        roles.sort_by_key(|role| (std::cmp::Reverse(role.position), role.id));
        roles
    }
}

pub(super) fn member(guild: GuildId, entry: Entry) -> Member {
    Member {
        guild,
        user: UserRef {
            id: entry.user,
            name: entry.name,
            display_name: entry.display_name,
        },
        bot: entry.bot,
        joined_at: entry.joined_at,
        left_at: entry.left_at,
        banned: entry.banned,
        timed_out_until: entry.timed_out_until,
        messages: entry.messages,
        cases: entry.cases,
        last_active_at: entry.last_active_at,
    }
}

/// A mention or a whole id.
fn read_id(text: &str) -> Option<UserId> {
    let mention = text
        .strip_prefix("<@")
        .and_then(|rest| rest.strip_suffix('>'));
    let digits = mention.map_or(text, |id| id.trim_start_matches('!'));
    (mention.is_some() || digits.len() >= ID_DIGITS).then(|| digits.parse().ok())?
}

/// A whole user name wins over a whole display name, which wins over a beginning.
fn choose(text: &str, named: Vec<Named>) -> Vec<UserRef> {
    let text = text.to_lowercase();
    let rank = |named: &Named| {
        if named.name.to_lowercase() == text {
            0
        } else if named
            .display_name
            .as_ref()
            .is_some_and(|name| name.to_lowercase() == text)
        {
            1
        } else {
            2
        }
    };
    let best = named.iter().map(rank).min();
    named
        .into_iter()
        .filter(|named| Some(rank(named)) == best)
        .take(CANDIDATES)
        .map(|named| UserRef {
            id: named.user,
            name: named.name,
            display_name: named.display_name,
        })
        .collect()
}

/// Who is looked at under a filter, and what must hold of them.
fn narrow(filter: &MemberFilter, asked: Option<Plan>, now: Timestamp) -> (Scope, Node) {
    let (scope, mut parts) = match filter.status {
        Status::Present => (Scope::Present, Vec::new()),
        Status::Left => {
            let left = Node::Is(Condition::Left(Range::ALL));
            (Scope::Everyone, vec![left, Node::IsNot(Condition::Banned)])
        }
        Status::Banned => (Scope::Everyone, vec![Node::Is(Condition::Banned)]),
        Status::TimedOut => (Scope::Present, vec![Node::Is(Condition::TimedOut { now })]),
        Status::Any => (Scope::Everyone, Vec::new()),
    };
    if let Some(text) = &filter.text {
        let name = Node::Is(Condition::Name(Pattern::containing(text)));
        let id = text
            .parse()
            .ok()
            .map(|id| Node::Is(Condition::Ids(vec![id])));
        parts.push(Node::Any([name].into_iter().chain(id).collect()));
    }
    let Some(plan) = asked else {
        return (scope, Node::All(parts));
    };
    parts.push(plan.root);
    let scope = match filter.status {
        Status::Present => plan.scope,
        _ => scope,
    };
    (scope, Node::All(parts))
}

fn cursor(place: &Place) -> String {
    match &place.key {
        Key::Number(number) => format!("{}-{number}", place.user),
        Key::Text(text) => format!("{}-{text}", place.user),
    }
}

fn read_cursor(text: &str, sort: Sort) -> Result<Place> {
    let read = |(user, key): (&str, &str)| {
        let key = match sort {
            Sort::Name => Key::Text(key.into()),
            _ => Key::Number(key.parse().ok()?),
        };
        let user = user.parse().ok()?;
        Some(Place { key, user })
    };
    text.split_once('-')
        .and_then(read)
        .ok_or_else(|| Error::invalid("page.after", "is not the `next` of a page of members"))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[u64]) {
        let named = [
            (1, "ann", None),
            (2, "anna", Some("Ann")),
            (3, "annabel", Some("Queen")),
            (4, "bea", Some("Annex")),
        ]
        .map(|(id, name, display_name)| Named {
            user: UserId(id),
            name: name.into(),
            display_name: display_name.map(str::to_owned),
        });
        let chosen: Vec<_> = choose(text, named.into())
            .iter()
            .map(|user| user.id.0)
            .collect();
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_whole_name_wins_over_a_beginning() {
        check("ann", &[1]);
        check("ANNA", &[2]);
        check("queen", &[3]);
        check("an", &[1, 2, 3, 4]);
    }

    #[test]
    fn ids_and_mentions_are_read() {
        assert_eq!(
            read_id("80351110224678912"),
            Some(UserId(80_351_110_224_678_912))
        );
        assert_eq!(read_id("<@!42>"), Some(UserId(42)));
        assert_eq!(read_id("<@42>"), Some(UserId(42)));
        assert_eq!(read_id("1337"), None);
        assert_eq!(read_id("80351110224678912x"), None);
    }

    #[test]
    fn a_cursor_survives_its_text() {
        for (sort, key) in [
            (Sort::Joined, Key::Number(17)),
            (Sort::Name, Key::Text("a-b".into())),
        ] {
            let user = UserId(42);
            let place = Place { key, user };
            assert_eq!(read_cursor(&cursor(&place), sort).unwrap(), place);
        }
        assert!(read_cursor("17", Sort::Joined).is_err());
    }
}
