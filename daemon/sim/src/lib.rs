//! A Discord on loopback: REST v10 and gateway v10 with real checks, limits and faults, and a seeded community that
//! lives on a clock which can be sped up. It knows nothing of the daemon that is tested on it.
//!
//! - `world`: what Discord stores; each change is one method that also emits its dispatches and audit entry.
//! - `rest`, `gateway`: the doors for bots and for simulated people.
//! - `community`, `truth`: people who act, and the counts that a client's own must equal.
//! - `faults`, `control`: what goes wrong when told, and the routes `/_sim/…` that tell.

pub mod clock;
pub mod community;
mod control;
pub mod faults;
pub mod gateway;
pub mod info;
pub mod rest;
mod server;
mod spoken;
pub mod truth;
pub mod world;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

pub use clock::Clock;
pub use faults::{Fault, What};
pub use server::Server;
pub use world::{Dispatch, Id, World};

/// How the simulator is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 takes a free one.
    pub port: u16,
    pub seed: u64,
    pub members: usize,
    /// How many times faster than real time the community lives; at 0 its time stands until somebody moves it.
    pub speed: f64,
    /// The time to begin with, in milliseconds since 1970; none is now.
    pub start_ms: Option<i64>,
    /// Keeps what happens for who counts it. It grows without bound.
    pub record: bool,
    /// Nobody acts by themselves.
    pub quiet: bool,
    /// How long the community will be watched, in its own time; the raid comes after a third of it.
    pub run_for: Option<Duration>,
    pub heartbeat_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            members: 40,
            speed: 1.0,
            start_ms: None,
            record: false,
            quiet: true,
            run_for: None,
            heartbeat_interval: Duration::from_millis(41_250),
        }
    }
}

/// The whole simulator, shared by its doors.
pub struct Sim {
    pub options: Options,
    pub clock: Clock,
    pub hub: gateway::Hub,
    pub faults: faults::Faults,
    pub limits: rest::Limits,
    pub requests: rest::Requests,
    pub community: community::Switch,
    pub places: info::Places,
    /// Cancelled when everything shall end.
    pub stop: CancellationToken,
    record: Mutex<Vec<Happened>>,
    world: Mutex<World>,
}

/// Something that happened, whether or not anybody heard of it.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    pub dispatch: Dispatch,
}

impl Sim {
    fn new(options: Options) -> Arc<Self> {
        let clock = match options.start_ms {
            Some(ms) => Clock::at(ms, options.speed),
            None => Clock::new(options.speed),
        };
        let mut world = World::new(clock.clone());
        let places = community::found(&mut world, &options);
        world.outbox.clear();
        let heartbeat = options.heartbeat_interval;
        Arc::new(Self {
            clock,
            hub: gateway::Hub::new(heartbeat, places.guild),
            faults: faults::Faults::default(),
            limits: rest::Limits::default(),
            requests: rest::Requests::default(),
            community: community::Switch::new(!options.quiet),
            places,
            stop: CancellationToken::new(),
            record: Mutex::default(),
            world: Mutex::new(world),
            options,
        })
    }

    /// Changes the world and publishes what that causes, in the order of effects.
    pub fn act<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock();
        let answer = change(&mut world);
        for dispatch in std::mem::take(&mut world.outbox) {
            self.hub.publish(&world, &dispatch, &self.faults);
            if self.options.record {
                let at_ms = self.clock.now_ms();
                self.record.lock().push(Happened { at_ms, dispatch });
            }
        }
        answer
    }

    /// Everything that happened since the start, oldest first, if it is kept.
    pub fn record(&self) -> Vec<Happened> {
        self.record.lock().clone()
    }

    /// Looks at the world.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock())
    }
}
