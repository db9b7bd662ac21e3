//! Where the lake's bytes lie: one small trait, a local folder that is durable, and any object store.

use std::{fmt, path::Path, sync::Arc};

use bytes::Bytes;
use futures::future::BoxFuture;
use object_store::ObjectStore;

use super::LakeError;

pub mod fault;
mod local;
mod object;

pub use local::LocalStore;
pub use object::RemoteStore;

/// What came of a write that must not replace anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The object was created, whole and durable.
    Created,
    /// There was one already; nothing was changed.
    Existed,
}

/// An object as a listing tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was last written, microseconds since 1970.
    pub modified: i64,
}

/// Bytes under slash-separated paths, relative to the lake.
///
/// An object is there whole or not at all, and once `put_new` has answered it survives the loss of power.
pub trait Store: fmt::Debug + Send + Sync {
    /// Creates an object unless one is there.
    fn put_new<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<Put, LakeError>>;
    /// Creates or replaces an object: only for hints that may be lost.
    fn put_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>>;
    /// Adds to the end of an object that is only a hint; a loss of power may take the end away again.
    fn append_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>>;
    /// The whole object, `None` when there is none.
    fn get<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, LakeError>>;
    /// The paths below a folder, in no order.
    fn list<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<String>, LakeError>>;
    /// The objects below a folder with size and age, in no order.
    fn entries<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<Entry>, LakeError>>;
    /// Takes an object away for good; one that is gone already is no error.
    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), LakeError>>;
    /// The same bytes as the engines read them.
    fn object_store(&self) -> Arc<dyn ObjectStore>;
    /// The folder on this machine, when there is one.
    fn root(&self) -> Option<&Path>;
}
