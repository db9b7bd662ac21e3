//! Services over HTTP and Singer taps: every page once, nothing of a read that cannot be trusted, state with the rows.

use std::{
    collections::VecDeque,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
};

use crate::support::{Project, Random, seed};

/// How a request is answered.
type Answers = Arc<Mutex<dyn FnMut(&str) -> Answer + Send>>;

/// What the server does with a request.
#[derive(Clone)]
enum Answer {
    /// Status line, headers, body.
    Whole(&'static str, Vec<(String, String)>, String),
    /// The whole answer, cut after so many bytes.
    Cut(String, usize),
    /// Nothing, until the client gives up.
    Hang,
}

fn json(body: &serde_json::Value) -> Answer {
    Answer::Whole("200 OK", Vec::new(), body.to_string())
}

/// A server of this machine, and the requests that it was sent.
struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answers: impl FnMut(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, answers): (_, Answers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(answers)));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, answers) = (seen.clone(), answers.clone());
                std::thread::spawn(move || serve(stream, &seen, &answers));
            }
        });
        Self { port, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The addresses that were asked for, in order.
    fn paths(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.split(' ').nth(1).unwrap().to_owned()).collect()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answers: &Answers) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap().to_owned();
    seen.lock().unwrap().push(request);
    let answer = (answers.lock().unwrap())(&path);
    let _ = match answer {
        Answer::Whole(status, headers, body) => {
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}", body.len()).as_bytes())
        }
        Answer::Cut(body, at) => {
            let whole = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(&whole.as_bytes()[..at.min(whole.len() - 1)])
        }
        Answer::Hang => stream.read(&mut buffer).map(|_| ()),
    };
}

fn item(number: usize) -> serde_json::Value {
    serde_json::json!({ "id": format!("w{number}"), "onde": { "núcleo": "u1" }, "aberto": format!("2026-03-02T12:{:02}:00Z", number % 60), "valor": 0.1, "mudou": 1000 + number })
}

/// A project that reads work items from a server; `more` is added to its load.
fn api(port: u16, connection: &str, more: &str) -> Project {
    Project::new(&format!(
        "[[sources]]\nname = \"chamados\"\nkind = \"http\"\nconnection = {{ url = \"http://127.0.0.1:{port}/api\", inside = [\"127.0.0.1\"], read_timeout = \"1s\"{connection} }}\n\
         [[sources.loads]]\ninto = \"work_items\"\npath = \"itens\"\n\
         columns = {{ work_item_id = \"id\", owner_unit_id = \"/onde/núcleo\", opened_at = \"aberto\", amount = \"valor\" }}\n\
         constants = {{ kind = \"chamado\", requester_type = \"cliente\", priority = \"normal\", is_automated = false, status = \"aberto\" }}\n{more}\n"
    ))
}

fn count(project: &Project) -> String {
    project.one("SELECT count(*) FROM staging.work_items")
}

