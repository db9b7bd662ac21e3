//! What identifies people: encrypted apart from the lake, erased for good, and never told by a hash.

use std::{fs, path::Path};

use mirante_ingest::people::{KeyFile, Vault};

use crate::support::{Project, Ran, files_below};

/// Five people with texts that stand nowhere else, who work on tickets.
const PEOPLE: [(&str, &str, &str, &str); 5] = [
    ("mat-00017", "Anatólia Quirino", "529.982.247-25", "anatolia@exemplo.coop"),
    ("mat-00018", "Benevides Sarmento", "123.456.789-09", "benevides@exemplo.coop"),
    ("mat-00019", "Cremilda Outeiro", "111.444.777-35", "cremilda@exemplo.coop"),
    ("mat-00020", "Diógenes Varela", "935.411.347-80", "diogenes@exemplo.coop"),
    ("mat-00021", "Eufrásia Tibiriçá", "987.654.321-00", "eufrasia@exemplo.coop"),
];

pub fn project() -> Project {
    let project = Project::new(
        "[[sources]]\nname = \"rh\"\nkind = \"csv\"\nconnection = { folder = \"rh\" }\n\
         [[sources.loads]]\ninto = \"members_private\"\npath = \"pessoas.csv\"\nmax_rejects = \"50%\"\ndeleted = \"saiu\"\n\
         columns = { member_id = \"mat\", name = \"nome\", cpf = \"cpf\", email = \"email\" }\n\
         [[sources.loads]]\ninto = \"members\"\npath = \"pessoas.csv\"\n\
         columns = { member_id = \"mat\", unit_id = \"nucleo\", joined_on = \"desde\" }\n\
         constants = { status = \"ativo\", is_protected_leave = false }\n\
         [[sources]]\nname = \"atendimento\"\nkind = \"csv\"\nconnection = { folder = \"rh\" }\n\
         [[sources.loads]]\ninto = \"events\"\npath = \"chamados*.csv\"\n\
         columns = { event_id = \"id\", event_type = \"tipo\", occurred_at = \"quando\", sequence = \"@row\", actor_id = \"quem\" }\n\
         [[sources.loads]]\ninto = \"event_objects\"\npath = \"chamados*.csv\"\n\
         columns = { event_id = \"id\", object_id = \"caso\" }\nconstants = { object_type = \"chamado\", qualifier = \"principal\" }\n",
    );
    write_people(&project, &PEOPLE);
    let mut log = "id,tipo,quando,quem,caso\n".to_owned();
    for number in 0..40 {
        log.push_str(&format!("e{number},chamado.opened,2026-03-{:02} 10:00,{},C{}\n", number % 28 + 1, PEOPLE[number % 5].0, number / 4));
    }
    project.write("rh/chamados.csv", log);
    project
}

fn write_people(project: &Project, people: &[(&str, &str, &str, &str)]) {
    let mut text = "mat,nome,cpf,email,nucleo,desde,saiu\n".to_owned();
    for (key, name, cpf, email) in people {
        text.push_str(&format!("{key},{name},{cpf},{email},U1,2020-01-01,\n"));
    }
    project.write("rh/pessoas.csv", text);
}

pub fn vault(project: &Path) -> Vault {
    let key = KeyFile::new(&project.join("vault/members.key"), Vault::system_random());
    Vault::open(&project.join("vault/people.sqlite"), key, Vault::system_random()).unwrap()
}

/// The pseudonym behind a source key.
pub fn pseudonym(project: &Path, key: &str) -> Option<String> {
    mirante_ingest::people::People::member_id(&mut vault(project), "membros", key).unwrap()
}

/// Files below folders whose bytes hold a text, rows of Parquet files read.
pub fn holders(folders: &[&Path], text: &str) -> Vec<String> {
    use mirante_data::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let holds = |file: &Path| {
        let bytes = fs::read(file).unwrap();
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            return true;
        }
        let rows = file.extension().is_some_and(|kind| kind == "parquet").then(|| {
            let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).unwrap()).unwrap().build().unwrap();
            reader.map(Result::unwrap).any(|batch| crate::support::texts(&[batch]).concat().iter().any(|cell| cell.contains(text)))
        });
        rows.unwrap_or(false)
    };
    let files = folders.iter().flat_map(|folder| files_below(folder));
    files.filter(|file| holds(file)).map(|file| file.display().to_string()).collect()
}

