use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, CreateModal, Permissions};

use super::call::Call;
use super::{Menu, form};
use crate::services::Result;

/// In the menu of a member.
pub(super) struct WarnMember;

impl Menu for WarnMember {
    const NAME: &'static str = "Warn…";

    fn define() -> CreateCommand {
        form::menu(Self::NAME, Permissions::MODERATE_MEMBERS)
    }

    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>> {
        form::open(call, Kind::Warn).boxed()
    }
}
