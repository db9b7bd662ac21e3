//! Collecting: what is kept, stops at each step, readers meanwhile; and rows that are kept no longer.

use std::{fs, sync::Arc};

use mirante_data::{
    Lake,
    lake::{Policy, Snapshot},
};

use crate::support::{Project, block, files_below};

const DAY: i64 = 86_400_000_000;

/// A project with six versions: two of the example, an edition of the second, then two changes.
fn with_history() -> Project {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    project.run(&["publish", "primeira"]).succeeds();
    for day in ["2026-09-01", "2026-09-02"] {
        let file = "entrada/atendimento/chamados-2026.csv";
        let text = project.read(file) + &format!("CH-9{}9;chamado.opened;{day} 10:00;Tecnologia;coop-001\n", &day[9..]);
        project.write(file, text);
        project.run(&["run"]).succeeds();
    }
    project
}

fn now() -> i64 {
    mirante_data::clock::Clock::System.now_micros()
}

fn versions(project: &Project) -> u64 {
    block(project.lake().versions()).unwrap().len() as u64
}

/// All that an edition shows, as its files say it.
fn figures(project: &Project) -> Vec<String> {
    let lake = project.lake();
    let sealed = block(lake.edition("primeira")).unwrap();
    let snapshot = block(lake.pin_edition(&sealed)).unwrap();
    let of = |snapshot: &Snapshot| snapshot.lists.values().filter(|list| list.dataset.schema() == "figures").map(|list| list.files_hash()).collect();
    for list in snapshot.lists.values().filter(|list| list.dataset.schema() == "figures") {
        block(lake.all_rows(list)).unwrap();
    }
    of(&snapshot)
}

#[test]
fn nothing_is_collected_before_its_time_and_then_all_but_what_is_kept() {
    let project = with_history();
    assert_eq!(versions(&project), 6);
    project.run(&["gc"]).succeeds().says(&["Mantidas: 6 versões", "Não há nada a recolher"]);
    let later = |days: &str, args: &[&str]| crate::support::Ran(project.command(args).env("MIRANTE_FAULT_DAYS", days).output().unwrap());
    later("90", &["gc"]).succeeds().says(&["Não há nada a recolher"]);
    let before = (project.state(), figures(&project), files_below(&project.path().join("lake/files")).len());
    later("92", &["gc"]).succeeds().says(&["Mantidas: 2 versões", "1, 3, 4, 5", "Nada foi tocado"]);
    assert_eq!(files_below(&project.path().join("lake/files")).len(), before.2, "a look touches nothing");
    later("92", &["gc", "--apply"]).succeeds().says(&["a versão 7 diz o que foi dispensado"]);
    project.run(&["verify"]).succeeds().says(&["4 versões dispensadas pelo gc"]);
    assert_eq!((project.state(), figures(&project)), (before.0, before.1));
    assert!(files_below(&project.path().join("lake/files")).len() < before.2);
    later("92", &["gc", "--apply"]).succeeds().says(&["Não há nada a recolher"]);
    assert_eq!(versions(&project), 7, "nothing to do makes no version");
    project.run(&["sql", "--at", "3", "SELECT count(*) FROM raw.events"]).ends(2).says(&["M0221", "versão 3"]);
    project.run(&["sql", "--at", "primeira", "SELECT count(*) FROM raw.events"]).succeeds();
    project.run(&["run"]).succeeds();
    // A file that a kept version names, and that is lost, is a loss all the same.
    let lost = block(async {
        let lake = project.lake();
        let head = lake.head().await.unwrap();
        head.lists["raw.events"].files[0].path.clone()
    });
    fs::remove_file(project.path().join("lake").join(&lost)).unwrap();
    project.run(&["verify"]).ends(1).says(&["M0203", &lost]);
}

#[test]
fn a_lease_and_an_orphan_within_its_day_stay() {
    let project = with_history();
    let lake = project.lake();
    let later = now() + 92 * DAY;
    block(lake.renew_lease("serve-1", 3, later - DAY / 2)).unwrap();
    let garbage = block(lake.garbage(&Policy::default(), later)).unwrap();
    assert_eq!(garbage.given_up, [1, 4, 5]);
    // A lease that nobody renewed for a day is nobody's, and litter itself.
    block(lake.renew_lease("serve-1", 3, later - 2 * DAY)).unwrap();
    let garbage = block(lake.garbage(&Policy::default(), later)).unwrap();
    assert_eq!(garbage.given_up, [1, 3, 4, 5]);
    assert!(garbage.objects.iter().any(|entry| entry.path == "leases/serve-1.json"));
    let named = Policy { named: [4].into(), ..Policy::default() };
    assert_eq!(block(lake.garbage(&named, later)).unwrap().given_up, [1, 3, 5]);
    project.write("lake/files/raw/events/orphan.parquet", "left by a writer that died");
    let young = block(lake.garbage(&Policy::default(), now())).unwrap();
    assert!(young.is_empty() && young.waiting.iter().any(|entry| entry.path.ends_with("orphan.parquet")));
    let old = block(lake.garbage(&Policy::default(), now() + 2 * DAY)).unwrap();
    assert_eq!(old.objects.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["files/raw/events/orphan.parquet", "leases/serve-1.json"]);
}