fn parameter(path: &str, name: &str) -> Option<String> {
    path.split_once('?')?.1.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

/// Rows `from..to` of `all`, as a page in an object.
fn page(from: usize, size: usize, all: usize) -> serde_json::Value {
    let rows: Vec<_> = (from..(from + size).min(all)).map(item).collect();
    serde_json::json!({ "total": all, "itens": rows, "próximo": if from + size < all { serde_json::json!((from + size).to_string()) } else { serde_json::Value::Null } })
}

#[test]
fn every_way_of_paging_reads_every_row_once() {
    let number = |path: &str, name: &str, default: usize| parameter(path, name).map_or(default, |text| text.parse().unwrap());
    let by_page = Server::new(move |path| json(&page((number(path, "p", 9) - 1) * 3, 3, 10)));
    let project = api(by_page.port, "", "records = \"/itens\"\npaging = { by = \"page\", parameter = \"p\", size_parameter = \"n\", size = 3 }");
    project.run(&["run"]).succeeds().says(&["lidas 10 = novas 10"]);
    // Without a total the pages go on until one is empty.
    assert_eq!(by_page.paths(), [1, 2, 3, 4, 5].map(|page| format!("/api/itens?p={page}&n=3")));
    assert_eq!(project.one("SELECT sum(amount) FROM staging.work_items"), "1.00");
    project.run(&["source", "check"]).succeeds();

    // The service gives fewer rows than were asked for; the offset follows what came.
    let by_offset = Server::new(move |path| json(&page(number(path, "desde", 99), 4, 10)));
    let project = api(
        by_offset.port,
        "",
        "records = \"/itens\"\ntotal = \"/total\"\npaging = { by = \"offset\", parameter = \"desde\", size_parameter = \"limite\", size = 100 }",
    );
    project.run(&["run"]).succeeds().says(&["lidas 10 = novas 10"]);
    assert_eq!(by_offset.paths(), [0, 4, 8].map(|from| format!("/api/itens?desde={from}&limite=100")));

    let by_cursor = Server::new(move |path| json(&page(number(path, "apos", 0), 5, 10)));
    let project = api(by_cursor.port, "", "records = \"/itens\"\npaging = { by = \"cursor\", parameter = \"apos\", next = \"/próximo\" }");
    project.run(&["run"]).succeeds().says(&["lidas 10 = novas 10"]);
    assert_eq!(by_cursor.paths(), ["/api/itens", "/api/itens?apos=5"]);

    let by_link = Server::new(move |path| {
        let from = number(path, "k", 0);
        let link = if from + 4 < 10 {
            vec![("Link".to_owned(), format!("</api/itens?k={}>; rel=\"next\"", from + 4)), ("X-Total".to_owned(), "10".to_owned())]
        } else {
            vec![("X-Total".to_owned(), "10".to_owned())]
        };
        Answer::Whole("200 OK", link, serde_json::json!((from..(from + 4).min(10)).map(item).collect::<Vec<_>>()).to_string())
    });
    let project = api(by_link.port, "", "total = \"X-Total\"\npaging = { by = \"link\" }");
    project.run(&["run"]).succeeds().says(&["lidas 10 = novas 10"]);
    assert_eq!(by_link.paths(), ["/api/itens", "/api/itens?k=4", "/api/itens?k=8"]);
    // Nothing new, nothing changed.
    project.run(&["run"]).succeeds();
    assert_eq!(std::fs::read_dir(project.path().join("lake/versions")).unwrap().count(), 2);
}

#[test]
fn reads_that_cannot_be_trusted_leave_nothing() {
    let paging = "records = \"/itens\"\ntotal = \"/total\"\npaging = { by = \"page\", parameter = \"p\" }";
    let number = |path: &str| parameter(path, "p").unwrap().parse::<usize>().unwrap();
    type Case<'a> = (Box<dyn FnMut(&str) -> Answer + Send>, i32, &'a [&'a str]);
    let cases: Vec<Case<'_>> = vec![
        (Box::new(|_| json(&page(0, 3, 10))), 1, &["M0354", "página 2", "mesmas linhas"]),
        (Box::new(move |path| json(&page((number(path) - 1) * 3, 3, 10 + number(path)))), 1, &["M0354", "contava 11", "e 12"]),
        // One row fewer than the service counts.
        (
            Box::new(move |path| {
                json(&serde_json::json!({ "total": 4, "itens": if number(path) == 1 { vec![item(1), item(2), item(3)] } else { vec![] } }))
            }),
            1,
            &["M0317", "4", "3"],
        ),
        (Box::new(|_| json(&serde_json::json!({ "itens": [] }))), 3, &["M0351", "`/total`"]),
        (Box::new(|_| json(&serde_json::json!({ "total": 1, "linhas": [] }))), 3, &["M0351", "`/itens`"]),
        (Box::new(|_| Answer::Whole("401 Unauthorized", vec![], String::new())), 1, &["M0352", "401"]),
        (Box::new(|_| Answer::Whole("302 Found", vec![("location".into(), "http://10.0.0.1/".into())], String::new())), 1, &["M0352", "302"]),
        (Box::new(|_| Answer::Whole("503 Busy", vec![("retry-after".into(), "0".into())], String::new())), 3, &["M0351", "503"]),
        (Box::new(|_| Answer::Whole("429 Busy", vec![("retry-after".into(), "86400".into())], String::new())), 3, &["M0351", "86400"]),
        (
            Box::new(move |path| {
                if number(path) == 1 {
                    json(&page(0, 3, 6))
                } else {
                    Answer::Whole("500 No", vec![("retry-after".into(), "0".into())], String::new())
                }
            }),
            3,
            &["M0351", "500"],
        ),
    ];
    for (answers, code, says) in cases {
        let server = Server::new(answers);
        let project = api(server.port, "", paging);
        project.run(&["run"]).ends(code).says(says);
        assert_eq!(count(&project), "0", "{says:?}");
        assert!(!server.requests().iter().any(|request| request.contains("10.0.0.1")));
    }
    // A page that leads back, and one that leads outside.
    for (link, code, says) in [
        ("/api/itens", 1, "M0354"),
        ("http://169.254.169.254/latest/", 2, "M0353"),
        ("http://127.0.0.1:1/", 2, "M0353"),
        ("file:///etc/passwd", 2, "M0353"),
    ] {
        let turn = Mutex::new(0);
        let server = Server::new(move |_| {
            *turn.lock().unwrap() += 1;
            let rows = serde_json::json!([item(*turn.lock().unwrap())]).to_string();
            Answer::Whole("200 OK", vec![("link".into(), format!("<{link}>; rel=next"))], rows)
        });
        let project = api(server.port, "", "paging = { by = \"link\" }");
        project.run(&["run"]).ends(code).says(&[says]);
        assert_eq!(count(&project), "0", "{link}");
    }
}

#[test]
fn forty_cuts_are_taken_up_and_end_as_an_undisturbed_read() {
    let mut random = Random::new(seed("forty_cuts_are_taken_up_and_end_as_an_undisturbed_read"));
    // Each page fails up to twice before it comes whole; eight pages, five runs.
    for _ in 0..5 {
        let mut troubles: VecDeque<Option<usize>> = (0..8).flat_map(|_| [Some(random.below(400)), None]).collect();
        let server = Server::new(move |path| {
            let whole = page((parameter(path, "p").unwrap().parse::<usize>().unwrap() - 1) * 2, 2, 16);
            match troubles.pop_front().flatten() {
                Some(at) => Answer::Cut(whole.to_string(), at),
                None => json(&whole),
            }
        });
        let project = api(server.port, "", "records = \"/itens\"\ntotal = \"/total\"\npaging = { by = \"page\", parameter = \"p\" }");
        project.run(&["run"]).succeeds().says(&["lidas 16 = novas 16"]);
        assert_eq!(server.requests().len(), 16);
        assert_eq!(count(&project), "16");
    }
}

#[test]
fn a_service_that_hangs_is_left_after_its_time() {
    let server = Server::new(|_| Answer::Hang);
    let project = api(server.port, ", time_limit = \"2s\"", "");
    project.run(&["run"]).ends(3).says(&["M0351"]);
    assert!((1..=3).contains(&server.requests().len()), "{:?}", server.paths());
    assert_eq!(count(&project), "0");
}

#[test]
fn only_what_is_new_is_asked_for_and_nothing_is_lost_in_the_overlap() {
    let rows = Arc::new(Mutex::new((1..=5).map(item).collect::<Vec<_>>()));
    let all = rows.clone();
    let server = Server::new(move |path| {
        let since = parameter(path, "desde").map_or(0, |text| text.parse::<i64>().unwrap());
        let found: Vec<_> = all.lock().unwrap().iter().filter(|row| row["mudou"].as_i64().is_none_or(|changed| changed >= since)).cloned().collect();
        json(&serde_json::json!(found))
    });
    let project = api(server.port, "", "cursor = \"mudou\"\nlag = \"2\"\nparameters = { desde = \"{cursor}\", fixo = \"a b&c\" }");
    project.run(&["run"]).succeeds().says(&["lidas 5 = novas 5"]);
    rows.lock().unwrap().push(item(6));
    project.run(&["run"]).succeeds().says(&["lidas 4 = novas 1"]);
    project.run(&["ingest", "--full"]).succeeds().says(&["lidas 6 = novas 0"]);
    assert_eq!(server.paths(), ["/api/itens?fixo=a+b%26c", "/api/itens?desde=1003&fixo=a+b%26c", "/api/itens?fixo=a+b%26c"]);
    assert_eq!(count(&project), "6");
    rows.lock().unwrap()[0]["mudou"] = serde_json::Value::Null;
    project.run(&["ingest", "--full"]).ends(1).says(&["M0316", "`mudou`"]);
}

#[test]
fn secrets_come_from_files_and_are_shown_nowhere() {
    let server =
        Server::new(
            |path| if path.contains("certo") { json(&serde_json::json!([item(1)])) } else { Answer::Whole("403 No", vec![], "s3gredo".into()) },
        );
    let more = ", bearer_file = \"segredos/token\", header_files = { \"X-Chave\" = \"segredos/chave\" }, headers = { \"X-Versao\" = \"2\" }";
    let project = api(server.port, more, "");
    for name in ["token", "chave"] {
        project.write(&format!("segredos/{name}"), format!("s3gredo-{name}\n"));
    }
    let mode = |mode: u32| {
        ["token", "chave"]
            .iter()
            .for_each(|name| std::fs::set_permissions(project.path().join("segredos").join(name), std::fs::Permissions::from_mode(mode)).unwrap());
    };
    mode(0o644);
    project.run(&["run"]).ends(2).says(&["M0315", "segredos/token"]);
    assert_eq!(server.requests().len(), 0);
    mode(0o600);
    let ran = project.run(&["run"]);
    ran.ends(1).says(&["M0352", "403"]);
    assert!(!(ran.err() + &ran.out()).contains("s3gredo"));
    project.write("mirante.toml", project.read("mirante.toml").replace("path = \"itens\"", "path = \"certo?chave=q3\""));
    let ran = project.run(&["-v", "run"]);
    ran.succeeds();
    assert!(!(ran.err() + &ran.out()).contains("s3gredo") && !ran.err().contains("q3"), "{}", ran.err());
    let request = server.requests().pop().unwrap().to_lowercase();
    assert!(
        request.contains("authorization: bearer s3gredo-token") && request.contains("x-chave: s3gredo-chave") && request.contains("x-versao: 2"),
        "{request}"
    );
    assert!(request.starts_with("get /api/certo?chave=q3 "), "{request}");
    for path in crate::support::files_below(&project.path().join("lake")) {
        assert!(!std::fs::read(&path).unwrap().windows(7).any(|window| window == b"s3gredo"), "{}", path.display());
    }
}

#[test]
fn addresses_and_options_that_cannot_be_are_told_before_anything_is_asked() {
    let server = Server::new(|_| json(&serde_json::json!([])));
    let toml = api(server.port, "", "").read("mirante.toml");
    let with = |from: &str, to: &str| {
        let project = Project::new(&toml.replace(from, to));
        project.run(&["run"])
    };
    with(", inside = [\"127.0.0.1\"]", "").ends(2).says(&["M0301", "127.0.0.1", "`inside`"]);
    with("http://127.0.0.1", "http://user:pass@127.0.0.1").ends(2).says(&["M0301", "segredos vêm de arquivos"]);
    with("http://127.0.0.1", "ftp://127.0.0.1").ends(2).says(&["M0301", "`ftp`"]);
    with("http://127.0.0.1", "http://api.exemplo.org").ends(2).says(&["M0301", "https://"]);
    with("path = ", "records = \"itens\"\npath = ").ends(2).says(&["M0301", "`records = \"itens\"`"]);
    with("path = ", "parameters = { d = \"{cursor}\" }\npath = ").ends(2).says(&["M0301", "`cursor`"]);
    with("path = ", "query = \"SELECT 1\"\npath = ").ends(2).says(&["M0301", "`query`"]);
    with("work_item_id = \"id\"", "work_item_id = \"{@row}\"").ends(2).says(&["M0301", "`work_item_id`"]);
    with(", read_timeout", ", headers = { Authorization = \"x\" }, read_timeout").ends(2).says(&["M0301", "`bearer_file`"]);
    with(", read_timeout", ", bearer = \"x\", read_timeout").ends(2).says(&["M0602", "bearer"]);
    assert_eq!(server.requests().len(), 0);
    // `localhost` is a name: it is looked at when it is resolved.
    with(", inside = [\"127.0.0.1\"]", "").ends(2);
    let project = Project::new(&toml.replace("127.0.0.1:", "localhost:").replace(", inside = [\"127.0.0.1\"]", ""));
    project.run(&["run"]).ends(2).says(&["M0353"]);
    assert_eq!(server.requests().len(), 0);
}

const TAP: &str = r#"
import json, os, sys, time
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
state = json.load(open(options["--state"])) if "--state" in options else None
here = os.path.dirname(os.path.abspath(__file__))
plan = json.load(open(os.path.join(here, "plan.json")))
open(os.path.join(here, "ran.ndjson"), "a").write(json.dumps({"state": state, "env": sorted(os.environ), "args": sys.argv[1:]}) + "\n")
for step in plan:
    if "print" in step: print(step["print"], flush=True)
    elif "raw" in step: sys.stdout.buffer.write(bytes(step["raw"])); sys.stdout.flush()
    elif "long" in step: print("{\"type\":\"RECORD\",\"stream\":\"itens\",\"record\":{\"id\":\"" + "x" * step["long"] + "\"}}", flush=True)
    elif "err" in step: print(step["err"], file=sys.stderr, flush=True)
    elif "exit" in step: sys.exit(step["exit"])
    elif "sleep" in step: time.sleep(step["sleep"])
    else: print(json.dumps(step), flush=True)
"#;

fn tap(plan: &serde_json::Value, connection: &str) -> Project {
    let project = Project::new(&format!(
        "[[sources]]\nname = \"crm\"\nkind = \"singer\"\nconnection = {{ command = [\"python3\", \"tap/tap.py\"]{connection} }}\n\
         [[sources.loads]]\ninto = \"areas\"\nstream = \"itens\"\ncolumns = {{ area_id = \"id\", name = \"/nome/texto\" }}\n"
    ));
    project.write("tap/tap.py", TAP);
    project.write("tap/plan.json", plan.to_string());
    project
}

fn schema() -> serde_json::Value {
    serde_json::json!({ "type": "SCHEMA", "stream": "itens", "schema": { "properties": { "id": {}, "nome": { "properties": { "texto": {} } } } }, "key_properties": ["id"] })
}

fn record(id: &str) -> serde_json::Value {
    serde_json::json!({ "type": "RECORD", "stream": "itens", "record": { "id": id, "nome": { "texto": format!("Área {id}") } } })
}

fn areas(project: &Project) -> Vec<String> {
    project.rows("SELECT area_id FROM staging.areas ORDER BY 1").into_iter().map(|row| row[0].clone()).collect()
}

#[test]
fn a_tap_goes_on_where_its_state_says() {
    let state = |value: u32| serde_json::json!({ "type": "STATE", "value": { "bookmarks": { "itens": value } } });
    let stranger = serde_json::json!({ "type": "RECORD", "stream": "alheio", "record": { "id": "z" } });
    let plan = serde_json::json!([schema(), record("a"), stranger, record("b"), state(1), record("c"), state(2)]);
    let project = tap(&plan, "");
    project.run(&["source", "check"]).succeeds();
    project.run(&["run"]).succeeds().says(&["lidas 3 = novas 3"]);
    project.write("tap/plan.json", serde_json::json!([schema(), record("c"), record("d"), state(3)]).to_string());
    project.run(&["run"]).succeeds().says(&["lidas 2 = novas 1"]);
    assert_eq!(areas(&project), ["a", "b", "c", "d"], "what does not come again stays");
    let ran: Vec<serde_json::Value> = project.read("tap/ran.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let states: Vec<_> = ran.iter().map(|run| run["state"].clone()).collect();
    assert_eq!(states, [serde_json::Value::Null, serde_json::Value::Null, serde_json::json!({ "bookmarks": { "itens": 2 } })]);
    let names: Vec<&str> = ran[0]["env"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    // What the tests gave the program is not passed on; python itself may add some of its own.
    assert!(names.contains(&"PATH") && !names.iter().any(|name| *name == "NO_COLOR" || name.starts_with("CARGO")), "{names:?}");
    // From nothing: what no longer comes is gone.
    project.write("tap/plan.json", serde_json::json!([schema(), record("d"), state(4)]).to_string());
    project.run(&["ingest", "--full"]).succeeds();
    project.run(&["transform"]).succeeds();
    assert_eq!(areas(&project), ["d"]);
}

#[test]
fn a_new_version_of_all_rows_retires_the_old_ones() {
    let version = |number: u32| serde_json::json!({ "type": "ACTIVATE_VERSION", "stream": "itens", "version": number });
    let state = serde_json::json!({ "type": "STATE", "value": {} });
    let project = tap(&serde_json::json!([schema(), record("a"), record("b"), version(1), state]), "");
    project.run(&["run"]).succeeds();
    // The same version: only what is new came.
    project.write("tap/plan.json", serde_json::json!([schema(), record("c"), version(1), state]).to_string());
    project.run(&["run"]).succeeds();
    assert_eq!(areas(&project), ["a", "b", "c"]);
    project.write("tap/plan.json", serde_json::json!([schema(), record("b"), record("c"), version(2), state]).to_string());
    project.run(&["run"]).succeeds();
    assert_eq!(areas(&project), ["b", "c"]);
}

#[test]
fn a_tap_that_fails_leaves_nothing_and_says_why() {
    let state = serde_json::json!({ "type": "STATE", "value": 1 });
    let print = |text: &str| serde_json::json!({ "print": text });
    let cases = [
        (serde_json::json!([schema(), record("a"), state, { "err": "senha S3GREDO-1 recusada" }, { "exit": 3 }]), "senha *** recusada"),
        (serde_json::json!([schema(), record("a"), print("isto não é JSON")]), "linha 3"),
        (serde_json::json!([schema(), record("a"), print("{\"stream\":\"itens\"}")]), "`type`"),
        (serde_json::json!([schema(), record("a"), { "raw": [255, 10] }]), "linha 3"),
        (serde_json::json!([record("a"), schema()]), "SCHEMA"),
        (serde_json::json!([schema(), { "long": 9_000_000 }]), "8 MiB"),
        (serde_json::json!([{ "type": "SCHEMA", "stream": "outro", "schema": {} }]), "`itens`"),
        (serde_json::json!([schema(), record("a"), { "sleep": 60 }]), "1 segundos"),
    ];
    for (plan, says) in cases {
        let limit = if says == "1 segundos" { "1s" } else { "30s" };
        let project = tap(&plan, &format!(", config_file = \"tap/config.json\", time_limit = \"{limit}\""));
        project.write("tap/config.json", "{\"senha\":\"S3GREDO-1\"}");
        std::fs::set_permissions(project.path().join("tap/config.json"), std::fs::Permissions::from_mode(0o600)).unwrap();
        let ran = project.run(&["run"]);
        ran.ends(3).says(&["M0355", says]);
        assert!(!(ran.err() + &ran.out()).contains("S3GREDO"), "{}", ran.err());
        assert_eq!(areas(&project), Vec::<String>::new(), "{says}");
    }
    let project = tap(&serde_json::json!([]), "");
    project.write("mirante.toml", project.read("mirante.toml").replace("python3", "nenhum-programa-assim"));
    project.run(&["run"]).ends(3).says(&["M0355", "nenhum-programa-assim"]);
    // A shell would run this; here it is one argument.
    project.write(
        "mirante.toml",
        project.read("mirante.toml").replace("\"nenhum-programa-assim\", \"tap/tap.py\"", "\"python3\", \"tap/tap.py; touch tocado\""),
    );
    project.run(&["run"]).ends(3);
    assert!(!project.path().join("tocado").exists());
}

#[test]
fn broken_records_of_a_tap_are_rejects() {
    let twice = serde_json::json!({ "print": "{\"type\":\"RECORD\",\"stream\":\"itens\",\"record\":{\"id\":\"x\",\"id\":\"y\"}}" });
    let none = serde_json::json!({ "type": "RECORD", "stream": "itens", "record": { "nome": { "texto": "sem id" } } });
    let project = tap(&serde_json::json!([schema(), record("a"), twice, none, record("b")]), "");
    project.write("mirante.toml", project.read("mirante.toml").replace("stream =", "max_rejects = \"60%\"\nstream ="));
    project.run(&["run"]).succeeds().says(&["lidas 4 = novas 2", "recusadas 2", "itens, linha 2: esquema_mudou", "chave_nula"]);
    assert_eq!(areas(&project), ["a", "b"]);
    project
        .write("tap/plan.json", serde_json::json!([{ "type": "SCHEMA", "stream": "itens", "schema": { "properties": { "ide": {} } } }]).to_string());
    project.run(&["source", "check"]).ends(1).says(&["M0305", "`id`", "`ide`"]);
    project.run(&["ingest", "--full"]).ends(1).says(&["M0305"]);
}

#[test]
fn the_example_of_a_tap_runs_and_then_has_nothing_new() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let kinds = ["csv", "json", "jsonl", "parquet", "xes", "ocel", "singer"];
    let args: Vec<&str> = ["init"].into_iter().chain(kinds.iter().flat_map(|kind| ["--source", kind])).collect();
    project.run(&args).succeeds();
    project.run(&["source", "list"]).succeeds().says(&["singer", "ocel", "parquet", "jsonl"]);
    project.run(&["source", "check"]).succeeds();
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(DISTINCT _source) FROM raw.events"), "7");
    assert_eq!(project.one("SELECT count(*) FROM meta.rejects"), "0");
    project.run(&["run"]).succeeds();
    assert_eq!(std::fs::read_dir(project.path().join("lake/versions")).unwrap().count(), 2);
}
