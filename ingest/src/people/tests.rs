//! The vault on a disk: pseudonyms that stay, rows that only their key opens, people who are gone for good.

use std::{collections::BTreeMap, fs, path::Path};

use super::*;

fn open(folder: &Path) -> Vault {
    open_with(folder, Vault::system_random())
}

fn open_with(folder: &Path, random: RandomBytes) -> Vault {
    let key = KeyFile::new(&folder.join("outside/members.key"), Vault::system_random());
    Vault::open(&folder.join("vault/people.sqlite"), key, random).unwrap()
}

fn id(vault: &mut Vault, namespace: &str, key: &str) -> String {
    vault.member_id(namespace, key).unwrap().unwrap()
}

fn row(member_id: &str, name: &str) -> PrivateRow {
    PrivateRow {
        held: PrivateHeld { member_id: member_id.to_owned(), batch_id: "s.l-1".into(), recorded_at: 1, hash: [7; 16] },
        cells: BTreeMap::from([("name".to_owned(), name.to_owned()), ("cpf".to_owned(), "52998224725".to_owned())]),
    }
}

fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { all.extend(bytes_below(&entry.path())) } else { all.extend(fs::read(entry.path()).unwrap()) }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_person_keeps_one_pseudonym_over_openings_and_namespaces_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let mut vault = open(folder.path());
        let first = id(&mut vault, "membros", "Ana 1");
        assert_eq!(id(&mut vault, "membros", "Ana 1"), first);
        assert_ne!(id(&mut vault, "outra", "Ana 1"), first);
        vault.save().unwrap();
        first
    };
    assert_eq!(id(&mut open(folder.path()), "membros", "Ana 1"), first);
    assert_eq!(first.len(), 10);
    assert!(!first.contains("Ana"));
    assert!(!folder.path().join("outside/members.key").exists(), "a key is made when it is first needed");
}

#[test]
fn a_drawn_id_that_is_taken_is_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut draws = 0u8;
    let random: RandomBytes = Box::new(move |bytes| {
        draws += 1;
        bytes.fill(draws / 2);
        Ok(())
    });
    let mut vault = open_with(folder.path(), random);
    let ids: Vec<String> = ["a", "b", "c"].iter().map(|key| id(&mut vault, "membros", key)).collect();
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{ids:?}");
}

#[test]
fn rows_are_read_back_by_their_key_alone_and_lie_in_the_file_as_noise() {
    let folder = tempfile::tempdir().unwrap();
    {
        let mut vault = open(folder.path());
        let member_id = id(&mut vault, "membros", "coop-1");
        let changes = PrivateChanges { removed: vec![], kept: vec![row(&member_id, "Joana Beatriz Prates")] };
        vault.keep("raw.members_private", &changes).unwrap();
        vault.keep("raw.members_private", &changes).unwrap();
        vault.save().unwrap();
        assert_eq!(vault.private("raw.members_private").unwrap(), [row(&member_id, "x").held]);
        assert_eq!(vault.private_row("raw.members_private", &member_id).unwrap().unwrap()["name"], "Joana Beatriz Prates");
    }
    let bytes = bytes_below(folder.path());
    assert!(holds(&bytes, "coop-1") && !holds(&bytes, "Joana") && !holds(&bytes, "52998224725"));
    use std::os::unix::fs::PermissionsExt;
    let key = folder.path().join("outside/members.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    // Another key opens nothing, and none is drawn in its place.
    let good = fs::read(&key).unwrap();
    let read = |folder: &Path| {
        let mut vault = open(folder);
        let member_id = id(&mut vault, "membros", "coop-1");
        vault.private_row("raw.members_private", &member_id)
    };
    fs::remove_file(&key).unwrap();
    assert!(read(folder.path()).unwrap_err().to_string().contains("is not there"));
    assert!(!key.exists());
    fs::write(&key, "mirante-vault-key-1\n0000000000000000000000000000000000000000000000000000000000000000\n").unwrap();
    assert!(read(folder.path()).unwrap_err().to_string().contains("600"), "others can read it");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(read(folder.path()).unwrap_err().to_string().contains("another key"));
    fs::write(&key, "something else").unwrap();
    assert!(read(folder.path()).unwrap_err().to_string().contains("no key"));
    fs::write(&key, good).unwrap();
    assert_eq!(read(folder.path()).unwrap().unwrap()["cpf"], "52998224725");
}

#[test]
fn a_row_that_is_moved_to_another_person_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(folder.path());
    let (one, other) = (id(&mut vault, "m", "1"), id(&mut vault, "m", "2"));
    vault.keep("raw.members_private", &PrivateChanges { removed: vec![], kept: vec![row(&one, "A"), row(&other, "B")] }).unwrap();
    vault.database.execute("UPDATE private_rows SET cells = (SELECT cells FROM private_rows WHERE member_id = ?1)", params![one]).unwrap();
    assert_eq!(vault.private_row("raw.members_private", &one).unwrap().unwrap()["name"], "A");
    assert!(vault.private_row("raw.members_private", &other).is_err());
}

