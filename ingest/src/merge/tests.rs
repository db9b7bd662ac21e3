//! Small cases of settling and deciding, on keys and hashes alone.

use super::{held::Current, *};

mod rows;

/// Rows as (key, content, cursor, deleted).
fn incoming(rows: &[(u8, u8, u8, bool)]) -> Incoming {
    of_files(rows, &vec!["f"; rows.len()])
}

/// The same, each row of its file.
fn of_files(rows: &[(u8, u8, u8, bool)], files: &[&str]) -> Incoming {
    Incoming::of_marks(
        rows.iter().map(|row| [row.0; 16]).collect(),
        rows.iter().map(|row| [row.1; 16]).collect(),
        rows.iter().map(|row| row.3).collect(),
        rows.iter().map(|row| Some(i128::from(row.2))).collect(),
        files,
    )
}

/// Live rows as (key, content) of the load with the number 0.
fn held(rows: &[(u8, u8)]) -> Held {
    let current = |hash: u8| Current { recorded_at: 1, is_live: true, is_leaving: false, is_affirmed: false, op_rank: 1, hash: [hash; 16], owner: 0 };
    let loads = ["s.a", "s.b", "other.a"].map(str::to_owned).to_vec();
    Held { rows: rows.iter().map(|(key, hash)| ([*key; 16], current(*hash))).collect(), loads }
}

const ENTITY: Policy = Policy {
    is_fact: false,
    is_complete: true,
    is_again: false,
    is_asked: false,
    passed: None,
    deletes_missing: false,
    retracts: false,
    recorded_at: 9,
};

fn run(rows: &Incoming, mut held: Held, policy: Policy) -> Decisions {
    run_as(0, rows, &mut held, policy)
}

fn run_as(me: u32, rows: &Incoming, held: &mut Held, policy: Policy) -> Decisions {
    let (standing, mut decisions) = settle(rows, policy);
    decisions.missing = leave(rows, &standing, held, policy, me);
    decide(rows, &standing, held, policy, me, &mut decisions);
    decisions
}

#[test]
fn an_entity_is_inserted_updated_deleted_or_left_alone() {
    let rows = incoming(&[(1, 1, 0, false), (2, 9, 0, false), (3, 3, 0, true), (4, 4, 0, false), (5, 5, 0, true)]);
    let decisions = run(&rows, held(&[(1, 1), (2, 2), (3, 3)]), ENTITY);
    assert_eq!((decisions.inserts, decisions.updates, decisions.deleted_n, decisions.unchanged_n), (vec![3], vec![1], 1, 2));
}

#[test]
fn the_last_repeat_by_cursor_then_by_order_stands() {
    let rows = incoming(&[(1, 1, 5, false), (1, 2, 3, false), (1, 3, 5, false)]);
    let decisions = run(&rows, Held::default(), ENTITY);
    assert_eq!((decisions.inserts, decisions.superseded_n), (vec![2], 2));
}

#[test]
fn a_fact_that_never_changes_refuses_other_content_and_passes_over_the_same() {
    let policy = Policy { is_fact: true, ..ENTITY };
    let rows = incoming(&[(1, 1, 0, false), (1, 2, 0, false), (1, 1, 0, false), (2, 9, 0, false)]);
    let decisions = run(&rows, held(&[(2, 2)]), policy);
    assert_eq!(decisions.rejected, [(1, Reason::ConflictingKey), (3, Reason::ConflictingKey)]);
    assert_eq!((decisions.inserts, decisions.superseded_n), (vec![0], 1));
}

#[test]
fn a_complete_read_of_retractable_facts_corrects_and_retracts() {
    let policy = Policy { is_fact: true, retracts: true, deletes_missing: true, ..ENTITY };
    let decisions = run(&incoming(&[(1, 9, 0, false), (3, 3, 0, false)]), held(&[(1, 1), (2, 2)]), policy);
    assert_eq!((decisions.corrections, decisions.inserts, decisions.missing.len(), decisions.deletes.len()), (vec![0], vec![1], 1, 1));
}

#[test]
fn a_key_of_another_source_is_refused_and_never_deleted() {
    let policy = Policy { deletes_missing: true, ..ENTITY };
    let decisions = run_as(2, &incoming(&[(1, 5, 0, false)]), &mut held(&[(1, 1), (2, 2)]), policy);
    assert_eq!(decisions.rejected, [(0, Reason::ForeignKey)]);
    assert_eq!((decisions.deletes.len(), decisions.missing.len(), decisions.leans), (0, 0, true));
}

#[test]
fn a_key_that_came_and_was_refused_is_not_missing() {
    let policy = Policy { deletes_missing: true, ..ENTITY };
    let mut rows = incoming(&[(1, 1, 0, false)]);
    rows.refused.push([2; 16]);
    assert_eq!(run(&rows, held(&[(1, 1), (2, 2), (3, 3)]), policy).missing.len(), 1);
    rows.has_unknown_keys = true;
    assert_eq!(run(&rows, held(&[(1, 1), (2, 2), (3, 3)]), policy).missing.len(), 0);
}

