//! The member query language on real databases, against an evaluation of the same questions in memory.

use std::rc::Rc;

use emperione_daemon::domain::event::AuthorKind;
use emperione_daemon::domain::invites::Origin;
use emperione_daemon::domain::query::{self, plan};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::invites::{self, Came};
use emperione_daemon::store::members::{self, BanRow, ChangeRow, MemberRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::roster::{self, Selection};
use emperione_daemon::store::{Db, Tx};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::members::Sort;
use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};
use pretty_assertions::assert_eq;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

const GUILD: GuildId = GuildId(7);
/// 2026-11-23T12:34:56.789Z
const NOW: i64 = 1_795_437_296_789;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const EPOCH: i64 = 1_420_070_400_000;
const PEOPLE: usize = 120;
const QUESTIONS: usize = 600;
const INVITES: [Option<&str>; 4] = [None, Some("harbor"), Some("otters"), Some("Harbor")];
const ROLES: [u64; 4] = [11, 12, 13, 14];

/// Somebody in the books.
#[derive(Clone, Debug, Default)]
struct Person {
    id: u64,
    names: Vec<String>,
    bot: bool,
    roles: Vec<u64>,
    joined: Option<i64>,
    left: Option<i64>,
    timed_out_until: Option<i64>,
    banned: bool,
    flags: u64,
    /// By which invite they joined last.
    invite: Option<&'static str>,
    /// Banned, and never here.
    stranger: bool,
    /// Hour, messages, reactions, voice in milliseconds.
    activity: Vec<(i64, i64, i64, i64)>,
    messages: Vec<u64>,
    cases: Vec<(Kind, i64)>,
}

impl Person {
    fn last_seen(&self) -> Option<i64> {
        let hours = self.activity.iter().map(|row| row.0);
        let messages = self.messages.iter().map(|id| created(*id));
        hours.chain(messages).max()
    }

    fn sum(&self, since: Option<i64>, of: fn(&(i64, i64, i64, i64)) -> i64) -> i64 {
        let counted = self
            .activity
            .iter()
            .filter(|row| row.0 >= since.unwrap_or(0));
        counted.map(of).sum()
    }
}

fn created(id: u64) -> i64 {
    (id >> 22).cast_signed() + EPOCH
}

fn id_of(at: i64, low: u64) -> u64 {
    ((at - EPOCH).cast_unsigned() << 22) | low
}

/// A time up to 400 days ago, often near a bound.
fn some_time(rng: &mut StdRng) -> i64 {
    let ago = [HOUR, DAY, 7 * DAY, 30 * DAY, rng.random_range(0..400 * DAY)];
    NOW - ago.choose(rng).unwrap() + rng.random_range(-1..=1)
}

fn hour_of(at: i64) -> i64 {
    at.div_euclid(HOUR) * HOUR
}

fn person(index: usize, rng: &mut StdRng) -> Person {
    let words = ["ann", "Spam", "raider", "50%_off", "猫", "o'neil", "x!y"];
    let name = format!("{}{}", words.choose(rng).unwrap(), rng.random_range(0..5));
    let mut names = vec![name];
    for _ in 0..2 {
        if rng.random_bool(0.4) {
            names.push((*words.choose(rng).unwrap()).to_owned());
        }
    }
    let mut person = Person {
        id: id_of(some_time(rng), index as u64),
        names,
        ..Person::default()
    };
    if rng.random_bool(0.1) {
        person.names.truncate(1);
        (person.banned, person.stranger) = (true, true);
    } else {
        person.bot = rng.random_bool(0.1);
        person.flags = [0, 0, 1, 1 << 54, 1 << 32 | 1][rng.random_range(0..5)];
        person.roles = ROLES.into_iter().filter(|_| rng.random_bool(0.3)).collect();
        person.joined = rng.random_bool(0.9).then(|| some_time(rng));
        let invite = *INVITES.choose(rng).unwrap();
        person.invite = invite.filter(|_| person.joined.is_some());
        person.left = rng.random_bool(0.2).then(|| some_time(rng));
        person.timed_out_until = rng
            .random_bool(0.2)
            .then(|| NOW + rng.random_range(-HOUR..HOUR));
        person.banned = rng.random_bool(0.1);
    }
    for _ in 0..rng.random_range(0..4) {
        let hour = hour_of(some_time(rng));
        if person.activity.iter().all(|row| row.0 != hour) {
            let counts = [0, 0, 1, 5].map(|most| rng.random_range(0..=most));
            let voice = rng.random_range(0..3) * HOUR;
            person.activity.push((hour, counts[3], counts[2], voice));
        }
    }
    for _ in 0..rng.random_range(0..2) {
        person.messages.push(id_of(some_time(rng), index as u64));
    }
    for _ in 0..rng.random_range(0..3) {
        let kind = *[Kind::Warn, Kind::Note, Kind::Ban].choose(rng).unwrap();
        person.cases.push((kind, some_time(rng)));
    }
    person
}

