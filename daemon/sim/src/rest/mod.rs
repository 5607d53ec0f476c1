//! REST v10: a file per noun. A handler reads the request, asks the world for rights, makes one change, and answers as
//! Discord's `OpenAPI` description says.

mod audit_log;
mod auto_moderation;
mod bans;
mod call;
mod channels;
mod commands;
mod error;
mod guilds;
mod interactions;
mod invites;
mod limits;
mod members;
mod messages;
mod multipart;
mod reactions;
mod requests;
mod users;
mod validate;
mod voice;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};

pub(crate) use error::ApiError;
pub use limits::Limits;
pub(crate) use limits::too_many;
pub use requests::{Entry, Requests};

use crate::Sim;

/// The routes below `/api/v10`.
pub(crate) fn router(sim: Arc<Sim>) -> Router {
    let routes = Router::new()
        .merge(audit_log::routes())
        .merge(auto_moderation::routes())
        .merge(bans::routes())
        .merge(channels::routes())
        .merge(commands::routes())
        .merge(guilds::routes())
        .merge(interactions::routes())
        .merge(invites::routes())
        .merge(members::routes())
        .merge(messages::routes())
        .merge(reactions::routes())
        .merge(users::routes())
        .merge(voice::routes())
        .merge(webhooks::routes())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .route_layer(from_fn_with_state(sim.clone(), limits::limit));
    Router::new()
        .nest("/api/v10", routes)
        .fallback(unknown)
        .layer(from_fn_with_state(sim.clone(), requests::note))
        .layer(map_response(via))
        .with_state(sim)
}

async fn unknown(_: Request) -> ApiError {
    ApiError::not_found_route()
}

/// Discord answers through a proxy, and libraries take an answer without it for a block.
async fn via(response: Response) -> Response {
    ([("via", "1.1 google")], response).into_response()
}
