//! Rows in memory and rows kept aside are written alike, in the order of a plain sort.

use std::sync::{Arc, atomic::AtomicUsize};

use mirante_data::{
    DatasetName, Lake,
    arrow::{
        array::{ArrayRef, AsArray, RecordBatch, StringArray},
        compute::concat_batches,
    },
    contract::{Contract, builtin},
    lake::{DatasetList, RemoteStore},
};

use super::super::*;
use crate::coerce::hash_rows;

static NONE: AtomicUsize = AtomicUsize::new(0);
static MUCH: AtomicUsize = AtomicUsize::new(usize::MAX / 2);

/// Numbers that look like chance and are the same each time.
fn chance(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap()
}

fn batch(contract: &Contract, ids: &[String]) -> RecordBatch {
    let schema = mirante_data::schema::arrow_schema(&contract.columns());
    let columns = schema.fields().iter().map(|field| {
        let text = |id: &String| if field.name() == &contract.key[0] { id.clone() } else { format!("{} of {id}", field.name()) };
        Arc::new(ids.iter().map(|id| Some(text(id))).collect::<StringArray>()) as ArrayRef
    });
    RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
}

/// Ids of rows that come in some order, cut into batches of some length.
fn batches(contract: &Contract, seed: &mut u64, count: usize, mark: &str) -> Vec<RecordBatch> {
    let mut ids: Vec<String> = (0..count).map(|number| format!("{mark}{:05}", number * 7 % 10_000)).collect();
    (1..count).for_each(|last| ids.swap(last, chance(seed) % (last + 1)));
    let mut parts = Vec::new();
    while !ids.is_empty() {
        let rest = ids.split_off(ids.len().min(1 + chance(seed) % 90));
        parts.push(batch(contract, &std::mem::replace(&mut ids, rest)));
    }
    parts
}

fn incoming(contract: &Contract, room: &'static AtomicUsize, run_rows: usize, parts: &[RecordBatch]) -> Incoming {
    let mut rows = Runs::within(room, run_rows, &contract.key);
    parts.iter().for_each(|part| rows.push(part.clone()).unwrap());
    rows.seal().unwrap();
    let hashes = hash_rows(contract, &concat_batches(&parts[0].schema(), parts).unwrap()).unwrap();
    Incoming::given(rows, hashes, Places::default(), crate::tally::Tally::default())
}

fn written(contract: &Contract, room: &'static AtomicUsize, run_rows: usize, seed: u64) -> RecordBatch {
    let mut seed = seed;
    let changes: Vec<Changes> = ["b", "a"]
        .into_iter()
        .map(|mark| {
            let parts = batches(contract, &mut seed, 700, mark);
            let incoming = incoming(contract, room, run_rows, &parts);
            let (mut decisions, stamp) = (Decisions::default(), Stamp { source: mark.into(), batch_id: format!("{mark}.x-1"), recorded_at: 1 });
            for row in 0..incoming.keys.len() {
                match row % 5 {
                    0 => {}
                    1 => decisions.updates.push(row),
                    _ => decisions.inserts.push(row),
                }
            }
            Changes { incoming, decisions, stamp }
        })
        .collect();
    let list = DatasetList {
        dataset: DatasetName::raw("areas").unwrap(),
        columns: contract.columns(),
        sorted_by: contract.key.clone(),
        fingerprint: None,
        files: Vec::new(),
    };
    let lake = Lake::new(Arc::new(RemoteStore::new(Arc::new(mirante_data::object_store::memory::InMemory::new()))));
    let rows = futures::executor::block_on(ChangedRows::of(&lake, &list, contract, &changes)).unwrap();
    let rows: Vec<RecordBatch> = rows.collect::<Result<_, _>>().unwrap();
    concat_batches(&rows[0].schema(), &rows).unwrap()
}

#[test]
fn runs_in_memory_and_in_files_are_written_in_the_order_of_the_key() {
    // All columns of areas are texts.
    let contract = builtin::get("areas").unwrap();
    for seed in 0..8 {
        let (whole, memory, aside) = (written(contract, &MUCH, 10_000, seed), written(contract, &MUCH, 64, seed), written(contract, &NONE, 64, seed));
        assert_eq!(whole, memory, "seed {seed}");
        assert_eq!(whole, aside, "seed {seed}");
        let ids: Vec<&str> = whole.column_by_name(&contract.key[0]).unwrap().as_string::<i32>().iter().map(Option::unwrap).collect();
        assert!(ids.is_sorted() && ids.len() == 2 * 560, "seed {seed}: {}", ids.len());
        let (ops, by) =
            (whole.column_by_name("_op").unwrap().as_string::<i32>().clone(), whole.column_by_name("_source").unwrap().as_string::<i32>().clone());
        assert!(ids.iter().zip(by.iter()).all(|(id, source)| id.starts_with(source.unwrap())));
        assert_eq!(ops.iter().filter(|op| *op == Some("update")).count(), 2 * 140);
    }
}

#[test]
fn rows_are_found_by_their_number_wherever_they_lie() {
    static OWN: AtomicUsize = AtomicUsize::new(usize::MAX / 2);
    let contract = builtin::get("areas").unwrap();
    let mut seed = 5;
    let parts = batches(contract, &mut seed, 500, "x");
    let whole = concat_batches(&parts[0].schema(), &parts).unwrap();
    for room in [&OWN, &NONE] {
        let rows = incoming(contract, room, 40, &parts).rows;
        assert_eq!(rows.in_order().unwrap().unwrap(), whole);
        let asked: Vec<usize> = (0..60).map(|_| chance(&mut seed) % 500).chain([7, 7, 499, 0]).collect();
        let found = rows.pick(&asked).unwrap().unwrap();
        for (place, row) in asked.iter().enumerate() {
            assert_eq!(found.slice(place, 1), whole.slice(*row, 1));
        }
        assert!(rows.pick(&[]).unwrap().is_none());
    }
    assert_eq!(OWN.load(std::sync::atomic::Ordering::Relaxed), usize::MAX / 2, "what was held is given back");
}
