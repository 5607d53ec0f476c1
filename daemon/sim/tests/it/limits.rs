//! Rate limits, and the block that invalid requests lead to.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Rest, start};

#[tokio::test]
async fn a_bucket_counts_down_and_then_refuses() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let path = format!("/api/v10/channels/{}/messages", server.sim().places.general);
    let mut left = Vec::new();
    for _ in 0..5 {
        let response = rest
            .send(Method::POST, &path, json!({ "content": "hi" }))
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        left.push(
            response.headers()["x-ratelimit-remaining"]
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    let refused = rest
        .send(Method::POST, &path, json!({ "content": "hi" }))
        .await
        .unwrap();

    assert_eq!(left, ["4", "3", "2", "1", "0"]);
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["x-ratelimit-scope"], "user");
    assert!(
        refused.json::<Value>().await.unwrap()["retry_after"]
            .as_f64()
            .unwrap()
            <= 2.0
    );
    let other = format!("/api/v10/channels/{}/messages", server.sim().places.log);
    assert_eq!(
        rest.send(Method::POST, &other, json!({ "content": "hi" }))
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn more_than_fifty_requests_a_second_are_refused_globally() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let paths =
        ["/users/@me", "/users/@me/guilds", "/gateway/bot"].map(|path| format!("/api/v10{path}"));
    let calls = (0..60).map(|number| rest.send(Method::GET, &paths[number % 3], Value::Null));
    let answers = futures::future::join_all(calls).await;

    let refused: Vec<_> = answers
        .into_iter()
        .map(Result::unwrap)
        .filter(|one| one.status() == 429)
        .collect();
    assert!(!refused.is_empty());
    assert!(
        refused
            .iter()
            .all(|one| one.headers()["x-ratelimit-global"] == "true")
    );
}

#[tokio::test]
async fn ten_thousand_invalid_requests_block_the_address() {
    let server = start().await;
    server.sim().limits.spend_invalid(9_999);
    let stranger = Rest::with(&server, "Bot wrong".into());
    assert_eq!(stranger.get("/users/@me").await.0, 401);

    let bot = Rest::bot(&server);
    let blocked = bot
        .send(Method::GET, "/api/v10/users/@me", Value::Null)
        .await
        .unwrap();

    assert_eq!(blocked.status(), 429);
    assert_eq!(blocked.headers()["content-type"], "text/html");
    assert_eq!(server.sim().limits.invalid(), 10_000);
    let control = bot
        .send(Method::GET, "/_sim/truth", Value::Null)
        .await
        .unwrap();
    assert_eq!(control.status(), 200);
}
