//! Guilds that Discord does not show for a while: what happens there meanwhile is known afterwards.

use emperione_daemon::store::gaps::Gap;
use emperione_daemon::store::{Db, channels, members};
use emperione_protocol::ChannelId;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Server};
use pretty_assertions::assert_eq;

use crate::common::house::{House, quiet};

each_database!(
    what_happens_in_an_outage_of_a_guild_is_known_after_it,
    what_happens_while_the_bot_is_removed_is_known_when_it_is_back,
    an_outage_that_began_before_a_start_is_a_gap_from_its_beginning,
    a_guild_that_a_new_session_does_not_name_was_left_in_the_gap,
);

/// Somebody writes, joins, leaves, is banned, and a channel is made.
fn live_on(server: &Server) -> Id {
    let places = server.sim().places.clone();
    let (guild, moderator) = (places.guild, places.moderator);
    server.sim().act(|world| {
        world.post(places.general, places.users[0], NewMessage::text("hello?"));
        let user = world.create_user("newcomer", None, false);
        world.join(guild, user);
        world.leave(guild, places.users[1]);
        world.ban(moderator, guild, places.users[2], 0, Some("by hand"));
        world.create_channel(guild, "fresh", 0)
    })
}

/// The one gap, once it is reconciled.
async fn reconciled(house: &House) -> Gap {
    house
        .until("the gap is reconciled", async || {
            let found = house.gaps().await;
            found.iter().any(|gap| gap.reconciled_at.is_some())
        })
        .await;
    let mut found = house.gaps().await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// What happened is counted once, and what is stored is what there is.
async fn knows(house: House, made: Id) {
    house.settled().await;
    house.caught_up().await;
    let counted = house.counted().await;
    let happened = ["messages_created", "newcomers", "bans"];
    assert_eq!(happened.map(|name| counted[name].as_u64()), [Some(1); 3]);
    assert_eq!(counted["members"], house.truth()["members"]);
    let mut tx = house.db.read().await.unwrap();
    let bans = members::bans(&mut tx, house.guild()).await.unwrap();
    assert_eq!(bans.len(), 1);
    let known = channels::all(&mut tx, house.guild()).await.unwrap();
    assert!(known.iter().any(|channel| channel.id == ChannelId(made.0)));
    drop(tx);
    house.close().await;
}

async fn what_happens_in_an_outage_of_a_guild_is_known_after_it(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let guild = Id(house.guild().0);

    server.sim().act(|world| world.set_available(guild, false));
    house.caught_up().await;
    let made = live_on(&server);
    server.sim().act(|world| world.set_available(guild, true));

    let gap = reconciled(&house).await;
    assert_eq!(gap.guild, Some(house.guild()));
    assert_eq!(gap.reason, "Discord did not show the guild");
    assert!(gap.to.is_some_and(|to| to >= gap.from));
    knows(house, made).await;
}

async fn what_happens_while_the_bot_is_removed_is_known_when_it_is_back(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let guild = Id(house.guild().0);

    server.sim().act(|world| world.remove_bot(guild));
    house.caught_up().await;
    let made = live_on(&server);
    house.close().await;
    let house = House::open(&server, &db, folder.path()).await;
    house.caught_up().await;
    server.sim().act(|world| world.add_bot(guild));

    let gap = reconciled(&house).await;
    assert_eq!(gap.guild, Some(house.guild()));
    assert_eq!(gap.reason, "the bot was not in the guild");
    knows(house, made).await;
}

async fn an_outage_that_began_before_a_start_is_a_gap_from_its_beginning(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let guild = Id(house.guild().0);

    server.sim().act(|world| world.set_available(guild, false));
    house.caught_up().await;
    let began = house.state.read().guild(house.guild()).unwrap().away_since;
    let made = live_on(&server);
    house.close().await;
    let house = House::open(&server, &db, folder.path()).await;
    house.caught_up().await;
    server.sim().act(|world| world.set_available(guild, true));

    let gap = reconciled(&house).await;
    assert_eq!(Some(gap.from), began);
    knows(house, made).await;
}

async fn a_guild_that_a_new_session_does_not_name_was_left_in_the_gap(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let guild = Id(house.guild().0);
    house.caught_up().await;
    house.ledger.lasted(0).await.unwrap();
    house.close().await;

    server.sim().hub.expire_sessions();
    server.sim().act(|world| world.remove_bot(guild));
    let made = live_on(&server);
    let house = House::open(&server, &db, folder.path()).await;
    house
        .until("it is removed", async || {
            house.state.read().guild(house.guild()).is_none()
        })
        .await;
    let left = house.state.read().known(house.guild()).unwrap().away_since;
    server.sim().act(|world| world.add_bot(guild));

    house
        .until("the guild's gap is reconciled", async || {
            let found = house.gaps().await;
            let all = found.iter().all(|gap| gap.reconciled_at.is_some());
            all && found.iter().any(|gap| gap.guild.is_some())
        })
        .await;
    let found = house.gaps().await;
    let whole = found.iter().find(|gap| gap.guild.is_none()).unwrap();
    let own = found.iter().find(|gap| gap.guild.is_some()).unwrap();
    assert_eq!((own.from, Some(own.from)), (whole.from, left));
    knows(house, made).await;
}
