//! The stage: a deputy with every right, fresh people and places for each act, and a look at how Discord is after it.

use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use emperione_daemon::config::LocalUser;
use emperione_daemon::domain::actions::kinds::{Length, facts};
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::locks::LOCKED;
use emperione_protocol::actions::{ActRequest, ActionFilter, Kind, Preview, Subject as Of};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ChannelId, Client, GuildId, MessageId, PageRequest, RoleId, UserId};
use emperione_sim::world::channels::{ChannelEdit, TEXT, VOICE};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::world::permissions::ADMINISTRATOR;
use emperione_sim::world::voice::VoiceEdit;
use emperione_sim::world::{Overwrite, World};
use emperione_sim::{Id, Options, Server};
use parking_lot::Mutex;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

pub(super) const PATIENCE: Duration = Duration::from_secs(30);
pub(super) const NICK: &str = "Otter";
pub(super) const SLOW: u32 = 30;
/// How many acts one member may ask for by commands in a short time.
const CALLS: u32 = 3;
const HOUR_MS: i64 = 3_600_000;

pub(super) struct Scene {
    pub(super) house: House,
    /// Bound to the deputy.
    pub(super) client: Client,
    pub(super) deputy: Id,
    /// The role that lets deputies act.
    pub(super) power: Id,
    /// Above all others; it lets nobody do anything.
    pub(super) top: Id,
    callers: Mutex<(Id, u32)>,
    born: AtomicU64,
}

/// What is to be done, and to whom.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) guild: GuildId,
    pub(super) kind: Kind,
    /// A member, a channel or the guild.
    pub(super) target: UserId,
    pub(super) member: Id,
    pub(super) role: Id,
    pub(super) voice: Id,
    pub(super) case: u64,
    /// Where the message is.
    pub(super) channel: Id,
    pub(super) message: Option<Id>,
    /// Who uses the command.
    pub(super) caller: Id,
}

impl Subject {
    pub(super) fn request(&self) -> ActRequest {
        let kind = self.kind;
        let has_length = matches!(facts(kind).length, Length::Must(_)) || kind == Kind::Timeout;
        let mut request = ActRequest {
            reason: Some("spam".into()),
            duration_ms: has_length.then_some(HOUR_MS.unsigned_abs()),
            notify: kind == Kind::Warn,
            undoes: (kind == Kind::Unwarn).then_some(self.case),
            ..ActRequest::new(self.guild, kind, self.target)
        };
        let detail = &mut request.detail;
        match kind {
            Kind::Nick => detail.nick = Some(NICK.into()),
            Kind::RoleAdd | Kind::RoleRemove => detail.role = Some(RoleId(self.role.0)),
            Kind::VoiceMove => detail.channel = Some(ChannelId(self.voice.0)),
            Kind::Slowmode => detail.slow_mode = Some(SLOW),
            Kind::Purge | Kind::MessageDelete => {
                let channel = ChannelId(self.channel.0);
                detail.channel = (kind == Kind::MessageDelete).then_some(channel);
                let message = self.message.unwrap_or(Id(1));
                detail.messages = vec![MessageId(message.0)];
            }
            _ => {}
        }
        request
    }

    pub(super) fn fill(&self, written: &str) -> String {
        let member = match self.kind.subject() {
            Of::Member => self.target,
            Of::Channel | Of::Guild => UserId(self.member.0),
        };
        written
            .replace("{member}", &member.to_string())
            .replace("{place}", &self.target.to_string())
            .replace("{role}", &self.role.to_string())
            .replace("{voice}", &self.voice.to_string())
            .replace("{case}", &self.case.to_string())
            .replace("{channel}", &self.channel.to_string())
            .replace("{message}", &self.message.unwrap_or(Id(1)).to_string())
    }
}

