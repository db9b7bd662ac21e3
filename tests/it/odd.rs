//! Cooperatives that lack something: one whose records begin three weeks ago, one that lacks a system, one whose system does not
//! answer. Their pages stand, say what is not known, and put no zero in its place.

use std::{collections::BTreeSet, fs};

use mirante::web::pages;
use mirante_data::sample::{Sample, Scale};

use crate::{http::Service, support::Project};

/// The smallest cooperative that does everything, with those of its sources that pass; not yet run.
fn cooperative(keeps: impl Fn(&str) -> bool) -> Project {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    Sample { seed: 1, scale: Scale::Twelve, is_calm: false }.write(project.path()).unwrap();
    let name = |block: &str| block.split("name = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let blocks = mirante_data::sample::SOURCES.split("\n[[sources]]\n").skip(1).filter(|block| keeps(&name(block)));
    let sources: String = blocks.map(|block| format!("\n[[sources]]\n{block}")).collect();
    project.write("mirante.toml", format!("[lake]\npath = \"lake\"\nis_synthetic = true\n{sources}"));
    project
}

/// Runs it as of the end of its records.
fn run(project: &Project) -> crate::support::Ran {
    project.run(&["demo", "--no-serve", "--dir", project.path().to_str().unwrap()])
}

/// The first day that a line of a file names, in either way of writing.
fn day(line: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let of = |cell: &str| {
        let head = cell.get(..10)?;
        match (head.as_bytes()[2], head.as_bytes()[4]) {
            (b'/', _) if is_digits(&head[6..]) => Some(format!("{}-{}-{}", &head[6..], &head[3..5], &head[..2])),
            (_, b'-') if is_digits(&head[..4]) => Some(head.to_owned()),
            _ => None,
        }
    };
    line.split(';').find_map(of)
}

/// Keeps of a source's files what happened since a day, and what belongs to it; lists without any day stay as they are.
fn begin_on(project: &Project, source: &str, since: &str) {
    let folder = project.path().join("entrada").join(source);
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let id = |line: &str| line.split(';').next().unwrap().to_owned();
    let is_kept = |line: &str| day(line).is_some_and(|day| day.as_str() >= since);
    let kept: BTreeSet<String> = texts.iter().flat_map(|text| text.lines().skip(1)).filter(|line| is_kept(line)).map(id).collect();
    let known: BTreeSet<String> = texts.iter().flat_map(|text| text.lines().skip(1)).filter(|line| day(line).is_some()).map(id).collect();
    for (file, text) in files.iter().zip(texts) {
        let stays = |line: &&str| if day(line).is_some() { is_kept(line) } else { kept.contains(&id(line)) || !known.contains(&id(line)) };
        let lines: Vec<&str> = text.lines().take(1).chain(text.lines().skip(1).filter(stays)).collect();
        fs::write(file, lines.join("\n") + "\n").unwrap();
    }
}

/// The texts of every page of the edition and of `/qualidade`, by their route.
struct Pages(Vec<(String, String)>);

impl Pages {
    fn of(project: &Project) -> Self {
        let service = Service::of(project);
        let routes = pages::of_editions().map(|page| (page.route.clone(), format!("/e/2026-T3{}", page.route)));
        let read = |(route, address): (String, String)| {
            let answer = service.get(&address);
            assert_eq!(answer.status, 200, "{address}: {}", answer.text());
            let text = answer.text();
            for broken in ["{$", "{ $", "NaN", ">null<", "failed\">"] {
                assert!(!text.contains(broken), "{address} holds {broken}");
            }
            (route, text)
        };
        Self(routes.chain([("/qualidade".to_owned(), "/qualidade".to_owned())]).map(read).collect())
    }

    /// The finding of a figure.
    fn finding(&self, figure: &str) -> &str {
        let place = format!("<figure id=\"{figure}\"");
        let text = self.0.iter().find_map(|(_, text)| text.split(&place).nth(1)).unwrap_or_else(|| panic!("{figure} stands on no page"));
        text.split("<h3>").nth(1).unwrap().split("</h3>").next().unwrap()
    }

    fn page(&self, route: &str) -> &str {
        &self.0.iter().find(|(each, _)| each == route).unwrap().1
    }

    #[track_caller]
    fn says(&self, figure: &str, part: &str) {
        assert!(self.finding(figure).contains(part), "{figure} says: {}", self.finding(figure));
    }
}

#[test]
fn without_history_nothing_is_compared_with_what_nobody_knows() {
    let project = cooperative(|source| ["cadastro", "oportunidades", "atendimento", "pessoas"].contains(&source));
    ["oportunidades", "atendimento", "pessoas"].iter().for_each(|source| begin_on(&project, source, "2026-09-08"));
    run(&project).succeeds();
    assert_eq!(project.one("SELECT min(occurred_at) >= TIMESTAMP '2026-09-08T03:00:00Z' FROM staging.events"), "true");
    let pages = Pages::of(&project);
    assert!(pages.page("/").contains("ainda não se pode dizer"), "half of the cases have not ended");
    assert!(pages.page("/").contains("ainda não há um ano para comparar"));
    pages.says("lead_time", "Histórico ainda curto");
    pages.says("queue_trend", "Nenhuma fila cresce ou encolhe");
    pages.says("layers", "T3 2026");
    pages.says("growth_areas", "Histórico ainda curto");
    pages.says("area_moves", "ainda não há dois seguidos com registros");
    assert!(!pages.page("/trabalho").contains(">Quem chega<"), "when records begin, nobody is a newcomer");
    pages.says("first_work", "Sem registros de entradas");
    pages.says("skill_gap", "não se conhece a capacidade de um mês inteiro");
    pages.says("unit_profile", "Nenhum trimestre inteiro");
    pages.says("completeness", "Tudo o que as fontes deram está no lago");
    project.run(&["verify"]).succeeds();
}

#[test]
fn a_system_that_is_missing_is_told_and_not_counted_as_nothing() {
    let project = cooperative(|source| source != "oportunidades");
    run(&project).succeeds();
    let pages = Pages::of(&project);
    // No demands, offers, deliveries: nothing is said of them, and nothing is counted as zero.
    let counted =
        "SELECT DISTINCT visits_n IS NOT NULL OR open_n IS NOT NULL FROM figures.stage_wait WHERE process = 'oportunidades' AND stage_no <= 6";
    assert_eq!(project.rows(counted), [["false"]]);
    for (figure, part) in [
        ("demand_trend", "Sem registros"),
        ("growth_areas", "Sem registros"),
        ("service_candidates", "Sem registros"),
        ("skill_gap", "Sem registros"),
        ("binding_requirements", "Nenhuma exigência"),
        ("gap_forecast", "Sem registros"),
    ] {
        pages.says(figure, part);
        assert!(!pages.page("/trabalho").contains(&format!("id=\"{figure}-w\"")), "{figure} draws nothing");
    }
    // What other systems tell stands as ever.
    assert_ne!(project.one("SELECT count(*) FROM figures.layers"), "0");
    pages.says("standardisation", "Nenhum processo tem dois núcleos");
    project.run(&["verify"]).succeeds();
}

#[test]
fn a_system_that_does_not_answer_stands_among_the_sources_without_numbers() {
    let project = cooperative(|source| source != "oportunidades");
    fs::remove_dir_all(project.path().join("entrada/pessoas")).unwrap();
    run(&project).ends(3).says(&["M0303", "pessoas"]);
    project.run(&["publish", "2026-T3"]).succeeds();
    let pages = Pages::of(&project);
    let quality = pages.page("/qualidade");
    assert!(quality.contains("pessoas.capacity") && quality.contains("nunca"), "its loads never brought anything");
    let figure = &quality[quality.find("<figure id=\"completeness\"").unwrap()..];
    let drawing = &figure[..figure.find("</svg>").unwrap()];
    pages.says("completeness", "Nada veio de pessoas;");
    assert!(drawing.contains(">pessoas<") && !drawing.contains("data-k=\"pessoas "), "a row without a cell");
    // Nobody knows what anybody knows, which is not that nobody knows anything.
    let covers = project.one("SELECT count(*) FROM figures.cover WHERE scope_kind <> 'sistema'");
    assert_eq!(covers, "0", "of what hangs on skills nothing is said");
    pages.says("skill_gap", "Sem registros");
    pages.says("dependence", "Sem registros de trabalho");
}
