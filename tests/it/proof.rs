//! Proof of completeness: sums by month against the lake, what keeps an edition from being published, and what is shown.

use std::{path::Path, sync::Arc};

use mirante_data::{
    Lake, Snapshot,
    clock::Clock,
    contract::builtin,
    lake::{Draft, Run, Status},
    meta::TALLIES,
    rows::{self, Cell},
};
use mirante_queries::engine::Limits;
use mirante_transform::{Graph, Transform, TransformError, publish::Publication};

use crate::{
    http::Service,
    support::{Project, Random, a_run, ask, block, ingest_at, seed, sources},
};

const DAY: i64 = 86_400_000_000;
/// 2026-10-01T12:00:00Z.
const T0: i64 = 1_790_856_000_000_000;

/// A batch that says it read three rows more than the lake holds.
async fn lose_three_rows(lake: &Lake, batch_id: &str) {
    let parent = lake.head().await.unwrap();
    let mut draft = Draft::on(&parent, "run-lost", "ingest", "", parent.as_of_micros());
    let list = parent.lists.get(TALLIES.name).unwrap().as_ref().clone();
    let nothing = || Cell::Nothing;
    let row = vec![batch_id.into(), Cell::Whole(20_454), 3_i64.into(), nothing(), 0_i64.into(), nothing(), 0_i64.into(), nothing(), nothing()];
    let batch = rows::batch(&TALLIES.columns(), &[row]);
    let list = lake.append(list, &batch.schema(), &[batch]).await.unwrap();
    draft.changed.insert(list.dataset.clone(), list);
    lake.commit(draft).await.unwrap();
}

#[test]
fn what_is_known_to_be_missing_keeps_money_from_being_published() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    project.run(&["publish", "2026-T1"]).succeeds();
    let batch = project.one("SELECT batch_id FROM meta.batches WHERE dataset = 'raw.events' ORDER BY 1 LIMIT 1");
    block(async { lose_three_rows(&project.lake(), &batch).await });
    // The check is a warning of its own; the gate is what publishing asks.
    project.run(&["transform"]);
    assert_eq!(project.rows("SELECT difference_rows, is_complete FROM meta.completeness WHERE NOT is_complete"), [["3", "false"]]);
    // Every reader sees which month of which source it is.
    assert_eq!(project.rows("SELECT gap_rows, missing_rows >= 3 FROM figures.completeness WHERE is_odd"), [["3", "true"]]);
    let said = project.run(&["report", "figure", "completeness", "--edition", "head", "--format", "svg", "-o", "-"]).succeeds().out();
    assert!(said.contains("A conta não fecha em 1 de "), "{said}");
    project.run(&["publish", "2026-T2"]).ends(1).says(&["M0513", "raw.events"]);
}

#[test]
fn a_live_page_shows_the_newest_version_and_so_do_its_files() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let service = Service::of(&project);
    let page = service.get("/qualidade").text();
    let at = page.find("<figure id=\"completeness\"").expect("the figure stands on its page");
    let figure = &page[at..at + page[at..].find("</figure>").unwrap()];
    assert!(figure.contains("<svg") && !figure.contains("edicao="), "{figure}");
    let link = figure.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|link| link.contains(".json")).unwrap();
    assert!(link.starts_with("/g/completeness.json?versao="), "{link}");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&service.get(link).text()).unwrap();
    let cells = figure.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap().matches("<tr>").count();
    assert_eq!(rows.len(), cells);
    // Another version, and a figure of an edition's page, are not there.
    for nowhere in ["/g/completeness.json?versao=999", &link.replace("completeness", "variants"), "/g/completeness.json?versao=x"] {
        assert!([400, 404].contains(&service.get(nowhere).status), "{nowhere}");
    }
}

#[test]
fn the_sums_of_the_texts_meet_those_of_the_lake_whatever_is_refused_or_repeated() {
    let seed = seed("proof");
    block(async {
        let mut random = Random::new(seed);
        let project = Project::new("");
        let lake = Arc::new(project.lake());
        let toml = "[[sources]]\nname = 's'\nkind = 'csv'\nconnection = { folder = 's' }\n[[sources.loads]]\ninto = 'ledger_entries'\npath = '*.csv'\n\
            max_rejects = '100%'\ndecimal = ','\ncolumns = { entry_id = 'id', journal_id = 'id', account_code = 'id', nature = 'nat', booked_on = 'dia', amount = 'valor' }\n\
            constants = { cooperative_id = 'c' }\n";
        let (mut total, mut rows) = (0_i64, 0_i64);
        let mut months: std::collections::BTreeMap<String, (i64, i64)> = std::collections::BTreeMap::new();
        for file in 0..4 {
            let mut text = "id;nat;dia;valor\n".replace(';', ",");
            for _ in 0..60 {
                let (id, centavos) = (random.below(80), i64::try_from(random.below(2_000_000)).unwrap() - 1_000_000);
                let (day, month) = (1 + random.below(28), 1 + random.below(9));
                let nature = ["caixa", "receita", "outra"][random.below(3)];
                let sign = if centavos < 0 { "-" } else { "" };
                let amount = format!("\"{sign}{},{:02}\"", centavos.abs() / 100, centavos.abs() % 100);
                text.push_str(&format!("l{id},{nature},2026-{month:02}-{day:02},{amount}\n"));
                let sums = months.entry(format!("2026-{month:02}-01")).or_default();
                (sums.0, sums.1) = (sums.0 + 1, sums.1 + centavos);
                (rows, total) = (rows + 1, total + centavos);
            }
            project.write(&format!("s/{file}.csv"), text);
            let snapshot = ingest_at(Clock::fixed(T0 + file * DAY), project.path(), &lake, &sources(toml)).await.snapshot;
            let (graph, snapshot) = build(&lake, &snapshot, project.path(), toml, T0 + file * DAY).await;
            let said = ask(
                &lake,
                &snapshot,
                "SELECT period_on, sum(source_rows), sum(source_amount), sum(difference_rows), sum(difference_amount), bool_and(is_complete), min(proof) FROM meta.completeness GROUP BY 1 ORDER BY 1",
            )
            .await;
            let expected: Vec<Vec<String>> = months
                .iter()
                .map(|(month, (rows, sum))| {
                    let sign = if *sum < 0 { "-" } else { "" };
                    let amount = format!("{sign}{}.{:02}", sum.abs() / 100, sum.abs() % 100);
                    [month, &rows.to_string(), &amount, "0", "0.00", "true", "contagem_e_soma"].map(str::to_owned).to_vec()
                })
                .collect();
            assert_eq!(said, expected, "file {file}, seed {seed}");
            drop(graph);
        }
        assert_eq!(rows, 240);
        assert!(total != 0);
    });
}

