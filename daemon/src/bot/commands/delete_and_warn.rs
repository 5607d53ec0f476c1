use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, CreateModal};

use super::call::Call;
use super::{Menu, delete_and};
use crate::services::Result;

/// In the menu of a message.
pub(super) struct DeleteAndWarn;

impl Menu for DeleteAndWarn {
    const NAME: &'static str = "Delete and warn…";

    fn define() -> CreateCommand {
        delete_and::menu(Self::NAME)
    }

    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>> {
        delete_and::open(call, Kind::Warn).boxed()
    }
}
