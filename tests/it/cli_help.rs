//! Help, completions, explanations, and the lines that programs read.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::Value;

use crate::support::{Project, Ran};

/// A project whose example was read and built once, with the lines that this printed.
static BUILT: LazyLock<(Project, String)> = LazyLock::new(|| {
    let project = Project::example();
    let ran = project.run(&["run", "--json"]);
    ran.succeeds();
    let lines = ran.out();
    (project, lines)
});

fn ran(args: &[&str]) -> Ran {
    Project::new("").run(args)
}

#[test]
fn a_code_has_a_page_in_both_languages() {
    ran(&["help", "M0603"]).succeeds().says(&["M0603 (dashboards)", "já existe", "--force", "saída     2", "uso ou configuração"]);
    ran(&["help", "m0312", "--lang", "en"]).succeeds().says(&["M0312 (ingest)", "mend", "exit     2", "usage or configuration"]);
    let page: Value = serde_json::from_str(&ran(&["help", "M0205", "--json"]).out()).unwrap();
    assert_eq!((page["code"].as_str(), page["exit"].as_u64(), page["room"].as_str()), (Some("M0205"), Some(4), Some("data")));
    for (code, _) in mirante::error::codes() {
        let exit = mirante::error::pages().into_iter().find(|(each, _)| *each == code).map(|(_, exit)| exit.code());
        assert!(exit.is_some_and(|exit| exit > 0), "{code} ends in {exit:?}");
    }
}

#[test]
fn help_lists_commands_and_explains_one() {
    ran(&["help"]).succeeds().says(&["Comandos:", "transform", "completions", "Códigos de saída"]);
    ran(&["help", "source", "check", "--lang", "en"]).succeeds().says(&["Usage: mirante source check", "Compare the sources"]);
    ran(&["help", "trasform"]).ends(2).says(&["M0605", "transform"]);
    ran(&["help", "M9999"]).ends(2).says(&["M0605"]);
}

#[test]
fn shells_complete_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        for language in ["pt-BR", "en"] {
            let script = ran(&["completions", shell, "--lang", language]);
            script.succeeds().says(&["transform", "select", "process", "explain"]);
        }
    }
    ran(&["completions", "cmd"]).ends(2);
}

#[test]
fn every_line_for_programs_has_the_same_keys() {
    let keys = ["at", "code", "dataset", "ms", "rows", "status", "step"];
    let lines: Vec<Value> = BUILT.1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 20, "{} lines", lines.len());
    for (place, line) in lines.iter().enumerate() {
        let line = line.as_object().unwrap();
        assert!(keys.iter().all(|key| line.contains_key(*key)), "{line:?}");
        assert_eq!(line.get("schema").and_then(Value::as_str), (place == 0).then_some("mirante.steps/1"), "{line:?}");
        assert!(line["at"].as_str().unwrap().ends_with('Z') && line["status"].is_string(), "{line:?}");
    }
    let steps: BTreeSet<&str> = lines.iter().map(|line| line["step"].as_str().unwrap()).collect();
    assert_eq!(steps, BTreeSet::from(["check", "ingest", "transform"]));
    let built = lines.iter().find(|line| line["dataset"] == "marts.edges" && line["step"] == "transform").unwrap();
    assert!(built["rows"].as_u64().unwrap() > 0 && built["ms"].is_u64() && built["code"].is_null(), "{built}");
}

#[test]
fn a_figure_is_explained_down_to_its_records() {
    let project = &BUILT.0;
    let ran = project.run(&["explain", "figure", "variants"]);
    ran.succeeds().says(&["MÉTODO", "**Pergunta.**", "JOIN marts.variants", "raw.events", "figures.variants.unique", "sem achados"]);
    let ran = project.run(&["explain", "figure", "variants", "--lang", "en", "--at", "2"]);
    ran.succeeds().says(&["METHOD", "**Question.**", "WHERE EACH COLUMN COMES FROM", "aggregated", "nothing found"]);
    assert!(!ran.out().contains("direta"), "{}", ran.out());
    let told: Value = serde_json::from_str(&project.run(&["explain", "figure", "stage_wait", "--json"]).out()).unwrap();
    assert!(told["raw"].as_array().unwrap().iter().any(|name| name == "raw.events") && told["method"].is_string(), "{told}");
    project.run(&["explain", "figure", "variant"]).ends(2).says(&["variants"]);
    project.run(&["explain", "figure", "variants", "--at", "1"]).succeeds().says(&["ainda não tem esta figura"]);
}

#[test]
fn the_look_is_as_asked_for() {
    let project = &BUILT.0;
    let list = |args: &[&str]| project.run(&[&["dataset", "list"], args].concat());
    assert!(list(&[]).succeeds().out().contains("───"));
    let plain = list(&["--plain"]);
    assert!(plain.succeeds().out().contains("conjunto: raw.events; linhas: ") && !plain.out().contains('─'), "{}", plain.out());
    let red = "\u{1b}[1;31m";
    assert!(!project.run(&["help", "nada"]).err().contains(red));
    assert!(project.run(&["help", "nada", "--color", "always"]).err().contains(red));
    // Nobody watches: no line that changes.
    assert!(!project.run(&["transform", "--full"]).err().contains('\r'));
    project.run(&["transform", "--progress", "never"]).succeeds();
    project.run(&["dataset", "show", "marts.edges", "--lang", "en"]).succeeds().says(&["(direct)"]);
}