#[test]
fn a_lake_that_is_not_whole_is_left_alone() {
    for damage in ["cut", "gone", "newest"] {
        let project = with_history();
        let file = project.path().join(format!("lake/versions/{:020}.json", if damage == "newest" { 6 } else { 3 }));
        if damage == "cut" {
            fs::write(&file, "{").unwrap();
        } else {
            fs::remove_file(&file).unwrap();
        }
        let before = files_below(&project.path().join("lake/files"));
        let mut gc = project.command(&["gc", "--apply"]);
        let ran = gc.env("MIRANTE_FAULT_DAYS", "92").output().unwrap();
        crate::support::Ran(ran).ends(1).says(&["M0220"]);
        assert_eq!(files_below(&project.path().join("lake/files")), before, "{damage}");
    }
}

#[test]
fn stopped_at_any_step_it_goes_on_where_it_was() {
    let project = with_history();
    let (state, figures_then) = (project.state(), figures(&project));
    let gc = |project: &Project, more: &[(&str, &str)]| {
        let mut command = project.command(&["gc", "--apply"]);
        command.env("MIRANTE_FAULT_DAYS", "92").envs(more.iter().copied());
        crate::support::Ran(command.output().unwrap())
    };
    let copy = project.copy();
    let log = copy.path().join("sites.log");
    gc(&copy, &[("MIRANTE_FAULT_LOG", log.to_str().unwrap())]).succeeds();
    let left = files_below(&copy.path().join("lake/files")).len();
    let count = fs::read_to_string(log).unwrap().lines().count();
    assert!(count > 40, "only {count} sites");
    let step = if std::env::var("MIRANTE_SITES").is_ok_and(|all| all == "all") { 1 } else { count / 10 };
    for (number, kind) in (1..=count).step_by(step).zip(["abort", "eio", "abort"].iter().cycle()) {
        let copy = project.copy();
        let ran = gc(&copy, &[("MIRANTE_FAULT", &format!("{kind}@{number}"))]);
        copy.run(&["verify"]).succeeds();
        assert_eq!(figures(&copy), figures_then, "{kind} at site {number} of {count}");
        if ran.code() != 0 {
            gc(&copy, &[]).succeeds();
        }
        copy.run(&["verify"]).succeeds();
        assert_eq!(copy.state(), state, "{kind} at site {number} of {count}");
        assert!(files_below(&copy.path().join("lake/files")).len() <= left + 1, "{kind} at site {number} of {count}");
    }
}

#[test]
fn readers_of_what_is_kept_notice_nothing() {
    let project = with_history();
    let lake = Arc::new(project.lake());
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let reads = |lake: Arc<Lake>, stop: Arc<std::sync::atomic::AtomicBool>| {
        std::thread::spawn(move || {
            let mut rounds = 0;
            while !stop.load(std::sync::atomic::Ordering::SeqCst) || rounds == 0 {
                block(async {
                    let sealed = lake.edition("primeira").await.unwrap();
                    for snapshot in [lake.head().await.unwrap(), lake.pin_edition(&sealed).await.unwrap()] {
                        for list in snapshot.lists.values() {
                            lake.all_rows(list).await.unwrap();
                        }
                    }
                });
                rounds += 1;
            }
            rounds
        })
    };
    let readers: Vec<_> = (0..3).map(|_| reads(lake.clone(), stop.clone())).collect();
    let ran = project.command(&["gc", "--apply"]).env("MIRANTE_FAULT_DAYS", "92").output().unwrap();
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    crate::support::Ran(ran).succeeds();
    assert!(readers.into_iter().map(|reader| reader.join().unwrap()).sum::<u64>() >= 3);
}

/// A project of firms of which one changes its name and another is deleted.
fn with_old_rows() -> Project {
    let project = Project::new(
        "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = { folder = \"s\" }\n\
         [[sources.loads]]\ninto = \"organizations\"\npath = \"o.csv\"\nmax_rejects = \"90%\"\ndeletes = \"missing\"\n\
         columns = { organization_id = \"id\", name = \"nome\", city = \"cidade\", since_on = \"desde\" }\n\
         constants = { client_type = \"mei\", industry = \"outro\", is_internal = false, is_supplier = false }\n",
    );
    project.write("s/o.csv", "id,nome,cidade,desde\n1,NomeDeAntes,A,2020-01-01\n2,FirmaQueSaiu,B,2020-01-01\n3,Fica,C,2020-01-01\n4,X,Y,ontem\n");
    project.run(&["run"]).succeeds();
    project.run(&["publish", "primeira"]).succeeds();
    project.write("s/o.csv", "id,nome,cidade,desde\n1,NomeDeAgora,A,2020-01-01\n3,Fica,C,2020-01-01\n4,X,Y,ontem\n");
    project.run(&["run"]).succeeds();
    project
}

