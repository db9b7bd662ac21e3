//! The lake on its own, on disk and in an object store: versions, fallbacks, conflicts, damage.

use std::{collections::BTreeMap, fs, sync::Arc};

use mirante_data::{
    Lake, Snapshot,
    arrow::array::{ArrayRef, RecordBatch, StringArray},
    lake::{DatasetList, Draft, LakeError, LocalStore, Manifest, RemoteStore, manifest::version_path, write::DatasetWriter},
    object_store::memory::InMemory,
    schema::{Column, arrow_schema},
    types::ColumnType,
};

use crate::support::{Random, block, files_below, seed};

fn columns() -> Vec<Column> {
    vec![Column::required("thing_id", ColumnType::Id)]
}

/// Commits a few rows under a dataset on top of a version.
async fn commit(lake: &Lake, parent: &Snapshot, dataset: &str, rows: &[&str]) -> Result<Snapshot, LakeError> {
    let name = dataset.parse().unwrap();
    let empty = DatasetList { dataset: name, columns: columns(), sorted_by: vec!["thing_id".into()], fingerprint: None, files: Vec::new() };
    let list = parent.lists.get(dataset).map_or(empty, |list| list.as_ref().clone());
    let mut sorted = rows.to_vec();
    sorted.sort_unstable();
    let array: ArrayRef = Arc::new(StringArray::from(sorted));
    let batch = RecordBatch::try_new(arrow_schema(&columns()), vec![array]).unwrap();
    let list = lake.append(list, &arrow_schema(&columns()), &[batch]).await?;
    let mut draft = Draft::on(parent, "run-test", "test", "", 1_000_000);
    draft.as_of = parent.as_of_micros() + 1;
    draft.changed = BTreeMap::from([(list.dataset.clone(), list)]);
    lake.commit(draft).await
}

async fn things(lake: &Lake, snapshot: &Snapshot, dataset: &str) -> Vec<String> {
    let list = snapshot.lists[dataset].clone();
    let mut all = Vec::new();
    for file in &list.files {
        for batch in lake.rows(&list, file, &[]).await.unwrap() {
            all.extend(batch.column(0).as_any().downcast_ref::<StringArray>().unwrap().iter().flatten().map(str::to_owned));
        }
    }
    all.sort();
    all
}

#[test]
fn the_same_rows_in_batches_of_any_size_are_the_same_bytes() {
    // More rows than a page holds, with values of many lengths, so that pages and dictionaries have somewhere to differ.
    let texts: Vec<String> = (0..50_000_u64).map(|nth| format!("{:0width$}", nth * 7_919 % 65_537, width = 1 + (nth % 23) as usize)).collect();
    let all: ArrayRef = Arc::new(StringArray::from_iter_values(&texts));
    let whole = RecordBatch::try_new(arrow_schema(&columns()), vec![all]).unwrap();
    let written = |sizes: &[usize]| {
        let lake = Lake::new(Arc::new(RemoteStore::new(Arc::new(InMemory::new()))));
        let mut writer = DatasetWriter::new(lake.store().clone(), "marts.a".parse().unwrap(), arrow_schema(&columns()), &["thing_id".to_owned()]);
        block(async {
            let (mut from, mut turn) = (0, 0);
            while from < whole.num_rows() {
                let size = sizes[turn % sizes.len()].min(whole.num_rows() - from);
                writer.push(&whole.slice(from, size)).await.unwrap();
                (from, turn) = (from + size, turn + 1);
            }
            writer.finish().await.unwrap()
        })
    };
    let one = written(&[usize::MAX]);
    for sizes in [&[8_192][..], &[1, 4_095, 20_001], &[333], &[8_193, 8_191]] {
        assert_eq!(written(sizes), one, "batches of {sizes:?}");
    }
}

fn stores(folder: &std::path::Path) -> Vec<(&'static str, Lake)> {
    vec![("disk", Lake::local(folder).unwrap()), ("objects", Lake::new(Arc::new(RemoteStore::new(Arc::new(InMemory::new())))))]
}

