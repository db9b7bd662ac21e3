//! Events of dates: whatever was edited in whatever order, they are those of the present rows.

use std::{fmt::Write, path::Path, sync::Arc};

use mirante_data::{Lake, Snapshot};

use crate::support::{Project, Random, ask, block, ingest, seed, sources};

/// A process of contracts and titles, whose dates stand for events.
const PROCESS: &str = r#"
process = "aaa_contas"
label = "Contas | Accounts"
object_type = "contract"
[[stages]]
key = "cobranca"
label = "Cobrança | Collection"
object_type = "invoice"
enter = ["contract.signed"]
exit = ["title.settled"]
nature = "espera"
[[stages]]
key = "titulo"
label = "Título | Title"
object_type = "receivable"
enter = ["title.issued"]
exit = ["title.settled"]
nature = "espera"
[[dates]]
event_type = "contract.signed"
mark = "t_signed"
dataset = "contracts"
column = "signed_at"
[[dates]]
event_type = "contract.broken"
mark = "t_end"
dataset = "contracts"
column = "end_on"
when = { status = ["rescindido"] }
[[dates]]
event_type = "contract.ended"
mark = "t_end"
dataset = "contracts"
column = "end_on"
when = { status = ["encerrado", "vigente"] }
[[dates]]
event_type = "title.issued"
mark = "t_issued"
dataset = "titles"
column = "issued_on"
[[dates]]
event_type = "title.settled"
mark = "t_settled"
dataset = "titles"
column = "settled_on"
[[dates]]
event_type = "distribution.paid"
mark = "t_due"
dataset = "titles"
column = "due_on"
"#;

const CONTRACTS: &str = "contract_id,signed_at,end_on,status";
const TITLES: &str = "title_id,direction,invoice_id,contract_id,issued_on,settled_on,due_on";
const INVOICES: &str = "invoice_id,contract_id";

fn load(name: &str, into: &str, header: &str, constants: &str, derives: bool) -> String {
    let columns: Vec<String> = header.split(',').map(|name| format!("{name} = \"{name}\"")).collect();
    format!(
        "[[sources.loads]]\nname = \"{name}\"\ninto = \"{into}\"\npath = \"{name}.csv\"\ncolumns = {{ {} }}\nconstants = {{ {constants} }}\ndeletes = \"missing\"\nderive_events = {derives}\n",
        columns.join(", ")
    )
}

fn contracts(name: &str, derives: bool) -> String {
    let constants = "cooperative_id = \"c\", organization_id = \"o\", unit_id = \"u\", engagement_model = \"projeto\", act_nature = \"cooperativo\", value = 1, \
                     drafted_at = \"2026-01-01\", start_on = \"2026-01-01\", has_responsibilities = true, has_substitution_clause = true, is_off_site = false";
    load(name, "contracts", CONTRACTS, constants, derives)
}

fn titles(name: &str, derives: bool) -> String {
    let constants = "cooperative_id = \"c\", unit_id = \"u\", category = \"servico\", amount = 1, paid_amount = 0, written_off_amount = 0, fine_amount = 0, \
                     discount_amount = 0, status = \"aberto\"";
    load(name, "titles", TITLES, constants, derives)
}

fn invoices() -> String {
    let constants = "cooperative_id = \"c\", organization_id = \"o\", unit_id = \"u\", due_on = \"2026-01-31\", amount = 1, is_credit_note = false, \
                     fiscal_status = \"nao_aplica\", status = \"emitida\"";
    load("invoices", "invoices", INVOICES, constants, false)
}

fn source(name: &str, loads: &str) -> String {
    format!("[[sources]]\nname = \"{name}\"\nkind = \"csv\"\nconnection = {{ folder = \"{name}\" }}\n{loads}")
}

/// The live rows of events, or of links, as lines.
async fn live(lake: &Arc<Lake>, snapshot: &Snapshot, dataset: &str, key: &str, columns: &str) -> Vec<String> {
    let query = format!(
        "WITH history AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY _recorded_at DESC, _op DESC) AS n FROM {dataset})\n\
         SELECT {columns} FROM history WHERE n = 1 AND _op <> 'delete' ORDER BY {columns}"
    );
    ask(lake, snapshot, &query).await.into_iter().map(|row| row.join(" ")).collect()
}

async fn events(lake: &Arc<Lake>, snapshot: &Snapshot) -> Vec<String> {
    let mut all = live(lake, snapshot, "raw.events", "event_id", "event_id, event_type, occurred_at, sequence, attributes").await;
    let columns = "event_id, object_type, object_id, qualifier";
    all.extend(live(lake, snapshot, "raw.event_objects", columns, columns).await);
    all
}