async fn build(lake: &Arc<Lake>, snapshot: &Snapshot, folder: &Path, toml: &str, at: i64) -> (Graph, Snapshot) {
    let graph = Graph::of(mirante_transform::models(&mirante::project::described(folder, &sources(toml)).unwrap()).unwrap()).await.unwrap();
    let select = vec!["meta.completeness".to_owned(), "+meta.completeness".to_owned(), "+meta.freshness".to_owned()];
    let run = Run { started_at: snapshot.manifest.as_ref().unwrap().body.as_of.clone(), ..a_run() };
    let transform = Transform { lake, graph: &graph, clock: Clock::fixed(at), run, select, is_full: false, as_of: None, limits: Limits::default() };
    let snapshot = transform.run().await.unwrap().snapshot;
    (graph, snapshot)
}

const TWO: &str = "[[sources]]\nname = 'quiet'\nkind = 'csv'\nconnection = { folder = 'q' }\n[[sources.loads]]\ninto = 'events'\npath = 'e.csv'\n\
    columns = { event_id = 'id', event_type = 'tipo', occurred_at = 'quando', sequence = '@row' }\n\
    [[sources]]\nname = 'loud'\nkind = 'csv'\nconnection = { folder = 'l' }\n[[sources.loads]]\ninto = 'areas'\npath = 'a.csv'\ncolumns = { area_id = 'id', name = 'nome' }\n";

fn wanted(name: &str) -> Publication {
    Publication { name: name.to_owned(), title: None, decision_id: None, supersedes: None, published_by: "teste".to_owned() }
}

#[test]
fn a_load_that_stands_still_for_longer_than_its_contract_lets_it_holds_the_edition_up() {
    block(async {
        let limit = builtin::get("events").unwrap().freshness.error_after.clone().unwrap();
        assert_eq!(limit, "7d");
        let project = Project::new("");
        let lake = Arc::new(project.lake());
        project.write("q/e.csv", "id,tipo,quando\n1,x,2026-09-01\n");
        project.write("l/a.csv", "id,nome\n1,um\n");
        ingest_at(Clock::fixed(T0), project.path(), &lake, &sources(TWO)).await;
        // Ten days later only the other source answers.
        let later = T0 + 10 * DAY;
        project.write("l/a.csv", "id,nome\n1,um\n2,dois\n");
        let loud = &TWO[TWO.find("[[sources]]\nname = 'loud'").unwrap()..];
        let snapshot = ingest_at(Clock::fixed(later), project.path(), &lake, &sources(loud)).await.snapshot;
        let graph =
            Graph::of(mirante_transform::models(&mirante::project::described(project.path(), &sources(TWO)).unwrap()).unwrap()).await.unwrap();
        let transform = Transform {
            lake: &lake,
            graph: &graph,
            clock: Clock::fixed(later),
            run: a_run(),
            select: Vec::new(),
            is_full: false,
            as_of: None,
            limits: Limits::default(),
        };
        let snapshot = {
            drop(snapshot);
            transform.run().await.unwrap().snapshot
        };
        let publish = |name: &'static str| mirante_transform::publish::publish(&lake, &snapshot, &graph, Clock::fixed(later), wanted(name));
        match publish("parada").await {
            Err(TransformError::Stale { load, dataset, age, limit, .. }) => {
                assert_eq!([load.as_str(), &dataset, &age, &limit], ["quiet.events", "raw.events", "10d", "7d"]);
            }
            other => panic!("{other:?}"),
        }
        // A whole run that found nothing new, two days before, proves that it stood still by itself.
        let ended = mirante_data::canonical::instant(later - 2 * DAY);
        lake.note_run(&Run { command: "run".into(), status: Status::SemMudanca, ended_at: Some(ended), ..a_run() }).await.unwrap();
        publish("lida").await.unwrap();
    });
}