#[test]
fn versions_grow_and_old_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, lake) in stores(folder.path()) {
        block(async {
            let first = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["1"]).await.unwrap();
            let second = commit(&lake, &first, "marts.b", &["2"]).await.unwrap();
            assert_eq!((first.version(), second.version(), lake.head().await.unwrap().version()), (1, 2, 2), "{kind}");
            let old = lake.at(1).await.unwrap();
            assert!(!old.lists.contains_key("marts.b") && old.lists.contains_key("marts.a"), "{kind}");
            assert_eq!(things(&lake, &lake.head().await.unwrap(), "marts.a").await, ["1"], "{kind}");
            let whole = lake.verify(None).await.unwrap();
            assert_eq!((whole.versions, whole.lists, whole.files), (2, 2, 2), "{kind}");
            assert!(matches!(lake.at(9).await, Err(LakeError::NoVersion { version: 9, head: 2 })), "{kind}");
        });
    }
}

#[test]
fn of_two_writers_of_one_version_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, lake) in stores(folder.path()) {
        block(async {
            let start = lake.head().await.unwrap();
            let attempts = futures::future::join_all((0..8).map(|number| {
                let (lake, start) = (&lake, &start);
                async move { commit(lake, start, "marts.a", &[&number.to_string()]).await }
            }))
            .await;
            // Writers that saw an earlier one's number already there took the next: the manifest says whose child each is.
            let won = attempts.iter().filter(|attempt| attempt.is_ok()).count();
            let lost = attempts.iter().filter(|attempt| matches!(attempt, Err(LakeError::Conflict { .. }))).count();
            assert!(won >= 1 && won + lost == 8, "{kind}: {won} won, {lost} lost");
            let numbers: std::collections::BTreeSet<u64> = attempts.iter().flatten().map(Snapshot::version).collect();
            assert_eq!(numbers.len(), won, "{kind}: two writers were told that the same version is theirs");
            for snapshot in attempts.iter().flatten() {
                let stored = lake.at(snapshot.version()).await.unwrap();
                assert_eq!(stored.manifest.unwrap().hash, snapshot.manifest.as_ref().unwrap().hash, "{kind}: a version was overwritten");
            }
            lake.verify(None).await.unwrap();
        });
    }
}

#[test]
fn many_small_files_become_one_and_no_row_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let mut head = lake.head().await.unwrap();
        let names: Vec<String> = (0..40).map(|number| format!("{number:03}")).collect();
        for name in names.iter().rev() {
            head = commit(&lake, &head, "marts.a", &[name]).await.unwrap();
        }
        assert!(head.lists["marts.a"].files.len() <= 17, "{} files", head.lists["marts.a"].files.len());
        assert_eq!(things(&lake, &head, "marts.a").await, names);
    });
}

#[test]
fn a_manifest_torn_at_any_byte_falls_back_with_an_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let first = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["1"]).await.unwrap();
        commit(&lake, &first, "marts.a", &["2"]).await.unwrap();
        let path = folder.path().join(version_path(2));
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let head = lake.head().await.unwrap();
            assert_eq!(head.version(), 1, "cut at {cut}");
            assert!(head.alarms[0].contains("versions/00000000000000000002.json"), "{:?}", head.alarms);
            assert!(matches!(lake.verify(None).await, Err(LakeError::Damaged { .. })), "cut at {cut}");
        }
        // The damaged number stays taken; the next commit stands beside it and names its parent.
        let third = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["3"]).await.unwrap();
        assert_eq!(third.version(), 3);
        assert_eq!(third.manifest.as_ref().unwrap().body.parent.as_ref().unwrap().version, 1);
        assert_eq!(lake.head().await.unwrap().version(), 3);
    });
}

#[test]
fn a_format_of_the_future_stops_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let first = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["1"]).await.unwrap();
        let mut body = first.manifest.as_ref().unwrap().body.clone();
        (body.format, body.version) = (2, 2);
        let text = Manifest::seal(body).unwrap().to_text().unwrap();
        fs::write(folder.path().join(version_path(2)), text).unwrap();
        let error = lake.head().await.unwrap_err();
        assert!(matches!(error, LakeError::Format { found: 2, .. }), "{error}");
    });
}