/// A project's folder with its lake in the same folder.
fn at(project: &Project) -> Arc<Lake> {
    Arc::new(project.lake())
}

async fn run(project: &Project, toml: &str) -> (Arc<Lake>, Snapshot, mirante_ingest::Report) {
    let lake = at(project);
    let report = ingest(project.path(), &lake, &sources(toml)).await;
    for load in &report.loads {
        assert!(load.outcome.is_ok(), "{}: {:?}", load.load, load.outcome);
    }
    (lake, report.snapshot.clone(), report)
}

fn written(path: &Path, name: &str, text: &str) {
    let target = path.join(name);
    std::fs::create_dir_all(target.parent().unwrap()).unwrap();
    std::fs::write(target, text).unwrap();
}

#[test]
fn dates_become_events_in_the_order_of_the_process() {
    block(async {
        let toml = source("s", &(contracts("contracts", true) + &titles("titles", true) + &invoices()));
        let project = Project::new("");
        written(project.path(), "processes/aaa_contas.toml", PROCESS);
        project.write(
            "s/contracts.csv",
            format!("{CONTRACTS}\nk1,2026-03-02 10:00,2026-05-31,encerrado\nk2,,2026-05-31,rescindido\nk3,,2026-05-31,minuta\n"),
        );
        project.write("s/titles.csv", format!("{TITLES}\nt1,receber,i1,,2026-03-05,2026-03-05,2026-03-09\nt2,pagar,,k1,2026-03-06,,2026-03-09\n"));
        project.write("s/invoices.csv", format!("{INVOICES}\ni1,k2\n"));
        let (lake, snapshot, report) = run(&project, &toml).await;
        let expected = [
            "contracts:k1:t_end contract.ended 2026-05-31T03:00:00Z 3 {\"derived_from\":\"contracts.end_on\"}",
            "contracts:k1:t_signed contract.signed 2026-03-02T13:00:00Z 1 {\"derived_from\":\"contracts.signed_at\"}",
            "contracts:k2:t_end contract.broken 2026-05-31T03:00:00Z 2 {\"derived_from\":\"contracts.end_on\"}",
            "titles:t1:t_issued title.issued 2026-03-05T03:00:00Z 4 {\"derived_from\":\"titles.issued_on\"}",
            "titles:t1:t_settled title.settled 2026-03-05T03:00:00Z 5 {\"derived_from\":\"titles.settled_on\"}",
            "titles:t2:t_issued title.issued 2026-03-06T03:00:00Z 4 {\"derived_from\":\"titles.issued_on\"}",
        ];
        let all = events(&lake, &snapshot).await;
        let mine: Vec<&String> = all.iter().filter(|line| line.contains(":t_") && line.contains("derived_from")).collect();
        assert_eq!(mine, expected);
        let of_title: Vec<&str> = all.iter().filter_map(|line| line.strip_prefix("titles:t1:t_settled ")).collect();
        let of_title: Vec<&str> = of_title.into_iter().filter(|line| !line.contains("derived_from")).collect();
        assert_eq!(
            of_title,
            ["contract k2 contract_id", "cooperative c cooperative_id", "invoice i1 invoice_id", "receivable t1 principal", "unit u unit_id"]
        );
        let of_payable: Vec<&str> = all.iter().filter_map(|line| line.strip_prefix("titles:t2:t_issued ")).collect();
        let of_payable: Vec<&str> = of_payable.into_iter().filter(|line| !line.contains("derived_from")).collect();
        assert_eq!(of_payable, ["contract k1 contract_id", "cooperative c cooperative_id", "payable t2 principal", "unit u unit_id"]);
        let derived: Vec<_> = report.loads.iter().filter(|load| load.dataset.as_str() == "raw.events").collect();
        let counted: u64 = derived.iter().map(|load| load.outcome.as_ref().unwrap().inserted).sum();
        assert_eq!((derived.len(), counted), (2, all.iter().filter(|line| line.contains("derived_from")).count() as u64));
        // Once more: nothing changes, nothing is written.
        let (_, again, report) = run(&project, &toml).await;
        assert_eq!((again.version(), report.version), (snapshot.version(), None));
    });
}

