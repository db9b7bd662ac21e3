//! The service as browsers and those who mean no good meet it: plain sockets against the built program.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use askama::Template;
use mirante::{
    project,
    web::{
        self,
        app::App,
        component::{Component, Place},
        limits::Limits,
        pages,
        routes::Viewer,
        server,
        shelf::Origin,
    },
};
use mirante_data::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use mirante_reports::{
    figure,
    figure::{Slice, spec::Chart},
};

use crate::{
    http::{Answer, Service, ask, exchange},
    support::{Project, block, files_below, repository},
};

/// A small project with an edition, made once for all tests, which only read it.
static PUBLISHED: LazyLock<Project> = LazyLock::new(|| {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    project.run(&["publish", "2026-T1", "--title", "1º trimestre <b>de</b> 2026"]).succeeds();
    project
});

/// Addresses of pages and files, one of each kind, in both languages.
fn addresses() -> Vec<String> {
    let mut all: Vec<String> = [
        "/edicoes",
        "/edicoes/2026-T1",
        "/qualidade",
        "/metodo/stage_wait",
        "/dados",
        "/dados/raw.events",
        "/dados/marts.edges",
        "/dados/meta.lineage",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(pages::of_editions().map(|page| format!("/e/2026-T1{}", page.route)));
    all.extend(["svg", "csv", "json", "metadata.json"].map(|form| format!("/g/variants.{form}?edicao=2026-T1")));
    let english: Vec<String> = all.iter().map(|path| format!("/en{path}")).collect();
    all.into_iter().chain(english).collect()
}

#[test]
fn every_page_answers_in_both_languages_under_the_same_rules() {
    let service = Service::of(&PUBLISHED);
    for path in addresses() {
        let answer = service.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_rules(&path, &answer);
        if answer.header("content-type").starts_with("text/html") {
            let text = answer.text();
            let language = if path.starts_with("/en") { "en" } else { "pt-BR" };
            assert!(text.contains(&format!("<html lang=\"{language}\">")), "{path}");
            assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains("<script>") && !text.contains(" onload="), "{path}");
            let switched = path.strip_prefix("/en").map_or_else(|| format!("/en{path}"), str::to_owned);
            assert!(text.contains(&format!("class=\"switch\" href=\"{switched}\"")), "{path} leads to {switched}");
            assert!(text.contains(if language == "en" { "Made-up records" } else { "Registros fictícios" }) == is_synthetic(), "{path}");
        }
        let head = ask(service.at, "HEAD", &path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("etag"), answer.header("etag"), "{path}");
    }
}

fn is_synthetic() -> bool {
    PUBLISHED.read("mirante.toml").lines().any(|line| line.trim() == "is_synthetic = true")
}

/// What every answer tells browsers.
fn assert_rules(path: &str, answer: &Answer) {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
                  form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{path}");
    }
    assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
    assert!(!answer.header("cache-control").is_empty(), "{path}");
}

#[test]
fn bare_addresses_lead_to_the_newest_edition() {
    let service = Service::of(&PUBLISHED);
    for (from, to) in [
        ("/", "/e/2026-T1/"),
        ("/en/", "/en/e/2026-T1/"),
        ("/fluxo?processo=chamado", "/e/2026-T1/fluxo?processo=chamado"),
        ("/en/fluxo", "/en/e/2026-T1/fluxo"),
        ("/e/2026-T1", "/e/2026-T1/"),
        ("/g/stage_wait.svg", "/g/stage_wait.svg?edicao=2026-T1"),
        ("/en/g/stage_wait.csv?dialeto=iso", "/en/g/stage_wait.csv?edicao=2026-T1&dialeto=iso"),
    ] {
        let answer = service.get(from);
        assert_eq!((answer.status, answer.header("location")), (302, to), "{from}");
        assert_rules(from, &answer);
    }
}

