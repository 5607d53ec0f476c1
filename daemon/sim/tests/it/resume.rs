//! RESUME: replay, refusals, and who owns a session.

use emperione_sim::Server;
use emperione_sim::What;
use emperione_sim::world::NewMessage;
use serde_json::json;

use crate::common::{ALL, Client, End, kinds, start};

fn post(server: &Server, text: &str) {
    let places = &server.sim().places;
    server
        .sim()
        .act(|world| world.post(places.general, places.owner, NewMessage::text(text)));
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    let (session, seq) = (client.session.clone(), client.seq);
    client.close(4900).await;
    post(&server, "one");
    post(&server, "two");

    let mut client = Client::resumed(&server, &session, seq).await;
    let all = client.up_to("RESUMED").await;

    assert_eq!(kinds(&all), ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]);
    let numbers: Vec<_> = all.iter().map(|one| one["s"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [seq + 1, seq + 2, seq + 3]);
    assert_eq!(all[1]["d"]["content"], "two");
}

#[tokio::test]
async fn closing_with_1000_ends_the_session() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    client.close(1000).await;

    let mut again = Client::resumed(&server, &client.session, client.seq).await;

    assert_eq!(again.next().await.unwrap(), json!({ "op": 9, "d": false }));
}

#[tokio::test]
async fn a_number_of_the_future_is_closed() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    client.close(4900).await;

    let mut again = Client::resumed(&server, &client.session, client.seq + 10).await;

    assert_eq!(again.end().await, End::Code(4007));
}

#[tokio::test]
async fn a_session_belongs_to_the_connection_that_resumed_it_last() {
    let server = start().await;
    let mut zombie = Client::identified(&server, ALL).await;
    server.sim().hub.inflict(What::Silence);

    let mut client = Client::resumed(&server, &zombie.session, zombie.seq).await;
    client.until("RESUMED").await;
    assert_eq!(zombie.end().await, End::Dropped);
    let closed = async {
        while server.sim().hub.count("CLOSED") == 0 {
            tokio::task::yield_now().await;
        }
    };
    closed.await;
    post(&server, "after the old connection ended");

    assert_eq!(kinds(&client.drain().await), ["MESSAGE_CREATE"]);
}

#[tokio::test]
async fn an_expired_session_drops_its_connection_and_is_refused() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    server.sim().hub.expire_sessions();

    assert_eq!(client.end().await, End::Dropped);
    let mut again = Client::resumed(&server, &client.session, client.seq).await;
    assert_eq!(again.next().await.unwrap(), json!({ "op": 9, "d": false }));
}

#[tokio::test]
async fn op_9_says_whether_the_session_lives() {
    for resumable in [true, false] {
        let server = start().await;
        let mut client = Client::identified(&server, ALL).await;
        server.sim().hub.inflict(What::Op9 { resumable });
        assert_eq!(
            client.next().await.unwrap(),
            json!({ "op": 9, "d": resumable })
        );
        post(&server, "missed");

        let (session, seq) = (client.session.clone(), client.seq);
        client.resume(&server, &session, seq).await;
        let answer = client.next().await.unwrap();

        assert_eq!(answer["t"] == "MESSAGE_CREATE", resumable, "{answer}");
        assert_eq!(answer["op"] == 9, !resumable, "{answer}");
    }
}

#[tokio::test]
async fn op_7_asks_to_reconnect_and_the_session_lives() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    server.sim().hub.inflict(What::Op7);
    assert_eq!(client.next().await.unwrap()["op"], 7);

    let mut again = Client::resumed(&server, &client.session, client.seq).await;

    assert_eq!(kinds(&again.up_to("RESUMED").await), ["RESUMED"]);
}

#[tokio::test]
async fn a_refused_resume_is_told_by_a_fault_and_ends_the_session() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    client.close(4900).await;
    server
        .sim()
        .faults
        .before("RESUME", 1, What::Op9 { resumable: false });

    for _ in 0..2 {
        let mut again = Client::resumed(&server, &client.session, client.seq).await;
        assert_eq!(again.next().await.unwrap(), json!({ "op": 9, "d": false }));
    }
}
