//! Keys that move between files and loads, and files read again: whatever the order, nothing is lost and nothing is stale.

use std::fs;

use crate::support::Project;

/// A source `NAME` in the folder `NAME`, with these loads.
fn source(name: &str, loads: &str) -> String {
    format!("[[sources]]\nname = \"{name}\"\nkind = \"csv\"\nconnection = {{ folder = \"{name}\" }}\n{loads}")
}

/// A load of organizations; the columns are `id`, `nome`, `v` and `x`.
fn organizations(name: &str, path: &str, more: &str) -> String {
    format!(
        "[[sources.loads]]\nname = \"{name}\"\ninto = \"organizations\"\npath = \"{path}\"\nmax_rejects = \"90%\"\n\
         columns = {{ organization_id = \"id\", name = \"nome\" }}\n\
         constants = {{ client_type = \"mei\", industry = \"outro\", is_internal = false, is_supplier = false, since_on = \"2020-01-01\" }}\n{more}\n"
    )
}

fn table(rows: &[&str]) -> String {
    format!("id,nome,v,x\n{}\n", rows.join("\n"))
}

fn held(project: &Project) -> Vec<String> {
    project.rows("SELECT organization_id, name FROM staging.organizations ORDER BY 1").into_iter().map(|row| row.join("=")).collect()
}