#[test]
fn editions_are_asked_for_again_cheaply_live_pages_are_kept_by_nobody_and_assets_forever() {
    let service = Service::of(&PUBLISHED);
    let mut tags = BTreeSet::new();
    for path in ["/e/2026-T1/fluxo", "/en/e/2026-T1/fluxo", "/g/variants.svg?edicao=2026-T1", "/g/variants.csv?edicao=2026-T1"] {
        let answer = service.get(path);
        assert_eq!(answer.header("cache-control"), "private, no-cache", "{path}");
        let tag = answer.header("etag").to_owned();
        assert!(tags.insert(tag.clone()) && !tag.is_empty(), "{path} has a tag of its own");
        let again = ask(service.at, "GET", path, &[("If-None-Match", &format!("\"other\", {tag}"))]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{path}");
        assert_eq!(ask(service.at, "GET", path, &[("If-None-Match", "\"other\"")]).status, 200);
    }
    for path in ["/edicoes", "/qualidade", "/healthz", "/readyz", "/"] {
        assert_eq!(service.get(path).header("cache-control"), "no-store", "{path}");
    }
    let page = service.get("/e/2026-T1/").text();
    let assets: Vec<&str> = page.split('"').filter(|text| text.starts_with("/assets/")).collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for asset in assets {
        let answer = service.get(asset);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=31536000, immutable"), "{asset}");
    }
    let small = ask(service.at, "GET", "/e/2026-T1/fluxo", &[("Accept-Encoding", "gzip")]);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() < 40_000, "{} bytes", small.body.len());
}

#[test]
fn what_a_page_shows_is_what_its_files_hold() {
    let service = Service::of(&PUBLISHED);
    let page = service.get("/e/2026-T1/fluxo?processo=chamado").text();
    for name in ["stage_wait", "rework_loops", "variants"] {
        let spec = figure::spec::get(name).unwrap();
        let query = "edicao=2026-T1&processo=chamado";
        let json: Vec<serde_json::Value> = serde_json::from_slice(&service.get(&format!("/g/{name}.json?{query}")).body).unwrap();
        let answer = service.get(&format!("/g/{name}.csv?{query}&dialeto=iso"));
        let seal = service.get("/readyz").text().trim().rsplit(' ').next().unwrap()[..8].to_owned();
        assert!(answer.header("content-disposition").contains(&format!("mirante_{name}_chamado_2026-T1-{seal}.csv")));
        let Chart::BarRanked { key: of_key, value: of_value, .. } = &spec.chart else { panic!("{name} is drawn as bars") };
        let mut reader = csv::Reader::from_reader(answer.body.as_slice());
        let heads = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(!rows.is_empty(), "{name} has rows to show");
        assert_eq!(rows.len(), json.len(), "{name}");

        // Every mark is a row, and its value that of the row, digit by digit.
        let figure = page.split(&format!("<figure id=\"{name}\"")).nth(1).unwrap().split("</figure>").next().unwrap();
        let wide = figure.split("class=\"drawing wide\"").nth(1).unwrap_or_default().split("</svg>").next().unwrap();
        let attribute = |mark: &str, name: &str| mark.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let marks: Vec<(String, f64)> =
            wide.split("<g class=\"m\"").skip(1).map(|mark| (attribute(mark, "data-k"), attribute(mark, "data-v").parse().unwrap())).collect();
        // The example's records end in May: its last weeks saw nobody leave a stage.
        assert_eq!(marks.is_empty(), name == "stage_wait", "{name} has {} marks", marks.len());
        let place = |column: &str| heads.iter().position(|head| head == column).unwrap();
        for (key, value) in &marks {
            let row = rows.iter().find(|row| row[place(of_key)] == *key).unwrap();
            assert_eq!(row[place(of_value)].parse::<f64>().unwrap(), *value, "{name} {key}");
            let object = json.iter().find(|object| object[of_key.as_str()].to_string().trim_matches('"') == key).unwrap();
            assert_eq!(object[of_value.as_str()].as_f64().unwrap(), *value, "{name} {key}");
        }
        let body = figure.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
        assert_eq!(body.matches("<tr>").count(), rows.len(), "the table of {name} has every row");
    }
}

#[test]
fn the_dictionary_names_columns_origins_and_the_very_files() {
    let service = Service::of(&PUBLISHED);
    let snapshot = block(async { PUBLISHED.lake().head().await.unwrap() });
    let list = &snapshot.lists["raw.events"];
    let page = service.get("/dados/raw.events").text();
    for file in &list.files {
        assert!(page.contains(&file.blake3), "each file is named by its hash");
        assert!(page.contains(&format!("lake/{}", file.path)), "and other tools are told where it is");
    }
    for part in ["occurred_at", "assunto.verbo", "atendimento.events.", "/dados/marts.edges", "/dados/staging.events"] {
        assert!(page.contains(part), "`{part}` is missing in {page}");
    }
    let page = service.get("/dados/marts.edges").text();
    assert!(page.contains("SELECT") && page.contains("/dados/raw.events"), "a model shows its text and what it is made of");
    let every = service.get("/dados").text();
    for name in snapshot.lists.keys() {
        assert!(every.contains(&format!("href=\"/dados/{name}\"")), "{name} is listed");
    }
    for nowhere in ["/dados/raw.nada", "/dados/..%2f..%2fetc", "/dados/raw", "/dados/raw.events%00"] {
        assert_eq!(service.get(nowhere).status, 404, "{nowhere}");
    }
}

