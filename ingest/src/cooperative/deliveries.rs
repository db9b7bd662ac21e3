//! Entregas: what was agreed by when, and each attempt to deliver it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    Out,
    book::{Book, slug},
    names::numbered,
    row::{Fault, Found, Row, must},
};
use crate::meta::Reason;

struct Delivery {
    line: i64,
    contract: String,
    due: NaiveDate,
    member: Option<String>,
    sent: Option<NaiveDate>,
    decided: Option<NaiveDate>,
    decision: Option<&'static str>,
}

pub(super) fn fill(book: &Book, out: &mut Out) {
    let mut all = Vec::new();
    for row in book.rows("Entregas") {
        match delivery(book, &row) {
            Err(fault) => out.refuse("Entregas", row.number(), fault),
            Ok((id, delivery)) => {
                // Attempts follow their days; what is not delivered yet comes last.
                let order = format!("{} {:?} {:?}", delivery.sent.map_or("9999".to_owned(), |day| day.to_string()), delivery.decided, row.content());
                all.push((id, order, delivery));
            }
        }
    }
    let mut deliverables: BTreeMap<String, Vec<Delivery>> = BTreeMap::new();
    for (id, _, delivery) in numbered(all) {
        deliverables.entry(id).or_default().push(delivery);
    }
    for (id, attempts) in deliverables {
        give(&id, &attempts, out);
    }
}

fn give(id: &str, attempts: &[Delivery], out: &mut Out) {
    let text = |text: &str| Some(text.to_owned());
    let (Some(first), Some(line)) = (attempts.first(), attempts.iter().map(|attempt| attempt.line).min()) else { return };
    let due = attempts.iter().map(|attempt| attempt.due).min().unwrap_or(first.due);
    let extended = attempts.iter().map(|attempt| attempt.due).max().filter(|last| *last != due);
    let last = attempts.iter().rfind(|attempt| attempt.sent.is_some());
    let status = match last.map(|last| last.decision) {
        None => "pendente",
        Some(Some("aceito")) => "aceito",
        Some(Some("rejeitado")) => "rejeitado",
        Some(_) => "entregue",
    };
    let cells = [
        ("deliverable_id", text(id)),
        ("opportunity_id", Some(first.contract.clone())),
        ("due_at", Some(end_of(due))),
        ("extended_due_at", extended.map(end_of)),
        ("weight_points", text("1")),
        ("status", text(status)),
    ];
    out.push("deliverables", line, cells);
    for (nth, attempt) in attempts.iter().filter(|attempt| attempt.sent.is_some()).enumerate() {
        let attempt_no = (nth + 1).to_string();
        let cells = [
            ("delivery_id", Some(format!("{id}:{attempt_no}"))),
            ("deliverable_id", text(id)),
            ("attempt", Some(attempt_no)),
            ("member_id", attempt.member.clone()),
            ("submitted_at", attempt.sent.map(|day| day.to_string())),
            ("decided_at", attempt.decided.map(|day| day.to_string())),
            ("decision", attempt.decision.map(str::to_owned)),
        ];
        out.push("deliveries", attempt.line, cells);
    }
}

/// A day that is a limit lasts to its end.
fn end_of(day: NaiveDate) -> String {
    format!("{day} 23:59:59")
}

fn delivery(book: &Book, row: &Row<'_>) -> Found<(String, Delivery)> {
    let contract = book.contract(row, "Contrato")?;
    let name = must("Entrega", row.text("Entrega")?)?;
    let delivery = Delivery {
        line: row.number(),
        due: must("Prazo", row.day("Prazo")?)?,
        member: book.person(row, "Cooperado")?,
        sent: row.day("Entregue em")?,
        decided: row.day("Decidido em")?,
        decision: row.word("Decisão")?,
        contract: contract.clone(),
    };
    if delivery.sent.is_some() && delivery.member.is_none() {
        return Err(Fault::new("Cooperado", Reason::Missing));
    }
    if delivery.sent.is_none() && (delivery.decided.is_some() || delivery.decision.is_some()) {
        return Err(Fault::new("Entregue em", Reason::Missing));
    }
    if delivery.decision.is_some() != delivery.decided.is_some() {
        return Err(Fault::new(if delivery.decision.is_some() { "Decidido em" } else { "Decisão" }, Reason::Missing));
    }
    if delivery.sent.zip(delivery.decided).is_some_and(|(sent, decided)| decided < sent) {
        return Err(Fault::new("Decidido em", Reason::OutOfRange));
    }
    Ok((format!("{contract}:{}", slug(&name)), delivery))
}
