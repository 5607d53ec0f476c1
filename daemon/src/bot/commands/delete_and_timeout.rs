use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, CreateModal};

use super::call::Call;
use super::{Menu, delete_and};
use crate::services::Result;

/// In the menu of a message.
pub(super) struct DeleteAndTimeout;

impl Menu for DeleteAndTimeout {
    const NAME: &'static str = "Delete and time out…";

    fn define() -> CreateCommand {
        delete_and::menu(Self::NAME)
    }

    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>> {
        delete_and::open(call, Kind::Timeout).boxed()
    }
}