#[test]
fn hostile_addresses_lead_nowhere() {
    let service = Service::of(&PUBLISHED);
    let roots = ["/", "/assets/", "/g/", "/e/", "/edicoes/", "/metodo/", "/en/g/", "/e/2026-T1/"];
    let tails = [
        "../mirante.toml",
        "..%2fmirante.toml",
        "%2e%2e/mirante.toml",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "....//mirante.toml",
        "..\\mirante.toml",
        "..%5cmirante.toml",
        "..%c0%afmirante.toml",
        "%252e%252e%252fmirante.toml",
        "mirante.toml",
        "lake/HEAD",
        "etc/passwd",
        "vault/people.sqlite",
        "%00",
        "2026-T1.json",
        "stage_wait.svg%00.csv",
        "x.svg?edicao=../../mirante",
        "file:///etc/passwd",
        "%ff%fe",
        "stage_wait.exe",
        "~root",
    ];
    for path in roots.iter().flat_map(|root| tails.iter().map(move |tail| format!("{root}{tail}"))) {
        let answer = service.get(&path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        let text = answer.text();
        for secret in ["[lake]", "root:", "SQLite", "\"manifest\"", "[[sources"] {
            assert!(!text.contains(secret), "{path} gives {secret}");
        }
    }
    for query in ["processo=%3Cscript%3Ealert(1)%3C/script%3E", "processo=' OR 1=1", "edicao=2026-T9"] {
        let answer = service.get(&format!("/g/stage_wait.svg?edicao=2026-T1&{}", query.replace(' ', "%20")));
        assert!([400, 404].contains(&answer.status), "{query}");
        assert!(!answer.text().contains("<script>alert"), "{query}");
    }
}

#[test]
fn only_questions_from_this_machine_are_answered() {
    let service = Service::of(&PUBLISHED);
    for host in ["mirante.exemplo", "127.0.0.1.exemplo", "10.0.0.7", "localhost.evil:80"] {
        let answer = ask(service.at, "GET", "/e/2026-T1/", &[("Host", host)]);
        assert_eq!(answer.status, 421, "{host}");
        assert_rules(host, &answer);
    }
    assert_eq!(ask(service.at, "GET", "/e/2026-T1/", &[("Host", "localhost")]).status, 200);
    assert_eq!(exchange(service.at, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 421, "no host, no answer");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        let answer = ask(service.at, method, "/fluxo", &[("Content-Length", "0")]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
        assert_rules(method, &answer);
    }
    assert_eq!(ask(service.at, "GET", "/fluxo", &[("Content-Length", "70000")]).status, 413);
    assert_eq!(ask(service.at, "GET", "/fluxo", &[("Transfer-Encoding", "chunked")]).status, 413);
    assert_eq!(service.get(&format!("/fluxo?processo={}", "a".repeat(3000))).status, 414);
    let answer = service.get("/nada");
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("Esta página não existe") && service.get("/en/nada").text().contains("There is no such page"));
    assert_rules("/nada", &answer);
}

#[test]
fn addresses_that_cannot_be_served_at_are_refused_in_words() {
    for bad in ["0.0.0.0:0", "[::]:0", "192.168.0.1:8080"] {
        PUBLISHED.run(&["serve", "--bind", bad]).ends(2).says(&["M0609", bad.rsplit_once(':').unwrap().0]);
    }
    PUBLISHED.run(&["serve", "--bind", "aqui"]).ends(2).says(&["M0605"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap();
    PUBLISHED.run(&["serve", "--bind", &at.to_string()]).ends(3).says(&["M0610", &at.to_string()]);
    let other = block(async { mirante::cli::serve::free_from(at.port()).await.unwrap().local_addr().unwrap() });
    assert!(other.port() > at.port(), "the demo takes the next free one");
}

#[test]
fn a_project_without_an_edition_says_how_to_publish_one() {
    let service = Service::of(&Project::example());
    for path in ["/", "/fluxo", "/g/stage_wait.svg"] {
        let answer = service.get(path);
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.text().contains("mirante publish"), "{path}");
    }
    assert_eq!((service.get("/healthz").status, service.get("/readyz").status, service.get("/edicoes").status), (200, 503, 200));
}

#[test]
fn a_flipped_bit_is_named_and_nothing_is_shown_of_it() {
    let project = PUBLISHED.copy();
    for file in files_below(&project.path().join("lake/files/figures/stage_wait")) {
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(file, bytes).unwrap();
    }
    let service = Service::of(&project);
    for path in ["/e/2026-T1/fluxo", "/en/e/2026-T1/fluxo", "/g/stage_wait.svg?edicao=2026-T1", "/g/stage_wait.csv?edicao=2026-T1"] {
        let answer = service.get(path);
        assert_eq!(answer.status, 500, "{path}");
        let text = answer.text();
        assert!(text.contains("files/figures/stage_wait/") && !text.contains("<figure") && !text.contains("data-v"), "{path}: {text}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(service.get("/g/variants.svg?edicao=2026-T1").status, 200, "what is whole is shown");
}

#[test]
fn names_in_the_data_are_text_and_nothing_else() {
    let service = Service::of(&PUBLISHED);
    for path in ["/edicoes", "/edicoes/2026-T1", "/e/2026-T1/"] {
        let text = service.get(path).text();
        assert!(!text.contains("<b>de</b>") && text.contains("&#60;b&#62;de&#60;/b&#62;"), "{path}");
    }
}

const HARM: &str = "</title><script>alert(1)</script>\" onload=\"alert(2)";

/// Rows of `figures.stage_wait` in which every text means harm.
fn hostile_rows() -> Vec<RecordBatch> {
    let texts = |text: &str| Arc::new(StringArray::from(vec![text.to_owned()])) as ArrayRef;
    let numbers = |value: f64| Arc::new(Float64Array::from(vec![value])) as ArrayRef;
    let counts = || Arc::new(Int64Array::from(vec![7])) as ArrayRef;
    let harm = HARM;
    let batch = RecordBatch::try_from_iter([
        ("process", texts(harm)),
        ("stage", texts(harm)),
        ("label", texts(harm)),
        ("visits_n", counts()),
        ("open_n", counts()),
        ("p25_seconds", numbers(60.0)),
        ("p50_seconds", numbers(120.0)),
        ("p75_seconds", numbers(180.0)),
        ("waiting_share", numbers(0.5)),
    ]);
    vec![batch.unwrap()]
}

#[test]
fn a_figure_of_hostile_names_is_text_in_page_and_drawing() {
    let origin = Origin::of_edition(&block(PUBLISHED.lake().edition("2026-T1")).unwrap());
    let (spec, viewer) = (figure::spec::get("stage_wait").unwrap(), Viewer::of("/fluxo", None));
    let (rows, slice) = (Arc::new(hostile_rows()), Slice::of(HARM));
    let place = Place { viewer: &viewer, origin: &origin, slice: Some(&slice), page: "/fluxo" };
    let html = Component::new(spec, &rows, &place).render().unwrap();
    assert!(html.contains("<svg") && html.contains("alert(1)"), "the names are there");
    assert!(!html.contains("<script") && !html.contains("\" onload") && !html.contains("<\"&"), "{html}");
    assert_eq!(html.matches("</title>").count(), html.matches("<title").count());
}

#[test]
fn a_figure_that_no_process_cuts_stands_on_a_page_without_one() {
    let origin = Origin::of_edition(&block(PUBLISHED.lake().edition("2026-T1")).unwrap());
    let (example, viewer) = (crate::kinds::uncut(), Viewer::of("/formacao", None));
    let place = Place { viewer: &viewer, origin: &origin, slice: None, page: "/formacao" };
    let html = Component::new(&example.spec, &Arc::new(example.rows), &place).render().unwrap();
    assert!(html.contains("data-kind=\"dumbbell\"") && html.matches("<svg").count() == 2 && html.contains("data-v=\"4800\""), "{html}");
    assert!(!html.contains("processo="), "its files and its lasting link ask for no process");
    assert!(
        html.contains("/g/skills_example.csv?edicao=2026-T1&#38;dialeto=br") || html.contains("/g/skills_example.csv?edicao=2026-T1&amp;dialeto=br"),
        "{html}"
    );
}

#[test]
fn the_end_is_asked_for_and_comes() {
    let mut service = Service::of(&PUBLISHED);
    assert_eq!(service.get("/healthz").status, 200);
    let idle = TcpStream::connect(service.at).unwrap();
    std::process::Command::new("kill").arg(service.child.id().to_string()).status().unwrap();
    let begun = Instant::now();
    assert!(service.child.wait().unwrap().success(), "it ends well");
    assert!(begun.elapsed() < Duration::from_secs(8), "a connection that says nothing does not hold it up");
    drop(idle);
}

/// Serves in this process under limits so short that a test can meet them.
fn with_short_limits(test: impl FnOnce(SocketAddr) + Send + 'static) {
    block(async {
        let limits = Limits::for_testing();
        let app = App::new(project::Project::open(PUBLISHED.path()).unwrap(), limits).unwrap();
        let listener = server::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let at = listener.local_addr().unwrap();
        let (done, end) = tokio::sync::oneshot::channel::<()>();
        let tested = tokio::task::spawn_blocking(move || {
            test(at);
            let _ = done.send(());
        });
        server::serve(listener, web::router(app), limits, async { drop(end.await) }).await;
        tested.await.unwrap();
    });
}

#[test]
fn slow_clients_are_cut_and_starve_nobody() {
    with_short_limits(|at| {
        let mut slow: Vec<TcpStream> = (0..100).map(|_| TcpStream::connect(at).unwrap()).collect();
        slow.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap());
        // They ask for much and read nothing.
        let readers: Vec<TcpStream> = (0..50)
            .map(|_| {
                let mut stream = TcpStream::connect(at).unwrap();
                let request = format!("GET /en/metodo/stage_wait HTTP/1.1\r\nHost: {at}\r\n\r\n").repeat(40);
                stream.set_nonblocking(true).unwrap();
                let _ = stream.write(request.as_bytes());
                stream
            })
            .collect();
        ask(at, "GET", "/e/2026-T1/fluxo", &[]);
        let mut times: Vec<Duration> = (0..100)
            .map(|_| {
                let begun = Instant::now();
                assert_eq!(ask(at, "GET", "/e/2026-T1/fluxo", &[]).status, 200);
                begun.elapsed()
            })
            .collect();
        times.sort();
        assert!(times[98] < Duration::from_millis(500), "an honest client waited {:?}", times[98]);
        // One that asked, was answered, and then says nothing.
        let mut idle = TcpStream::connect(at).unwrap();
        idle.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {at}\r\n\r\n").as_bytes()).unwrap();
        slow.push(idle);
        for mut stream in slow {
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            let mut rest = Vec::new();
            let ended = stream.read_to_end(&mut rest);
            assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset), "a slow head is cut");
        }
        drop(readers);
    });
}

#[test]
fn a_head_that_is_too_large_or_makes_no_sense_is_refused() {
    with_short_limits(|at| {
        let large = format!("GET / HTTP/1.1\r\nHost: {at}\r\nX: {}\r\n\r\n", "a".repeat(64 * 1024));
        assert!([431, 0].contains(&exchange(at, large.as_bytes()).status));
        for bad in ["GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / \r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n"] {
            assert!([400, 505, 0].contains(&exchange(at, bad.as_bytes()).status), "{bad}");
        }
        let two = format!("GET / HTTP/1.1\r\nHost: {at}\r\nHost: evil\r\nConnection: close\r\n\r\n");
        assert_eq!(exchange(at, two.as_bytes()).status, 421);
        assert_eq!(ask(at, "GET", "/healthz", &[]).status, 200);
    });
}

#[test]
fn pages_name_every_file_and_every_figure_stands_on_one() {
    let files: BTreeSet<String> =
        fs::read_dir(repository().join("dashboards/pages")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, pages::FILES.iter().map(|(name, _)| format!("{name}.toml")).collect());
    let mut shown = BTreeSet::new();
    let models = mirante_transform::builtin().unwrap();
    for page in pages::all() {
        assert!(page.route.starts_with('/') && page.audience == "completo", "{}", page.name);
        for name in &page.figures {
            assert!(figure::spec::get(name).is_some(), "`{name}` of {} is no figure", page.name);
            let is_cut = models[format!("figures.{name}").as_str()].header.columns.iter().any(|column| column.name == figure::spec::SLICE);
            assert!(page.process.is_some() || !is_cut, "`{name}` is cut by process, and {} has none to choose", page.name);
            assert!(shown.insert(name.clone()), "`{name}` has two homes");
        }
    }
    let homeless: Vec<&str> = figure::spec::all().iter().map(|spec| spec.name.as_str()).filter(|name| !shown.contains(*name)).collect();
    assert!(homeless.is_empty(), "no page shows {homeless:?}");
    let asset = |name: &str| fs::metadata(repository().join("dashboards/assets").join(name)).unwrap().len();
    assert!(asset("fonts/IBMPlexSans-Regular.woff2") + asset("fonts/IBMPlexSans-SemiBold.woff2") <= 60_000);
    // Before compression already below what they may weigh after it.
    assert!(asset("mirante.css") <= 24_000 && asset("mirante.js") <= 8_000);
}
