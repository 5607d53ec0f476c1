//! Reasons with names, and what members are told in a guild's own words.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_daemon::store;
use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, DirectMessage, Kind, State};
use emperione_protocol::notices::{LONGEST_NOTICE, Notice};
use emperione_protocol::templates::{MAX_TEMPLATES, Template};
use emperione_sim::{Id, Options, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner};
use crate::common::app::TestApp;

each_house!(
    a_template_is_saved_replaced_and_removed,
    a_member_reads_the_guilds_own_words,
    a_notice_that_was_lost_is_found_by_its_footer,
);

async fn house(url: Option<String>) -> House {
    let app = TestApp::simulated_with(Options::default(), |config| config.database.url = url);
    House::of(app.await).await
}

fn template(name: &str, text: &str) -> Template {
    Template {
        name: name.into(),
        text: text.into(),
    }
}

fn helper() -> Actor {
    Actor::Local {
        uid: 7,
        name: "hal".into(),
        user: None,
        role: Role::Moderator,
    }
}

impl House {
    async fn tell(&self, kind: Kind, text: Option<&str>) -> Result<Notice, Error> {
        let notice = Notice {
            kind,
            text: text.map(Into::into),
        };
        let notices = &self.app.services().notices;
        notices.set(&owner(), self.guild(), notice).await
    }

    /// The last direct message to somebody: its text, its small print, and whether it has a button.
    fn told(&self, user: UserId) -> (String, String, bool) {
        self.app.sim().read(|world| {
            let channel = world.direct[&Id(user.0)];
            let (_, message) = world.channels[&channel].messages.last_key_value().unwrap();
            let embed = &message.embeds[0];
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let has_button = !message.components[0].is_null();
            (
                text(&embed["description"]),
                text(&embed["footer"]["text"]),
                has_button,
            )
        })
    }
}

async fn a_template_is_saved_replaced_and_removed(house: House) {
    let (templates, guild) = (&house.app.services().templates, house.guild());
    templates
        .set(&owner(), guild, template("spam", "no spam"))
        .await
        .unwrap();
    templates
        .set(&owner(), guild, template("ads", "no ads"))
        .await
        .unwrap();
    templates
        .set(&owner(), guild, template("spam", "no spam here"))
        .await
        .unwrap();

    let all = templates.list(&helper(), guild).await.unwrap();
    assert_eq!(
        all,
        [template("ads", "no ads"), template("spam", "no spam here")]
    );
    let typed = async |text: &str| templates.reason(&helper(), guild, text).await;
    assert_eq!(typed("template:spam").await.unwrap(), "no spam here");
    assert_eq!(typed("\\template:spam").await.unwrap(), "template:spam");
    assert_eq!(typed("spam").await.unwrap(), "spam");
    assert_eq!(
        typed("template:spa").await.unwrap_err().to_string(),
        "reason: there is no template `spa`; for these very words write `\\template:spa`"
    );

    templates.remove(&owner(), guild, "spam").await.unwrap();
    let again = templates.remove(&owner(), guild, "spam").await.unwrap_err();
    assert_eq!(again.to_string(), "template spam is not known");
    assert_eq!(templates.list(&owner(), guild).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_template_is_kept_by_who_manages_the_guild_and_makes_sense() {
    let house = House::new().await;
    let (templates, guild) = (&house.app.services().templates, house.guild());
    let refused = templates.set(&helper(), guild, template("a", "b")).await;
    let senseless = templates.set(&owner(), guild, template("A b", "c")).await;

    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    assert!(matches!(
        templates.remove(&helper(), guild, "a").await,
        Err(Error::Forbidden { .. })
    ));
    assert_eq!(
        senseless.unwrap_err().to_string(),
        "name: `A b` is none: 1 to 32 small letters, digits, `-` and `_`"
    );
    for n in 0..MAX_TEMPLATES {
        templates
            .set(&owner(), guild, template(&format!("t{n}"), "x"))
            .await
            .unwrap();
    }
    let more = templates
        .set(&owner(), guild, template("more", "x"))
        .await
        .unwrap_err();
    assert_eq!(
        more.to_string(),
        "there are 100 templates, and no guild has more"
    );
    templates
        .set(&owner(), guild, template("t7", "y"))
        .await
        .unwrap();
}

async fn a_member_reads_the_guilds_own_words(house: House) {
    let text = "{moderator} gave you a {action} in {guild} until {until}.\n{reason}\nAppeal: {appeal} ({case})";
    house.tell(Kind::Timeout, Some(text)).await.unwrap();
    let (user, guild) = (house.user(0), house.guild_name());
    let request = ActRequest {
        notify: true,
        duration_ms: Some(3_600_000),
        reason: Some("<@1> *spam*".into()),
        ..house.request(Kind::Timeout, user)
    };

    let done = house.act(request).await.unwrap();

    assert_eq!(
        (done.state, done.direct_message),
        (State::Applied, DirectMessage::Sent)
    );
    let until = done.until.unwrap().0.div_euclid(1_000);
    let expected = format!(
        "root gave you a timeout in {guild} until <t:{until}:f>.\n\\<@\u{200b}1\\> \\*spam\\*\n\
         Appeal: use the button below ({})",
        done.case
    );
    assert_eq!(
        house.told(user),
        (expected, format!("case {} · {}", done.case, done.id), true)
    );

    house.tell(Kind::Timeout, None).await.unwrap();
    let ban = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Ban, user)
        })
        .await
        .unwrap();
    let (told, footer, _) = house.told(user);
    assert_eq!(
        told,
        format!("You were banned from **{guild}**.\nReason: spam")
    );
    assert_eq!(footer, format!("case {} · {}", ban.case, ban.id));
}