impl Scene {
    pub(super) async fn new() -> Self {
        let server = Server::start(Options::default()).await.unwrap();
        let places = server.sim().places.clone();
        let (deputy, guild) = (places.users[3], places.guild);
        let (power, top) = server.sim().act(|world| {
            let power = world.create_role(guild, "power", ADMINISTRATOR, None);
            let top = world.create_role(guild, "top", 0, None);
            world.edit_member(world.bot, guild, deputy, roles(vec![power, top]), None);
            (power, top)
        });
        let uid = tempfile::tempdir()
            .unwrap()
            .path()
            .metadata()
            .unwrap()
            .uid();
        let bound = LocalUser {
            user: Some(UserId(deputy.0)),
            role: Role::Owner,
        };
        let app = TestApp::simulated_on(server, |config| {
            config.rpc.users.insert(uid.to_string(), bound);
        })
        .await;
        let house = House::of(app).await;
        Self {
            client: house.app.client().await,
            house,
            deputy,
            power,
            top,
            callers: Mutex::new((deputy, 0)),
            born: AtomicU64::default(),
        }
    }

    pub(super) fn world<T>(&self, change: impl FnOnce(&mut World, Id) -> T) -> T {
        let sim = self.house.app.sim();
        sim.act(|world| change(world, sim.places.guild))
    }

    /// Somebody who joined just now, with these roles.
    pub(super) async fn newcomer(&self, held: Vec<Id>) -> Id {
        let name = format!("guest{}", self.born.fetch_add(1, Ordering::Relaxed));
        let count = held.len();
        let id = self.world(|world, guild| {
            let id = world.create_user(&name, None, false);
            world.join(guild, id);
            world.edit_member(world.bot, guild, id, roles(held), None);
            id
        });
        until("the newcomer", async || {
            let state = self.house.app.parts().state.read();
            let member = state.member(self.house.guild(), UserId(id.0));
            member.is_some_and(|member| member.roles.len() == count)
        })
        .await;
        id
    }

    /// A deputy who has calls left.
    async fn caller(&self) -> Id {
        let (caller, calls) = *self.callers.lock();
        let caller = if calls < CALLS {
            caller
        } else {
            self.newcomer(vec![self.power, self.top]).await
        };
        let calls = if calls < CALLS { calls + 1 } else { 1 };
        *self.callers.lock() = (caller, calls);
        caller
    }

    /// A fresh subject that nothing stands against.
    pub(super) async fn ready(&self, kind: Kind) -> Subject {
        let subject = self.fresh(kind, false).await;
        until(&format!("what {kind} needs"), async || {
            let preview = self.preview(&self.deputy(), &subject).await;
            preview.allowed
        })
        .await;
        subject
    }

    pub(super) async fn preview(&self, actor: &Actor, subject: &Subject) -> Preview {
        let actions = &self.house.app.services().actions;
        let request = subject.request();
        actions.preview(actor, &request).await.unwrap()
    }

    /// A fresh subject, on which the kind is `done` already or which it fits.
    pub(super) async fn fresh(&self, kind: Kind, done: bool) -> Subject {
        let member = self.newcomer(Vec::new()).await;
        let places = &self.house.app.sim().places;
        let (guild, muted) = (places.guild, places.muted);
        let target = match kind.subject() {
            Of::Member => member,
            Of::Guild => guild,
            Of::Channel if is_of_threads(kind) => {
                let parent = places.general;
                self.world(|world, _| world.create_thread(parent, "help me").unwrap())
            }
            Of::Channel => self.world(|world, guild| world.create_channel(guild, "place", TEXT)),
        };
        let mut subject = Subject {
            guild: self.house.guild(),
            kind,
            target: UserId(target.0),
            member,
            role: muted,
            voice: Id(0),
            case: 1,
            channel: Id(0),
            message: None,
            caller: self.caller().await,
        };
        self.world(|world, guild| arrange(world, guild, &mut subject, done));
        match kind {
            Kind::Unwarn => subject.case = self.warned(subject.target).await,
            // One made by hand is told otherwise once it is adopted.
            Kind::Ban if done => self.banned(subject.target).await,
            _ => {}
        }
        subject
    }

    /// Warns somebody in the name of the house, and gives the number of the case.
    pub(super) async fn warned(&self, user: UserId) -> u64 {
        let warning = self.house.request(Kind::Warn, user);
        self.house.act(warning).await.unwrap().case
    }

