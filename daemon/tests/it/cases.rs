//! Cases: numbers without gaps, one chain, what people write into them, and how they are found again.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::cases::chain::{Verdict, Verifier};
use emperione_daemon::services::Error;
use emperione_daemon::store::cases::CaseRow;
use emperione_daemon::store::{Db, Tx, cases, chain, events};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::{CaseActor, CaseEdit, CaseFilter, CaseState, EditRequest, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{GuildId, PageRequest, Timestamp, UserId};
use futures::future::join_all;
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;

const GUILD: GuildId = GuildId(7);

fn mona() -> ActorRef {
    ActorRef::User {
        user: UserRef {
            id: UserId(99),
            name: "mona".into(),
            display_name: None,
        },
    }
}

pub fn row(number: u64) -> CaseRow {
    CaseRow {
        guild: GUILD,
        number,
        kind: Kind::Warn,
        state: CaseState::Applied,
        target: UserId(11),
        target_name: "alice".into(),
        actor: mona(),
        reason: None,
        opened_at: Timestamp(1_000 + number.cast_signed()),
        until: None,
        action: None,
        audit_entry: None,
        detail: Detail::default(),
        undoes: None,
        batch: None,
    }
}

fn entry(text: &str) -> Entry {
    Entry {
        at: Timestamp(2_000),
        actor: mona(),
        kind: "note".into(),
        text: text.into(),
    }
}

/// Opens a case with one entry.
async fn open(tx: &mut Tx, change: impl FnOnce(&mut CaseRow)) -> u64 {
    let number = cases::next_number(tx, GUILD).await.unwrap();
    let mut row = row(number);
    change(&mut row);
    cases::insert(tx, &row).await.unwrap();
    let text = row.reason.unwrap_or_default();
    cases::append(tx, GUILD, number, &entry(&text))
        .await
        .unwrap();
    number
}

async fn verify(db: &Db, guild: GuildId) -> Verdict {
    let mut tx = db.read().await.unwrap();
    let heads = chain::heads(&mut tx).await.unwrap();
    let outside = chain::unchained(&mut tx, guild).await.unwrap();
    let mut verifier = Verifier::new(guild, None);
    for link in chain::after(&mut tx, guild, (0, 0, 0), 10_000)
        .await
        .unwrap()
    {
        verifier.take(&link);
    }
    verifier.end(heads.iter().find(|head| head.guild == guild), outside)
}

async fn fifty_writers_number_cases_without_gaps_into_one_chain(db: Db) {
    let writers = (0..50).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            let number = open(&mut tx, |_| ()).await;
            cases::append(&mut tx, GUILD, number, &entry("second"))
                .await
                .unwrap();
            let text = "opened".into();
            let body = Body::CaseChanged { case: number, text };
            events::append(&mut tx, Timestamp(1), &[(Some(GUILD), body)])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            number
        })
    });
    let mut numbers: Vec<_> = join_all(writers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    numbers.sort_unstable();

    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    let verdict = verify(&db, GUILD).await;
    assert_eq!((verdict.entries, verdict.broken), (100, None));
}

async fn numbers(db: &Db, change: impl FnOnce(&mut CaseFilter)) -> Vec<u64> {
    let mut filter = CaseFilter {
        guild: Some(GUILD),
        ..CaseFilter::default()
    };
    change(&mut filter);
    let mut tx = db.read().await.unwrap();
    let found = cases::list(&mut tx, &filter, None, 100).await.unwrap();
    found.into_iter().map(|filed| filed.case.number).collect()
}

async fn text_finds_words_in_names_reasons_and_entries(db: Db) {
    let mut tx = db.write().await.unwrap();
    open(&mut tx, |row| row.reason = Some("Spam of LINKS".into())).await;
    open(&mut tx, |row| row.target_name = "Ärger_x".into()).await;
    open(&mut tx, |row| row.reason = Some("100% links".into())).await;
    cases::append(&mut tx, GUILD, 3, &entry("came back as Bob"))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    for (text, expected) in [
        ("links", vec![3, 1]),
        ("LINKS spam", vec![1]),
        ("ÄRGER", vec![2]),
        ("bob", vec![3]),
        ("bob spam", vec![]),
        ("100%", vec![3]),
        ("%", vec![3]),
        ("r_x", vec![2]),
        ("_b", vec![]),
        ("  ", vec![3, 2, 1]),
    ] {
        let found = numbers(&db, |filter| filter.text = Some(text.into())).await;
        assert_eq!(found, expected, "{text}");
    }
}

type Change = fn(&mut CaseFilter);

