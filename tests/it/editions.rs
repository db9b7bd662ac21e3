//! Editions, runs and what versions say of themselves: publishing is gated, sealed and final; every run leaves its trace.

use std::fs;

use crate::support::Project;

const PROCESS: &str = "process = 'protocolo'\nlabel = 'Protocolo | Filing'\nobject_type = 'protocolo'\n[[stages]]\nkey = 'analise'\nlabel = 'Análise | Analysis'\n\
                       enter = ['aberto']\nexit = ['decidido']\nnature = 'espera'\n";

fn published() -> Project {
    let project = Project::example();
    project.run(&["publish", "2026-T1"]).ends(2).says(&["M0510"]);
    project.run(&["run"]).succeeds();
    project.run(&["publish", "2026-T1", "--decision", "AGO-2026-01"]).succeeds().says(&["Edição 2026-T1", "versão 2", "selo"]);
    project
}

#[test]
fn an_edition_is_named_once_and_for_all() {
    let project = published();
    project.run(&["publish", "2026-T1"]).ends(2).says(&["M0212", "2026-T1-r1"]);
    for bad in ["42", "head", "a/b", "2026 T1"] {
        project.run(&["publish", bad]).ends(2).says(&["M0509"]);
    }
    project.run(&["publish", "2026-T1-r1", "--supersedes", "2026-T1"]).ends(2);
    project.run(&["publish", "2026-T1-r1", "--supersedes", "2025-T1", "--reason", "x"]).ends(2).says(&["M0213", "2025-T1"]);
    project.run(&["publish", "2026-T1-r1", "--supersedes", "2026-T1", "--reason", "nota em dobro"]).succeeds();
    project.run(&["edition", "list"]).succeeds().says(&["2026-T1-r1", "corrigida por"]);
    project.run(&["edition", "show", "2026-T1-r1"]).succeeds().says(&["nota em dobro", "anterior      2026-T1"]);
    project.run(&["edition", "show", "2026-T2"]).ends(2).says(&["M0213", "2026-T1"]);
    project.run(&["sql", "SELECT count(*) FROM marts.edges", "--at", "2026-T1"]).succeeds();
    project.run(&["verify"]).succeeds().says(&["2 edições"]);
    project.run(&["verify", "2026-T1"]).succeeds();
    // The next version remembers them.
    project.write(
        "entrada/atendimento/chamados-2027.csv",
        "chamado;evento;quando;núcleo;pessoa\nCH-9999;chamado.opened;04/01/2026 09:00;Tecnologia;coop-001\n",
    );
    project.run(&["run"]).succeeds();
    assert_eq!(
        project.rows("SELECT edition, version, decision_id, previous_edition FROM meta.editions ORDER BY 1"),
        [["2026-T1", "2", "AGO-2026-01", ""], ["2026-T1-r1", "2", "", "2026-T1"]]
    );
}

#[test]
fn a_damaged_edition_is_named() {
    let project = published();
    let file = project.path().join("lake/editions/2026-T1.json");
    let whole = fs::read(&file).unwrap();
    for place in (0..whole.len()).step_by(17) {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(&file, damaged).unwrap();
        project.run(&["verify"]).ends(1).says(&["M0202", "editions/2026-T1.json"]);
    }
    fs::write(&file, &whole).unwrap();
    project.run(&["verify"]).succeeds();
    project.run(&["publish", "2026-T2"]).succeeds();
    fs::remove_file(&file).unwrap();
    project.run(&["verify"]).ends(1).says(&["M0203", "editions/2026-T1.json"]);
    project.run(&["publish", "2026-T1"]).ends(2).says(&["M0212"]);
    // The newest one is remembered by the version after it.
    fs::write(&file, &whole).unwrap();
    project.write(
        "entrada/atendimento/chamados-2027.csv",
        "chamado;evento;quando;núcleo;pessoa\nCH-9999;chamado.opened;04/01/2026 09:00;Tecnologia;coop-001\n",
    );
    project.run(&["run"]).succeeds();
    fs::remove_file(project.path().join("lake/editions/2026-T2.json")).unwrap();
    project.run(&["verify"]).ends(1).says(&["M0203", "editions/2026-T2.json"]);
    project.run(&["publish", "2026-T2"]).ends(2).says(&["M0212"]);
    // No seal over damaged bytes.
    let folder = project.path().join("lake/files/marts/edges");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&file).unwrap();
    bytes[20] ^= 1;
    fs::write(&file, bytes).unwrap();
    project.run(&["publish", "2026-T3"]).ends(1).says(&["M0202", "marts/edges"]);
}