#[test]
fn who_is_erased_is_gone_from_every_byte_and_known_when_the_source_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(folder.path());
    let people: Vec<String> = (0..200).map(|n| id(&mut vault, "membros", &format!("matricula-{n:04}"))).collect();
    let rows = people.iter().map(|member_id| row(member_id, "Fulana de Tal")).collect();
    vault.keep("raw.members_private", &PrivateChanges { removed: vec![], kept: rows }).unwrap();
    vault.save().unwrap();
    let gone = people[117].clone();
    assert_eq!(vault.known(&gone).unwrap(), Known { private_rows: 1, links: vec![("membros".into(), 1)], is_erased: false, sealed_batches: 0 });
    let tombstones = vault.tombstones_for(&gone, 0).unwrap();
    vault.erase(&gone, &tombstones).unwrap();
    assert_eq!(vault.known(&gone).unwrap(), Known { private_rows: 0, links: vec![], is_erased: true, sealed_batches: 0 });
    let bytes = bytes_below(folder.path());
    assert!(!holds(&bytes, "matricula-0117") && holds(&bytes, "matricula-0118"));
    assert_eq!(vault.member_id("membros", "matricula-0117").unwrap(), None);
    assert_eq!(id(&mut vault, "membros", "matricula-0118"), people[118]);
    vault.save().unwrap();
    drop(vault);
    let mut vault = open(folder.path());
    assert_eq!(vault.member_id("membros", "matricula-0117").unwrap(), None);
    assert_eq!(vault.erased(), [gone]);
    // The same key elsewhere is another person's.
    assert!(vault.member_id("outra", "matricula-0117").unwrap().is_some());
}

#[test]
fn tombstones_are_applied_to_an_older_vault() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.sqlite");
    let mut vault = open(folder.path());
    let member_id = id(&mut vault, "membros", "coop-9");
    vault.keep("raw.members_private", &PrivateChanges { removed: vec![], kept: vec![row(&member_id, "X")] }).unwrap();
    vault.save().unwrap();
    vault.database.execute_batch(&format!("COMMIT; VACUUM INTO '{}'; BEGIN IMMEDIATE;", old.display())).unwrap();
    let tombstones = vault.tombstones_for(&member_id, 0).unwrap();
    vault.erase(&member_id, &tombstones).unwrap();
    drop(vault);
    let key = KeyFile::new(&folder.path().join("outside/members.key"), Vault::system_random());
    let mut restored = Vault::open(&old, key, Vault::system_random()).unwrap();
    assert_eq!(restored.known(&member_id).unwrap().private_rows, 1);
    assert_eq!(restored.apply_tombstones(&tombstones).unwrap(), 1);
    assert!(restored.known(&member_id).unwrap().is_nothing());
    assert_eq!(restored.member_id("membros", "coop-9").unwrap(), None);
    assert_eq!(restored.apply_tombstones(&tombstones).unwrap(), 0);
    drop(restored);
    assert!(!holds(&fs::read(&old).unwrap(), "coop-9"));
}

#[test]
fn a_copy_opens_with_its_identity_and_with_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let vault_file = folder.path().join("vault/people.sqlite");
    let mut vault = open(folder.path());
    let member_id = id(&mut vault, "membros", "coop-77");
    vault.save().unwrap();
    let (identity, recipient) = copy::new_identity();
    let (other, _) = copy::new_identity();
    fs::write(folder.path().join("id.txt"), identity).unwrap();
    fs::write(folder.path().join("other.txt"), other).unwrap();
    // The vault is open and in a transaction meanwhile.
    let sealed = copy::encrypted(&vault_file, &recipient.parse().unwrap()).unwrap().unwrap();
    assert!(!holds(&sealed, "coop-77"));
    assert_eq!(
        fs::read_dir(folder.path().join("vault")).unwrap().flatten().filter(|entry| entry.path().to_string_lossy().contains("copy")).count(),
        0
    );
    let target = folder.path().join("back/people.sqlite");
    assert!(copy::decrypt(&sealed, &folder.path().join("other.txt"), &target).unwrap_err().to_string().contains("does not open"));
    assert!(copy::decrypt(&sealed, &vault_file, &target).is_err());
    copy::decrypt(&sealed, &folder.path().join("id.txt"), &target).unwrap();
    assert!(copy::decrypt(&sealed, &folder.path().join("id.txt"), &target).is_err(), "nothing is overwritten");
    let key = KeyFile::new(&folder.path().join("outside/members.key"), Vault::system_random());
    assert_eq!(id(&mut Vault::open(&target, key, Vault::system_random()).unwrap(), "membros", "coop-77"), member_id);
}

#[test]
fn what_a_refused_row_said_is_read_with_the_key_of_its_batch_alone_and_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(folder.path());
    let said = "{\"valor\":\"doze mil de Joana\"}";
    let old = vault.seal("rh.l-1", 10, said).unwrap();
    let new = vault.seal("rh.l-2", 20, said).unwrap();
    assert!(is_sealed(&old) && !is_sealed(said) && !is_sealed("[]") && !old.contains("Joana"));
    assert_ne!(old, new, "each batch has a key of its own");
    assert_eq!(vault.seal("rh.l-1", 10, said).unwrap(), old, "the same text of a batch gives the same bytes");
    assert_eq!(vault.unseal("rh.l-1", &old).unwrap().as_deref(), Some(said));
    assert!(vault.unseal("rh.l-2", &old).is_err(), "a row that is moved to another batch does not open");
    assert!(vault.unseal("rh.l-1", "{\"@sealed\":\"00\"}").is_err());
    vault.save().unwrap();
    assert_eq!(vault.drop_batch_keys(20).unwrap(), 1);
    assert_eq!((vault.unseal("rh.l-1", &old).unwrap(), vault.unseal("rh.l-2", &new).unwrap().as_deref()), (None, Some(said)));
    let member_id = id(&mut vault, "membros", "coop-1");
    assert_eq!(vault.known(&member_id).unwrap().sealed_batches, 1);
    vault.erase(&member_id, &[]).unwrap();
    assert_eq!(vault.unseal("rh.l-2", &new).unwrap(), None, "it may be about whoever was erased");
}
