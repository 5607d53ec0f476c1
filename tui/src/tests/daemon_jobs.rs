//! The jobs of the daemon of tests.

use emperione_protocol::jobs::{Job, JobKind, JobState, Jobs};
use emperione_protocol::{Error, ErrorKind};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};
use crate::testing::fixtures;

impl Jobs for Daemon {
    async fn list(self, _: Context, state: Option<JobState>, _: u32) -> Result<Vec<Job>, Error> {
        let mut jobs = fixtures::jobs();
        jobs.retain(|job| state.is_none_or(|state| job.state == state));
        Ok(jobs)
    }
    async fn retry(self, _: Context, id: String) -> Result<Job, Error> {
        let known = fixtures::jobs().into_iter().find(|job| job.id == id);
        known.ok_or_else(|| missing("job"))
    }
    async fn discard(self, _: Context, _: String) -> Result<(), Error> {
        Err(Error::new(ErrorKind::Conflict, "job j1 is not dead"))
    }
    async fn kinds(self, _: Context, name: Option<String>) -> Result<Vec<JobKind>, Error> {
        let mut kinds = fixtures::job_kinds();
        kinds.retain(|kind| name.as_ref().is_none_or(|name| *name == kind.name));
        Ok(kinds)
    }
    async fn run(self, _: Context, name: String, _: String) -> Result<Job, Error> {
        let known = fixtures::jobs().into_iter().find(|job| job.name == name);
        known.ok_or_else(|| missing("job"))
    }
    async fn pause(self, _: Context, name: String) -> Result<JobKind, Error> {
        kind(&name)
    }
    async fn resume(self, _: Context, name: String) -> Result<JobKind, Error> {
        kind(&name)
    }
}

fn kind(name: &str) -> Result<JobKind, Error> {
    let known = fixtures::job_kinds()
        .into_iter()
        .find(|kind| kind.name == name);
    known.ok_or_else(|| missing("job"))
}
