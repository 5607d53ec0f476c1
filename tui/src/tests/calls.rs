//! Every call over the real protocol, to the daemon of the fixtures.

use emperione_protocol::actions::{Kind, State, Submitted};
use emperione_protocol::batches::{Act, Aim, BatchRequest, BatchState, PlanRequest};
use emperione_protocol::cases::{CaseEdit, EditRequest};
use emperione_protocol::jobs::JobState;
use emperione_protocol::{ActionId, BatchId, Error, ErrorKind, PageRequest};

use super::daemon::{check, request};
use super::{details, plans};
use crate::dialog::pick::Named;
use crate::effect::{Call, Planning};
use crate::message::{Answer, Then};
use crate::screens::batches::Turn;
use crate::screens::jobs::Deed;
use crate::testing::{fixtures, many};

#[tokio::test]
async fn every_reading_gives_its_answer() {
    let guild = fixtures::GUILD;
    let user = fixtures::user(3).id;
    Box::pin(check([
        (Call::Status, Answer::Status(Ok(fixtures::status()))),
        (Call::Guilds, Answer::Guilds(Ok(fixtures::guilds()))),
        (
            Call::Overview(guild),
            Answer::Overview(guild, Ok(fixtures::overview())),
        ),
        (
            Call::Counts(guild),
            Answer::Counts(guild, Ok(fixtures::counts())),
        ),
        (
            Call::Events { after: None },
            Answer::Events(Ok(fixtures::batch())),
        ),
        (
            Call::Messages { guild, after: None },
            Answer::Messages(guild, Ok(fixtures::messages(30))),
        ),
        (
            Call::Member(guild, user),
            Answer::Member(user, Ok(details::member_detail(3))),
        ),
        (
            Call::Case(guild, 3),
            Answer::Case(3, Ok(details::case_detail(3))),
        ),
        (Call::Jobs(None), Answer::Jobs(None, Ok(fixtures::jobs()))),
        (
            Call::Jobs(Some(JobState::Dead)),
            Answer::Jobs(Some(JobState::Dead), Ok(vec![fixtures::jobs()[2].clone()])),
        ),
        (Call::JobKinds, Answer::JobKinds(Ok(fixtures::job_kinds()))),
    ]))
    .await;
}

#[tokio::test]
async fn every_page_gives_its_answer() {
    let (members, cases) = (fixtures::member_filter(), fixtures::case_filter());
    let (first, later) = (
        PageRequest::default(),
        PageRequest {
            after: Some("p2".into()),
            limit: 100,
        },
    );
    Box::pin(check([
        (
            Call::Members {
                filter: members.clone(),
                page: first,
            },
            Answer::Members {
                filter: members,
                more: false,
                result: Ok(fixtures::page(fixtures::members(40))),
            },
        ),
        (
            Call::Cases {
                filter: cases.clone(),
                page: later,
            },
            Answer::Cases {
                filter: cases,
                more: true,
                result: Ok(fixtures::page(fixtures::cases(40))),
            },
        ),
    ]))
    .await;
}

#[tokio::test]
async fn every_act_gives_its_answer() {
    let id = ActionId(5);
    let (guild, text, then) = (fixtures::GUILD, "bob".to_owned(), Then::Show);
    let planned = details::action(&request(id), State::Planned);
    let applied = details::action(&request(id), State::Applied);
    let preview = details::preview(&request(id), true);
    let refused = Error::new(ErrorKind::Conflict, "job j1 is not dead");
    Box::pin(check([
        (
            Call::Preview(Box::new(request(id))),
            Answer::Preview(request(id), Ok(preview)),
        ),
        (
            Call::Submit(Box::new(request(id))),
            Answer::Submitted(
                request(id),
                Ok(Submitted {
                    action: planned,
                    created: true,
                }),
            ),
        ),
        (Call::Wait(id), Answer::Action(id, Ok(applied))),
        (
            Call::Resolve {
                guild,
                text: text.clone(),
                then: then.clone(),
            },
            Answer::Resolved {
                text,
                then,
                result: Ok(vec![fixtures::user(1)]),
            },
        ),
        (
            Call::Job(Deed::Retry, "j3".into()),
            Answer::JobChanged(Ok("prune is queued again".into())),
        ),
        (
            Call::Job(Deed::Discard, "j1".into()),
            Answer::JobChanged(Err(refused)),
        ),
        (
            Call::Job(Deed::Run, "prune".into()),
            Answer::JobChanged(Ok("prune is queued".into())),
        ),
        (
            Call::Job(Deed::Pause, "prune".into()),
            Answer::JobChanged(Ok("prune is paused".into())),
        ),
        (
            Call::Job(Deed::Resume, "prune".into()),
            Answer::JobChanged(Ok("prune goes on".into())),
        ),
    ]))
    .await;
}

