//! The made-up cooperative, whole: what it was made to show is found, what it was made to break is refused, and it comes out the same.

use std::collections::BTreeMap;

use mirante_data::{
    Lake,
    canonical::Cells,
    lake::DatasetList,
    sample::{Sample, Scale, Truths},
};

use crate::{
    capabilities,
    support::{Project, block},
};

/// A demo in a folder of its own, run to its edition.
fn demo(scale: &str) -> (Project, crate::support::Ran) {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let ran = project.run(&["demo", "--no-serve", "--scale", scale, "--dir", project.path().to_str().unwrap()]);
    (project, ran)
}

/// The hash of each dataset's files.
fn contents(project: &Project) -> BTreeMap<String, String> {
    let snapshot = block(Lake::local(&project.path().join("lake")).unwrap().head()).unwrap();
    snapshot.lists.values().map(|list| (list.dataset.to_string(), list.files_hash())).collect()
}

#[test]
fn a_whole_cooperative_from_its_records_to_an_edition() {
    let (project, ran) = demo("small");
    ran.succeeds().says(&["480 cooperados", "Versão 2 gravada", "Edição 2026-T3 publicada", "aceite", "mirante -C"]);

    // What must be refused is refused, and nothing else; what must be kept is kept.
    let truths = Sample { seed: 1, scale: Scale::Small, is_calm: false }.write(tempfile::tempdir().unwrap().path()).unwrap().truths;
    let counts =
        |query: &str| project.rows(query).into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap())).collect::<BTreeMap<String, u64>>();
    let named = |truths: &BTreeMap<&'static str, u64>| truths.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<BTreeMap<_, _>>();
    assert_eq!(counts("SELECT replace(dataset, 'raw.', ''), count(*) FROM meta.rejects GROUP BY 1"), named(&truths.rejected));
    assert_eq!(counts("SELECT replace(dataset, 'raw.', ''), sum_checked(rows_inserted) FROM meta.batches GROUP BY 1"), named(&truths.kept));
    assert_eq!(project.one("SELECT sum_checked(rows_superseded) FROM meta.batches"), truths.superseded.to_string());
    assert_eq!(
        project.one("SELECT offending_n FROM meta.checks WHERE check_name = 'checks.events_without_object'"),
        truths.events_without_object.to_string()
    );
    assert_eq!(
        project.one("SELECT offending_n FROM meta.checks WHERE check_name = 'checks.event_links_without_event'"),
        truths.links_without_event.to_string()
    );
    assert_eq!(project.one("SELECT count(*) FROM meta.completeness WHERE NOT is_complete"), "0");

    // Every capability has its records, and the books close in every journal.
    capabilities::has_everything(&project);
    assert_eq!(project.one("SELECT offending_n FROM meta.checks WHERE check_name = 'checks.journals_that_do_not_close'"), "0");

    // The stage that was made to hold the work up is the one that does, and its queue grows.
    let slowest = project.rows(
        "SELECT stage, percentile(waiting_seconds, 0.5) FROM marts.case_stages WHERE process = 'oportunidades' AND outcome <> 'aberto'
         GROUP BY stage ORDER BY 2 DESC LIMIT 1",
    );
    let bottleneck = truths.bottleneck.unwrap();
    assert_eq!(slowest[0][0], bottleneck.stage);
    let queue = project.rows(&format!(
        "SELECT wip_end_n, arrival_departure_ratio FROM marts.stage_weeks WHERE process = '{}' AND stage = '{}' AND unit_id = '{}' ORDER BY week_on DESC LIMIT 20",
        bottleneck.process, bottleneck.stage, bottleneck.unit
    ));
    let in_queue = |week: usize| queue[week][0].parse::<i64>().unwrap();
    assert!(in_queue(0) > in_queue(9) && in_queue(9) > in_queue(19), "the queue grows: {queue:?}");

    // What was decided there since then waited mostly for somebody who was busy with what had come before.
    let busy = format!(
        "SELECT sum(waits.wait_contention_seconds) / sum(waits.waiting_seconds) > 0.5 FROM marts.case_waits AS waits
         INNER JOIN marts.case_stages AS stages USING (process, stage, object_type, object_id, visit_no)
         WHERE stages.stage = '{}' AND stages.unit_id = '{}' AND stages.entered_at >= TIMESTAMP '2026-03-02T12:00:00Z' AND stages.exited_at IS NOT NULL",
        bottleneck.stage, bottleneck.unit
    );
    assert_eq!(project.one(&busy), "true");

    finds_what_is_missing_and_who_is_alone(&project, &truths);
    finds_what_grows(&project, &truths);

    // Every number adds up over units and days.
    let sums = "SELECT count(*) FROM (SELECT process, stage, week_on, sum_checked(CASE unit_id WHEN '*' THEN wip_end_n ELSE -wip_end_n END) AS gap
                FROM marts.stage_weeks GROUP BY 1, 2, 3) WHERE gap <> 0";
    assert_eq!(project.one(sums), "0");
    let visits = "SELECT count(*) FROM (SELECT process, stage, max(entered_n) AS n FROM marts.cumulative_flow GROUP BY 1, 2) AS flow
                  FULL JOIN (SELECT process, stage, count(*) AS n FROM marts.case_stages GROUP BY 1, 2) AS visits USING (process, stage)
                  WHERE flow.n IS DISTINCT FROM visits.n";
    assert_eq!(project.one(visits), "0");

    // Again: nothing is new, and the run is written down all the same.
    let before = contents(&project);
    project.run(&["demo", "--no-serve", "--dir", project.path().to_str().unwrap()]).succeeds().says(&["já existe", "Nada mudou"]);
    assert_eq!(contents(&project), before);
    project.run(&["verify"]).succeeds().says(&["1 edição"]);

    // Every file is sorted as its list says.
    let snapshot = block(project.lake().head()).unwrap();
    for list in snapshot.lists.values().filter(|list| list.dataset.schema() != "raw") {
        assert_sorted(&project, list);
    }
}