/// Does any file of the lake hold this text? Files are compressed: their rows are read.
fn lake_holds(project: &Project, text: &str) -> bool {
    use mirante_data::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    files_below(&project.path().join("lake/files")).iter().any(|file| {
        let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).unwrap()).unwrap().build().unwrap();
        reader.map(Result::unwrap).any(|batch| crate::support::texts(&[batch]).concat().iter().any(|cell| cell.contains(text)))
    })
}

#[test]
fn rows_leave_when_they_have_not_been_current_for_longer_than_is_kept() {
    let project = with_old_rows();
    let later = |days: &str, args: &[&str]| crate::support::Ran(project.command(args).env("MIRANTE_FAULT_DAYS", days).output().unwrap());
    project.run(&["retention", "show"]).succeeds().says(&["Nenhuma linha passou"]);
    later("3649", &["retention", "show"]).succeeds().says(&["meta.rejects"]);
    assert!(!later("3649", &["retention", "show"]).out().contains("raw.organizations"));
    // The row of the old name, that of the firm that left, and the mark that it left.
    let shown = later("3651", &["retention", "run"]);
    shown.succeeds().says(&["raw.organizations", "10y", "Nada foi tocado"]);
    let line = shown.out().lines().find(|line| line.contains("raw.organizations")).unwrap().to_owned();
    assert_eq!(line.split_whitespace().nth(2), Some("3"), "{line}");
    let current = project.rows("SELECT * FROM staging.organizations ORDER BY 1");
    later("3651", &["retention", "run", "--apply"]).succeeds().says(&[
        "Versão 5 sem as linhas vencidas",
        "A edição primeira",
        "já não pode ser recalculada",
    ]);
    assert_eq!(project.rows("SELECT * FROM staging.organizations ORDER BY 1"), current);
    assert_eq!(
        project.rows("SELECT organization_id, name, _op FROM raw.organizations ORDER BY 1"),
        [["1", "NomeDeAgora", "update"], ["3", "Fica", "insert"]]
    );
    assert_eq!(project.rows("SELECT count(*), count(payload) FROM meta.rejects"), [["1", "0"]]);
    // Until a day has gone by, whoever reads an older version goes on.
    assert!(lake_holds(&project, "FirmaQueSaiu") && lake_holds(&project, "NomeDeAntes"));
    later("3651", &["gc", "--apply"]).succeeds();
    assert!(lake_holds(&project, "FirmaQueSaiu"));
    later("3653", &["gc", "--apply"]).succeeds();
    for text in ["FirmaQueSaiu", "NomeDeAntes", "ontem"] {
        assert!(!lake_holds(&project, text), "{text}");
    }
    project.run(&["verify"]).succeeds().says(&["expirados pela retenção, não perdidos"]);
    project.run(&["edition", "show", "primeira"]).succeeds().says(&["já não pode ser recalculada"]);
    assert!(!figures(&project).is_empty());
    project.run(&["sql", "--at", "primeira", "SELECT * FROM raw.organizations"]).ends(2).says(&["M0222", "expirou"]);
    // Batches are still complete, and nothing is stale for ever.
    project.run(&["run"]).succeeds();
    project.run(&["check"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM meta.completeness WHERE NOT is_complete"), "0");
    project.run(&["run"]).succeeds();
    later("3653", &["retention", "run", "--apply"]).succeeds().says(&["Nenhuma linha passou"]);
    let second = versions(&project);
    project.run(&["run"]).succeeds();
    assert_eq!(versions(&project), second);
}

#[test]
fn letting_rows_go_is_whole_or_not_at_all() {
    let project = with_old_rows();
    let go = |project: &Project, more: &[(&str, &str)]| {
        let mut command = project.command(&["retention", "run", "--apply"]);
        crate::support::Ran(command.env("MIRANTE_FAULT_DAYS", "3651").envs(more.iter().copied()).output().unwrap())
    };
    let copy = project.copy();
    let log = copy.path().join("sites.log");
    go(&copy, &[("MIRANTE_FAULT_LOG", log.to_str().unwrap())]).succeeds();
    let raw = |project: &Project| project.rows("SELECT organization_id, name, _op FROM raw.organizations ORDER BY 1, 2, 3");
    let (before, after) = (raw(&project), raw(&copy));
    let count = fs::read_to_string(log).unwrap().lines().count();
    for number in (1..=count).step_by((count / 7).max(1)) {
        let copy = project.copy();
        go(&copy, &[("MIRANTE_FAULT", &format!("abort@{number}"))]);
        copy.run(&["verify"]).succeeds();
        let now = raw(&copy);
        assert!(now == before || now == after, "site {number} of {count}: {now:?}");
        go(&copy, &[]).succeeds();
        assert_eq!(raw(&copy), after, "site {number} of {count}");
    }
}
