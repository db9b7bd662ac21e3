//! What was computed once: bounded, the least used leaves first, and nobody computes what another is computing.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::sync::OnceCell;

/// Values by their key. Keys name what never changes (an edition's seal), so nothing has to be thrown away for being old.
pub struct Cache<V> {
    most: usize,
    cells: Mutex<Cells<V>>,
}

struct Cells<V> {
    turn: u64,
    by_key: HashMap<String, (u64, Arc<OnceCell<V>>)>,
}

impl<V: Clone> Cache<V> {
    /// A cache of at most this many values.
    pub fn new(most: usize) -> Self {
        Self { most, cells: Mutex::new(Cells { turn: 0, by_key: HashMap::new() }) }
    }

    /// The value of a key; the work of whoever asks first is done, and others wait for it. An error is kept for nobody.
    pub async fn get<E>(&self, key: String, compute: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        self.cell(key).get_or_try_init(|| compute).await.cloned()
    }

    fn cell(&self, key: String) -> Arc<OnceCell<V>> {
        let mut cells = self.cells.lock().expect("no holder of this lock panics");
        cells.turn += 1;
        let turn = cells.turn;
        if !cells.by_key.contains_key(&key) && cells.by_key.len() >= self.most {
            let oldest = cells.by_key.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| cells.by_key.remove(&oldest));
        }
        let entry = cells.by_key.entry(key).or_insert_with(|| (turn, Arc::default()));
        entry.0 = turn;
        entry.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn computes_once_forgets_the_least_used_and_keeps_no_error() {
        let (cache, computed) = (Cache::new(2), AtomicU32::new(0));
        let get = async |key: &str| {
            let compute = async { Ok::<u32, ()>(computed.fetch_add(1, Ordering::SeqCst)) };
            cache.get(key.to_owned(), compute).await.unwrap()
        };
        assert_eq!((get("a").await, get("b").await, get("a").await), (0, 1, 0));
        assert_eq!(get("c").await, 2, "b, the least used, leaves");
        assert_eq!((get("a").await, get("b").await), (0, 3));
        assert_eq!(cache.get("d".to_owned(), async { Err(7) }).await, Err(7));
        assert_eq!(get("d").await, 4);
    }
}
