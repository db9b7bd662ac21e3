//! The clock that is passed in: wall time for people, a fixed instant for tests and the demo.

use std::time::Instant;

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
    /// A clock that always shows this instant, microseconds since 1970.
    pub fn fixed(micros: i64) -> Self {
        Self::Fixed(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    }

    /// Milliseconds since an instant at which something began; none pass on a fixed clock.
    pub fn millis_since(&self, begun: Instant) -> u64 {
        match self {
            Clock::System => u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            Clock::Fixed(_) => 0,
        }
    }

    /// The present instant in whole microseconds since 1970, UTC.
    pub fn now_micros(&self) -> i64 {
        match self {
            Clock::System => Utc::now().timestamp_micros() + ahead(),
            Clock::Fixed(instant) => instant.timestamp_micros(),
        }
    }
}

/// How far the tests set the system's clock ahead: `MIRANTE_FAULT_DAYS=120`. Release builds know nothing of it.
#[cfg(debug_assertions)]
fn ahead() -> i64 {
    static DAYS: std::sync::LazyLock<i64> =
        std::sync::LazyLock::new(|| std::env::var("MIRANTE_FAULT_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(0));
    *DAYS * 86_400_000_000
}

#[cfg(not(debug_assertions))]
fn ahead() -> i64 {
    0
}
