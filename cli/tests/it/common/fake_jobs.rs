//! The jobs of the fake daemon.

use emperione_protocol::jobs::{Job, JobKind, JobState, Jobs};
use emperione_protocol::{Error, ErrorKind, Timestamp};
use tarpc::context::Context;

use super::fake::{AT, Fake};

impl Jobs for Fake {
    async fn list(self, _: Context, _: Option<JobState>, _: u32) -> Result<Vec<Job>, Error> {
        Ok(vec![job(JobState::Dead)])
    }

    async fn retry(self, _: Context, _: String) -> Result<Job, Error> {
        Ok(job(JobState::Pending))
    }

    async fn discard(self, _: Context, id: String) -> Result<(), Error> {
        Err(Error::new(
            ErrorKind::NotFound,
            format!("job {id} is not known"),
        ))
    }

    async fn kinds(self, _: Context, name: Option<String>) -> Result<Vec<JobKind>, Error> {
        match name.as_deref() {
            None => Ok(vec![kind(None), kind(Some(AT))]),
            Some("aggregate") => Ok(vec![kind(None)]),
            Some(name) => Err(none(name)),
        }
    }

    async fn run(self, _: Context, name: String, key: String) -> Result<Job, Error> {
        if name != "aggregate" {
            return Err(none(&name));
        }
        let id = if key == "known" { "01JABC" } else { "01JNEW" };
        Ok(Job {
            id: id.into(),
            attempts: 0,
            error: None,
            ..job(JobState::Pending)
        })
    }

    async fn pause(self, _: Context, _: String) -> Result<JobKind, Error> {
        Ok(kind(Some(AT)))
    }

    async fn resume(self, _: Context, name: String) -> Result<JobKind, Error> {
        let text = format!("the job {name} is not paused");
        Err(Error::new(ErrorKind::Conflict, text))
    }
}

fn none(name: &str) -> Error {
    Error::new(
        ErrorKind::Invalid,
        format!("`{name}` is none; there are aggregate"),
    )
}

fn kind(paused_at: Option<Timestamp>) -> JobKind {
    JobKind {
        name: "aggregate".into(),
        about: "Computes the metrics of every guild from its facts".into(),
        priority: 5,
        every_s: 900,
        paused_at,
        last_tick_at: Some(AT),
        next_tick_at: paused_at.is_none().then_some(Timestamp(AT.0 + 900_000)),
        last: Some(Job {
            done_at: Some(AT),
            ..job(JobState::Dead)
        }),
        pending: 1,
        running: 0,
        done: 95,
        dead: 1,
        oldest_s: Some(75),
    }
}

fn job(state: JobState) -> Job {
    Job {
        id: "01JABC".into(),
        name: "aggregate".into(),
        state,
        priority: 1,
        attempts: 5,
        max_attempts: 5,
        run_at: AT,
        done_at: None,
        error: Some("the database was away".into()),
    }
}