#[test]
fn of_two_loads_of_one_file_each_reads_what_it_has_not_read() {
    let events = "[[sources.loads]]\ninto = \"events\"\npath = \"e.csv\"\ncolumns = { event_id = \"id\", event_type = \"tipo\", occurred_at = \"quando\", sequence = \"@row\" }\n";
    let links = |budget: &str| {
        format!(
            "[[sources.loads]]\ninto = \"event_objects\"\npath = \"e.csv\"\nmax_rejects = \"{budget}\"\n\
             columns = {{ event_id = \"id\", object_id = \"caso\" }}\nconstants = {{ object_type = \"caso\", qualifier = \"principal\" }}\n"
        )
    };
    let project = Project::new(&source("s", &(events.to_owned() + &links("0%"))));
    project.write("s/e.csv", "id,tipo,quando,caso\na,x,2026-01-01,C\nb,x,2026-01-02,\n");
    project.run(&["run"]).ends(1).says(&["s.event_objects", "M0306"]);
    project.write("s/e.csv", "id,tipo,quando,caso\na,x,2026-01-01,C\nb,x,2026-01-02,C\n");
    project.run(&["ingest", "s.events"]).succeeds();
    project.run(&["run"]).succeeds().says(&["s.event_objects", "novas 2"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.event_objects"), "2");
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM meta.batches WHERE load = 's.event_objects'"), "1", "nothing new is not read again");
}

#[test]
fn what_is_never_deleted_cannot_be_configured_away() {
    for option in ["deletes = \"missing\"", "deleted = \"x\""] {
        let load = "[[sources.loads]]\ninto = \"ledger_entries\"\npath = \"r.csv\"\ncolumns = { entry_id = \"id\", journal_id = \"id\", account_code = \"id\", booked_on = \"d\", amount = \"v\" }\n\
             constants = { cooperative_id = \"c\", nature = \"outro\" }\n";
        let project = Project::new(&source("s", &format!("{load}{option}\n")));
        project.write("s/r.csv", "id,d,v,x\n1,2026-01-01,1.00,\n");
        project.run(&["run"]).ends(2).says(&["M0301", "nunca são apagadas"]);
    }
}

#[test]
fn a_wrong_line_above_a_booked_one_does_not_unsay_it() {
    let load = "[[sources.loads]]\ninto = \"ledger_entries\"\npath = \"r.csv\"\nmax_rejects = \"90%\"\n\
         columns = { entry_id = \"id\", journal_id = \"id\", account_code = \"id\", booked_on = \"d\", amount = \"v\" }\n\
         constants = { cooperative_id = \"c\", nature = \"outro\" }\n";
    let project = Project::new(&source("s", load));
    project.write("s/r.csv", "id,d,v\n1,2026-01-01,1.00\n");
    project.run(&["ingest"]).succeeds();
    project.write("s/r.csv", "id,d,v\n1,2026-01-01,9.00\n1,2026-01-01,1.00\n");
    project.run(&["ingest"]).succeeds().says(&["iguais 1", "recusadas 1", "linha 1: chave_conflitante"]);
}

#[test]
fn a_key_that_moves_between_two_loads_is_never_lost() {
    for (first, second) in [("a", "b"), ("b", "a")] {
        let loads = organizations(first, &format!("{first}.csv"), "deletes = \"missing\"")
            + &organizations(second, &format!("{second}.csv"), "deletes = \"missing\"");
        let project = Project::new(&source("s", &loads));
        project.write("s/a.csv", table(&["1,um,,", "2,dois,,"]));
        project.write("s/b.csv", table(&["9,nove,,"]));
        project.run(&["run"]).succeeds();
        // Into the other load, with the same content, in one run.
        project.write("s/a.csv", table(&["2,dois,,"]));
        project.write("s/b.csv", table(&["9,nove,,", "1,um,,"]));
        project.run(&["run"]).succeeds();
        assert_eq!(held(&project), ["1=um", "2=dois", "9=nove"], "{first} before {second}");
        // In two runs: both have it for a while, then one gives it up while the other's file is unchanged.
        project.write("s/b.csv", table(&["9,nove,,", "1,um,,", "2,dois,,"]));
        project.run(&["run"]).succeeds();
        project.write("s/a.csv", table(&["7,sete,,"]));
        project.run(&["run"]).succeeds();
        assert_eq!(held(&project), ["1=um", "2=dois", "7=sete", "9=nove"], "{first} before {second}");
        project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    }
}

#[test]
fn a_key_that_moves_between_two_sources_is_taken_over() {
    let config =
        source("s", &organizations("a", "a.csv", "deletes = \"missing\"")) + &source("t", &organizations("b", "b.csv", "deletes = \"missing\""));
    let project = Project::new(&config);
    project.write("s/a.csv", table(&["1,um,,", "2,dois,,"]));
    project.write("t/b.csv", table(&["9,nove,,", "1,um,,"]));
    project.run(&["run"]).succeeds().says(&["t.b", "chave_de_outra_fonte"]);
    // The first source gives it up; the file of the second has not changed.
    project.write("s/a.csv", table(&["2,dois,,"]));
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows("SELECT organization_id, _source FROM raw.organizations WHERE _op = 'insert' AND organization_id = '1'").len(), 2);
    assert_eq!(held(&project), ["1=um", "2=dois", "9=nove"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
}

#[test]
fn one_load_that_takes_missing_keys_as_deleted_does_not_speak_for_another() {
    let links = "[[sources.loads]]\ninto = \"areas\"\npath = \"*.csv\"\ncolumns = { area_id = \"id\", name = \"nome\" }\n";
    let project = Project::new(&source("s", &(organizations("o", "*.csv", "deletes = \"missing\"") + links)));
    project.write("s/1.csv", table(&["1,um,,"]));
    project.write("s/2.csv", table(&["2,dois,,"]));
    project.run(&["run"]).succeeds();
    fs::remove_file(project.path().join("s/1.csv")).unwrap();
    project.run(&["run"]).succeeds();
    assert_eq!(held(&project), ["2=dois"]);
    // A file that is gone makes the other load's read incomplete.
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "2");
}

#[test]
fn a_refused_row_that_vanishes_is_missing_at_last() {
    let typed = organizations("o", "o.csv", "deletes = \"missing\"").replace("name = \"nome\"", "name = \"nome\", tools_level = \"v\"");
    let project = Project::new(&source("s", &typed));
    project.write("s/o.csv", table(&["1,um,1,", "2,dois,2,"]));
    project.run(&["run"]).succeeds();
    project.write("s/o.csv", table(&["1,um,1,", "2,dois,muito,"]));
    project.run(&["run"]).succeeds().says(&["recusadas 1"]);
    assert_eq!(held(&project), ["1=um", "2=dois"]);
    project.write("s/o.csv", table(&["1,um,1,"]));
    project.run(&["run"]).succeeds().says(&["desaparecidas 1"]);
    assert_eq!(held(&project), ["1=um"]);
}

#[test]
fn cursors_are_compared_as_what_they_are() {
    for (rows, expected) in [
        (["1,novo,10,", "1,velho,9,"], "1=novo"),
        (["1,novo,01/02/2026,", "1,velho,09/12/2025,"], "1=novo"),
        (["1,novo,2026-03-01T10:00:00-03:00,", "1,velho,2026-03-01T12:00:00Z,"], "1=novo"),
    ] {
        let project = Project::new(&source("s", &organizations("o", "o.csv", "cursor = \"v\"")));
        project.write("s/o.csv", table(&rows));
        project.run(&["run"]).succeeds().says(&["substituídas 1"]);
        assert_eq!(held(&project), [expected]);
    }
}

#[test]
fn files_that_arrive_one_by_one_give_what_they_give_together() {
    for (cursor, late) in [("", "0.csv"), ("", "3.csv"), ("cursor = \"v\"", "3.csv"), ("cursor = \"v\"", "0.csv")] {
        let project = Project::new(&source("s", &organizations("o", "*.csv", cursor)));
        project.write("s/1.csv", table(&["1,um,5,", "2,dois,5,"]));
        project.write("s/2.csv", table(&["1,um b,6,"]));
        project.run(&["run"]).succeeds();
        project.write(&format!("s/{late}"), table(&["1,um c,4,", "3,tres,1,"]));
        project.run(&["run"]).succeeds();
        let alone = held(&project);
        project.run(&["ingest", "--full"]).succeeds();
        project.run(&["transform"]).succeeds();
        assert_eq!(held(&project), alone, "{cursor} {late}");
        assert_eq!(alone[0], if cursor.is_empty() && late == "3.csv" { "1=um c" } else { "1=um b" });
    }
}

#[test]
fn a_check_after_an_ingestion_alone_asks_of_what_is_built() {
    let lines = "[[sources.loads]]\ninto = \"units\"\npath = \"u.csv\"\ncolumns = { unit_id = \"id\", name = \"nome\", cooperative_id = \"coop\" }\n\
                 constants = { kind = \"nucleo\", calendar_id = \"sempre\", founded_on = \"2020-01-01\" }\n\
                 [[sources.loads]]\ninto = \"cooperatives\"\npath = \"c.csv\"\ncolumns = { cooperative_id = \"id\", name = \"nome\", tax_hash = \"h\" }\n\
                 constants = { kind = \"singular\", is_satellite = false, founded_on = \"2020-01-01\", uses_worker_coop_law = true }\n";
    let project = Project::new(&source("s", lines));
    project.write("s/u.csv", "id,nome,coop\nU,Núcleo,C\n");
    project.write("s/c.csv", format!("id,nome,h\nC,Cooperativa,{}\n", "a".repeat(64)));
    project.run(&["run", "--source", "s"]).ends(2);
    project.run(&["ingest", "units"]).succeeds();
    project.run(&["transform"]).succeeds();
    project.run(&["ingest", "cooperatives"]).succeeds();
    project.run(&["check"]).succeeds();
    project.run(&["transform"]).succeeds();
    project.run(&["check"]).succeeds();
}

#[test]
fn columns_that_identify_a_row_together_are_its_key() {
    let load = organizations("o", "o.csv", "key = [\"id\", \"v\"]").replace("organization_id = \"id\", ", "");
    let project = Project::new(&source("s", &load));
    project.write("s/o.csv", table(&["1,um,a,", "1,outro,b,"]));
    project.run(&["run"]).succeeds();
    assert_eq!(held(&project), ["1:a=um", "1:b=outro"]);
    let project = Project::new(&source("s", &organizations("o", "o.csv", "key = [\"id\", \"v\"]")));
    project.write("s/o.csv", table(&["1,um,a,"]));
    project.run(&["run"]).ends(2).says(&["M0301", "`key` não teria efeito"]);
}

#[test]
fn numbers_of_the_configuration_mean_what_they_say() {
    for (notation, shown) in [("decimal = \",\"", "1,5"), ("decimal = \"centavos\"", "150"), ("", "1.5")] {
        let load = format!(
            "[[sources.loads]]\ninto = \"titles\"\npath = \"t.csv\"\n{notation}\ncolumns = {{ title_id = \"id\", amount = \"v\" }}\n\
             constants = {{ cooperative_id = \"c\", direction = \"pagar\", unit_id = \"u\", category = \"compra\", issued_on = \"2026-01-01\", due_on = \"2026-01-01\", \
             paid_amount = 1.50, written_off_amount = 2, fine_amount = 0, discount_amount = 0, status = \"aberto\" }}\n"
        );
        let project = Project::new(&source("s", &load));
        project.write("s/t.csv", format!("id,v\n1,\"{shown}\"\n"));
        project.run(&["run"]).succeeds();
        assert_eq!(project.rows("SELECT amount, paid_amount, written_off_amount FROM staging.titles"), [["1.50", "1.50", "2.00"]], "{notation}");
    }
}