async fn every_filter_finds_its_cases(db: Db) {
    let mut tx = db.write().await.unwrap();
    open(&mut tx, |row| row.kind = Kind::Ban).await;
    open(&mut tx, |row| {
        row.actor = ActorRef::Local {
            uid: 99,
            name: "Root".into(),
        };
    })
    .await;
    open(&mut tx, |row| row.target = UserId(12)).await;
    open(&mut tx, |row| row.state = CaseState::Ended).await;
    for (number, edit) in [
        (1, CaseEdit::Label(vec!["raid".into(), "alt".into()])),
        (2, CaseEdit::Label(vec!["raids".into()])),
        (3, CaseEdit::Close(None)),
        (4, CaseEdit::Hide),
    ] {
        let filed = cases::read(&mut tx, GUILD, number).await.unwrap().unwrap();
        let sheet = filed.sheet().edit(&edit).unwrap().sheet;
        cases::save(&mut tx, GUILD, &sheet, Timestamp(5_000))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    let table: [(&str, Change, Vec<u64>); 13] = [
        ("all", |_| (), vec![3, 2, 1]),
        ("hidden", |f| f.hidden = true, vec![4, 3, 2, 1]),
        ("kind", |f| f.kind = Some(Kind::Ban), vec![1]),
        ("target", |f| f.target = Some(UserId(12)), vec![3]),
        ("state", |f| f.state = Some(CaseState::Ended), vec![]),
        ("label", |f| f.label = Some("raid".into()), vec![1]),
        ("closed", |f| f.closed = Some(true), vec![3]),
        ("open", |f| f.closed = Some(false), vec![2, 1]),
        ("since", |f| f.since = Some(Timestamp(1_002)), vec![3, 2]),
        ("until", |f| f.until = Some(Timestamp(1_002)), vec![1]),
        (
            "user",
            |f| f.actor = Some(CaseActor::User(UserId(99))),
            vec![3, 1],
        ),
        (
            "name",
            |f| f.actor = Some(CaseActor::Name("root".into())),
            vec![2],
        ),
        ("other guild", |f| f.guild = Some(GuildId(8)), vec![]),
    ];
    for (name, change, expected) in table {
        assert_eq!(numbers(&db, change).await, expected, "{name}");
    }
}

async fn pages_give_every_case_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    for _ in 0..7 {
        // Times that are the same are told apart by the number.
        open(&mut tx, |row| {
            row.opened_at = Timestamp(1_000 + row.number.cast_signed() / 3);
        })
        .await;
    }
    let filter = CaseFilter::default();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = cases::list(&mut tx, &filter, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.case.opened_at.0, GUILD.0, last.case.number));
        seen.extend(page.iter().map(|filed| filed.case.number));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

async fn an_erased_text_is_gone_and_the_chain_whole(db: Db) {
    let mut tx = db.write().await.unwrap();
    open(&mut tx, |row| row.reason = Some("secret".into())).await;
    open(&mut tx, |_| ()).await;
    let erased = chain::erase(&mut tx, GUILD, 1).await.unwrap();
    let told = Entry {
        kind: "erased".into(),
        ..entry(&erased[0].to_string())
    };
    cases::append(&mut tx, GUILD, 1, &told).await.unwrap();
    tx.commit().await.unwrap();

    let verdict = verify(&db, GUILD).await;
    assert_eq!((verdict.erased, verdict.broken), (1, None));
    let mut tx = db.read().await.unwrap();
    let entries = cases::entries(&mut tx, GUILD, 1).await.unwrap();
    assert_eq!(entries[0].text, "(erased)");
}

each_database!(
    fifty_writers_number_cases_without_gaps_into_one_chain,
    text_finds_words_in_names_reasons_and_entries,
    every_filter_finds_its_cases,
    pages_give_every_case_once,
    an_erased_text_is_gone_and_the_chain_whole,
);

fn local(role: Role, user: Option<UserId>) -> Actor {
    Actor::Local {
        uid: 5,
        name: "ops".into(),
        user,
        role,
    }
}

fn request(number: u64, edit: CaseEdit, dry_run: bool) -> EditRequest {
    EditRequest {
        guild: GUILD,
        number,
        edit,
        dry_run,
    }
}

each_house!(
    an_edit_is_in_the_case_the_log_the_chain_and_the_events,
    a_dry_run_of_an_edit_says_what_it_would_write_and_writes_nothing,
    of_two_who_close_at_once_one_is_told,
    notes_are_for_helpers_edits_for_moderators_hiding_for_admins,
    a_hidden_case_is_left_out_of_lists_and_shown_by_its_number,
    refuses_to_link_a_case_that_is_not_there,
);

async fn house(url: Option<String>) -> TestApp {
    let app = TestApp::configured(|config| config.database.url = url).await;
    app.know_guild(GUILD.0, &[(11, "alice"), (99, "mona")]);
    let mut tx = app.parts().db.write().await.unwrap();
    open(&mut tx, |row| row.reason = Some("spam".into())).await;
    open(&mut tx, |_| ()).await;
    tx.commit().await.unwrap();
    app
}

async fn edit(app: &TestApp, actor: &Actor, number: u64, edit: CaseEdit) -> Result<(), Error> {
    let service = &app.services().cases;
    let edited = service.edit(actor, &request(number, edit, false)).await?;
    assert_eq!(edited.case.number, number);
    Ok(())
}