#[tokio::test]
async fn every_question_of_a_dialog_gives_its_answer() {
    let guild = fixtures::GUILD;
    let edit = EditRequest {
        guild,
        number: 3,
        edit: CaseEdit::Hide,
        dry_run: true,
    };
    let user = fixtures::user(1).id;
    let named = |id, name: &str| vec![Named::new(id, name)];
    Box::pin(check([
        (
            Call::Roles(guild),
            Answer::Roles(guild, Ok(named(21, "Quiet"))),
        ),
        (
            Call::Channels(guild),
            Answer::Channels(guild, Ok(named(31, "Lounge"))),
        ),
        (
            Call::Verdicts(guild, user),
            Answer::Verdicts(user, Ok(Vec::new())),
        ),
        (
            Call::Inverse(guild, 3),
            Answer::Inverse(3, Ok(details::inverse(3))),
        ),
        (
            Call::Changes(guild, 3),
            Answer::Changes(3, Ok(details::changes())),
        ),
        (
            Call::Edit(Box::new(edit.clone())),
            Answer::Edited(edit.clone(), Ok(details::edited(3, &edit.edit))),
        ),
        (
            Call::Retime(guild, 3, Some(9)),
            Answer::Retimed(3, Some(9), Ok(details::retimed(3, Some(9)))),
        ),
    ]))
    .await;
}

fn batch_request(id: BatchId) -> BatchRequest {
    BatchRequest {
        id,
        guild: fixtures::GUILD,
        act: Act::new(Kind::Kick),
        aims: Vec::new(),
        confirm: None,
        undoes: None,
    }
}

#[tokio::test]
async fn every_question_about_batches_gives_its_answer() {
    let (guild, id) = (fixtures::GUILD, BatchId(9));
    let planning = Planning::Act(Box::new(PlanRequest {
        guild,
        act: Act::new(Kind::Kick),
        aims: vec![Aim::new(fixtures::user(1).id)],
        query: None,
    }));
    let request = batch_request(id);
    let page = PageRequest::default();
    let turned = |turn, state| {
        let answer = Answer::Turned(id, Ok(details::turned(id, state)));
        (Call::TurnBatch(id, turn), answer)
    };
    Box::pin(check([
        (
            Call::Plan(planning.clone()),
            Answer::Plan(planning, Ok(plans::plan(Act::new(Kind::Kick), 1))),
        ),
        (
            Call::Plan(Planning::Undo(id)),
            Answer::Plan(Planning::Undo(id), Ok(details::batch_inverse(id))),
        ),
        (
            Call::Create(Box::new(request.clone())),
            Answer::Created(request.clone(), Ok(details::created(&request))),
        ),
        (
            Call::Batch(id),
            Answer::Batch(id, Ok(details::turned(id, BatchState::Running))),
        ),
        (
            Call::Batches {
                guild,
                page: page.clone(),
            },
            Answer::Batches {
                guild,
                more: false,
                result: Ok(fixtures::page(many::batches(12))),
            },
        ),
        (
            Call::BatchLines { id, page },
            Answer::BatchLines {
                id,
                more: false,
                result: Ok(fixtures::page(plans::lines(9))),
            },
        ),
        turned(Turn::Pause, BatchState::Paused),
        turned(Turn::Resume, BatchState::Running),
        turned(Turn::Cancel, BatchState::Cancelled),
        turned(Turn::Approve, BatchState::Running),
    ]))
    .await;
}