    async fn banned(&self, user: UserId) {
        let ban = self.house.request(Kind::Ban, user);
        self.house.act(ban).await.unwrap();
    }

    /// How often it was done to the target, by the books.
    pub(super) async fn done(&self, subject: &Subject) -> usize {
        let filter = ActionFilter {
            target: Some(subject.target),
            ..ActionFilter::default()
        };
        let actions = &self.house.app.services().actions;
        let all = actions
            .list(&owner(), &filter, &PageRequest::default())
            .await;
        let mut count = 0;
        for action in all.unwrap().items {
            let case = self.house.case(action.case).await.case;
            let is_meant = case.kind == subject.kind && action.kind == subject.kind;
            count += usize::from(is_meant && case.state == CaseState::Applied);
        }
        count
    }

    /// Whether Discord is as the act makes it; what is in the books alone is looked up there.
    pub(super) async fn shows(&self, subject: &Subject) -> bool {
        match subject.kind {
            Kind::Warn => self.house.messages_to(subject.target) == 1,
            Kind::Note => self.house.messages_to(subject.target) == 0,
            Kind::Unwarn => self.house.case(subject.case).await.case.state == CaseState::Ended,
            _ => self.world(|world, guild| is_so(world, guild, subject)),
        }
    }
}

pub(super) fn roles(roles: Vec<Id>) -> MemberEdit {
    MemberEdit {
        roles: Some(roles),
        ..MemberEdit::default()
    }
}

pub(super) fn is_of_threads(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ThreadLock | Kind::ThreadUnlock | Kind::ThreadArchive | Kind::ThreadUnarchive
    )
}

/// Makes the world such that the kind is done already, or that it can be done.
fn arrange(world: &mut World, guild: Id, subject: &mut Subject, done: bool) {
    let (member, place, bot) = (subject.member, Id(subject.target.0), world.bot);
    let lasts = world.now_ms() + HOUR_MS;
    match subject.kind {
        Kind::Unban if !done => world.ban(bot, guild, member, 0, None),
        Kind::Untimeout => {
            let edit = MemberEdit {
                timed_out_until: Some(Some(lasts)),
                ..MemberEdit::default()
            };
            world.edit_member(bot, guild, member, edit, None);
        }
        Kind::Nick if done => {
            let edit = MemberEdit {
                nick: Some(Some(NICK.into())),
                ..MemberEdit::default()
            };
            world.edit_member(bot, guild, member, edit, None);
        }
        Kind::RoleAdd if done => {
            world.edit_member(bot, guild, member, roles(vec![subject.role]), None);
        }
        Kind::RoleRemove if !done => {
            world.edit_member(bot, guild, member, roles(vec![subject.role]), None);
        }
        Kind::Softban | Kind::Purge | Kind::MessageDelete => {
            let channels = &world.guilds[&guild].channels;
            let general = channels[0];
            let channel = if subject.kind == Kind::Purge {
                place
            } else {
                general
            };
            subject.channel = channel;
            subject.message = Some(world.post(channel, member, NewMessage::text("spam")));
        }
        Kind::InvitesResume | Kind::DmsResume if !done => {
            world.set_incidents(guild, Some(lasts), Some(lasts));
        }
        Kind::InvitesPause | Kind::InvitesResume | Kind::DmsPause | Kind::DmsResume => {
            world.set_incidents(guild, None, None);
        }
        kind if facts(kind).is_in_voice() => join_voice(world, guild, subject, done),
        _ => arrange_place(world, guild, subject, done),
    }
}

fn join_voice(world: &mut World, guild: Id, subject: &mut Subject, done: bool) {
    let channels = world.guilds[&guild].channels.iter();
    let mut voice = channels
        .filter(|id| world.channels[id].kind == VOICE)
        .copied();
    let [first, second] = [voice.next().unwrap(), voice.next().unwrap()];
    (subject.voice, _) = (second, first);
    let there = if done { second } else { first };
    world.join_voice(guild, subject.member, there);
    let edit = VoiceEdit {
        mute: Some(subject.kind == Kind::VoiceUnmute),
        deaf: Some(subject.kind == Kind::VoiceUndeafen),
        channel: None,
    };
    world.edit_voice(world.bot, [guild, subject.member], edit, None);
}

