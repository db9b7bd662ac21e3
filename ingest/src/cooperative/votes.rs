//! Assembleias and Regra: what was decided, and how the surplus is to be shared.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use mirante_data::detail;
use sha2::{Digest, Sha256};

use super::{
    Out,
    book::{Book, slug},
    names::numbered,
    row::{Fault, Found, Row, must},
};
use crate::meta::Reason;

pub(super) fn fill(book: &Book, out: &mut Out) {
    assemblies(book, out);
    rules(book, out);
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

struct Decision {
    line: i64,
    kind: &'static str,
    held: NaiveDate,
    call: i64,
    present: i64,
    members: Option<i64>,
    title: String,
    result: &'static str,
    votes: [Option<i64>; 3],
    minutes: String,
    due: Option<NaiveDate>,
    done: Option<NaiveDate>,
}

fn assemblies(book: &Book, out: &mut Out) {
    let mut held: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
    for row in book.rows("Assembleias") {
        match decision(&row) {
            Err(fault) => out.refuse("Assembleias", row.number(), fault),
            Ok(decision) => held.entry(book.own(&format!("{}:{}", decision.kind, decision.held))).or_default().push(decision),
        }
    }
    for (id, decisions) in held {
        assembly(book, &id, decisions, out);
    }
}

/// One assembly of one day: its rows must agree on it.
fn assembly(book: &Book, id: &str, decisions: Vec<Decision>, out: &mut Out) {
    let lines: Vec<i64> = decisions.iter().map(|decision| decision.line).collect();
    let Some(first) = decisions.first() else { return };
    let (call, present, members) = (first.call, first.present, first.members);
    for (column, is_one) in [
        ("Convocação", decisions.iter().all(|each| each.call == call)),
        ("Presentes", decisions.iter().all(|each| each.present == present)),
        ("Cooperados", decisions.iter().all(|each| each.members == members)),
    ] {
        if !is_one {
            lines.iter().for_each(|line| out.refuse("Assembleias", *line, Fault::conflict(column, &lines)));
            return;
        }
    }
    let members = members.unwrap_or_else(|| i64::try_from(entitled(book, first.held)).unwrap_or(i64::MAX));
    let minutes = decisions.iter().map(|decision| decision.minutes.as_str()).min().unwrap_or_default().to_owned();
    let cells = [
        ("assembly_id", text(id)),
        ("cooperative_id", text(&book.source)),
        ("kind", text(first.kind)),
        ("held_on", Some(first.held.to_string())),
        ("call", Some(call.to_string())),
        ("present_n", Some(present.to_string())),
        ("members_n", Some(members.to_string())),
        ("minutes_ref", Some(minutes)),
    ];
    out.push("assemblies", lines.iter().copied().min().unwrap_or(1), cells);
    let named = |decision: Decision| (format!("{id}:{}", slug(&decision.title)), format!("{:?} {:?}", decision.result, decision.votes), decision);
    for (key, nth, decision) in numbered(decisions.into_iter().map(named).collect()) {
        let status = match (decision.done, decision.result, decision.due) {
            (Some(_), ..) => "cumprida",
            (None, "rejeitada", _) => "cancelada",
            (None, "adiada", _) | (None, _, Some(_)) => "pendente",
            // What asks nothing of anybody is done once it is decided.
            _ => "cumprida",
        };
        let vote = |place: usize| decision.votes[place].map(|votes| votes.to_string());
        let cells = [
            ("decision_id", Some(if nth == 1 { key } else { format!("{key}:{nth}") })),
            ("cooperative_id", text(&book.source)),
            ("assembly_id", text(id)),
            ("kind", text("outra")),
            ("title", text(&decision.title)),
            ("decided_on", Some(decision.held.to_string())),
            ("minutes_ref", text(&decision.minutes)),
            ("votes_for", vote(0)),
            ("votes_against", vote(1)),
            ("abstentions", vote(2)),
            ("result", text(decision.result)),
            ("due_on", decision.due.map(|day| day.to_string())),
            ("done_on", decision.done.map(|day| day.to_string())),
            ("status", text(status)),
        ];
        out.push("assembly_decisions", decision.line, cells);
    }
}

/// Who was a member on a day, by the tab Cooperados.
fn entitled(book: &Book, on: NaiveDate) -> usize {
    let was = |row: &Row<'_>| {
        let (joined, left) = (row.day("Entrada").ok().flatten(), row.day("Saída").ok().flatten());
        joined.is_some_and(|joined| joined <= on) && left.is_none_or(|left| left >= on)
    };
    book.rows("Cooperados").iter().filter(|row| was(row)).count()
}