#[test]
fn a_changed_date_is_given_again_an_emptied_one_and_a_deleted_row_are_taken_back() {
    block(async {
        let toml = source("s", &contracts("contracts", true));
        let project = Project::new("");
        written(project.path(), "processes/aaa_contas.toml", PROCESS);
        let step = |rows: &str| project.write("s/contracts.csv", format!("{CONTRACTS}\n{rows}"));
        for rows in [
            "k1,2026-03-02,,minuta\nk2,2026-03-03,,minuta\nk3,2026-03-04,,minuta\n",
            "k1,2026-03-09,,minuta\nk2,,,minuta\n",
            "k1,2026-03-09,,suspenso\nk2,,,minuta\n",
        ] {
            step(rows);
            run(&project, &toml).await;
        }
        let lake = at(&project);
        let snapshot = lake.head().await.unwrap();
        let history = "SELECT event_id, _op FROM raw.events WHERE event_id LIKE '%:t_signed' ORDER BY event_id, _recorded_at, _op";
        let history: Vec<String> = ask(&lake, &snapshot, history).await.into_iter().map(|row| format!("{} {}", row[0], row[1])).collect();
        let expected = ["k1 insert", "k1 delete", "k1 insert", "k2 insert", "k2 delete", "k3 insert", "k3 delete"];
        let expected: Vec<String> =
            expected.iter().map(|text| text.split_once(' ').unwrap()).map(|(key, op)| format!("contracts:{key}:t_signed {op}")).collect();
        assert_eq!(history, expected);
        let law = "SELECT count(*) FROM meta.batches WHERE rows_read <> rows_inserted + rows_updated + rows_deleted + rows_unchanged + rows_superseded + rows_rejected";
        assert_eq!(ask(&lake, &snapshot, law).await, [["0"]]);
    });
}

#[test]
fn a_log_keeps_its_own_events_and_facts_derive_nothing() {
    block(async {
        let log = "[[sources.loads]]\ninto = \"events\"\npath = \"log.csv\"\ncolumns = { event_id = \"id\", event_type = \"tipo\", occurred_at = \"quando\", sequence = \"@row\" }\n";
        for place in ["s", "t"] {
            let toml = source("s", &(contracts("contracts", true) + if place == "s" { log } else { "" }))
                + &if place == "t" { source("t", log) } else { String::new() };
            let project = Project::new("");
            written(project.path(), "processes/aaa_contas.toml", PROCESS);
            project.write(&format!("{place}/log.csv"), "id,tipo,quando\ncontracts:k1:t_signed,outro,2026-01-01\ncontracts:x,outro,2026-01-01\n");
            project.write("s/contracts.csv", format!("{CONTRACTS}\nk1,2026-03-02,,minuta\nk2,2026-03-03,,minuta\n"));
            let (lake, snapshot, _) = run(&project, &toml).await;
            let all = events(&lake, &snapshot).await;
            assert!(all.iter().any(|line| line.starts_with("contracts:k1:t_signed outro")), "{all:?}");
            assert!(!all.iter().any(|line| line.starts_with("contracts:k1:t_signed contract")), "no links of the refused event: {all:?}");
            let rejects = ask(&lake, &snapshot, "SELECT DISTINCT load, key_text FROM meta.rejects ORDER BY 2").await;
            assert_eq!(rejects[0], ["s.contracts", "contracts:k1:t_signed"]);
            // Derived by nothing any more: only the log stays.
            let (lake, snapshot, _) = run(&project, &toml.replace("derive_events = true", "derive_events = false")).await;
            let all = events(&lake, &snapshot).await;
            assert_eq!(all.iter().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>(), ["contracts:k1:t_signed", "contracts:x"]);
        }
        let facts = source(
            "s",
            "[[sources.loads]]\ninto = \"events\"\npath = \"e.csv\"\nderive_events = true\ncolumns = { event_id = \"id\", event_type = \"id\", occurred_at = \"id\", sequence = \"@row\" }\n",
        );
        let project = Project::new(&facts);
        project.write("s/e.csv", "id\n1\n");
        project.run(&["ingest"]).ends(2).says(&["M0301", "derive_events"]);
    });
}

/// What the files hold: every key in one place.
#[derive(Clone, Default)]
struct World {
    /// contracts: source, then the cells after the key.
    contracts: Vec<(usize, [String; 3])>,
    /// titles: load, then the cells after the key.
    titles: Vec<(usize, [String; 6])>,
    invoices: Vec<Option<String>>,
    derives: [bool; 4],
    process: usize,
}

impl World {
    fn new() -> Self {
        Self { derives: [true; 4], ..Self::default() }
    }

    fn day(random: &mut Random) -> String {
        if random.below(4) == 0 { String::new() } else { format!("2026-03-{:02}", 1 + random.below(28)) }
    }