/// The answer to the message is lost: it is looked for by its small print, which no text takes away.
async fn a_notice_that_was_lost_is_found_by_its_footer(house: House) {
    house.tell(Kind::Warn, Some("{reason}")).await.unwrap();
    let user = house.user(0);
    let faults = &house.app.sim().faults;
    faults.on("POST /api/v10/channels", 1, What::AnswerLost);

    let done = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Warn, user)
        })
        .await
        .unwrap();

    assert_eq!(
        (done.state, done.direct_message),
        (State::Applied, DirectMessage::Sent)
    );
    assert_eq!(house.messages_to(user), 1);
    assert_eq!(house.told(user).0, "spam");
}

#[tokio::test]
async fn a_notice_that_cannot_be_sent_is_not_saved() {
    let house = House::new().await;
    house.tell(Kind::Ban, Some("Bye: {reason}")).await.unwrap();

    for (kind, text, why) in [
        (
            Kind::Ban,
            "{user}",
            "text: at column 1: `{user}` is not known; there are {guild}",
        ),
        (
            Kind::Ban,
            "so {reason",
            "text: at column 4: a brace is opened",
        ),
        (
            Kind::Ban,
            &"x".repeat(LONGEST_NOTICE + 1),
            "text: at column 2001: with the longest values",
        ),
        (Kind::Note, "x", "kind: `note` tells nobody anything"),
        (Kind::Lock, "x", "kind: `lock` tells nobody anything"),
    ] {
        let refused = house.tell(kind, Some(text)).await.unwrap_err().to_string();
        assert!(refused.starts_with(why), "{refused}");
    }
    let notices = &house.app.services().notices;
    let refused = notices
        .set(
            &helper(),
            house.guild(),
            Notice {
                kind: Kind::Ban,
                text: None,
            },
        )
        .await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let kept = notices.list(&helper(), house.guild()).await.unwrap();
    let own: Vec<_> = kept
        .iter()
        .filter_map(|it| Some((it.kind, it.text.as_deref()?)))
        .collect();
    assert_eq!(own, [(Kind::Ban, "Bye: {reason}")]);
    assert!(
        kept.iter()
            .all(|it| it.kind != Kind::Note && it.kind != Kind::Lock)
    );
}

#[tokio::test]
async fn a_preview_shows_what_would_be_sent_and_changes_nothing() {
    let house = House::new().await;
    let notices = &house.app.services().notices;
    let preview = async |kind, text: Option<&str>| {
        let notice = Notice {
            kind,
            text: text.map(Into::into),
        };
        notices.preview(&owner(), house.guild(), notice).await
    };

    let own = preview(Kind::Timeout, None).await.unwrap();
    let tried = preview(Kind::Ban, Some("{action} by {moderator}, case {case}"))
        .await
        .unwrap();

    assert!(
        own.text.starts_with("You were timed out in **"),
        "{}",
        own.text
    );
    assert!(
        own.text.contains(" for 1w.\nReason: advertising")
            || own.text.contains(" for 7d.\nReason: advertising"),
        "{}",
        own.text
    );
    assert_eq!(own.button.as_deref(), Some("Appeal"));
    assert!(
        own.longest > 1_100 && own.longest < LONGEST_NOTICE,
        "{}",
        own.longest
    );
    assert_eq!(tried.text, "ban by root, case 42");
    assert!(tried.footer.starts_with("case 42 · ") && tried.button.is_none());
    assert!(preview(Kind::Ban, Some("{")).await.is_err());
    let kept = notices.list(&owner(), house.guild()).await.unwrap();
    assert!(kept.iter().all(|it| it.text.is_none()));
}

/// Written by a later version: what it would say is not known, and the act is told all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_cannot_be_read_gives_way_to_the_default() {
    let house = House::new().await;
    let mut tx = house.app.parts().db.write().await.unwrap();
    store::notices::save(&mut tx, house.guild(), Kind::Warn, Some("{star_sign}"))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Warn, house.user(0))
        })
        .await
        .unwrap();

    let guild = house.guild_name();
    assert_eq!(
        house.told(house.user(0)).0,
        format!("You were warned in **{guild}**.\nReason: spam")
    );
}