fn decision(row: &Row<'_>) -> Found<Decision> {
    let decision = Decision {
        line: row.number(),
        kind: must("Tipo", row.word("Tipo")?)?,
        held: must("Data", row.day("Data")?)?,
        call: row.whole("Convocação")?.unwrap_or(1),
        present: must("Presentes", row.whole("Presentes")?)?,
        members: row.whole("Cooperados")?,
        title: must("Assunto", row.text("Assunto")?)?,
        result: must("Resultado", row.word("Resultado")?)?,
        votes: [row.whole("A favor")?, row.whole("Contra")?, row.whole("Abstenções")?],
        minutes: row.text("Ata")?.unwrap_or_else(|| "não informada".to_owned()),
        due: row.day("Até quando")?,
        done: row.day("Cumprida em")?,
    };
    if !(1..=3).contains(&decision.call) {
        return Err(Fault::new("Convocação", Reason::OutOfRange));
    }
    if decision.members.is_some_and(|members| members < decision.present) {
        return Err(Fault::new("Presentes", Reason::OutOfRange));
    }
    Ok(decision)
}

struct Share {
    line: i64,
    part: String,
    bp: i64,
    decided: Option<NaiveDate>,
}

fn rules(book: &Book, out: &mut Out) {
    let mut by_day: BTreeMap<NaiveDate, Vec<Share>> = BTreeMap::new();
    for row in book.rows("Regra") {
        let share = || -> Found<(NaiveDate, Share)> {
            let part = must("Parte", row.text("Parte")?)?;
            let bp = must("Percentual", row.percent("Percentual")?)?;
            Ok((must("Vale desde", row.day("Vale desde")?)?, Share { line: row.number(), part, bp, decided: row.day("Decidida em")? }))
        };
        match share() {
            Err(fault) => out.refuse("Regra", row.number(), fault),
            Ok((from, share)) => by_day.entry(from).or_default().push(share),
        }
    }
    let spoiled = out.faults.get("Regra").is_some_and(|faults| !faults.is_empty());
    for (from, mut shares) in by_day {
        shares.sort_by(|left, right| left.part.cmp(&right.part));
        let lines: Vec<i64> = shares.iter().map(|share| share.line).collect();
        // Cells that are shown as percentages hold fractions: together they make one, where the others make a hundred.
        let unit = if shares.iter().map(|share| share.bp).sum::<i64>() == 10_000 { 1 } else { 100 };
        let is_exact = shares.iter().all(|share| share.bp % unit == 0);
        shares.iter_mut().for_each(|share| share.bp /= unit);
        let is_whole = is_exact && shares.iter().map(|share| share.bp).sum::<i64>() == 10_000;
        let is_one = shares.windows(2).all(|pair| pair[0].decided == pair[1].decided && slug(&pair[0].part) != slug(&pair[1].part));
        // A rule is taken whole or not at all: a line of it that cannot be read spoils it.
        if !is_whole || !is_one || spoiled {
            let fault = match is_one {
                false => Fault::conflict("Decidida em", &lines),
                true => Fault::sum("Percentual", &lines, shares.iter().map(|share| share.bp).sum()),
            };
            lines.iter().for_each(|line| out.refuse("Regra", *line, fault.clone()));
            continue;
        }
        let body = body(from, &shares);
        out.note("Regra", detail!("d-rule-shown", "the rule from {from} on, as it is kept:\n{body}", from = from, body = body.trim_end()));
        let is_voted = shares.first().is_some_and(|share| share.decided.is_some());
        let cells = [
            ("rule_id", Some(book.own("distribuicao"))),
            ("rule_version", Some(format!("{:04}{:02}{:02}", from.year(), from.month(), from.day()))),
            ("cooperative_id", text(&book.source)),
            ("kind", text("distribuicao")),
            ("sha256", Some(sha256(&body))),
            ("body", Some(body)),
            ("effective_from_on", Some(from.to_string())),
            ("status", text(if is_voted { "votada" } else { "rascunho" })),
        ];
        out.push("rule_versions", lines.iter().copied().min().unwrap_or(1), cells);
    }
}

/// The rule as TOML, parts in the order of their names.
fn body(from: NaiveDate, shares: &[Share]) -> String {
    let mut body = format!("kind = \"distribuicao\"\neffective_from_on = {from}\n");
    if let Some(decided) = shares.first().and_then(|share| share.decided) {
        body.push_str(&format!("decided_on = {decided}\n"));
    }
    for share in shares {
        body.push_str(&format!("\n[[shares]]\npart = {}\nshare_bp = {}\n", toml::Value::String(share.part.clone()), share.bp));
    }
    body
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