#[test]
fn a_version_with_a_failed_check_or_behind_its_records_is_not_published() {
    let project = published();
    project.write(
        "entrada/atendimento/chamados-2027.csv",
        "chamado;evento;quando;núcleo;pessoa\nCH-9999;chamado.opened;04/01/2026 09:00;Tecnologia;coop-001\n",
    );
    project.run(&["ingest"]).succeeds();
    project.run(&["publish", "2026-T2"]).ends(1).says(&["M0512", "staging.", "transform"]);
    project.run(&["publish", "2026-T2", "--at", "2"]).succeeds();
    project.run(&["transform"]).succeeds();
    project.run(&["publish", "2026-T3"]).succeeds();
    // Money that names nothing stops an edition: an invoice of a contract that never came.
    let toml = project.read("mirante.toml")
        + "\n[[sources]]\nname = 'notas'\nkind = 'csv'\nconnection = { folder = 'notas' }\n[[sources.loads]]\ninto = 'invoices'\npath = 'n.csv'\n\
           columns = { invoice_id = 'id', contract_id = 'contrato' }\nconstants = { cooperative_id = 'c', organization_id = 'o', unit_id = 'u', due_on = '2026-01-31', amount = '10.00', is_credit_note = false, fiscal_status = 'nao_aplica', status = 'emitida' }\n\
           [[sources.loads]]\ninto = 'contracts'\npath = 'c.csv'\ncolumns = { contract_id = 'id' }\nconstants = { cooperative_id = 'c', organization_id = 'o', unit_id = 'u', engagement_model = 'projeto', act_nature = 'cooperativo', value = '1.00', drafted_at = '2026-01-01', start_on = '2026-01-01', has_responsibilities = false, has_substitution_clause = false, is_off_site = false, status = 'vigente' }\n";
    project.write("mirante.toml", toml);
    project.write("notas/n.csv", "id,contrato\nn1,k9\n");
    project.write("notas/c.csv", "id\nk1\n");
    project.run(&["run"]).ends(1).says(&["staging.invoices.contract_id_exists"]);
    project.run(&["publish", "2026-T4"]).ends(1).says(&["M0511", "staging.invoices.contract_id_exists"]);
    assert_eq!(project.one("SELECT status FROM meta.runs ORDER BY started_at DESC LIMIT 1"), "falhou");
}

#[test]
fn every_run_is_written_down() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let runs = "SELECT command, status, coalesce(version, 0) FROM meta.runs ORDER BY started_at";
    assert_eq!(project.rows(runs), [["run", "ok", "2"]]);
    // Nothing to do, a source that is gone, a run that was killed: they wait for the next commit.
    project.run(&["run"]).succeeds();
    fs::rename(project.path().join("entrada/compras"), project.path().join("compras")).unwrap();
    project.run(&["ingest"]).ends(3);
    fs::rename(project.path().join("compras"), project.path().join("entrada/compras")).unwrap();
    let mut killed = project.command(&["ingest", "--full"]);
    killed.env("MIRANTE_FAULT", "abort@2");
    assert!(!killed.output().unwrap().status.success());
    assert_eq!(project.rows(runs).len(), 1, "versions never change");
    project.write(
        "entrada/atendimento/chamados-2027.csv",
        "chamado;evento;quando;núcleo;pessoa\nCH-9999;chamado.opened;04/01/2026 09:00;Tecnologia;coop-001\n",
    );
    project.run(&["run"]).succeeds();
    assert_eq!(
        project.rows(runs),
        [["run", "ok", "2"], ["run", "sem_mudanca", "0"], ["ingest", "falhou", "0"], ["ingest", "falhou", "0"], ["run", "ok", "4"]]
    );
    assert_eq!(fs::read_to_string(project.path().join("lake/runs.ndjson")).unwrap(), "", "what a version holds waits no more");
}