fn private_name(project: &Path, member_id: &str) -> Option<String> {
    vault(project).private_row("raw.members_private", member_id).unwrap().map(|mut row| row.remove("name").unwrap())
}

#[test]
fn names_go_to_the_vault_and_nowhere_else_and_their_batches_add_up() {
    let project = project();
    project.run(&["run"]).succeeds().says(&["rh.members_private", "novas 5"]);
    let member_id = pseudonym(project.path(), "mat-00018").unwrap();
    let row = vault(project.path()).private_row("raw.members_private", &member_id).unwrap().unwrap();
    assert_eq!((row["name"].as_str(), row["cpf"].as_str(), row["email"].as_str()), ("Benevides Sarmento", "12345678909", "benevides@exemplo.coop"));
    for (key, name, cpf, email) in PEOPLE {
        let digits: String = cpf.chars().filter(char::is_ascii_digit).collect();
        for text in [name, cpf, &digits, email] {
            assert_eq!(holders(&[&project.path().join("lake"), &project.path().join("vault")], text), [""; 0], "{text}");
        }
        assert_eq!(holders(&[&project.path().join("lake")], key), [""; 0]);
    }
    let batch = "SELECT rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted, rows_rejected FROM meta.batches \
                 WHERE load = 'rh.members_private' ORDER BY started_at";
    assert_eq!(project.rows(batch), [["5", "5", "0", "0", "0", "0"]]);
    assert_eq!(project.rows("SELECT proof, is_complete FROM meta.completeness WHERE dataset = 'raw.members_private'"), [["nenhuma", ""]]);
    project.run(&["sql", "SELECT * FROM raw.members_private"]).ends(2);
    project.run(&["sql", "SELECT * FROM staging.members_private"]).ends(2);
    // No digest of few rows stands in the manifest: it would tell a CPF to whoever tries them all.
    let manifest = project.read("lake/versions/00000000000000000001.json");
    let state = manifest.split("\"rh.members_private\":").nth(1).unwrap();
    assert!(state.split("\"sum\":\"").nth(1).unwrap().starts_with('"'), "{state}");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows(batch).len(), 1, "nothing new is no version");
    // A new name, a wrong CPF, and one who left.
    write_people(
        &project,
        &[("mat-00017", "Anatólia Quirino Filha", PEOPLE[0].2, PEOPLE[0].3), PEOPLE[1], ("mat-00019", "C", "111.444.777-36", "c@x"), PEOPLE[3]],
    );
    let text = project.read("rh/pessoas.csv") + "mat-00021,E,987.654.321-00,e@x,U1,2020-01-01,sim\n";
    project.write("rh/pessoas.csv", text);
    project.run(&["run"]).succeeds().says(&["coluna cpf: fora_do_intervalo"]);
    assert_eq!(project.rows(batch)[1], ["5", "0", "1", "2", "1", "1"]);
    let name = |key: &str| private_name(project.path(), &pseudonym(project.path(), key).unwrap());
    assert_eq!(name("mat-00017").as_deref(), Some("Anatólia Quirino Filha"));
    assert_eq!(name("mat-00019").as_deref(), Some("Cremilda Outeiro"), "a refused row leaves the last good one");
    assert_eq!(name("mat-00021"), None);
    assert_eq!(project.rows("SELECT reason, column_name, payload FROM meta.rejects"), [["fora_do_intervalo", "cpf", ""]]);
    assert_eq!(holders(&[&project.path().join("lake")], "111.444.777-36"), [""; 0]);
}

