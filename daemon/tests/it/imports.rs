//! Imports: what a file brings is kept once, numbered and chained, acts on nobody, and can be withdrawn.

use std::collections::BTreeMap;

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_protocol::actions::{ActorRef, Kind, State};
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::imports::{BeginImport, Import, ImportChunk, ImportRow, Outcome};
use emperione_protocol::{PageRequest, Timestamp, UserId};
use emperione_sim::Options;
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

each_house!(
    a_file_is_taken_once_and_acts_on_nobody,
    rows_that_cannot_be_taken_are_named_and_the_others_are_taken,
    an_import_that_is_interrupted_goes_on_where_it_stopped,
    an_import_is_undone_in_parts_and_its_numbers_stay,
    cases_of_this_guild_are_known_and_only_admins_import,
    a_ban_in_another_bots_books_bars_no_ban,
);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| config.database.url = url;
    House::of(TestApp::simulated_with(Options::default(), change).await).await
}

fn row(line: u64, pairs: &[(&str, &str)]) -> ImportRow {
    let owned = |(field, text): &(&str, &str)| ((*field).to_owned(), (*text).to_owned());
    ImportRow {
        line,
        fields: pairs.iter().map(owned).collect(),
    }
}

/// A ban of another bot, an old warning of it, and a temporary ban that is not over.
fn rows() -> Vec<ImportRow> {
    vec![
        row(
            2,
            &[
                ("kind", "ban"),
                ("target", "80351110224678912"),
                ("target_name", "raider"),
                ("actor", "42"),
                ("actor_name", "mona"),
                ("reason", "raid"),
                ("opened_at", "2024-05-01T12:00:00Z"),
            ],
        ),
        row(
            3,
            &[
                ("kind", "warning"),
                ("target", "80351110224678913"),
                ("actor_name", "Dyno"),
                ("opened_at", "1700000000"),
                ("number", "17"),
                ("notes", "said sorry\nand again"),
                ("labels", "spam"),
                ("closed_at", "1700000001"),
            ],
        ),
        row(
            4,
            &[
                ("kind", "tempban"),
                ("target", "80351110224678914"),
                ("opened_at", "1700000000"),
                ("until", "4000000000"),
            ],
        ),
    ]
}

impl House {
    fn beginning(&self, digest: char, rows: u64) -> BeginImport {
        BeginImport {
            guild: self.guild(),
            source: "modlog.csv".into(),
            digest: digest.to_string().repeat(64),
            rows,
        }
    }

    async fn takes(&self, digest: char, rows: Vec<ImportRow>) -> Import {
        let imports = &self.app.services().imports;
        let begun = self.beginning(digest, rows.len() as u64);
        let begun = imports.begin(&owner(), &begun).await.unwrap();
        let chunk = self.chunk(&begun, rows);
        imports.add(&owner(), &chunk).await.unwrap()
    }

    fn chunk(&self, import: &Import, rows: Vec<ImportRow>) -> ImportChunk {
        ImportChunk {
            guild: self.guild(),
            import: import.import,
            from: import.done,
            rows,
        }
    }

    async fn is_whole(&self) {
        let audit = &self.app.services().audit;
        let verified = audit.verify(&owner(), Some(self.guild()), None).await;
        assert_eq!(verified.unwrap()[0].broken, None);
    }
}

fn counts(import: &Import) -> (u64, u64, u64, u64) {
    (import.done, import.added, import.known, import.refused)
}