#[test]
fn a_version_tells_what_was_checked_and_where_columns_come_from() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM meta.checks WHERE version = 2 AND check_name = 'marts.edges.unique' AND passed"), "1");
    let from = "SELECT input_dataset, input_column, how FROM meta.lineage WHERE dataset = 'marts.edges' AND column_name = 'source_event'";
    assert_eq!(project.rows(from), [["staging.case_events", "event_type", "direta"]]);
    let declared = "SELECT DISTINCT how FROM meta.lineage WHERE dataset = 'staging.stage_survival'";
    assert_eq!(project.rows(declared), [["declarada"]]);
    assert_eq!(project.one("SELECT count(*) FROM meta.lineage WHERE how = 'desconhecida'"), "0", "every plan is understood");
    assert_eq!(project.one("SELECT count(*) FROM meta.freshness WHERE state = 'nunca'"), "0");
    assert_eq!(project.one("SELECT count(DISTINCT batch_id) FROM meta.completeness WHERE is_complete AND proof = 'contagem'"), "4");
}

#[test]
fn a_process_is_drafted_adjusted_and_computed() {
    let project = Project::new(
        "[[sources]]\nname = 's'\nkind = 'csv'\nconnection = { folder = 'e' }\n[[sources.loads]]\ninto = 'events'\npath = 'e.csv'\n\
         columns = { event_id = '{@source}:{caso}:{@nth:caso}', event_type = 'ato', occurred_at = 'quando', sequence = '@row' }\n\
         [[sources.loads]]\ninto = 'event_objects'\npath = 'e.csv'\ncolumns = { event_id = '{@source}:{caso}:{@nth:caso}', object_id = 'caso' }\nconstants = { object_type = 'protocolo', qualifier = 'principal' }\n",
    );
    project.write("e/e.csv", "caso,ato,quando\n1,aberto,2026-03-02 09:00\n1,decidido,2026-03-04 09:00\n2,aberto,2026-03-03 09:00\n");
    project.run(&["process", "draft", "protocolo"]).ends(2).says(&["M0608"]);
    project.run(&["run"]).succeeds();
    project.run(&["process", "draft", "chamado"]).ends(2).says(&["M0608"]);
    project.run(&["process", "draft", "protocolo"]).succeeds().says(&["processes/protocolo.toml"]);
    project.run(&["process", "draft", "protocolo"]).ends(2).says(&["M0603"]);
    project.run(&["process", "list"]).succeeds().says(&["protocolo", "oportunidades"]);
    project.run(&["process", "show", "protocol"]).ends(2).says(&["protocolo"]);
    project.run(&["plan"]).succeeds().says(&["staging.process_stages"]);
    project.run(&["run"]).succeeds();
    let stages = "SELECT stage, object_id, outcome, elapsed_seconds FROM marts.case_stages ORDER BY object_id";
    assert_eq!(
        project.rows(stages),
        [["decidido", "1", "avancou", "172800"], ["decidido", "2", "aberto", "86400"]],
        "measured to the last event of the log"
    );
    // A person's own text, then a broken one, then one of a name that is taken.
    project.write("processes/protocolo.toml", PROCESS);
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT DISTINCT stage FROM marts.case_stages"), "analise");
    project.write("processes/protocolo.toml", PROCESS.replace("exit = ['decidido']", "exit = []").replace("'espera'", "'espera'\nnatur = 1"));
    project.run(&["run"]).ends(2).says(&["M0111", "protocolo.toml"]);
    project.write("processes/protocolo.toml", PROCESS);
    project.write("processes/chamado.toml", PROCESS.replace("protocolo", "chamado"));
    project.run(&["run"]).ends(2).says(&["M0112", "chamado"]);
    fs::remove_file(project.path().join("processes/chamado.toml")).unwrap();
    project.write("processes/protocolo.toml", PROCESS.replace("'analise'", "'pausa'"));
    project.run(&["run"]).ends(2).says(&["M0111", "pausa"]);
    project.write("processes/protocolo.toml", PROCESS);
    project.write("rules/analise.toml", "rule = 'analise'\n[parameters]\nageing_min = 3\n");
    project.run(&["run"]).ends(2).says(&["M0113", "ageing_min_n"]);
    project.write("rules/analise.toml", "rule = 'analise'\n[parameters]\nageing_min_n = 1\n");
    project.run(&["plan"]).succeeds().says(&["staging.parameters", "marts.ageing_work"]);
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT is_old FROM marts.ageing_work"), "true", "one closed visit is enough now");
}