    /// A few edits of cells, rows, places, options.
    fn edit(&mut self, random: &mut Random) {
        for _ in 0..1 + random.below(8) {
            let status = ["minuta", "vigente", "encerrado", "rescindido"];
            let contract = |random: &mut Random| [Self::day(random), Self::day(random), status[random.below(4)].to_owned()];
            let key = |random: &mut Random, letter: char| if random.below(3) == 0 { String::new() } else { format!("{letter}{}", random.below(9)) };
            let title = |random: &mut Random| {
                let side = ["receber", "pagar"][random.below(2)].to_owned();
                [side, key(random, 'i'), key(random, 'k'), format!("2026-03-{:02}", 1 + random.below(28)), Self::day(random), "2026-04-01".to_owned()]
            };
            match random.below(12) {
                0..3 => self.contracts.push((random.below(3), contract(random))),
                3..6 => self.titles.push((random.below(3), title(random))),
                6 => self.invoices.push((random.below(4) > 0).then(|| format!("k{}", random.below(9)))),
                7 if !self.contracts.is_empty() => {
                    let place = random.below(self.contracts.len());
                    self.contracts[place] = (random.below(3), contract(random));
                }
                8 if !self.titles.is_empty() => {
                    let place = random.below(self.titles.len());
                    self.titles[place].0 = random.below(3);
                    if random.below(2) == 0 {
                        self.titles[place].1 = title(random);
                    }
                }
                9 if !self.invoices.is_empty() => {
                    let place = random.below(self.invoices.len());
                    self.invoices[place] = (random.below(4) > 0).then(|| format!("k{}", random.below(9)));
                }
                10 if random.below(4) == 0 => self.derives[random.below(4)] ^= true,
                11 if random.below(4) == 0 => self.process = random.below(3),
                _ => {}
            }
        }
    }

    /// Two sources of contracts, two loads of titles; a row in the third place is nowhere.
    fn write(&self, project: &Project) -> String {
        for (place, name) in ["a/contracts.csv", "b/contracts.csv"].iter().enumerate() {
            let mut text = format!("{CONTRACTS}\nstay{place},,,minuta\n");
            for (number, (_, cells)) in self.contracts.iter().enumerate().filter(|(_, (at, _))| *at == place) {
                writeln!(text, "k{number},{}", cells.join(",")).unwrap();
            }
            project.write(name, text);
        }
        for (place, name) in ["a/titles_1.csv", "a/titles_2.csv"].iter().enumerate() {
            let mut text = format!("{TITLES}\nstay{place},pagar,,,2026-01-01,,2026-01-02\n");
            for (number, (_, cells)) in self.titles.iter().enumerate().filter(|(_, (at, _))| *at == place) {
                writeln!(text, "t{number},{}", cells.join(",")).unwrap();
            }
            project.write(name, text);
        }
        let mut text = format!("{INVOICES}\nstay,\n");
        for (number, contract) in self.invoices.iter().enumerate() {
            writeln!(text, "i{number},{}", contract.clone().unwrap_or_default()).unwrap();
        }
        project.write("a/invoices.csv", text);
        let process = match self.process {
            0 => PROCESS.to_owned(),
            1 => PROCESS.replace("\"title.settled\"\nmark", "\"title.paid\"\nmark"),
            _ => PROCESS.replace("object_type = \"invoice\"", "object_type = \"payable\""),
        };
        written(project.path(), "processes/aaa_contas.toml", &process);
        let a = contracts("contracts", self.derives[0]) + &titles("titles_1", self.derives[1]) + &titles("titles_2", self.derives[2]) + &invoices();
        source("a", &a) + &source("b", &contracts("contracts", self.derives[3]))
    }
}

#[test]
fn any_edits_over_any_runs_give_the_events_of_the_last_state() {
    let seed = seed("derived");
    block(async {
        for case in 0..8_u64 {
            let mut random = Random::new(seed.wrapping_add(case * 7_919));
            let mut world = World::new();
            let project = Project::new("");
            let mut last = None;
            for _ in 0..2 + random.below(6) {
                world.edit(&mut random);
                let toml = world.write(&project);
                last = Some((run(&project, &toml).await, toml));
            }
            let ((lake, snapshot, _), toml) = last.unwrap();
            let fresh = Project::new("");
            world.write(&fresh);
            let (other, scratch, _) = run(&fresh, &toml).await;
            let (left, right) = (events(&lake, &snapshot).await, events(&other, &scratch).await);
            assert_eq!(left, right, "case {case} of seed {seed}");
            let (_, again, report) = run(&project, &toml).await;
            assert_eq!((again.version(), report.version), (snapshot.version(), None), "case {case} of seed {seed}: nothing is new");
        }
    });
}