async fn save(tx: &mut Tx, person: &Person) {
    let user = UserId(person.id);
    if person.banned {
        let ban = BanRow {
            guild: GUILD,
            user,
            name: person.names[0].clone(),
            at: Timestamp(NOW),
        };
        members::ban(tx, &ban).await.unwrap();
    }
    if !person.stranger {
        let row = MemberRow {
            guild: GUILD,
            user,
            name: person.names[0].clone(),
            global_name: person.names.get(1).cloned(),
            nick: person.names.get(2).cloned(),
            bot: person.bot,
            roles: person.roles.iter().copied().map(RoleId).collect(),
            joined_at: person.joined.map(Timestamp),
            left_at: person.left.map(Timestamp),
            timed_out_until: person.timed_out_until.map(Timestamp),
            flags: person.flags,
        };
        // The roles are another's first: the index of roles has to follow.
        let before = MemberRow {
            roles: vec![RoleId(11), RoleId(99)],
            ..row.clone()
        };
        members::save(tx, &[before]).await.unwrap();
        members::save(tx, &[row]).await.unwrap();
    }
    for (at, invite) in [
        (person.joined, person.invite),
        (Some(EPOCH), Some("harbor")),
    ] {
        join(tx, user, at, invite).await;
    }
    act(tx, person).await;
}

/// An earlier join does not count.
async fn join(tx: &mut Tx, user: UserId, at: Option<i64>, invite: Option<&str>) {
    let Some(at) = at.map(Timestamp) else { return };
    let row = ChangeRow {
        guild: GUILD,
        user,
        at,
        kind: "join",
        detail: String::new(),
        exact: true,
        was: None,
    };
    members::tell(tx, &row).await.unwrap();
    let origin = invite.map_or(Origin::Unknown, |code| Origin::Invite {
        code: code.into(),
        inviter: None,
    });
    let came = Came {
        guild: GUILD,
        user,
        at,
        origin,
    };
    invites::set_origin(tx, &came).await.unwrap();
}

/// What somebody did, and what was done to them.
async fn act(tx: &mut Tx, person: &Person) {
    let user = UserId(person.id);
    for (hour, messages, reactions, voice_ms) in person.activity.iter().copied() {
        let key = ActivityKey {
            guild: GUILD,
            hour,
            channel: ChannelId(9),
            user,
        };
        let activity = Activity {
            messages,
            reactions,
            voice_ms,
            ..Activity::default()
        };
        facts::add(tx, &[(key, activity)]).await.unwrap();
    }
    for id in &person.messages {
        let message = NewMessage {
            guild: GUILD,
            id: MessageId(*id),
            channel: ChannelId(9),
            author: user,
            author_kind: AuthorKind::Person,
            attachments: 0,
            sealed: None,
        };
        messages::insert(tx, &[message]).await.unwrap();
    }
    for (kind, at) in &person.cases {
        open(tx, user, *kind, *at).await;
    }
}

