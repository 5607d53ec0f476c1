use pretty_assertions::assert_eq;
use proptest::prelude::*;

use emperione_protocol::{GuildId, Timestamp};

use super::plan::{Activity, Condition, Node, Range, Scope, plan};
use super::*;
use crate::domain::many::many;

const GUILD: GuildId = GuildId(1);
/// 2026-11-23T12:34:56Z
const NOW: Timestamp = Timestamp(1_795_437_296_000);
const MOD: RoleId = RoleId(11);

fn roles() -> Vec<(RoleId, String)> {
    [
        (1, "@everyone"),
        (11, "Mod"),
        (12, "Raid Guard"),
        (13, "Muted"),
        (14, "muted"),
    ]
    .map(|(id, name)| (RoleId(id), name.to_owned()))
    .into()
}

fn read(text: &str) -> Result<Expr, Error> {
    parse(text, &roles())
}

/// A text means what its clear form says.
#[track_caller]
fn means(text: &str, clear: &str) {
    let expr = read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    assert_eq!(expr.to_string(), clear, "{text}");
    assert_eq!(read(clear).as_ref(), Ok(&expr), "{clear}");
}

#[track_caller]
fn fails(text: &str, column: usize, message: &str) {
    let error = read(text).expect_err(text);
    assert_eq!(
        (error.column, error.to_string().as_str()),
        (column, message),
        "{text}"
    );
}

#[test]
fn and_binds_tighter_than_or() {
    means("bot or banned and left", "bot or (banned and left)");
    means("(bot or banned) and left", "(bot or banned) and left");
    means("not bot and banned", "not bot and banned");
    means("not (bot and banned)", "not (bot and banned)");
    means("NOT Bot AND banned", "not bot and banned");
}