#[test]
fn a_stop_between_vault_and_lake_is_repaired_by_the_next_read() {
    let project = project();
    let copy = project.copy();
    let log = copy.path().join("sites.log");
    assert!(copy.command(&["ingest"]).env("MIRANTE_FAULT_LOG", &log).output().unwrap().status.success());
    let count = fs::read_to_string(log).unwrap().lines().count();
    let mut with_rows_but_no_version = 0;
    for number in (1..=count).step_by(5) {
        let copy = project.copy();
        copy.command(&["ingest"]).env("MIRANTE_FAULT", format!("abort@{number}")).output().unwrap();
        let version = copy.path().join("lake/versions/00000000000000000001.json").exists();
        let file = copy.path().join("vault/people.sqlite");
        let rows = if file.exists() { mirante_ingest::people::People::private(&vault(copy.path()), "raw.members_private").unwrap().len() } else { 0 };
        assert!(!version || rows == 5, "site {number}: a version without its people");
        with_rows_but_no_version += usize::from(rows == 5 && !version);
        copy.run(&["run"]).succeeds();
        copy.run(&["verify"]).succeeds();
        assert_eq!(private_name(copy.path(), &pseudonym(copy.path(), "mat-00020").unwrap()).as_deref(), Some("Diógenes Varela"));
        assert_eq!(copy.one("SELECT count(*) FROM staging.members"), "5");
        assert_eq!(copy.one("SELECT count(DISTINCT actor_id) FROM staging.events"), "5");
    }
    assert!(with_rows_but_no_version > 0, "no stop came between the two");
}