async fn open(tx: &mut Tx, target: UserId, kind: Kind, at: i64) {
    let number = cases::next_number(tx, GUILD).await.unwrap();
    let row = CaseRow {
        guild: GUILD,
        number,
        kind,
        state: CaseState::Applied,
        target,
        target_name: "name".into(),
        actor: ActorRef::System {
            name: "test".into(),
        },
        reason: None,
        opened_at: Timestamp(at),
        until: None,
        action: None,
        audit_entry: None,
        detail: Detail::default(),
        undoes: None,
        batch: None,
    };
    cases::insert(tx, &row).await.unwrap();
}

/// A question, and what it means.
struct Asked {
    text: String,
    holds: Rc<dyn Fn(&Person) -> bool>,
    /// Whether it demands somebody who left, or a ban, where it is not negated; and where it is.
    gone: [bool; 2],
}

fn asked(text: String, holds: impl Fn(&Person) -> bool + 'static) -> Asked {
    Asked {
        text,
        holds: Rc::new(holds),
        gone: [false, false],
    }
}

fn compared(operator: &str, left: i64, right: i64) -> bool {
    match operator {
        "<" => left < right,
        "<=" => left <= right,
        "=" => left == right,
        "!=" => left != right,
        ">=" => left >= right,
        _ => left > right,
    }
}

fn ordering(rng: &mut StdRng) -> &'static str {
    ["<", "<=", ">", ">="].choose(rng).unwrap()
}

fn operator(rng: &mut StdRng) -> &'static str {
    ["<", "<=", "=", "!=", ">", ">="].choose(rng).unwrap()
}

fn test(rng: &mut StdRng) -> Asked {
    match rng.random_range(0..17) {
        0 => name(rng),
        1 => moment("joined", |person| person.joined, rng),
        2 => moment("last_seen", Person::last_seen, rng),
        3 => {
            let asked = moment("left", |person| person.left, rng);
            let negated = asked.text.contains("!=");
            Asked {
                gone: [!negated, negated],
                ..asked
            }
        }
        4 => {
            let (operator, days) = (ordering(rng), *[1, 7, 30, 200].choose(rng).unwrap());
            asked(format!("account_age {operator} {days}d"), move |person| {
                compared(operator, NOW - created(person.id), days * DAY)
            })
        }
        5 => role(rng),
        6 => count("messages", |row| row.1, rng),
        7 => count("reactions", |row| row.2, rng),
        8 => voice(rng),
        9 => case(rng),
        10 => Asked {
            gone: [true, false],
            ..asked("banned".into(), |person| person.banned)
        },
        11 => asked("timed_out".into(), |person| {
            person.left.is_none() && person.timed_out_until.is_some_and(|until| until > NOW)
        }),
        14 => invite(rng),
        15 => asked("invite".into(), |person| person.invite.is_some()),
        12 => asked("flags = rejoined".into(), |person| person.flags & 1 != 0),
        13 => asked("flags".into(), |person| person.flags != 0),
        _ => asked("bot".into(), |person| person.bot),
    }
}

fn invite(rng: &mut StdRng) -> Asked {
    match rng.random_range(0..4) {
        0 => asked("invite = none".into(), |person| person.invite.is_none()),
        1 => asked("invite != otters".into(), |person| {
            person.invite != Some("otters")
        }),
        2 => asked("invite in (otters, Harbor)".into(), |person| {
            matches!(person.invite, Some("otters" | "Harbor"))
        }),
        _ => asked("invite = harbor".into(), |person| {
            person.invite == Some("harbor")
        }),
    }
}

fn name(rng: &mut StdRng) -> Asked {
    let any = |fits: fn(&str) -> bool| {
        move |person: &Person| person.names.iter().any(|name| fits(&name.to_lowercase()))
    };
    match rng.random_range(0..7) {
        0 => asked("name = *spam*".into(), any(|name| name.contains("spam"))),
        1 => asked("name = SPAM".into(), any(|name| name == "spam")),
        2 => asked(
            "name = '50%_*'".into(),
            any(|name| name.starts_with("50%_")),
        ),
        3 => asked("name != raider?".into(), move |person| {
            !any(|name| name.len() == 7 && name.starts_with("raider"))(person)
        }),
        4 => asked("name ~ rdr".into(), any(|name| name.starts_with("raider"))),
        5 => asked(
            "name in (猫, \"o'neil\", x!y)".replace("x!y", "'x!y'"),
            any(|name| ["猫", "o'neil", "x!y"].contains(&name)),
        ),
        _ => asked("name = s*".into(), any(|name| name.starts_with('s'))),
    }
}

