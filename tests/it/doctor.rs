//! What breaks in practice, found and mended.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::support::{Project, Ran};

fn later(project: &Project, days: &str, args: &[&str]) -> Ran {
    Ran(project.command(args).env("MIRANTE_FAULT_DAYS", days).output().unwrap())
}

#[test]
fn a_sound_project_is_told_so_and_each_line_is_for_programs_too() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let before = crate::support::files_below(project.path());
    let ran = project.run(&["doctor"]);
    ran.succeeds().says(&[
        "ok",
        "lake",
        "disk.room",
        "fonts",
        "source.",
        "aviso",
        "nunca se ensaiou uma restauração",
        "conserto: mirante backup create",
    ]);
    assert_eq!(crate::support::files_below(project.path()), before, "a look leaves nothing");
    project.run(&["--lang", "en", "doctor"]).succeeds().says(&["warning", "no restore was ever tried", "fix: mirante backup create"]);
    let ran = project.run(&["--json", "doctor", "--only", "clock", "--only", "lake"]);
    let lines: Vec<serde_json::Value> = ran.succeeds().out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["name"].as_str().unwrap()).collect::<Vec<_>>(), ["clock", "lake"]);
    assert!(lines.iter().all(|line| line["status"] == "ok" && line["fix"].is_null()), "{lines:?}");
    project.run(&["doctor", "--only", "nada"]).ends(2);
}

#[test]
fn what_is_wrong_is_told_with_its_fix_and_exit_code() {
    let project = Project::example();
    project.run(&["doctor", "--only", "lake"]).succeeds().says(&["ainda não existe", "mirante run"]);
    assert!(!project.path().join("lake").exists());
    later(&project, "30", &["run"]).succeeds();
    // The clock went back.
    project.run(&["doctor", "--only", "clock"]).ends(1).says(&["falha", "antes da última versão"]);
    // Others can read the vault.
    let vault = project.path().join("vault/people.sqlite");
    fs::set_permissions(&vault, fs::Permissions::from_mode(0o644)).unwrap();
    project.run(&["doctor", "--only", "vault"]).ends(1).says(&["outros podem ler", "644", "--fix"]);
    assert_eq!(vault.metadata().unwrap().permissions().mode() & 0o777, 0o644);
    project.run(&["doctor", "--only", "vault", "--fix"]).succeeds().says(&["feito"]);
    project.run(&["doctor", "--only", "vault"]).succeeds();
    fs::rename(&vault, project.path().join("away")).unwrap();
    project.run(&["doctor", "--only", "vault"]).ends(1).says(&["o cofre", "restaure-o"]);
    // A dead writer's litter.
    project.write("lake/tmp/123-4", "half a file");
    project.run(&["doctor", "--only", "lake"]).succeeds().says(&["aviso", "processo que morreu"]);
    project.run(&["doctor", "--only", "lake", "--fix"]).succeeds().says(&["feito"]);
    assert!(!project.path().join("lake/tmp/123-4").exists());
    // A lost file of the newest version, a damaged manifest.
    let file = crate::support::files_below(&project.path().join("lake/files/marts/edges")).remove(0);
    fs::remove_file(&file).unwrap();
    project.run(&["doctor", "--only", "lake"]).ends(1).says(&[&file.file_name().unwrap().to_string_lossy(), "mirante verify"]);
    fs::write(project.path().join("lake/versions/00000000000000000002.json"), "{").unwrap();
    project.run(&["doctor", "--only", "lake"]).ends(1).says(&["00000000000000000002.json"]);
    // A source that is away, and a configuration that cannot be read.
    fs::rename(project.path().join("entrada"), project.path().join("elsewhere")).unwrap();
    project.run(&["doctor", "--only", "sources"]).ends(3).says(&["M0303", "conserto"]);
    project.write("mirante.toml", "[lake]\npth = \"x\"\n");
    project.run(&["doctor"]).ends(1).says(&["M0602", "pth"]);
}

#[test]
fn an_old_drill_is_a_warning() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let away = tempfile::tempdir().unwrap();
    let dest = away.path().join("copia");
    let recipient = project.run(&["backup", "key", away.path().join("id").to_str().unwrap()]).succeeds().out();
    project.run(&["backup", "create", dest.to_str().unwrap(), "--recipient", recipient.trim()]).succeeds();
    project.run(&["backup", "drill", dest.to_str().unwrap()]).succeeds().says(&["Ensaio completo"]);
    later(&project, "90", &["doctor", "--only", "backup"]).succeeds().says(&["ensaio há 90 dias"]);
    later(&project, "91", &["doctor", "--only", "backup"]).succeeds().says(&["aviso", "foi há 91 dias", "mirante backup drill"]);
}