#[test]
fn two_files_that_mean_different_things_by_one_key_are_told() {
    let policy = Policy { is_fact: true, retracts: true, ..ENTITY };
    let rows = of_files(&[(1, 1, 0, false), (1, 2, 0, false), (1, 1, 0, false)], &["f", "g", "g"]);
    let decisions = run(&rows, Held::default(), policy);
    assert_eq!((decisions.rejected, decisions.superseded_n, decisions.inserts), (vec![(1, Reason::ConflictingKey)], 1, vec![0]));
}

#[test]
fn what_another_load_wrote_in_the_same_commit_is_neither_overwritten_nor_deleted() {
    let mut held = held(&[(1, 1), (2, 2), (3, 3)]);
    held.rows.values_mut().for_each(|known| known.recorded_at = 9);
    let decisions = run_as(1, &incoming(&[(1, 5, 0, false), (2, 2, 0, false), (3, 3, 0, true)]), &mut held, ENTITY);
    assert_eq!((decisions.rejected, decisions.unchanged_n), (vec![(0, Reason::ConflictingKey), (2, Reason::ConflictingKey)], 1));
    assert!(decisions.leans);
}

#[test]
fn a_key_that_its_load_gives_up_goes_to_whoever_has_it() {
    let policy = Policy { deletes_missing: true, ..ENTITY };
    for (taker, row) in [(1, (1, 1, 0, false)), (1, (1, 5, 0, false)), (2, (1, 1, 0, false))] {
        let mut held = held(&[(1, 1), (2, 2)]);
        let gone = incoming(&[(2, 2, 0, false)]);
        let (standing, mut giver) = settle(&gone, policy);
        giver.missing = leave(&gone, &standing, &mut held, policy, 0);
        let rows = incoming(&[row]);
        let decisions = run_as(taker, &rows, &mut held, policy);
        assert_eq!((decisions.inserts.as_slice(), giver.missing.len()), ([0].as_slice(), 1));
        held.apply(&rows, &decisions, taker, 9);
        held.apply(&gone, &giver, 0, 9);
        assert!(held.rows[&[1; 16]].is_live && held.rows[&[1; 16]].owner == taker, "the giver's delete does not undo the taking");
    }
}

#[test]
fn files_read_again_do_not_overwrite_what_others_wrote_since() {
    let policy = Policy { is_again: true, ..ENTITY };
    let decisions = run_as(1, &incoming(&[(1, 5, 0, false), (7, 7, 0, false)]), &mut held(&[(1, 1)]), policy);
    assert_eq!((decisions.inserts, decisions.updates, decisions.superseded_n, decisions.leans), (vec![1], vec![], 1, true));
}

#[test]
fn of_two_contents_of_a_fact_the_one_that_the_lake_holds_is_let_in() {
    let policy = Policy { is_fact: true, ..ENTITY };
    let rows = incoming(&[(1, 2, 0, false), (1, 1, 0, false), (1, 1, 0, false), (1, 3, 0, false)]);
    let decisions = run(&rows, held(&[(1, 1)]), policy);
    assert_eq!(decisions.rejected, [(0, Reason::ConflictingKey), (3, Reason::ConflictingKey)]);
    assert_eq!((decisions.unchanged_n, decisions.superseded_n, decisions.inserts.len()), (1, 1, 0));
}

#[test]
fn equal_content_under_a_higher_cursor_raises_it() {
    let rows = incoming(&[(1, 1, 5, false), (1, 1, 9, false), (1, 2, 7, false)]);
    assert_eq!(run(&rows, Held::default(), ENTITY).inserts, [0]);
}

#[test]
fn a_read_with_refused_rows_has_no_digest() {
    let mut rows = incoming(&[(1, 1, 0, false)]);
    assert!(rows.digest(&[0]).is_some());
    rows.refused.push([2; 16]);
    assert!(rows.digest(&[0]).is_none());
}

#[test]
fn two_loads_of_databases_that_disagree_contradict_each_other_once() {
    // Both come with the key: its own load keeps it, whoever decides first, and however often.
    for content in [1, 3] {
        let mut known = held(&[(1, 1)]);
        affirm(&incoming(&[(1, content, 0, false)]), &[0], &mut known, 0);
        let decisions = run_as(1, &incoming(&[(1, 2, 0, false)]), &mut known, ENTITY);
        assert_eq!(decisions.rejected, [(0, Reason::ConflictingKey)]);
    }
    // The other has deleted it, or no longer comes with it: then it is taken over.
    let mut known = held(&[(1, 1)]);
    affirm(&incoming(&[(1, 1, 0, true)]), &[0], &mut known, 0);
    assert_eq!(run_as(1, &incoming(&[(1, 2, 0, false)]), &mut known, ENTITY).updates, [0]);
    // What an incremental load reads again within its lag takes nothing over.
    let within = Policy { is_complete: false, passed: Some(5), ..ENTITY };
    let decisions = run_as(1, &incoming(&[(1, 2, 5, false)]), &mut held(&[(1, 1)]), within);
    assert_eq!((decisions.superseded_n, decisions.leans), (1, true));
    assert_eq!(run_as(1, &incoming(&[(1, 2, 6, false)]), &mut held(&[(1, 1)]), within).updates, [0]);
}
