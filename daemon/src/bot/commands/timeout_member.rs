use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, CreateModal, Permissions};

use super::call::Call;
use super::{Menu, form};
use crate::services::Result;

/// In the menu of a member.
pub(super) struct TimeoutMember;

impl Menu for TimeoutMember {
    const NAME: &'static str = "Timeout…";

    fn define() -> CreateCommand {
        form::menu(Self::NAME, Permissions::MODERATE_MEMBERS)
    }

    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>> {
        form::open(call, Kind::Timeout).boxed()
    }
}
