//! The clock that is passed in: wall time for people, a fixed instant for tests and the demo.

use chrono::{DateTime, Utc};

/// Where "now" comes from. Nothing in the rooms reads the system's clock on its own.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The system's clock.
    System,
    /// Always this instant, so that the same input gives the same bytes.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present instant in whole microseconds since 1970, UTC.
    pub fn now_micros(&self) -> i64 {
        match self {
            Clock::System => Utc::now().timestamp_micros(),
            Clock::Fixed(instant) => instant.timestamp_micros(),
        }
    }
}