fn moment(field: &'static str, of: fn(&Person) -> Option<i64>, rng: &mut StdRng) -> Asked {
    match rng.random_range(0..4) {
        0 => asked(field.into(), move |person| of(person).is_some()),
        1 => {
            let (operator, day) = (operator(rng), rng.random_range(0..40));
            let begin = NOW.div_euclid(DAY) * DAY - day * DAY;
            let date = Timestamp(begin).to_string();
            asked(
                format!("{field} {operator} {}", &date[..10]),
                move |person| {
                    let day = of(person).map(|at| at.div_euclid(DAY) * DAY);
                    // Of what is not known, only `!=` is true.
                    day.map_or(operator == "!=", |day| compared(operator, day, begin))
                },
            )
        }
        _ => {
            let (operator, hours) = (ordering(rng), *[1, 24, 168, 720].choose(rng).unwrap());
            asked(format!("{field} {operator} {hours}h"), move |person| {
                of(person).is_some_and(|at| compared(operator, NOW - at, hours * HOUR))
            })
        }
    }
}

fn role(rng: &mut StdRng) -> Asked {
    let (one, other) = (*ROLES.choose(rng).unwrap(), *ROLES.choose(rng).unwrap());
    match rng.random_range(0..4) {
        0 => asked("roles".into(), |person| !person.roles.is_empty()),
        1 => asked(format!("roles != {one}"), move |person| {
            !person.roles.contains(&one)
        }),
        2 => asked(format!("roles in ({one}, @role{other})"), move |person| {
            person.roles.contains(&one) || person.roles.contains(&other)
        }),
        _ => asked(format!("roles = {one}"), move |person| {
            person.roles.contains(&one)
        }),
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// A window of days, as text and as its beginning.
fn window(rng: &mut StdRng) -> (String, Option<i64>) {
    match *[0, 1, 7, 30].choose(rng).unwrap() {
        0 => (String::new(), None),
        days => (format!(".{days}d"), Some(NOW - days * DAY)),
    }
}

fn count(field: &str, of: fn(&(i64, i64, i64, i64)) -> i64, rng: &mut StdRng) -> Asked {
    let (operator, number) = (operator(rng), rng.random_range(0..6));
    let (window, since) = window(rng);
    asked(
        format!("{field}{window} {operator} {number}"),
        move |person| compared(operator, person.sum(since.map(hour_of), of), number),
    )
}

fn voice(rng: &mut StdRng) -> Asked {
    let (operator, hours) = (ordering(rng), rng.random_range(0..4));
    let (window, since) = window(rng);
    let length = format!("{}s", hours * 3600);
    asked(
        format!("voice{window} {operator} {length}"),
        move |person| {
            compared(
                operator,
                person.sum(since.map(hour_of), |row| row.3),
                hours * HOUR,
            )
        },
    )
}

fn case(rng: &mut StdRng) -> Asked {
    let (operator, number) = (operator(rng), rng.random_range(0..3));
    let (window, since) = window(rng);
    let kinds = [
        ("cases", None),
        ("cases.warn", Some(Kind::Warn)),
        ("notes", Some(Kind::Note)),
    ];
    let (field, kind) = *kinds.choose(rng).unwrap();
    asked(
        format!("{field}{window} {operator} {number}"),
        move |person| {
            let counted = person.cases.iter().filter(|(of, at)| {
                kind.is_none_or(|kind| kind == *of) && since.is_none_or(|since| *at >= since)
            });
            compared(operator, signed(counted.count()), number)
        },
    )
}

fn question(depth: u32, rng: &mut StdRng) -> Asked {
    if depth == 0 || rng.random_bool(0.3) {
        return test(rng);
    }
    let one = question(depth - 1, rng);
    let one_holds = one.holds;
    if rng.random_bool(0.25) {
        return Asked {
            text: format!("not ({})", one.text),
            holds: Rc::new(move |person| !one_holds(person)),
            gone: [one.gone[1], one.gone[0]],
        };
    }
    let other = question(depth - 1, rng);
    let other_holds = other.holds;
    let gone = [0, 1].map(|side: usize| one.gone[side] || other.gone[side]);
    if rng.random_bool(0.6) {
        Asked {
            text: format!("({}) and ({})", one.text, other.text),
            holds: Rc::new(move |person| one_holds(person) && other_holds(person)),
            gone,
        }
    } else {
        Asked {
            text: format!("({}) or ({})", one.text, other.text),
            holds: Rc::new(move |person| one_holds(person) || other_holds(person)),
            gone,
        }
    }
}

/// Who is expected, by the order of the list.
fn expected(people: &[Person], asked: &Asked, sort: Sort, reverse: bool) -> Vec<u64> {
    let mut found: Vec<_> = people
        .iter()
        .filter(|person| asked.gone[0] || (!person.stranger && person.left.is_none()))
        .filter(|person| (asked.holds)(person))
        .collect();
    let number = |person: &Person| match sort {
        Sort::Id | Sort::Name => person.id.cast_signed(),
        Sort::Joined => person.joined.unwrap_or(0),
        Sort::LastSeen => person.last_seen().unwrap_or(0),
        Sort::Messages => person.sum(None, |row| row.1),
        Sort::Reactions => person.sum(None, |row| row.2),
        Sort::Voice => person.sum(None, |row| row.3),
        Sort::Cases => signed(person.cases.len()),
    };
    if sort == Sort::Name {
        found.sort_by_key(|person| (person.names[0].to_lowercase(), person.id));
    } else {
        found.sort_by_key(|person| std::cmp::Reverse((number(person), person.id)));
    }
    if reverse {
        found.reverse();
    }
    found.into_iter().map(|person| person.id).collect()
}

async fn found(db: &Db, text: &str, sort: Sort, reverse: bool) -> Vec<u64> {
    let roles: Vec<_> = ROLES.map(|id| (RoleId(id), format!("role{id}"))).into();
    let expr = query::parse(text, &roles).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let plan = plan::plan(&expr, GUILD, Timestamp(NOW));
    let mut selection = Selection {
        guild: GUILD,
        scope: plan.scope,
        root: plan.root,
        sort,
        reverse,
        after: None,
        limit: 50,
    };
    let mut tx = db.read().await.unwrap();
    let mut users = Vec::new();
    loop {
        let page = roster::list(&mut tx, &selection).await.unwrap();
        users.extend(page.iter().map(|(entry, _)| entry.user.0));
        let Some((_, place)) = page.last().filter(|_| page.len() == 50) else {
            return users;
        };
        selection.after = Some(place.clone());
    }
}

async fn members_fit_as_an_evaluation_in_memory_says(db: Db) {
    const SORTS: [Sort; 8] = [
        Sort::Joined,
        Sort::Name,
        Sort::Id,
        Sort::LastSeen,
        Sort::Messages,
        Sort::Reactions,
        Sort::Voice,
        Sort::Cases,
    ];
    let seed = 0x0be5_e1ec;
    let mut rng = StdRng::seed_from_u64(seed);
    let people: Vec<_> = (0..PEOPLE).map(|index| person(index, &mut rng)).collect();
    let mut tx = db.write().await.unwrap();
    for person in &people {
        save(&mut tx, person).await;
    }
    tx.commit().await.unwrap();

    let mut hits = 0;
    for _ in 0..QUESTIONS {
        let asked = question(3, &mut rng);
        let (sort, reverse) = (*SORTS.choose(&mut rng).unwrap(), rng.random());
        let users = found(&db, &asked.text, sort, reverse).await;
        hits += users.len();
        let expected = expected(&people, &asked, sort, reverse);
        assert_eq!(users, expected, "{} by {sort:?} (seed {seed})", asked.text);
    }
    assert!(hits > QUESTIONS, "most questions find nobody");
}

each_database!(members_fit_as_an_evaluation_in_memory_says);