#[test]
fn a_chain_that_was_rewritten_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let first = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["1"]).await.unwrap();
        commit(&lake, &first, "marts.a", &["2"]).await.unwrap();
        // Somebody seals another first version in its place: whole in itself, and not the parent of the second.
        let mut body = first.manifest.as_ref().unwrap().body.clone();
        body.run_id = "run-of-somebody".into();
        fs::write(folder.path().join(version_path(1)), Manifest::seal(body).unwrap().to_text().unwrap()).unwrap();
        let error = lake.verify(None).await.unwrap_err().to_string();
        assert!(error.contains("versions/00000000000000000001.json") && error.contains("version 2"), "{error}");
        // Without the hint the reader walks the whole chain, and finds it too.
        fs::remove_file(folder.path().join("HEAD")).unwrap();
        let head = lake.head().await.unwrap();
        assert_eq!(head.version(), 1);
        assert_eq!(head.alarms.len(), 1);
    });
}

#[test]
fn a_newest_version_that_was_sealed_again_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let first = commit(&lake, &lake.head().await.unwrap(), "marts.a", &["1"]).await.unwrap();
        let mut body = first.manifest.as_ref().unwrap().body.clone();
        body.run_id = "run-of-somebody".into();
        fs::write(folder.path().join(version_path(1)), Manifest::seal(body).unwrap().to_text().unwrap()).unwrap();
        assert!(lake.head().await.unwrap().alarms[0].contains("HEAD"));
    });
}

#[test]
fn five_hundred_damages_are_all_named() {
    let mut random = Random::new(seed("five_hundred_damages_are_all_named"));
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::local(folder.path()).unwrap();
    block(async {
        let mut head = lake.head().await.unwrap();
        for round in 0..4 {
            head = commit(&lake, &head, "marts.a", &[&round.to_string(), "x", "y"]).await.unwrap();
        }
    });
    let files: Vec<_> = files_below(folder.path())
        .into_iter()
        .filter(|path| ["files", "lists", "versions"].iter().any(|part| path.components().any(|c| c.as_os_str() == *part)))
        .collect();
    for number in 0..500 {
        let path = &files[random.below(files.len())];
        let whole = fs::read(path).unwrap();
        let mut damaged = whole.clone();
        let at = random.below(whole.len());
        match number % 4 {
            0 => damaged[at] ^= 1 << random.below(8),
            1 => damaged.truncate(at),
            2 => damaged[at..].iter_mut().take(16).for_each(|byte| *byte = byte.wrapping_add(1)),
            _ => damaged.push(b'\n'),
        }
        fs::write(path, &damaged).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let error = block(Lake::new(Arc::new(LocalStore::open(folder.path()).unwrap())).verify(None)).expect_err(&name).to_string();
        assert!(error.contains(&name), "damage {number} in {name} at {at} was told as: {error}");
        fs::write(path, &whole).unwrap();
    }
    assert!(block(lake.verify(None)).is_ok());
}

#[test]
fn readers_never_see_a_mixture() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Arc::new(Lake::local(folder.path()).unwrap());
    block(async {
        // Both datasets carry the round's number: a reader that pins one version sees the same number in both.
        let both = |round: u32, head: Snapshot| {
            let lake = lake.clone();
            async move {
                let array: ArrayRef = Arc::new(StringArray::from(vec![round.to_string()]));
                let batch = RecordBatch::try_new(arrow_schema(&columns()), vec![array]).unwrap();
                let mut draft = Draft::on(&head, "run", "test", "", 1);
                for dataset in ["marts.a", "marts.b"] {
                    let name: mirante_data::DatasetName = dataset.parse().unwrap();
                    let empty = DatasetList { dataset: name.clone(), columns: columns(), sorted_by: vec![], fingerprint: None, files: vec![] };
                    draft.changed.insert(name, lake.append(empty, &arrow_schema(&columns()), std::slice::from_ref(&batch)).await.unwrap());
                }
                lake.commit(draft).await.unwrap()
            }
        };
        let mut head = both(0, lake.head().await.unwrap()).await;
        let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let readers: Vec<_> = (0..8)
            .map(|_| {
                let (lake, done) = (lake.clone(), done.clone());
                tokio::spawn(async move {
                    let mut reads = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        let snapshot = lake.head().await.unwrap();
                        assert_eq!(things(&lake, &snapshot, "marts.a").await, things(&lake, &snapshot, "marts.b").await);
                        reads += 1;
                    }
                    reads
                })
            })
            .collect();
        for round in 1..40 {
            head = both(round, head).await;
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        let mut reads = 0;
        for reader in readers {
            reads += reader.await.unwrap();
        }
        assert!(reads > 8, "{reads} reads");
    });
}
