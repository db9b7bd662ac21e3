//! From an empty folder to a published page, as a cooperative of twelve would walk it.

use mirante_reports::workbook;

use super::example::twelve;
use crate::{http::Service, support::Project};

#[test]
fn a_cooperative_of_twelve_from_nothing_to_a_page() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "sheet", "--name", "Cooperativa \"Aurora\""]).succeeds().says(&["cooperativa.xlsx", "Leia-me"]);
    let toml = project.read("mirante.toml");
    assert!(toml.contains("kind = \"sheet\"") && !toml.contains("[[sources.loads]]"), "{toml}");
    // Before anything is filled in, nothing is wrong.
    project.run(&["run"]).succeeds();
    project.write("cooperativa.xlsx", workbook::xlsx("Cooperativa Aurora", &twelve()).unwrap());
    project.run(&["source", "check"]).succeeds();
    project.run(&["ingest", "--dry-run"]).succeeds().says(&["share_bp = 9000", "expediente sempre"]);
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.members"), "12");
    assert_eq!(project.one("SELECT count(DISTINCT member_id) FROM staging.participations"), "12");
    assert_eq!(project.one("SELECT count(*) FROM raw.members WHERE member_id LIKE '0%'"), "0", "people are pseudonyms");
    // What the sheet says, added up here by other means.
    let minutes: u64 = twelve()["Trabalho"].iter().map(|row| row[3].parse::<u64>().unwrap()).sum();
    assert_eq!(project.one("SELECT sum(minutes) FROM staging.participations"), minutes.to_string());
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    project.run(&["publish", "2026-T2"]).succeeds();
    project.run(&["verify"]).succeeds();
    let service = Service::of(&project);
    let page = service.get("/e/2026-T2/fluxo");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<svg"), "the page shows how work flows");
}

#[test]
fn the_workbook_of_open_document_is_read_as_it_is_written() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "sheet", "--format", "ods", "--name", "Aurora"]).succeeds();
    project.run(&["run"]).succeeds();
    project.write("cooperativa.ods", workbook::ods::ods("Aurora", &twelve()).unwrap());
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.contracts"), "6");
}
