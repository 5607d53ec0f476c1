//! One member with what is known of them: history, how they came, cases, and what waits about them.

use emperione_protocol::cases::CaseFilter;
use emperione_protocol::inbox::ItemFilter;
use emperione_protocol::members::{Change, Joined, JoinedBy, MemberDetail, Temporary};
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::{Members, member};
use crate::archive;
use crate::domain::actor::Actor;
use crate::domain::invites::Origin;
use crate::services::{Error, Result};
use crate::store::cases::Filed;
use crate::store::inbox::ItemRow;
use crate::store::invites::Came;
use crate::store::{self, archives, roster};

/// The most facts, cases and items of one member that are shown at once.
const SHOWN: u32 = 50;

impl Members {
    /// Shows a member, present or past.
    pub async fn show(&self, actor: &Actor, guild: GuildId, user: UserId) -> Result<MemberDetail> {
        self.0.check_sees(actor, guild)?;
        let mut tx = self.0.db.read().await?;
        let entry = roster::find(&mut tx, guild, user).await?;
        let entry = entry.ok_or_else(|| Error::not_found("member", &user))?;
        let sums = store::facts::sum(&mut tx, guild, Some(user)).await?;
        let always = (Timestamp(0), self.0.clock.now());
        let activity = (guild, archive::Kind::Activity);
        let counted_from = archives::missing_until(&mut tx, activity, always).await?;
        let moderates = self.0.check_moderates(actor, guild).is_ok();
        let (cases, temporary) = if moderates {
            of_record(&mut tx, (guild, user), entry.timed_out_until).await?
        } else {
            (Vec::new(), Vec::new())
        };
        let items = if moderates {
            items_about(&mut tx, guild, user).await?
        } else {
            Vec::new()
        };
        let mut joins = Vec::new();
        for came in store::invites::of_member(&mut tx, guild, user, SHOWN).await? {
            joins.push(self.joined(&mut tx, came).await?);
        }
        let history = roster::history(&mut tx, guild, user, SHOWN).await?;
        Ok(MemberDetail {
            roles: self.roles(guild, &entry.roles),
            member: member(guild, entry),
            reactions: sums.reactions.cast_unsigned(),
            edits: sums.edits.cast_unsigned(),
            deletes: sums.deletes.cast_unsigned(),
            voice_ms: sums.voice_ms.cast_unsigned(),
            counted_from,
            changes: history
                .into_iter()
                .map(|(at, kind, text)| {
                    let join = joins.iter().find(|join| kind == "join" && join.at == at);
                    let text = join.map_or(text, came_by);
                    Change { at, kind, text }
                })
                .collect(),
            cases: cases.into_iter().map(|row| self.0.case(row)).collect(),
            temporary,
            joins,
            items: items.into_iter().map(|row| self.0.item(row)).collect(),
        })
    }

    async fn joined(&self, tx: &mut store::Tx, came: Came) -> Result<Joined> {
        let (by, invite, inviter) = match came.origin {
            Origin::Invite { code, inviter } => (JoinedBy::Invite, Some(code), inviter),
            Origin::Vanity { code } => (JoinedBy::Vanity, Some(code), None),
            Origin::Bot => (JoinedBy::Bot, None, None),
            Origin::Waiting | Origin::Unknown => (JoinedBy::Unknown, None, None),
        };
        let inviter = match inviter {
            Some(id) => Some(self.named(tx, came.guild, id).await?),
            None => None,
        };
        Ok(Joined {
            at: came.at,
            by,
            invite: invite.map(Into::into),
            inviter,
        })
    }
}

/// The newest cases of a member, and what is in force until a time. Discord may know an end that the books do not.
async fn of_record(
    tx: &mut store::Tx,
    (guild, user): (GuildId, UserId),
    timed_out_until: Option<Timestamp>,
) -> Result<(Vec<Filed>, Vec<Temporary>)> {
    let filter = CaseFilter {
        guild: Some(guild),
        target: Some(user),
        ..CaseFilter::default()
    };
    let cases = store::cases::list(tx, &filter, None, SHOWN).await?;
    let lasting = store::cases::lasting(tx, guild, user).await?;
    let temporary = lasting.into_iter().filter_map(|case| {
        // Nothing that others do in Discord lasts for ever.
        let is_unknown = case.until.is_none() && case.action.is_none();
        Some(Temporary {
            kind: case.kind,
            case: case.number,
            action: case.action,
            until: if is_unknown {
                Some(timed_out_until?)
            } else {
                case.until
            },
        })
    });
    Ok((cases, temporary.collect()))
}

/// How somebody came, in words.
fn came_by(join: &Joined) -> String {
    let code = join.invite.as_deref().unwrap_or_default();
    match (join.by, &join.inviter) {
        (JoinedBy::Invite, Some(inviter)) => format!("by the invite {code} of @{}", inviter.name),
        (JoinedBy::Invite, None) => format!("by the invite {code}"),
        (JoinedBy::Vanity, _) => format!("by the server's own address {code}"),
        (JoinedBy::Bot, _) => "added as a bot".into(),
        (JoinedBy::Unknown, _) => String::new(),
    }
}

/// The newest items of the inbox about a member.
async fn items_about(tx: &mut store::Tx, guild: GuildId, user: UserId) -> Result<Vec<ItemRow>> {
    let filter = ItemFilter {
        guild: Some(guild),
        target: Some(user),
        ..ItemFilter::default()
    };
    Ok(store::inbox::list(tx, &filter, None, None, SHOWN).await?)
}
