//! A Discord on loopback: REST v10 and gateway v10 with real checks, limits and faults, and a seeded community that
//! lives on a clock which can be sped up. It knows nothing of the daemon that is tested on it.

pub mod clock;
pub mod world;

pub use clock::Clock;
pub use world::{Dispatch, Id, World};