async fn an_edit_is_in_the_case_the_log_the_chain_and_the_events(app: TestApp) {
    let moderator = local(Role::Moderator, None);
    let head = *app.parts().db.head().borrow();

    edit(&app, &moderator, 1, CaseEdit::Reason(Some("raid".into())))
        .await
        .unwrap();
    edit(&app, &moderator, 1, CaseEdit::Link(2)).await.unwrap();
    edit(&app, &moderator, 1, CaseEdit::Close(None))
        .await
        .unwrap();

    let service = &app.services().cases;
    let one = service.show(&moderator, GUILD, 1).await.unwrap();
    let two = service.show(&moderator, GUILD, 2).await.unwrap();
    assert_eq!(one.case.reason.as_deref(), Some("raid"));
    assert!(one.case.closed_at.is_some());
    assert_eq!((one.case.links, two.case.links), (vec![2], vec![1]));
    let log: Vec<_> = one
        .entries
        .iter()
        .map(|entry| (entry.kind.as_str(), entry.text.as_str()))
        .collect();
    assert_eq!(
        log,
        [
            ("note", "spam"),
            ("edited", "reason: \"spam\" → \"raid\""),
            ("linked", "+2"),
            ("closed", "")
        ]
    );
    assert_eq!(two.entries[1].text, "+1");
    let changes = service.diff(&moderator, GUILD, 1).await.unwrap();
    assert_eq!(
        (changes[0].old.as_deref(), changes[0].new.as_deref()),
        (Some("spam"), Some("raid"))
    );
    assert_eq!(verify(&app.parts().db, GUILD).await.broken, None);
    let mut tx = app.parts().db.read().await.unwrap();
    let told = events::after(&mut tx, head, 100).await.unwrap();
    let told = told
        .iter()
        .filter(|event| matches!(event.body, Body::CaseChanged { .. }));
    assert_eq!(told.count(), 4);
}

async fn a_dry_run_of_an_edit_says_what_it_would_write_and_writes_nothing(app: TestApp) {
    let actor = local(Role::Moderator, None);
    let service = &app.services().cases;
    let before = service.show(&actor, GUILD, 1).await.unwrap();

    let close = CaseEdit::Close(Some("done".into()));
    let edited = service
        .edit(&actor, &request(1, close, true))
        .await
        .unwrap();

    assert!(edited.case.closed_at.is_some());
    assert_eq!(
        (edited.entry.kind, edited.entry.text),
        ("closed".into(), "done".into())
    );
    assert_eq!(service.show(&actor, GUILD, 1).await.unwrap(), before);
}

async fn of_two_who_close_at_once_one_is_told(app: TestApp) {
    let actor = local(Role::Moderator, None);

    let closed = join_all([(); 2].map(|()| edit(&app, &actor, 1, CaseEdit::Close(None)))).await;

    let mut refusals = closed.into_iter().filter_map(Result::err);
    let Some(Error::Conflict { message, hint, .. }) = refusals.next() else {
        panic!("both closed it");
    };
    assert_eq!(message, "case 1 is already closed");
    assert_eq!(hint.unwrap(), "reopen it with `emp case reopen 1`");
    assert!(refusals.next().is_none());
}

async fn notes_are_for_helpers_edits_for_moderators_hiding_for_admins(app: TestApp) {
    let note = || CaseEdit::Note("came back".into());
    let close = || CaseEdit::Close(None);
    let table = [
        (Role::Viewer, [false, false, false]),
        (Role::Helper, [true, false, false]),
        (Role::Moderator, [true, true, false]),
        (Role::Admin, [true, true, true]),
    ];
    for (role, expected) in table {
        let actor = local(role, None);
        let service = &app.services().cases;
        let mut may = Vec::new();
        for edit in [note(), close(), CaseEdit::Hide] {
            may.push(service.edit(&actor, &request(1, edit, true)).await.is_ok());
        }
        assert_eq!(may, expected, "{role}");
    }
    let member = Actor::User { id: UserId(11) };
    for edit in [note(), close(), CaseEdit::Hide] {
        let refused = app
            .services()
            .cases
            .edit(&member, &request(1, edit.clone(), false))
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{edit:?}");
    }
}

async fn a_hidden_case_is_left_out_of_lists_and_shown_by_its_number(app: TestApp) {
    let admin = local(Role::Admin, None);
    edit(&app, &admin, 1, CaseEdit::Hide).await.unwrap();

    let list = async |hidden| {
        let filter = CaseFilter {
            guild: Some(GUILD),
            hidden,
            ..CaseFilter::default()
        };
        let first = PageRequest::default();
        let listed = app.services().cases.list(&admin, &filter, &first);
        let page = listed.await.unwrap();
        page.items
            .into_iter()
            .map(|case| case.number)
            .collect::<Vec<_>>()
    };

    assert_eq!((list(false).await, list(true).await), (vec![2], vec![2, 1]));
    let shown = app.services().cases.show(&admin, GUILD, 1).await.unwrap();
    assert!(shown.case.hidden);
}

async fn refuses_to_link_a_case_that_is_not_there(app: TestApp) {
    let actor = local(Role::Moderator, None);

    let refused = edit(&app, &actor, 1, CaseEdit::Link(9)).await;

    assert!(matches!(refused, Err(Error::NotFound { what: "case", .. })));
    let one = app.services().cases.show(&actor, GUILD, 1).await.unwrap();
    assert_eq!(one.entries.len(), 1);
}