/// What grows is claimed, area and service and no other, and its repeated demands are ready for a service.
fn finds_what_grows(project: &Project, truths: &Truths) {
    for (kind, grows) in [("linha_servico", truths.growing_line), ("area", truths.growing_area)] {
        // What has no area or service known is partly of these.
        let others = "trend = 'crescendo' AND scope_id <> 'nao_informado'";
        let claimed = format!("SELECT scope_id FROM marts.growth_areas WHERE scope_kind = '{kind}' AND {others}");
        assert_eq!(project.rows(&claimed), [[grows.unwrap()]]);
    }
    let ready = format!("SELECT count(*) FROM marts.service_candidates WHERE is_ready AND area_id = '{}'", truths.growing_area.unwrap());
    assert_ne!(project.one(&ready), "0");
    // Work is neither lost nor doubled on its way into layers, moves and trajectories.
    let minutes =
        ["marts.layer_mix", "marts.trajectories", "staging.work_records"].map(|of| project.one(&format!("SELECT sum_checked(minutes) FROM {of}")));
    assert!(minutes.iter().all(|each| *each == minutes[0]), "{minutes:?}");
    let members = "SELECT sum_checked(members_n) FROM marts.mobility WHERE quarter_on = DATE '2026-07-01'";
    let worked = "SELECT count(DISTINCT member_id) FROM staging.work_records WHERE work_on >= DATE '2026-07-01' AND work_on < DATE '2026-10-01'";
    assert_eq!(project.one(members), project.one(worked));
}