async fn a_file_is_taken_once_and_acts_on_nobody(house: House) {
    let imports = &house.app.services().imports;
    let checked = imports.check(&owner(), house.guild(), &rows()).await;
    let checked = checked.unwrap();
    assert!(checked.iter().all(|it| it.outcome == Outcome::New));
    assert_eq!(checked[0].case.as_ref().unwrap().number, 0);
    let before = house.calls_that_change();

    assert_eq!(counts(&house.takes('a', rows()).await), (3, 3, 0, 0));
    // The same under another name, and rows that hold the same.
    assert_eq!(counts(&house.takes('b', rows()).await), (3, 0, 3, 0));

    let ban = house.case(1).await;
    assert_eq!(
        (ban.case.kind, ban.case.state, ban.case.import),
        (Kind::Ban, CaseState::Applied, Some(1))
    );
    assert_eq!(ban.case.opened_at, Timestamp(1_714_564_800_000));
    assert!(matches!(&ban.case.actor, ActorRef::User { user } if user.id == UserId(42)));
    assert_eq!(ban.entries.len(), 1);
    assert_eq!(ban.entries[0].kind, "imported");
    assert_eq!(ban.entries[0].text, "import 1 from modlog.csv, line 2");
    assert_eq!(
        ban.entries[0].actor,
        ActorRef::Local {
            uid: 0,
            name: "root".into()
        }
    );
    let warning = house.case(2).await;
    let texts: Vec<_> = warning.entries.iter().map(|it| it.text.as_str()).collect();
    let origin = "import 1 from modlog.csv, line 3; it was case 17 there";
    assert_eq!(texts, [origin, "said sorry", "and again"]);
    assert_eq!(
        (warning.case.closed_at, warning.case.labels),
        (Some(Timestamp(1_700_000_001_000)), vec!["spam".into()])
    );
    assert_eq!(house.calls_that_change(), before, "calls of Discord");
    let mut tx = house.app.parts().db.read().await.unwrap();
    let open = emperione_daemon::store::expiries::next_at(&mut tx)
        .await
        .unwrap();
    assert_eq!(open, None);
    drop(tx);
    house.is_whole().await;
    house.app.app.stop().await;
}

async fn rows_that_cannot_be_taken_are_named_and_the_others_are_taken(house: House) {
    let mut mixed = rows();
    mixed.push(row(5, &[("kind", "hug"), ("target", "1")]));
    mixed.push(row(9, &[]));
    let imports = &house.app.services().imports;
    let checked = imports
        .check(&owner(), house.guild(), &mixed)
        .await
        .unwrap();
    let refused: Vec<_> = checked
        .iter()
        .filter(|it| it.outcome == Outcome::Refused)
        .map(|it| (it.line, it.why.clone().unwrap()))
        .collect();
    assert_eq!(
        refused,
        [
            (5, "kind: `hug` is nothing that is done here".into()),
            (9, "kind: is missing".into())
        ]
    );
    assert!(
        house.case_kinds().await.is_empty(),
        "a check changes nothing"
    );

    assert_eq!(counts(&house.takes('a', mixed).await), (5, 3, 0, 2));

    let many = vec![row(1, &[]); 201];
    let refused = imports.check(&owner(), house.guild(), &many).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "rows", .. })));
    house.app.app.stop().await;
}

async fn an_import_that_is_interrupted_goes_on_where_it_stopped(house: House) {
    let imports = &house.app.services().imports;
    let asked = house.beginning('a', 3);
    let begun = imports.begin(&owner(), &asked).await.unwrap();
    let part = house.chunk(&begun, rows()[..2].to_vec());
    let first = imports.add(&owner(), &part).await.unwrap();
    // The answer was lost: the same part comes again.
    let again = imports.add(&owner(), &part).await.unwrap();
    assert_eq!(first, again);

    let resumed = imports.begin(&owner(), &asked).await.unwrap();
    assert_eq!((resumed.import, resumed.done), (1, 2));
    let wrong = ImportChunk { from: 7, ..part };
    let refused = imports.add(&owner(), &wrong).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "from", .. })));
    let rest = house.chunk(&resumed, rows()[2..].to_vec());
    let ended = imports.add(&owner(), &rest).await.unwrap();

    assert_eq!(counts(&ended), (3, 3, 0, 0));
    assert_eq!(house.case_kinds().await.len(), 3);
    house.is_whole().await;
    house.app.app.stop().await;
}

/// A warning for each of these.
fn warnings(lines: std::ops::RangeInclusive<u64>) -> Vec<ImportRow> {
    let warning = |n: u64| row(n, &[("kind", "warn"), ("target", &(n << 30).to_string())]);
    lines.map(warning).collect()
}