#[test]
fn names_are_patterns() {
    means("name = *spam*", r#"name = "*spam*""#);
    means("name='free nitro*'", r#"name = "free nitro*""#);
    means(r"name = what\?", r#"name = "what\?""#);
    means("name != o'neil", r#"not name = "o'neil""#);
    means("name in (ann, b?b)", r#"name = "ann" or name = "b?b""#);
    means("name ~ otr", r#"name ~ "otr""#);
    means("name = \"and\"", r#"name = "and""#);
}

#[test]
fn times_are_ages_or_dates() {
    means("joined < 1h", "joined < 1h");
    means("joined >= 90m", "joined >= 1h30m");
    means("joined > 2026-01-31", "joined > 2026-01-31");
    means(
        "left = 2026-01-31T10:00:00+02:00",
        "left = 2026-01-31T08:00:00.000Z",
    );
    means("last_seen", "last_seen");
    means("not last_seen", "not last_seen");
    means("account_age < 2y", "account_age < 2y");
}

#[test]
fn counts_can_be_narrowed() {
    means("messages = 0", "messages = 0");
    means("messages", "messages > 0");
    means("messages.7d >= 10", "messages.1w >= 10");
    means("voice.30d > 90m", "voice.30d > 1h30m");
    means(
        "cases.warn.90d in (1, 2)",
        "cases.warn.90d = 1 or cases.warn.90d = 2",
    );
    means("notes", "cases.note > 0");
    means("cases != 3", "not cases = 3");
}

#[test]
fn roles_and_ids_are_named_in_many_ways() {
    means("roles = @Mod", "roles = 11");
    means("roles = 'raid guard'", "roles = 12");
    means("roles = <@&77>", "roles = 77");
    means("roles in (Mod, 13)", "roles in (11, 13)");
    means("roles not in (Mod, 13)", "not roles in (11, 13)");
    means("roles = m*", "roles in (11, 13, 14)");
    means("roles = @everyone", "roles = 1");
    means("not roles", "not roles");
    means("flags = Rejoined", "flags = rejoined");
    means("flags in (staff, guest)", "flags in (guest, staff)");
    means("flags", "flags");
    means("invite = abc123", r#"invite = "abc123""#);
    means("invite = https://discord.gg/aB-c", r#"invite = "aB-c""#);
    means("invite in (a, b)", r#"invite in ("a", "b")"#);
    means("invite != a", r#"not invite = "a""#);
    means("invite = none", "not invite");
    means("invite = 'none'", r#"invite = "none""#);
    means("invite in (a, none)", r#"not invite or invite = "a""#);
    means("invite", "invite");
    means("id = <@!42>", "id = 42");
    means("id in (1,2, 3)", "id in (1, 2, 3)");
    means("id >= 42", "id >= 42");
}

#[test]
fn standing_is_said_alone_or_with_yes_and_no() {
    means("banned = yes", "banned");
    means("timed_out = no", "not timed_out");
    means("bot != true", "not bot");
}

#[test]
fn errors_point_at_the_letter() {
    fails("jioned < 1h", 1, "`jioned` is not a field");
    fails("bot and jioned < 1h", 9, "`jioned` is not a field");
    fails(
        "joined < soon",
        10,
        "`joined` is compared with a duration such as 7d or a date such as 2026-01-31, not with `soon`",
    );
    fails("joined = 1h", 8, "`=` does not go with `joined`");
    fails("joined ~ 1h", 8, "`~` does not go with `joined`");
    fails(
        "messages > many",
        12,
        "`messages` is compared with a whole number, not with `many`",
    );
    fails(
        "messages.warn",
        1,
        "`messages` cannot be narrowed by `warn`",
    );
    fails("cases.warn.note", 1, "`cases` cannot be narrowed by `note`");
    fails("messages.5m", 1, "`messages` cannot be narrowed by `5m`");
    fails("roles = Ghost", 9, "no role is called `Ghost`");
    fails("roles = muted", 9, "several roles are called `muted`");
}

#[test]
fn errors_of_the_grammar_point_at_the_letter() {
    fails(
        "name",
        5,
        "expected an operator such as `=` or `<`, found the end",
    );
    fails(
        "bot banned",
        5,
        "expected `and`, `or` or the end, found `banned`",
    );
    fails("(bot", 5, "expected `and`, `or` or `)`, found the end");
    fails(
        "",
        1,
        "expected a test such as `messages = 0`, found the end",
    );
    fails(
        "bot and",
        8,
        "expected a test such as `messages = 0`, found the end",
    );
    fails("name = 'ab", 8, "the quoted text does not end");
    fails(
        "! bot",
        1,
        "expected `!=`, or `not` before a test, found `!`",
    );
    fails("id in 5", 7, "expected `(`, found `5`");
    fails("id in (5 6)", 10, "expected `,` or `)`, found `6`");
    fails("id = x", 6, "`id` is compared with an id, not with `x`");
    fails(
        "flags = red",
        9,
        "`flags` is compared with a flag of Discord's such as rejoined, not with `red`",
    );
    fails(
        "bot = maybe",
        7,
        "`bot` is compared with yes or no, not with `maybe`",
    );
    fails(
        "invite = a*",
        10,
        "`invite` is compared with the code of an invite, or none, not with `a*`",
    );
    fails("invite > a", 8, "`>` does not go with `invite`");
    fails("banned > 5", 8, "`>` does not go with `banned`");
    fails("é = 1", 1, "`é` is not a field");
}

#[test]
fn hints_name_what_is_nearest() {
    let hint = |text: &str| read(text).unwrap_err().problem.hint();

    assert_eq!(
        hint("jioned < 1h").as_deref(),
        Some("did you mean `joined`?")
    );
    assert_eq!(hint("mesages").as_deref(), Some("did you mean `messages`?"));
    assert_eq!(
        hint("roles = Raidguard").as_deref(),
        Some("did you mean `Raid Guard`?")
    );
    assert_eq!(
        hint("roles = muted").as_deref(),
        Some("name one by its id: 13, 14")
    );
    assert_eq!(
        hint("q").as_deref(),
        Some("see emp-query(7) for the fields")
    );
}

#[test]
fn what_a_database_could_not_take_is_refused() {
    let nested = format!("{}bot{}", "(".repeat(70), ")".repeat(70));
    let many = vec!["bot"; 201].join(" or ");
    let long = "x".repeat(40_000);

    for text in [nested, "not ".repeat(70), many, long] {
        let error = read(&text).unwrap_err();
        assert!(matches!(error.problem, Problem::TooLong { .. }), "{error}");
    }
}

#[track_caller]
fn planned(text: &str, scope: Scope, root: Node) {
    let found = plan(&read(text).unwrap(), GUILD, NOW);
    assert_eq!((found.scope, found.root), (scope, root), "{text}");
}

#[test]
fn times_are_fixed_when_it_is_planned() {
    let hour = 3_600_000;
    let within = |from, to| Node::Is(Condition::Joined(Range { from, to }));
    let day = 1_769_817_600_000; // 2026-01-31

    planned(
        "joined < 1h",
        Scope::Present,
        within(NOW.0 - hour + 1, i64::MAX),
    );
    planned(
        "joined >= 1h",
        Scope::Present,
        within(i64::MIN, NOW.0 - hour),
    );
    planned(
        "joined < 2026-01-31",
        Scope::Present,
        within(i64::MIN, day - 1),
    );
    planned(
        "joined = 2026-01-31",
        Scope::Present,
        within(day, day + 24 * hour - 1),
    );
    planned(
        "joined > 2026-01-31",
        Scope::Present,
        within(day + 24 * hour, i64::MAX),
    );
    planned(
        "messages.1h > 5",
        Scope::Present,
        Node::Is(Condition::Activity {
            of: Activity::Messages,
            since: Some((NOW.0 - hour) / hour * hour),
            sum: Range {
                from: 6,
                to: i64::MAX,
            },
        }),
    );
}

#[test]
fn not_goes_down_to_the_conditions() {
    let timed_out = Condition::TimedOut { now: NOW };
    planned(
        "not (bot and not timed_out)",
        Scope::Present,
        Node::Any(vec![Node::IsNot(Condition::Bot), Node::Is(timed_out)]),
    );
    planned("roles = @everyone", Scope::Present, Node::All(Vec::new()));
    planned("roles != @everyone", Scope::Present, Node::Any(Vec::new()));
}

#[test]
fn everyone_is_looked_at_only_where_it_is_asked_for() {
    let scope = |text| plan(&read(text).unwrap(), GUILD, NOW).scope;

    assert_eq!(scope("banned or bot"), Scope::Everyone);
    assert_eq!(scope("left < 1d"), Scope::Everyone);
    assert_eq!(scope("not banned and bot"), Scope::Present);
    assert_eq!(scope("not (not left)"), Scope::Everyone);
    assert_eq!(scope("messages = 0"), Scope::Present);
}

#[test]
fn an_age_is_a_range_of_ids() {
    let found = plan(&read("account_age < 1h").unwrap(), GUILD, NOW).root;
    let Node::Is(Condition::IdWithin(range)) = found else {
        panic!("{found:?}");
    };
    let first = UserId(range.from.cast_unsigned());
    assert_eq!(first.created_at(), Timestamp(NOW.0 - 3_600_000 + 1));
    assert_eq!(
        UserId(first.0 - 1).created_at(),
        Timestamp(NOW.0 - 3_600_000)
    );
}

#[test]
fn patterns_fit_as_people_expect() {
    let fits = |text: &str, name: &str| match read(&format!("name = {text}")) {
        Ok(Expr::Test(Test::Name(pattern))) => pattern.fits(name),
        other => panic!("{other:?}"),
    };
    assert!(fits("*spam*", "MySPAMbot"));
    assert!(fits("a?c*", "ABCDE"));
    assert!(fits("*a*b", "xaxab"));
    assert!(fits("*", ""));
    assert!(!fits("a?c", "ac"));
    assert!(!fits("spam", "spammer"));
    assert!(!fits(r"\*", "x"));
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 _.*?()\"'\\\\@<>=!~,-]{1,12}", "\\PC{1,8}"]
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let part = prop_oneof![
        texts().prop_map(Part::Text),
        Just(Part::Many),
        Just(Part::One),
    ];
    prop::collection::vec(part, 1..5).prop_map(|parts| {
        let mut pattern = Pattern::default();
        for part in parts {
            match part {
                Part::Text(text) => text.chars().for_each(|letter| pattern.push(letter)),
                wild => pattern.push_wild(wild),
            }
        }
        pattern
    })
}

fn compares() -> impl Strategy<Value = Compare> {
    prop_oneof![
        Just(Compare::Less),
        Just(Compare::AtMost),
        Just(Compare::AtLeast),
        Just(Compare::More),
    ]
}

fn any_compare() -> impl Strategy<Value = Compare> {
    prop_oneof![compares(), Just(Compare::Equal)]
}

fn lengths() -> impl Strategy<Value = Duration> {
    (0..3_153_600_000_u64).prop_map(Duration::from_secs)
}

fn windows() -> impl Strategy<Value = Option<Duration>> {
    prop::option::of((3_600..31_536_000_u64).prop_map(Duration::from_secs))
}

fn dates() -> impl Strategy<Value = Date> {
    prop_oneof![
        (-20_000..80_000_i64).prop_map(|day| Date::Day(Timestamp(day * 86_400_000))),
        (-1_000_000_000_000..9_000_000_000_000_i64).prop_map(|at| Date::Moment(Timestamp(at))),
    ]
}

fn whens() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Known),
        (compares(), lengths()).prop_map(|(compare, age)| When::Age(compare, age)),
        (any_compare(), dates()).prop_map(|(compare, date)| When::Date(compare, date)),
    ]
}

fn counted() -> impl Strategy<Value = Counted> {
    prop_oneof![
        Just(Counted::Messages),
        Just(Counted::Reactions),
        Just(Counted::Points),
        prop::option::of(prop_oneof![
            Just(Kind::Warn),
            Just(Kind::Note),
            Just(Kind::Ban)
        ])
        .prop_map(Counted::Cases),
    ]
}

fn tests() -> impl Strategy<Value = Test> {
    let id = 1..=i64::MAX.cast_unsigned();
    let moment = prop_oneof![
        Just(Moment::Joined),
        Just(Moment::LastSeen),
        Just(Moment::Left),
    ];
    let standing = prop_oneof![
        Just(Standing::Banned),
        Just(Standing::TimedOut),
        Just(Standing::Bot),
    ];
    let order = prop_oneof![compares(), compares()];
    prop_oneof![
        patterns().prop_map(Test::Name),
        texts().prop_map(Test::Fuzzy),
        prop::collection::vec(id.clone().prop_map(UserId), 1..4).prop_map(Test::Ids),
        (order, id.clone()).prop_map(|(compare, id)| Test::Id(compare, UserId(id))),
        prop::collection::vec(id.prop_map(RoleId), 1..4).prop_map(Test::Roles),
        Just(Test::HasRoles),
        prop::sample::subsequence(flags().collect::<Vec<_>>(), 1..4)
            .prop_map(|names| Test::Flags(names.iter().filter_map(|name| flag::find(name)).sum())),
        Just(Test::HasFlags),
        prop::collection::vec("[a-zA-Z0-9-]{1,10}", 1..4).prop_map(Test::Invites),
        Just(Test::HasInvite),
        (moment, whens()).prop_map(|(moment, when)| Test::When(moment, when)),
        (compares(), lengths()).prop_map(|(compare, age)| Test::AccountAge(compare, age)),
        (counted(), windows(), any_compare(), 0..1_000_u64).prop_map(
            |(of, window, compare, number)| Test::Count {
                of,
                window,
                compare,
                number
            }
        ),
        (windows(), compares(), lengths()).prop_map(|(window, compare, length)| Test::Voice {
            window,
            compare,
            length
        }),
        standing.prop_map(Test::Is),
    ]
}

fn exprs() -> impl Strategy<Value = Expr> {
    tests()
        .prop_map(Expr::Test)
        .prop_recursive(4, 24, 4, |inner| {
            let parts = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                parts.clone().prop_map(Expr::All),
                parts.prop_map(Expr::Any),
                inner.prop_map(|inner| Expr::Not(Box::new(inner))),
            ]
        })
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn what_is_printed_is_read_as_the_same(expr in exprs()) {
        let text = expr.to_string();
        prop_assert_eq!(parse(&text, &[]), Ok(expr), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "([a-z_.]{1,9}|[<>=!~(),]|[0-9]{1,4}[dhw]|\"|and|or|not|in| |\\PC){0,24}") {
        if let Err(error) = read(&text) {
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
        }
    }
}

#[test]
fn every_field_can_be_asked_for() {
    for field in FIELDS {
        let asked = ["", " = 5", " < 1d"]
            .iter()
            .any(|rest| read(&format!("{}{rest}", field.name)).is_ok());
        assert!(asked, "{}", field.name);
    }
    assert_eq!(read("roles = Mod"), Ok(Expr::Test(Test::Roles(vec![MOD]))));
}