fn arrange_place(world: &mut World, guild: Id, subject: &Subject, done: bool) {
    let place = Id(subject.target.0);
    let mut edit = ChannelEdit::default();
    match subject.kind {
        Kind::Slowmode if done => edit.slow_mode = Some(SLOW),
        Kind::Lock if done => deny(world, guild, place),
        Kind::Unlock if !done => deny(world, guild, place),
        Kind::ThreadLock => edit.locked = Some(done),
        Kind::ThreadUnlock => edit.locked = Some(!done),
        Kind::ThreadArchive => edit.archived = Some(done),
        Kind::ThreadUnarchive => edit.archived = Some(!done),
        _ => return,
    }
    world.edit_channel(world.bot, place, edit, None);
}

fn deny(world: &mut World, guild: Id, place: Id) {
    let overwrite = Overwrite {
        id: guild,
        kind: 0,
        allow: 0,
        deny: LOCKED,
    };
    world.set_overwrite(world.bot, place, overwrite, None);
}

/// Whether Discord is as the act makes it.
fn is_so(world: &World, guild: Id, subject: &Subject) -> bool {
    let (found, user) = (&world.guilds[&guild], subject.member);
    let (member, banned) = (found.members.get(&user), found.bans.contains_key(&user));
    let is_gone = |message: Option<Id>| {
        let of = |channel: &emperione_sim::world::Channel| {
            message.is_some_and(|message| channel.messages.contains_key(&message))
        };
        !world.channels.values().any(of)
    };
    match subject.kind {
        Kind::Ban => banned && member.is_none(),
        Kind::Unban => !banned,
        Kind::Softban => !banned && member.is_none() && is_gone(subject.message),
        Kind::Kick => !banned && member.is_none(),
        Kind::Purge | Kind::MessageDelete => is_gone(subject.message),
        Kind::Timeout => member.unwrap().timed_out_until > Some(world.now_ms()),
        Kind::Untimeout => member.unwrap().timed_out_until.is_none(),
        Kind::Nick => member.unwrap().nick.as_deref() == Some(NICK),
        Kind::RoleAdd => member.unwrap().roles.contains(&subject.role),
        Kind::RoleRemove => !member.unwrap().roles.contains(&subject.role),
        Kind::InvitesPause => found.invites_disabled_until.is_some(),
        Kind::InvitesResume => found.invites_disabled_until.is_none(),
        Kind::DmsPause => found.dms_disabled_until.is_some(),
        Kind::DmsResume => found.dms_disabled_until.is_none(),
        kind if facts(kind).is_in_voice() => is_so_in_voice(world, guild, subject),
        _ => is_so_in_place(world, guild, subject),
    }
}

fn is_so_in_voice(world: &World, guild: Id, subject: &Subject) -> bool {
    let stay = world.guilds[&guild].voice.get(&subject.member);
    match (subject.kind, stay) {
        (Kind::VoiceDisconnect, stay) => stay.is_none(),
        (Kind::VoiceMove, Some(stay)) => stay.channel == subject.voice,
        (Kind::VoiceMute, Some(stay)) => stay.mute,
        (Kind::VoiceUnmute, Some(stay)) => !stay.mute,
        (Kind::VoiceDeafen, Some(stay)) => stay.deaf,
        (Kind::VoiceUndeafen, Some(stay)) => !stay.deaf,
        _ => false,
    }
}

fn is_so_in_place(world: &World, guild: Id, subject: &Subject) -> bool {
    let channel = &world.channels[&Id(subject.target.0)];
    let everyone = channel.overwrites.iter().find(|it| it.id == guild);
    let denies = everyone.is_some_and(|it| it.deny & LOCKED != 0);
    match subject.kind {
        Kind::Slowmode => channel.slow_mode == SLOW,
        Kind::Lock => denies,
        Kind::Unlock => !denies,
        Kind::ThreadLock => channel.locked,
        Kind::ThreadUnlock => !channel.locked,
        Kind::ThreadArchive => channel.archived,
        Kind::ThreadUnarchive => !channel.archived,
        _ => false,
    }
}
