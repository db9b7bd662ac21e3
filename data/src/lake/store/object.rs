//! Any object store as a store of the lake: conditional put, proven here on the in-memory one.

use std::{io, path::Path, sync::Arc};

use bytes::Bytes;
use futures::{TryStreamExt, future::BoxFuture};
use object_store::{ObjectStore, ObjectStoreExt, PutMode, path::Path as ObjectPath};

use super::{super::LakeError, Entry, Put, Store};

/// The lake in an object store; durability is the store's own promise.
#[derive(Debug)]
pub struct RemoteStore {
    objects: Arc<dyn ObjectStore>,
}

impl RemoteStore {
    /// Wraps an object store whose root is the lake.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }
}

fn failed(act: &'static str, path: &str, error: object_store::Error) -> LakeError {
    LakeError::Io { act, path: path.to_owned(), source: io::Error::other(error) }
}

impl Store for RemoteStore {
    fn put_new<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<Put, LakeError>> {
        Box::pin(async move {
            match self.objects.put_opts(&ObjectPath::from(path), bytes.into(), PutMode::Create.into()).await {
                Ok(_) => Ok(Put::Created),
                Err(object_store::Error::AlreadyExists { .. }) => Ok(Put::Existed),
                Err(error) => Err(failed("write", path, error)),
            }
        })
    }

    fn put_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>> {
        Box::pin(
            async move { self.objects.put(&ObjectPath::from(path), bytes.into()).await.map(|_| ()).map_err(|error| failed("write", path, error)) },
        )
    }

    fn append_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>> {
        Box::pin(async move {
            let before = self.get(path).await?.unwrap_or_default();
            self.put_hint(path, [before, bytes].concat().into()).await
        })
    }

    fn get<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, LakeError>> {
        Box::pin(async move {
            match self.objects.get(&ObjectPath::from(path)).await {
                Ok(found) => found.bytes().await.map(Some).map_err(|error| failed("read", path, error)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(failed("read", path, error)),
            }
        })
    }

    fn list<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<String>, LakeError>> {
        Box::pin(async move {
            let found: Vec<_> =
                self.objects.list(Some(&ObjectPath::from(folder))).try_collect().await.map_err(|error| failed("list", folder, error))?;
            Ok(found.into_iter().map(|object| object.location.to_string()).collect())
        })
    }

    fn entries<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<Entry>, LakeError>> {
        Box::pin(async move {
            let found: Vec<_> =
                self.objects.list(Some(&ObjectPath::from(folder))).try_collect().await.map_err(|error| failed("list", folder, error))?;
            let entry = |object: object_store::ObjectMeta| Entry {
                path: object.location.to_string(),
                bytes: object.size,
                modified: object.last_modified.timestamp_micros(),
            };
            Ok(found.into_iter().map(entry).collect())
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), LakeError>> {
        Box::pin(async move {
            match self.objects.delete(&ObjectPath::from(path)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(failed("remove", path, error)),
            }
        })
    }

    fn object_store(&self) -> Arc<dyn ObjectStore> {
        self.objects.clone()
    }

    fn root(&self) -> Option<&Path> {
        None
    }
}