/// Skills that nobody has are missing at their level and keep opportunities unfilled; one skill and one system hang on one person.
fn finds_what_is_missing_and_who_is_alone(project: &Project, truths: &Truths) {
    for (skill, level) in &truths.missing_skills {
        let of =
            |what: &str, mart: &str, which: &str| project.one(&format!("SELECT {what} FROM marts.{mart} WHERE skill_id = '{skill}' AND {which}"));
        assert_eq!(of("max(coverage_n)", "skill_gaps", "true"), "0", "{skill}");
        assert_ne!(of("count(*)", "skill_gaps", "is_binding_level"), "0", "{skill}");
        assert_eq!(of("count(*)", "skill_gaps", &format!("is_binding_level AND level <> {level}")), "0", "{skill}");
        assert_eq!(of("max(eligible_n)", "unfilled_requirements", "true"), "0", "{skill}");
        assert_ne!(of("count(*)", "unfilled_requirements", "is_binding"), "0", "{skill}");
    }
    let names = truths.missing_skills.iter().map(|(skill, _)| format!("'{skill}'")).collect::<Vec<_>>().join(", ");
    let asking = project.one(&format!("SELECT count(DISTINCT opportunity_id) FROM marts.unfilled_requirements WHERE skill_id IN ({names})"));
    assert_eq!(asking, truths.unfillable.to_string());

    let alone = |kind: &str, scope: &str| {
        let rows = project.rows(&format!(
            "SELECT member_id, cover_n, is_sole, bus_factor FROM marts.key_people WHERE scope_kind = '{kind}' AND scope_id = '{scope}'"
        ));
        assert_eq!(rows.len(), 1, "{kind} {scope}: {rows:?}");
        assert_eq!(rows[0][1..], ["1", "true", "1"], "{kind} {scope}");
        rows[0][0].clone()
    };
    let (skill, system) = (truths.sole_skill.as_ref().unwrap().0, truths.sole_system.as_ref().unwrap().0);
    let knows = project.one(&format!(
        "SELECT max(member_id) FROM staging.skill_evidence WHERE skill_id = '{skill}' AND origin <> 'autodeclarado' AND status = 'valida'"
    ));
    assert_eq!(alone("competencia", skill), knows);
    let acts = project.one(&format!(
        "SELECT max(events.actor_id) FROM staging.event_objects AS links INNER JOIN staging.events AS events ON events.event_id = links.event_id
         WHERE links.object_type = 'system' AND links.object_id = '{system}'"
    ));
    assert_eq!(alone("sistema", system), acts);
}

#[test]
fn a_calm_cooperative_says_so_and_only_what_is_selected_is_computed() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let folder = project.path().to_str().unwrap();
    let of = ["demo", "--no-serve", "--calm", "--scale", "twelve", "--select", "+marts.growth_areas", "--dir", folder];
    project.run(&of).succeeds();
    let truths: serde_json::Value = serde_json::from_str(&project.read("verdades.json")).unwrap();
    assert!(truths["bottleneck"].is_null() && truths["growing_area"].is_null() && truths["late_deliveries"].is_u64(), "{truths}");
    let computed = contents(&project);
    let marts: Vec<&String> = computed.keys().filter(|name| name.starts_with("marts.")).collect();
    assert_eq!(marts, ["marts.growth_areas"]);
    assert!(project.one("SELECT count(*) FROM marts.growth_areas").parse::<u64>().unwrap() > 10);
    assert!(block(project.lake().editions()).unwrap().is_empty(), "what is not whole is not published");
}

#[test]
fn a_word_that_is_no_scale_is_told_with_those_that_are() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["demo", "--scale", "enorme"]).ends(2).says(&["`enorme`", "--scale", "small, medium, large, huge, twelve, empty"]);
    project.run(&["demo", "--as", "pdf"]).ends(2).says(&["csv, jsonl, xlsx, postgres"]);
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_every_file() {
    let [one, two] = ["twelve", "twelve"].map(demo).map(|(project, ran)| {
        ran.succeeds();
        contents(&project)
    });
    let differing: Vec<&String> = one.keys().filter(|name| one.get(*name) != two.get(*name)).collect();
    assert!(differing.is_empty() && one.len() == two.len(), "{differing:?}");
}

/// Rows of all files follow each other by the columns that the list names; nulls come last.
fn assert_sorted(project: &Project, list: &DatasetList) {
    /// A cell as it sorts: null after everything, numbers as numbers, everything else by its text.
    type Key = (bool, Option<i64>, String);
    let key = |cells: &Cells<'_>, row: usize| -> Key {
        let number = matches!(cells, Cells::Int(_) | Cells::I32(_)).then(|| cells.text(row)?.parse().ok()).flatten();
        (cells.is_null(row), number, if number.is_some() { String::new() } else { cells.text(row).unwrap_or_default() })
    };
    let mut before: Option<Vec<Key>> = None;
    let columns: Vec<&str> = list.sorted_by.iter().map(String::as_str).collect();
    for file in &list.files {
        for batch in block(project.lake().rows(list, file, &columns)).unwrap() {
            let cells: Vec<Cells<'_>> = columns.iter().map(|name| Cells::of(batch.column_by_name(name).unwrap()).unwrap()).collect();
            for row in 0..batch.num_rows() {
                let here: Vec<Key> = cells.iter().map(|cells| key(cells, row)).collect();
                assert!(before.as_ref().is_none_or(|before| *before <= here), "{}: {before:?} stands before {here:?}", list.dataset);
                before = Some(here);
            }
        }
    }
}
