//! Trabalho: who worked on what, when and for how long; one assignment for each person, contract and role.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Out,
    book::Book,
    names::numbered,
    row::{Fault, Found, Row, must},
};
use crate::meta::Reason;

struct Work {
    line: i64,
    member: String,
    contract: String,
    day: NaiveDate,
    minutes: i64,
    role: &'static str,
    stream: &'static str,
    checker: Option<String>,
    checked: Option<NaiveDate>,
}

pub(super) fn fill(book: &Book, out: &mut Out) {
    let mut days = Vec::new();
    let mut first: BTreeMap<(String, String, &'static str), (NaiveDate, i64)> = BTreeMap::new();
    for row in book.rows("Trabalho") {
        match work(book, &row) {
            Err(fault) => out.refuse("Trabalho", row.number(), fault),
            Ok(work) => {
                let role = (work.member.clone(), work.contract.clone(), work.role);
                let begun = (work.day, work.line);
                first.entry(role).and_modify(|known| *known = (*known).min(begun)).or_insert(begun);
                // What a day of somebody's work on a contract says, without the line it stands on.
                let content = format!("{:>9} {} {} {:?} {:?}", work.minutes, work.role, work.stream, work.checker, work.checked);
                days.push((book.secret_id(&["trabalho", &work.member, &work.contract, &work.day.to_string()]), content, work));
            }
        }
    }
    let text = |text: &str| Some(text.to_owned());
    for (key, nth, work) in numbered(days) {
        let is_checked = work.checker.is_some() || work.checked.is_some();
        let cells = [
            ("participation_id", Some(format!("{key}-{nth}"))),
            ("assignment_id", Some(assignment(book, &work.member, &work.contract, work.role))),
            ("opportunity_id", Some(work.contract)),
            ("member_id", Some(work.member)),
            ("work_on", Some(work.day.to_string())),
            ("minutes", Some(work.minutes.to_string())),
            ("stream", text(work.stream)),
            ("work_kind", text("produtivo")),
            ("validator_1_id", work.checker),
            ("validated_at", work.checked.map(|day| day.to_string())),
            ("status", text(if is_checked { "validada" } else { "lancada" })),
        ];
        out.push("participations", work.line, cells);
    }
    for ((member, contract, role), (day, line)) in first {
        let cells = [
            ("assignment_id", Some(assignment(book, &member, &contract, role))),
            ("member_id", Some(member)),
            ("opportunity_id", Some(contract.clone())),
            ("contract_id", Some(contract)),
            ("role", text(role)),
            ("responsibility_level", text("1")),
            ("coverage_bp", text("10000")),
            ("start_at", Some(day.to_string())),
        ];
        out.push("assignments", line, cells);
    }
}

fn assignment(book: &Book, member: &str, contract: &str, role: &str) -> String {
    book.secret_id(&["alocacao", member, contract, role])
}

fn work(book: &Book, row: &Row<'_>) -> Found<Work> {
    let member = must("Cooperado", book.person(row, "Cooperado")?)?;
    let contract = book.contract(row, "Contrato")?;
    let day = must("Dia", row.day("Dia")?)?;
    let minutes = match (row.whole("Minutos")?, row.hours("Horas")?) {
        (Some(minutes), None) => minutes,
        (None, Some(minutes)) => minutes,
        (None, None) => return Err(Fault::new("Minutos", Reason::Missing)),
        (Some(minutes), Some(hours)) if minutes == hours => minutes,
        (Some(_), Some(_)) => return Err(Fault::new("Horas", Reason::ConflictingKey)),
    };
    // A day has no more; longer work is written day by day.
    if !(1..=1_440).contains(&minutes) {
        return Err(Fault::new(if row.whole("Minutos")?.is_some() { "Minutos" } else { "Horas" }, Reason::OutOfRange));
    }
    Ok(Work {
        line: row.number(),
        member,
        contract,
        day,
        minutes,
        role: row.word("Papel")?.unwrap_or("executor"),
        stream: row.word("Para quê")?.unwrap_or("producao"),
        checker: book.person(row, "Conferido por")?,
        checked: row.day("Conferido em")?,
    })
}

/// How many people work on each contract.
pub(super) fn teams(book: &Book) -> BTreeMap<String, usize> {
    let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in book.rows("Trabalho") {
        if let Ok(work) = work(book, &row) {
            teams.entry(work.contract).or_default().insert(work.member);
        }
    }
    teams.into_iter().map(|(contract, members)| (contract, members.len())).collect()
}
