//! Backups: incremental, while others write, restored elsewhere, and damaged ones told.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    support::{Project, Ran, block, files_below},
    vault::{holders, project, pseudonym, vault},
};

/// A project with its identity in `id.txt` and the recipient in its configuration.
fn ready() -> (Project, tempfile::TempDir) {
    let project = project();
    let away = tempfile::tempdir().unwrap();
    let key = project.run(&["backup", "key", away.path().join("id.txt").to_str().unwrap()]);
    let recipient = key.succeeds().out().trim().to_owned();
    project.write("mirante.toml", format!("[backup]\nrecipient = \"{recipient}\"\n{}", project.read("mirante.toml")));
    project.run(&["run"]).succeeds();
    project.run(&["publish", "E1"]).succeeds();
    (project, away)
}

fn restored(dest: &Path, identity: &Path, key: &Path) -> (tempfile::TempDir, Ran) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("novo");
    fs::create_dir_all(target.join("vault")).unwrap();
    fs::copy(key, target.join("vault/members.key")).unwrap();
    let ran = at(&target, &["backup", "restore", dest.to_str().unwrap(), "--identity", identity.to_str().unwrap()]);
    (folder, ran)
}

/// The binary in another folder.
fn at(folder: &Path, args: &[&str]) -> Ran {
    let program = Project { folder: tempfile::tempdir().unwrap() }.command(&[]).get_program().to_owned();
    let mut command = std::process::Command::new(program);
    command.arg("-C").arg(folder).args(args).env_remove("MIRANTE_LANG").env_remove("MIRANTE_PROJECT").env("NO_COLOR", "1");
    Ran(command.output().unwrap())
}

fn hashes(lake: &Path) -> Vec<(PathBuf, String)> {
    let kept = ["versions", "lists", "files", "editions"].iter().flat_map(|folder| files_below(&lake.join(folder)));
    kept.map(|file| (file.strip_prefix(lake).unwrap().to_owned(), mirante_data::hash::hex(&fs::read(&file).unwrap()))).collect()
}

#[test]
fn a_restore_elsewhere_is_the_same_lake_with_the_same_people() {
    let (project, away) = ready();
    let (dest, identity) = (away.path().join("copia"), away.path().join("id.txt"));
    let dest_text = dest.to_str().unwrap();
    project.run(&["backup", "create", dest_text]).succeeds().says(&["até a versão 2", "members.key não vai na cópia"]);
    project.run(&["backup", "create", dest_text]).succeeds().says(&["nenhum arquivo e 0 B copiados"]);
    project.run(&["backup", "verify", dest_text]).succeeds().says(&["Cópia íntegra"]);
    assert_eq!(holders(&[&dest], "mat-00017"), [""; 0], "the vault is encrypted");
    assert!(files_below(&dest).iter().all(|file| !file.ends_with("members.key")));
    let key = project.path().join("vault/members.key");
    let (folder, ran) = restored(&dest, &identity, &key);
    ran.succeeds().says(&["corrente íntegra"]);
    let target = folder.path().join("novo");
    assert_eq!(hashes(&target.join("lake")), hashes(&project.path().join("lake")));
    assert_eq!(pseudonym(&target, "mat-00020"), pseudonym(project.path(), "mat-00020"));
    let member_id = pseudonym(&target, "mat-00020").unwrap();
    assert_eq!(vault(&target).private_row("raw.members_private", &member_id).unwrap().unwrap()["name"], "Diógenes Varela");
    at(&target, &["backup", "restore", dest_text, "--identity", identity.to_str().unwrap()]).ends(2).says(&["M0641"]);
    // It goes on there: nothing new, under the same pseudonyms.
    crate::support::copy_folder(&project.path().join("rh"), &target.join("rh"));
    at(&target, &["run"]).succeeds().says(&["versão 2"]);
    // Another lake is not added to this backup, and a backup lies on another disk.
    let (other, _away) = ready();
    other.run(&["backup", "create", dest_text]).ends(2).says(&["M0223"]);
    project.run(&["backup", "create", project.path().join("lake/copia").to_str().unwrap()]).ends(2).says(&["M0645"]);
    project.run(&["backup", "verify", away.path().join("nada").to_str().unwrap()]).ends(2).says(&["M0642"]);
}

#[test]
fn while_others_write_each_backup_is_whole() {
    let (project, away) = ready();
    let (dest, identity) = (away.path().join("copia"), away.path().join("id.txt"));
    let project = Arc::new(project);
    let stop = Arc::new(AtomicBool::new(false));
    let writer = std::thread::spawn({
        let (project, stop) = (project.clone(), stop.clone());
        move || {
            let mut number = 100;
            while !stop.load(Ordering::SeqCst) {
                project.write(
                    "rh/chamados.csv",
                    project.read("rh/chamados.csv") + &format!("e{number},chamado.opened,2026-04-01 10:00,novo-{number},C1\n"),
                );
                project.run(&["run"]).succeeds();
                number += 1;
            }
            number - 100
        }
    });
    for _ in 0..4 {
        project.run(&["backup", "create", dest.to_str().unwrap()]).succeeds();
        project.run(&["backup", "verify", dest.to_str().unwrap()]).succeeds();
    }
    stop.store(true, Ordering::SeqCst);
    let runs = writer.join().unwrap();
    let (folder, ran) = restored(&dest, &identity, &project.path().join("vault/members.key"));
    ran.succeeds();
    let target = folder.path().join("novo");
    let lake = mirante_data::Lake::local(&target.join("lake")).unwrap();
    let version = block(lake.head()).unwrap().version();
    let there = mirante_data::Lake::local(&project.path().join("lake")).unwrap();
    assert_eq!(block(lake.manifest(version)).unwrap().hash, block(there.manifest(version)).unwrap().hash);
    // Everyone whom the restored lake names is in the restored vault.
    crate::support::copy_folder(&project.path().join("rh"), &target.join("rh"));
    at(&target, &["run"]).succeeds();
    let count = |folder: &Path| at(folder, &["sql", "SELECT count(*), count(DISTINCT actor_id) FROM staging.events", "--format", "csv", "-q"]).out();
    assert_eq!(count(&target), count(project.path()));
    // And the drill computes the same.
    let drill = ["backup", "drill", dest.to_str().unwrap(), "--identity", identity.to_str().unwrap()];
    project.run(&drill).succeeds().says(&["Ensaio completo"]);
    project.run(&["doctor", "--only", "backup"]).succeeds().says(&["ensaio há 0 dias"]);
    println!("{runs} runs beside 4 backups, restored up to version {version}");
}