#[test]
fn who_is_forgotten_is_gone_from_every_byte_and_the_figures_stay() {
    let project = project();
    let folder = project.path().to_owned();
    project.run(&["run"]).succeeds();
    project.run(&["publish", "E1"]).succeeds();
    let key = Ran(project.command(&["backup", "key", folder.join("id.txt").to_str().unwrap()]).output().unwrap());
    let recipient = key.succeeds().out().trim().to_owned();
    project.run(&["forget", "m-00000000"]).ends(2).says(&["M0640"]);
    let totals = "SELECT count(*), count(DISTINCT actor_id), count(DISTINCT event_id) FROM staging.events";
    let before = (project.rows(totals), project.state(), project.one("SELECT count(*) FROM staging.members"));
    let gone: Vec<String> = PEOPLE[..3].iter().map(|person| pseudonym(&folder, person.0).unwrap()).collect();
    for member_id in &gone {
        project.run(&["forget", member_id]).succeeds().says(&["1 linha no cofre", "raw.events", "raw.members", "Nada foi tocado"]);
        assert!(private_name(&folder, member_id).is_some(), "a look erases nothing");
        project.run(&["forget", member_id, "--apply"]).succeeds().says(&["foi apagada"]);
        project.run(&["forget", member_id, "--apply"]).succeeds().says(&["já foi apagada"]);
    }
    let dest = tempfile::tempdir().unwrap();
    let dest = dest.path().join("copia");
    project.run(&["backup", "create", dest.to_str().unwrap(), "--recipient", &recipient]).succeeds();
    // The backup's vault is opened to look into it too.
    let sealed = files_below(&dest.join("vault")).remove(0);
    let opened = tempfile::tempdir().unwrap();
    mirante_ingest::people::copy::decrypt(&fs::read(sealed).unwrap(), &folder.join("id.txt"), &opened.path().join("people.sqlite")).unwrap();
    let everywhere = [folder.join("lake"), folder.join("vault"), dest.clone(), opened.path().to_owned()];
    let everywhere: Vec<&Path> = everywhere.iter().map(std::path::PathBuf::as_path).collect();
    for (key, name, cpf, email) in &PEOPLE[..3] {
        let digits: String = cpf.chars().filter(char::is_ascii_digit).collect();
        for text in [*key, name, cpf, &digits, email] {
            assert_eq!(holders(&everywhere, text), [""; 0], "{text}");
        }
    }
    assert!(!holders(&everywhere, "mat-00020").is_empty(), "the search finds who is still there");
    project.run(&["verify"]).succeeds();
    assert_eq!((project.rows(totals), project.state(), project.one("SELECT count(*) FROM staging.members")), before);
    // The source still has them: their rows are counted, nothing of them is stored, nobody is taken for missing.
    let text =
        project.read("rh/chamados.csv") + "e90,chamado.opened,2026-04-01 10:00,mat-00017,C1\ne91,chamado.opened,2026-04-01 10:00,mat-00020,C1\n";
    project.write("rh/chamados.csv", text);
    write_people(&project, &[PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[3], ("mat-00021", "Eufrásia T.", PEOPLE[4].2, PEOPLE[4].3)]);
    project.run(&["run"]).succeeds().says(&["linhas são de pessoas apagadas"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.members"), before.2);
    assert_eq!(project.one("SELECT count(*) FROM staging.events"), "41");
    assert_eq!(project.one("SELECT count(DISTINCT actor_id) FROM staging.events"), "5");
    let batch = "SELECT rows_read, rows_inserted, rows_updated, rows_unchanged, rows_rejected FROM meta.batches WHERE load = 'rh.members_private' ORDER BY started_at DESC";
    assert_eq!(project.rows(batch)[0], ["5", "0", "1", "1", "3"]);
    assert_eq!(project.one("SELECT count(*) FROM meta.completeness WHERE NOT is_complete"), "0");
    assert_eq!(project.one("SELECT count(*) FROM meta.rejects"), "0");
    for (key, name, ..) in &PEOPLE[..3] {
        assert_eq!(holders(&[&folder.join("lake"), &folder.join("vault")], key), [""; 0]);
        assert_eq!(holders(&[&folder.join("lake"), &folder.join("vault")], name), [""; 0]);
        assert_eq!(pseudonym(&folder, key), None);
    }
    project.run(&["verify"]).succeeds();
}

#[test]
fn a_cnpj_is_a_keyed_hash_and_a_wrong_one_is_refused_without_its_text() {
    let project = Project::new(
        "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = { folder = \"s\" }\n\
         [[sources.loads]]\ninto = \"organizations\"\npath = \"o.csv\"\nmax_rejects = \"50%\"\n\
         columns = { organization_id = \"id\", name = \"nome\", tax_hash = \"cnpj\", since_on = \"desde\" }\n\
         constants = { client_type = \"mei\", industry = \"outro\", is_internal = false, is_supplier = false }\n",
    );
    project.write(
        "s/o.csv",
        "id,nome,cnpj,desde\n1,A,11.222.333/0001-81,2020-01-01\n2,B,11222333000181,2020-01-01\n3,C,,2020-01-01\n4,D,11.222.333/0001-82,2020-01-01\n\
         5,E,12.ABC.345/01DE-35,2020-01-01\n",
    );
    project.run(&["run"]).succeeds().says(&["coluna tax_hash: fora_do_intervalo"]);
    let rows = project.rows("SELECT organization_id, tax_hash FROM staging.organizations ORDER BY 1");
    assert_eq!(rows.len(), 4);
    assert!(rows[0][1] == rows[1][1] && rows[0][1].len() == 64 && rows[2][1].is_empty() && rows[3][1] != rows[0][1], "{rows:?}");
    for text in ["11222333000181", "11.222.333/0001-82", "12ABC34501DE35", "12.ABC.345"] {
        assert_eq!(holders(&[&project.path().join("lake"), &project.path().join("vault")], text), [""; 0], "{text}");
    }
    // Another vault key gives other hashes: nobody who lacks it can try all firms.
    let other = Project::new(&project.read("mirante.toml"));
    other.write("s/o.csv", project.read("s/o.csv"));
    other.run(&["run"]).succeeds();
    assert_ne!(other.rows("SELECT organization_id, tax_hash FROM staging.organizations ORDER BY 1")[0], rows[0]);
    // Without its key the vault takes nothing, and no other key is made.
    fs::remove_file(project.path().join("vault/members.key")).unwrap();
    project.write("s/o.csv", project.read("s/o.csv") + "6,F,11.222.333/0001-81,2020-01-01\n");
    project.run(&["run"]).ends(2).says(&["M0360", "members.key"]);
    assert!(!project.path().join("vault/members.key").exists());
}

/// Wishes of people, two of which say a kind that the contract does not know.
fn with_refused_wishes() -> Project {
    let project = project();
    let config = project.read("mirante.toml")
        + "[[sources]]\nname = \"oportunidades\"\nkind = \"csv\"\nconnection = { folder = \"op\" }\n\
           [[sources.loads]]\ninto = \"interests\"\npath = \"interesses.csv\"\nmax_rejects = \"80%\"\n\
           columns = { interest_id = \"id\", member_id = \"mat\", kind = \"tipo\", area_id = \"area\", declared_on = \"dia\" }\n";
    project.write("mirante.toml", config);
    project.write(
        "op/interesses.csv",
        "id,mat,tipo,area,dia\ni1,mat-00017,atuar,A1,2026-01-05\ni2,mat-00018,quer-muito-sair,A1,2026-01-06\ni3,mat-00019,quer-muito-ficar,A2,2026-01-07\n",
    );
    project.run(&["run"]).succeeds().says(&["codigo_desconhecido"]);
    project
}

#[test]
fn what_a_refused_row_says_of_a_person_is_sealed_in_the_lake_and_comes_again_with_the_vault() {
    let project = with_refused_wishes();
    let lake = project.path().join("lake");
    for text in ["quer-muito", "mat-00018"] {
        assert_eq!(holders(&[&lake], text), [""; 0], "{text}");
    }
    assert!(project.one("SELECT payload FROM meta.rejects WHERE key_text = 'i2'").starts_with("{\"@sealed\""));
    let shown = project.run(&["reject", "show"]);
    shown.succeeds().says(&["quer-muito-sair", &pseudonym(project.path(), "mat-00018").unwrap()]);
    assert!(!shown.out().contains("mat-00018") && !shown.out().contains("@sealed"), "{}", shown.out());
    // Whoever has the lake and not the vault's key reads nothing.
    let copy = project.copy();
    fs::remove_file(copy.path().join("vault/members.key")).unwrap();
    copy.run(&["reject", "show"]).ends(2).says(&["M0360"]);
    // A mapping that knows the words takes the rows, closed in the same commit.
    let config = project.read("mirante.toml")
        + "values.kind = { \"quer-muito-sair\" = \"atuar\", \"quer-muito-ficar\" = \"permanecer\", \"atuar\" = \"atuar\" }\n";
    project.write("mirante.toml", config);
    project.run(&["reject", "replay"]).succeeds();
    assert_eq!(project.rows("SELECT interest_id, kind FROM staging.interests ORDER BY 1").len(), 1, "until the models are built");
    project.run(&["run"]).succeeds();
    let wishes = project.rows("SELECT interest_id, kind, member_id FROM staging.interests ORDER BY 1");
    assert_eq!(wishes[1], ["i2", "atuar", &pseudonym(project.path(), "mat-00018").unwrap()]);
    assert_eq!((wishes.len(), project.one("SELECT count(*) FROM meta.rejects WHERE state = 'reaplicado'").as_str()), (3, "2"));
}

#[test]
fn what_refused_rows_said_of_people_ends_with_a_person_who_is_forgotten_and_with_its_term() {
    let project = with_refused_wishes();
    let someone = pseudonym(project.path(), "mat-00020").unwrap();
    project.run(&["forget", &someone]).succeeds().says(&["já não poderá ser lido"]);
    project.run(&["reject", "show"]).succeeds().says(&["quer-muito-sair"]);
    project.run(&["forget", &someone, "--apply"]).succeeds();
    project.run(&["reject", "show"]).succeeds().says(&["não foi guardado"]);
    project.run(&["reject", "replay"]).ends(1).says(&["ingest --full"]);
    assert!(!project.run(&["forget", &pseudonym(project.path(), "mat-00021").unwrap()]).out().contains("já não poderá ser lido"));
    let project = with_refused_wishes();
    let later = |days: &str, args: &[&str]| Ran(project.command(args).env("MIRANTE_FAULT_DAYS", days).output().unwrap());
    let old = tempfile::tempdir().unwrap();
    fs::copy(project.path().join("vault/people.sqlite"), old.path().join("people.sqlite")).unwrap();
    later("89", &["retention", "run", "--apply"]).succeeds().says(&["Nenhuma linha passou"]);
    project.run(&["reject", "show"]).succeeds().says(&["quer-muito-sair"]);
    let sealed = project.one("SELECT payload FROM meta.rejects WHERE key_text = 'i2'");
    let batch = project.one("SELECT batch_id FROM meta.rejects WHERE key_text = 'i2'");
    later("91", &["retention", "run", "--apply"]).succeeds().says(&["meta.rejects"]);
    project.run(&["reject", "show"]).succeeds().says(&["não foi guardado"]);
    let unsealed = mirante_ingest::people::People::unseal(&mut vault(project.path()), &batch, &sealed).unwrap();
    assert_eq!(unsealed, None, "no copy of the lake is read any more");
}
