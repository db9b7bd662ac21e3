//! Stops, kills, errors and several writers, on the real binary: nothing lost, nothing doubled, nothing half.
//!
//! Quick numbers run here; `MIRANTE_KILLS` and `MIRANTE_SITES=all` raise them for a long run.

use std::{fs, process::Stdio, thread, time::Duration};

use crate::support::{Project, Random, seed};

/// Sites that a command passes when nothing is wrong, counted on a copy.
fn sites(project: &Project, args: &[&str]) -> usize {
    let copy = project.copy();
    let log = copy.path().join("sites.log");
    assert!(copy.command(args).env("MIRANTE_FAULT_LOG", &log).output().unwrap().status.success());
    fs::read_to_string(log).unwrap().lines().count()
}

/// Reads what has not been read, and builds what `Project::state` shows: nothing else, since this happens hundreds of times.
fn bring_up(project: &Project) {
    project.run(&["ingest"]).succeeds();
    let wanted = ["+staging.work_items", "+marts.edges", "+marts.rework", "+marts.variants"];
    let args: Vec<&str> = std::iter::once("transform").chain(wanted.into_iter().flat_map(|name| ["--select", name])).collect();
    project.run(&args).succeeds();
}

/// What a project holds when nothing has gone wrong.
fn reference(project: &Project) -> String {
    let copy = project.copy();
    bring_up(&copy);
    copy.state()
}

/// Lets a command fail at each chosen site; each time the version before is whole, and a clean run ends like an undisturbed one.
fn fail_at_sites(project: &Project, args: &[&str], kind: &str, step: usize) {
    let expected = reference(project);
    let count = sites(project, args);
    assert!(count > 20, "only {count} sites");
    let step = if std::env::var("MIRANTE_SITES").is_ok_and(|all| all == "all") { 1 } else { step };
    // Another first site each time, so that in the end every one is tried.
    let first = 1 + Random::new(seed(&format!("{kind} {args:?}"))).below(step);
    let mut tried = 0;
    for site in (first..=count).step_by(step) {
        let copy = project.copy();
        let ran = copy.command(args).env("MIRANTE_FAULT", format!("{kind}@{site}")).output().unwrap();
        copy.run(&["verify"]).succeeds();
        if !ran.status.success() {
            tried += 1;
        }
        bring_up(&copy);
        assert_eq!(copy.state(), expected, "{kind} at site {site} of {count} of {args:?}");
    }
    println!("{kind} {args:?}: {tried} of {count} sites ended the command");
    assert!(tried > 0, "no site ended the command");
}

#[test]
fn an_abort_at_any_site_of_an_ingestion_loses_nothing() {
    fail_at_sites(&Project::example(), &["ingest"], "abort", 3);
}

#[test]
fn an_abort_while_building_loses_nothing() {
    let project = Project::example();
    project.run(&["ingest"]).succeeds();
    fail_at_sites(&project, &["transform"], "abort", 43);
}

#[test]
fn an_input_output_error_is_clean() {
    fail_at_sites(&Project::example(), &["ingest"], "eio", 11);
}

#[test]
fn a_full_disk_is_clean_and_says_so() {
    let project = Project::example();
    fail_at_sites(&project, &["ingest"], "enospc", 13);
    let ran = project.command(&["ingest"]).env("MIRANTE_FAULT", "enospc@9").output().unwrap();
    let text = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(70), "{text}");
    assert!(text.contains("M0201") && text.contains("no storage space"), "{text}");
}

#[test]
fn kills_at_random_moments_lose_nothing() {
    let mut random = Random::new(seed("kills_at_random_moments_lose_nothing"));
    let kills = std::env::var("MIRANTE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(80);
    let project = Project::example();
    let expected = reference(&project);
    let (mut killed, mut finished) = (0, 0);
    let mut copy = project.copy();
    for _ in 0..kills {
        let mut child = copy.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(random.below(450_000) as u64));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            finished += 1;
        } else {
            killed += 1;
        }
        crate::support::block(copy.lake().verify(None)).unwrap();
        // A run that got through leaves nothing to interrupt: begin again.
        if copy.path().join("lake/versions/00000000000000000002.json").exists() {
            bring_up(&copy);
            assert_eq!(copy.state(), expected);
            copy = project.copy();
        }
    }
    bring_up(&copy);
    assert_eq!(copy.state(), expected);
    println!("{killed} kills, {finished} runs were faster");
    assert!(killed > kills / 4, "{killed} of {kills} runs were killed");
}

#[test]
fn two_runs_at_once_end_like_one_after_the_other() {
    let project = Project::example();
    let expected = reference(&project);
    for round in 0..4 {
        let copy = project.copy();
        let children: Vec<_> = (0..3)
            .map(|number| {
                copy.command(if number == 2 { &["ingest"] } else { &["run"] }).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(matches!(output.status.code(), Some(0 | 4)), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
        }
        copy.run(&["verify"]).succeeds();
        bring_up(&copy);
        assert_eq!(copy.state(), expected, "round {round}");
    }
}

#[test]
fn a_writer_that_waits_too_long_ends_with_4_and_names_the_holder() {
    let project = Project::example();
    project.run(&["ingest"]).succeeds();
    let lock = fs::File::open(project.path().join("lake/writer.lock")).unwrap();
    lock.lock().unwrap();
    fs::write(project.path().join("lake/writer.lock"), "mirante run, process 1").unwrap();
    project.run(&["run"]).ends(4).says(&["M0205", "mirante run, process 1"]);
    lock.unlock().unwrap();
    project.run(&["run"]).succeeds();
}

#[test]
fn no_query_answers_from_a_damaged_file() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let file = crate::support::files_below(&project.path().join("lake/files/marts/edges")).remove(0);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let ran = project.run(&["sql", "SELECT count(*) FROM marts.edges"]);
    ran.ends(1).says(&["M0202", &name]);
    assert_eq!(ran.out(), "");
    project.run(&["verify"]).ends(1).says(&["M0202", &name]);
    project.run(&["check"]).ends(1).says(&[&name]);
    fs::remove_file(&file).unwrap();
    project.run(&["verify"]).ends(1).says(&["M0203", &name]);
    // What does not need the file is answered.
    project.run(&["sql", "SELECT count(*) FROM marts.rework"]).succeeds();
}