#[test]
fn damage_and_wrong_keys_are_told_and_nothing_is_half_restored() {
    let (project, away) = ready();
    let (dest, identity) = (away.path().join("copia"), away.path().join("id.txt"));
    let dest_text = dest.to_str().unwrap();
    project.run(&["backup", "create", dest_text]).succeeds();
    project.run(&["backup", "key", away.path().join("other.txt").to_str().unwrap()]).succeeds();
    let key = project.path().join("vault/members.key");
    restored(&dest, &away.path().join("other.txt"), &key).1.ends(2).says(&["M0361"]);
    restored(&dest, &key, &key).1.ends(2).says(&["M0361"]);
    // Without the key file the vault is noise: said at once, and nothing lies there afterwards.
    let empty = tempfile::tempdir().unwrap();
    let args = ["backup", "restore", dest_text, "--identity", identity.to_str().unwrap()];
    at(empty.path(), &args).ends(2).says(&["M0360"]);
    assert!(files_below(&empty.path().join("vault")).is_empty() && files_below(&empty.path().join("lake/versions")).is_empty());
    fs::create_dir_all(empty.path().join("vault")).unwrap();
    fs::copy(&key, empty.path().join("vault/members.key")).unwrap();
    at(empty.path(), &args).succeeds();
    for folder in ["lake/files", "vault"] {
        let file = files_below(&dest.join(folder)).remove(0);
        let good = fs::read(&file).unwrap();
        let mut bad = good.clone();
        bad[good.len() / 2] ^= 1;
        fs::write(&file, &bad).unwrap();
        project.run(&["backup", "verify", dest_text]).ends(1).says(&["M0202", &file.file_name().unwrap().to_string_lossy()]);
        restored(&dest, &identity, &key).1.ends(1).says(&["M0202"]);
        fs::write(&file, good).unwrap();
    }
    // A file that was cut short is copied again by the next backup.
    let file = files_below(&dest.join("lake/files")).remove(0);
    fs::write(&file, "short").unwrap();
    project.run(&["backup", "verify", dest_text]).ends(1);
    project.run(&["backup", "create", dest_text]).succeeds();
    project.run(&["backup", "verify", dest_text]).succeeds();
    // No recipient, no copy of the vault.
    project.write("mirante.toml", project.read("mirante.toml").split_once("[[").map(|(_, rest)| format!("[[{rest}")).unwrap());
    project.run(&["backup", "create", dest_text]).ends(2).says(&["M0643", "mirante backup key"]);
    project.run(&["backup", "create", dest_text, "--recipient", "age1nobody"]).ends(2).says(&["M0605"]);
}

#[test]
fn who_was_forgotten_after_the_vault_was_copied_is_forgotten_again_by_the_restore() {
    let (project, away) = ready();
    let (dest, identity) = (away.path().join("copia"), away.path().join("id.txt"));
    project.run(&["backup", "create", dest.to_str().unwrap()]).succeeds();
    let (old_vault, old_entry) = (files_below(&dest.join("vault")).remove(0), files_below(&dest.join("backups")).remove(0));
    let member_id = pseudonym(project.path(), "mat-00019").unwrap();
    project.run(&["forget", &member_id, "--apply"]).succeeds();
    Ran(project.command(&["backup", "create", dest.to_str().unwrap()]).env("MIRANTE_FAULT_DAYS", "1").output().unwrap()).succeeds();
    // The newer copy of the vault is lost; the tombstone lies with the lake.
    for file in files_below(&dest.join("vault"))
        .iter()
        .filter(|file| **file != old_vault)
        .chain(files_below(&dest.join("backups")).iter().filter(|file| **file != old_entry))
    {
        fs::remove_file(file).unwrap();
    }
    let (folder, ran) = restored(&dest, &identity, &project.path().join("vault/members.key"));
    ran.succeeds().says(&["Uma pessoa que foi apagada"]);
    let target = folder.path().join("novo");
    assert_eq!(pseudonym(&target, "mat-00019"), None);
    assert!(pseudonym(&target, "mat-00020").is_some());
    assert_eq!(holders(&[&target.join("vault"), &target.join("lake")], "mat-00019"), [""; 0]);
}

#[test]
fn copies_of_the_vault_leave_after_35_days_and_so_do_expired_files() {
    let (project, away) = ready();
    let dest = away.path().join("copia");
    let create = |days: &str| Ran(project.command(&["backup", "create", dest.to_str().unwrap()]).env("MIRANTE_FAULT_DAYS", days).output().unwrap());
    create("0").succeeds();
    create("10").succeeds();
    create("40").succeeds();
    assert_eq!(files_below(&dest.join("vault")).len(), 2, "that of day 0 left");
    assert_eq!(files_below(&dest.join("backups")).len(), 2);
    create("400").succeeds();
    assert_eq!(files_below(&dest.join("vault")).len(), 1);
    project.run(&["backup", "verify", dest.to_str().unwrap()]).succeeds();
}
