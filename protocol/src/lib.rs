//! What travels between `empd` and its clients: ids, records, requests, errors, one service trait per noun,
//! and the client. No logic but how ids, times and durations are written.
//!
//! - A new operation: a method in the trait of its noun; `daemon/src/rpc/<noun>.rs` no longer compiles without it.
//! - A new noun: a file with its trait, and one line in `services!` below.
//!
//! Records only grow: a client ignores fields it does not know, and a new field has a `serde(default)`.

mod cells;
mod mux;

pub mod actions;
pub mod alerts;
pub mod analytics;
pub mod archives;
pub mod audit;
pub mod backups;
pub mod batches;
pub mod cases;
pub mod codes;
pub mod duration;
pub mod error;
pub mod events;
pub mod evidence;
pub mod facts;
pub mod formula;
pub mod guilds;
pub mod hostile;
pub mod ids;
pub mod imports;
pub mod inbox;
pub mod jobs;
pub mod ladders;
pub mod live;
pub mod members;
pub mod messages;
pub mod notices;
pub mod page;
pub mod perms;
pub mod persist;
pub mod privacy;
pub mod reports;
pub mod schedules;
pub mod system;
pub mod templates;
pub mod time;
pub mod transport;

pub use codes::Code;
pub use error::{Error, ErrorKind, Flatten};
pub use ids::{ActionId, BatchId, ChannelId, GuildId, MessageId, PostId, RoleId, UserId};
pub use page::{Page, PageRequest};
pub use time::Timestamp;

/// The version of this protocol; `system.hello` compares it first.
pub const VERSION: u32 = 1;

mux::services! {
    actions::Actions     => Actions,   ActionsRequest,   ActionsResponse,   ActionsClient;
    alerts::Alerts       => Alerts,    AlertsRequest,    AlertsResponse,    AlertsClient;
    analytics::Analytics => Analytics, AnalyticsRequest, AnalyticsResponse, AnalyticsClient;
    archives::Archives   => Archives,  ArchivesRequest,  ArchivesResponse,  ArchivesClient;
    audit::Audit         => Audit,     AuditRequest,     AuditResponse,     AuditClient;
    backups::Backups     => Backups,   BackupsRequest,   BackupsResponse,   BackupsClient;
    batches::Batches     => Batches,   BatchesRequest,   BatchesResponse,   BatchesClient;
    cases::Cases         => Cases,     CasesRequest,     CasesResponse,     CasesClient;
    events::Events       => Events,    EventsRequest,    EventsResponse,    EventsClient;
    evidence::Evidence   => Evidence,  EvidenceRequest,  EvidenceResponse,  EvidenceClient;
    facts::Facts         => Facts,     FactsRequest,     FactsResponse,     FactsClient;
    guilds::Guilds       => Guilds,    GuildsRequest,    GuildsResponse,    GuildsClient;
    imports::Imports     => Imports,   ImportsRequest,   ImportsResponse,   ImportsClient;
    inbox::Inbox         => Inbox,     InboxRequest,     InboxResponse,     InboxClient;
    jobs::Jobs           => Jobs,      JobsRequest,      JobsResponse,      JobsClient;
    ladders::Ladders     => Ladders,   LaddersRequest,   LaddersResponse,   LaddersClient;
    live::Counts         => Counts,    CountsRequest,    CountsResponse,    CountsClient;
    members::Members     => Members,   MembersRequest,   MembersResponse,   MembersClient;
    messages::Messages   => Messages,  MessagesRequest,  MessagesResponse,  MessagesClient;
    notices::Notices     => Notices,   NoticesRequest,   NoticesResponse,   NoticesClient;
    perms::Perms         => Perms,     PermsRequest,     PermsResponse,     PermsClient;
    persist::Persist     => Persist,   PersistRequest,   PersistResponse,   PersistClient;
    privacy::Privacy     => Privacy,   PrivacyRequest,   PrivacyResponse,   PrivacyClient;
    reports::Reports     => Reports,   ReportsRequest,   ReportsResponse,   ReportsClient;
    schedules::Schedules => Schedules, SchedulesRequest, SchedulesResponse, SchedulesClient;
    system::System       => System,    SystemRequest,    SystemResponse,    SystemClient;
    templates::Templates => Templates, TemplatesRequest, TemplatesResponse, TemplatesClient;
}
