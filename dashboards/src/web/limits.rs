//! What one client, and all of them together, may take of the service.

use std::time::Duration;

/// The limits of a service.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time; further ones wait in the system's queue.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may lie idle.
    pub head: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// How long an answer may lie unread before the connection is cut.
    pub unread: Duration,
    /// How long the work for one request may take.
    pub request: Duration,
    /// Characters of an address with its query.
    pub address: usize,
    /// Bytes of a body; none is ever read.
    pub body: u64,
    /// How long requests in flight may still take when the service ends.
    pub farewell: Duration,
    /// Questions to the engine at one time.
    pub questions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            head: Duration::from_secs(10),
            head_bytes: 16 * 1024,
            unread: Duration::from_secs(30),
            request: Duration::from_secs(30),
            address: 2048,
            body: 64 * 1024,
            farewell: Duration::from_secs(5),
            questions: 2,
        }
    }
}

impl Limits {
    /// The same limits, so short that a test can meet them.
    pub fn for_testing() -> Self {
        Self { head: Duration::from_millis(300), unread: Duration::from_millis(300), farewell: Duration::from_millis(500), ..Self::default() }
    }
}