async fn an_import_is_undone_in_parts_and_its_numbers_stay(house: House) {
    let (many, more) = (warnings(1..=150), warnings(151..=250));
    let imports = &house.app.services().imports;
    let asked = house.beginning('a', 250);
    let begun = imports.begin(&owner(), &asked).await.unwrap();
    let part = imports
        .add(&owner(), &house.chunk(&begun, many.clone()))
        .await
        .unwrap();
    imports
        .add(&owner(), &house.chunk(&part, more))
        .await
        .unwrap();

    let guild = house.guild();
    let first = imports.undo(&owner(), guild, 1).await.unwrap();
    assert_eq!((first.withdrawn, first.undone_at.is_some()), (200, true));
    let second = imports.undo(&owner(), guild, 1).await.unwrap();
    assert_eq!(second.withdrawn, 250);
    let third = imports.undo(&owner(), guild, 1).await;
    assert!(matches!(third, Err(Error::Conflict { .. })));

    assert!(
        house.case_kinds().await.is_empty(),
        "they are left out of lists"
    );
    let withdrawn = house.case(1).await;
    assert_eq!(
        (withdrawn.case.state, withdrawn.case.hidden),
        (CaseState::Ended, true)
    );
    assert_eq!(withdrawn.entries.last().unwrap().kind, "withdrawn");
    // What was withdrawn can come again, under new numbers.
    assert_eq!(counts(&house.takes('b', many).await), (150, 150, 0, 0));
    assert_eq!(house.case(251).await.case.import, Some(2));
    let filter = CaseFilter {
        guild: Some(guild),
        import: Some(1),
        hidden: true,
        ..CaseFilter::default()
    };
    let page = PageRequest {
        limit: 500,
        ..PageRequest::default()
    };
    let cases = &house.app.services().cases;
    assert_eq!(
        cases
            .list(&owner(), &filter, &page)
            .await
            .unwrap()
            .items
            .len(),
        250
    );
    let listed = imports.list(&owner(), guild, &page).await.unwrap().items;
    let listed: Vec<_> = listed.iter().map(|it| it.import).collect();
    assert_eq!(listed, [2, 1]);
    house.is_whole().await;
    house.app.app.stop().await;
}

async fn cases_of_this_guild_are_known_and_only_admins_import(house: House) {
    let badger = house.user(1);
    house.act(house.request(Kind::Warn, badger)).await.unwrap();
    until("the case", async || {
        house.case(1).await.case.state == CaseState::Applied
    })
    .await;
    let case = house.case(1).await.case;
    let fields = BTreeMap::from([
        ("guild", case.guild.to_string()),
        ("number", "1".into()),
        ("kind", "warn".into()),
        ("target", badger.to_string()),
        ("opened_at", case.opened_at.to_string()),
    ]);
    let fields = fields.into_iter().map(|(field, text)| (field.into(), text));
    let own = ImportRow {
        line: 1,
        fields: fields.collect(),
    };
    assert_eq!(
        counts(&house.takes('a', vec![own.clone()]).await),
        (1, 0, 1, 0)
    );

    let moderator = Actor::Local {
        uid: 7,
        name: "vera".into(),
        user: None,
        role: Role::Moderator,
    };
    let imports = &house.app.services().imports;
    let refused = imports.check(&moderator, house.guild(), &[own]).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let begun = imports.begin(&moderator, &house.beginning('b', 1)).await;
    assert!(matches!(begun, Err(Error::Forbidden { .. })));
    let undone = imports.undo(&moderator, house.guild(), 1).await;
    assert!(matches!(undone, Err(Error::Forbidden { .. })));
    let unknown = imports.undo(&owner(), house.guild(), 9).await;
    assert!(matches!(unknown, Err(Error::NotFound { .. })));
    house.app.app.stop().await;
}

async fn a_ban_in_another_bots_books_bars_no_ban(house: House) {
    let user = house.user(0);
    let target = user.to_string();
    let ban = [
        ("kind", "tempban"),
        ("target", target.as_str()),
        ("opened_at", "1700000000"),
        ("until", "4000000000"),
    ];
    house.takes('a', vec![row(2, &ban)]).await;

    let action = house.act(house.request(Kind::Ban, user)).await.unwrap();

    assert_eq!(action.state, State::Applied);
    assert!(house.is_banned(user));
}
