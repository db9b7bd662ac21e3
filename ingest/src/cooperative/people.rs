//! Cooperados, Clientes and Contratos: who and what the other tabs name.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mirante_data::detail;

use super::{
    Out,
    book::{Book, slug},
    names::{conflicts, is_cnpj, plain},
    row::{Fault, Found, Row, amount, must},
};
use crate::meta::Reason;

/// Reads the three tabs, and makes their names known to those that follow.
pub(super) fn fill(book: &mut Book, out: &mut Out) {
    let joined = people(book, out);
    let founded = founded_on(book, joined);
    if let Some(founded) = &founded {
        let hash = match &book.known.cnpj {
            Some(cnpj) => book.secret_hash(&["cnpj", &plain(cnpj)]),
            None => book.secret_hash(&["sem cnpj", &book.source]),
        };
        let cells = [
            ("cooperative_id", book.source.clone()),
            ("name", book.known.name.clone()),
            ("tax_hash", hash),
            ("kind", "singular".into()),
            ("is_satellite", "false".into()),
            ("founded_on", founded.clone()),
            ("uses_worker_coop_law", "true".into()),
        ];
        out.push("cooperatives", 1, cells.map(|(target, text)| (target, Some(text))));
        let cells = [
            ("unit_id", book.unit()),
            ("cooperative_id", book.source.clone()),
            ("name", "Sede".into()),
            ("kind", "matriz".into()),
            ("calendar_id", "sempre".into()),
            ("founded_on", founded.clone()),
        ];
        out.push("units", 1, cells.map(|(target, text)| (target, Some(text))));
    }
    if !book.rows("Contratos").is_empty() {
        out.note(
            "Contratos",
            detail!("d-defaults", "taken for granted: one cooperative and one unit, one opportunity for each contract and one demand where it says when it was asked for, layer `externo`, act `cooperativo`, calendar `sempre`, model `projeto`, responsibility level 1"),
        );
    }
    if book.rows("Cooperados").iter().any(|row| [row.text("CPF"), row.text("E-mail")].iter().any(|text| !matches!(text, Ok(None)))) {
        out.note("Cooperados", detail!("d-private", "names, CPF and e-mail stay in the workbook: they are used to find people, and not stored"));
    }
    // Clients are named by contracts, and are there since their first one.
    let first = first_contracts(book);
    clients(book, out, &first, founded.as_deref());
    contracts(book, out);
}

/// The day that the cooperative says, else the one on which its first member joined.
fn founded_on(book: &Book, joined: Option<NaiveDate>) -> Option<String> {
    book.known.founded_on.clone().or_else(|| joined.map(|day| day.to_string()))
}

/// The tab Cooperados; the first day on which somebody joined.
fn people(book: &mut Book, out: &mut Out) -> Option<NaiveDate> {
    let mut known = Vec::new();
    let mut names = Vec::new();
    for row in book.rows("Cooperados") {
        if let (Ok(Some(name)), Ok(Some(key))) = (row.text("Nome"), row.text("Matrícula")) {
            names.push((row.number(), name, key.clone()));
            known.push((plain(&key), row.content(), row.number()));
        }
    }
    for (line, name, key) in names {
        book.people.add(line, &name, Some(&key), &plain(&key));
    }
    let conflicts = conflicts(&known);
    let (mut areas, mut first) = (BTreeSet::from(["Geral".to_owned()]), None::<NaiveDate>);
    for row in book.rows("Cooperados") {
        let line = row.number();
        match person(&row, &conflicts) {
            Err(fault) => out.refuse("Cooperados", line, fault),
            Ok(person) => {
                first = Some(first.map_or(person.joined, |first| first.min(person.joined)));
                areas.extend(person.area.clone());
                person.give(book, out, line);
            }
        }
    }
    // One area has one name, whichever spelling comes first in the alphabet.
    let by_id: BTreeMap<String, &String> = areas.iter().rev().map(|name| (book.area(Some(name)), name)).collect();
    for (id, name) in by_id {
        out.push("areas", 1, [("area_id", Some(id)), ("name", Some(name.clone()))]);
    }
    first
}

struct Person {
    key: String,
    written: String,
    joined: NaiveDate,
    left: Option<NaiveDate>,
    reason: Option<&'static str>,
    area: Option<String>,
    leave: (Option<NaiveDate>, Option<NaiveDate>),
}

fn person(row: &Row<'_>, conflicts: &BTreeMap<String, Vec<i64>>) -> Found<Person> {
    must("Nome", row.text("Nome")?)?;
    let written = must("Matrícula", row.text("Matrícula")?)?;
    let key = plain(&written);
    if key.is_empty() {
        return Err(Fault::new("Matrícula", Reason::Type));
    }
    if let Some(lines) = conflicts.get(&key) {
        return Err(Fault::conflict("Matrícula", lines));
    }
    let joined = must("Entrada", row.day("Entrada")?)?;
    let left = row.day("Saída")?;
    let leave = (row.day("Licença de")?, row.day("Licença até")?);
    if left.is_some_and(|left| left < joined) {
        return Err(Fault::new("Saída", Reason::OutOfRange));
    }
    if leave.0.zip(leave.1).is_some_and(|(from, to)| to < from) || (leave.0.is_none() && leave.1.is_some()) {
        return Err(Fault::new("Licença até", Reason::OutOfRange));
    }
    Ok(Person { key, written, joined, left, reason: row.word("Motivo da saída")?, area: row.text("Área")?, leave })
}

impl Person {
    fn give(self, book: &Book, out: &mut Out, line: i64) {
        let Self { key, written, joined, left, reason, area, leave } = self;
        // A leave without an end lasts; one with an end speaks for itself by its days.
        let status = match (left, leave) {
            (Some(_), _) => "desligado",
            (None, (Some(_), None)) => "licenca",
            _ => "ativo",
        };
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        out.push(
            "members",
            line,
            [
                ("member_id", Some(key.clone())),
                ("unit_id", Some(book.unit())),
                ("home_area_id", area.map(|area| book.area(Some(&area)))),
                ("status", Some(status.to_owned())),
                ("joined_on", day(Some(joined))),
                ("left_on", day(left)),
                ("left_reason", reason.map(str::to_owned)),
                ("leave_from_on", day(leave.0)),
                ("leave_to_on", day(leave.1)),
                ("is_protected_leave", Some("false".to_owned())),
            ],
        );
        out.push(
            "memberships",
            line,
            [
                ("membership_id", Some(book.own(&book.secret_id(&["vinculo", &key])))),
                ("cooperative_id", Some(book.source.clone())),
                ("member_id", Some(key)),
                ("registration_number", Some(written)),
                ("joined_on", day(Some(joined))),
                ("left_on", day(left)),
                ("left_reason", reason.map(str::to_owned)),
            ],
        );
    }
}

/// The first day of a contract of each client, by the client as contracts write it, folded by the names' own rule.
fn first_contracts(book: &Book) -> Vec<(String, NaiveDate)> {
    let started = |row: &Row<'_>| Some((row.text("Cliente").ok()??, row.day("Início").ok()??));
    book.rows("Contratos").iter().filter_map(started).collect()
}

fn clients(book: &mut Book, out: &mut Out, first: &[(String, NaiveDate)], founded: Option<&str>) {
    let mut rows = Vec::new();
    let mut known = Vec::new();
    for row in book.rows("Clientes") {
        let (Ok(Some(name)), Ok(cnpj)) = (row.text("Nome"), cnpj(&row)) else { continue };
        let id = match &cnpj {
            Some(cnpj) => book.own(&book.secret_id(&["cnpj", cnpj])),
            None => book.own(&book.secret_id(&["cliente", &slug(&name)])),
        };
        known.push((id.clone(), row.content(), row.number()));
        rows.push((row.number(), name, cnpj, id));
    }
    for (line, name, cnpj, id) in &rows {
        book.clients.add(*line, name, cnpj.as_deref(), id);
    }
    let conflicts = conflicts(&known);
    let since = |id: &str| {
        let of_client = first.iter().filter(|(name, _)| book.clients.find(name, "Cliente").is_ok_and(|found| found.as_deref() == Some(id)));
        of_client.map(|(_, day)| *day).min().map(|day| day.to_string())
    };
    let mut kinds = BTreeMap::new();
    for row in book.rows("Clientes") {
        match client(&row, &rows, &conflicts) {
            Err(fault) => out.refuse("Clientes", row.number(), fault),
            Ok(Client { id, name, cnpj, kind, industry, city, state, since_on }) => {
                let since_on = since_on.map(|day| day.to_string()).or_else(|| since(&id)).or_else(|| founded.map(str::to_owned));
                let Some(since_on) = since_on else {
                    out.refuse("Clientes", row.number(), Fault::new("Desde", Reason::Missing));
                    continue;
                };
                kinds.insert(id.clone(), kind);
                let cells = [
                    ("organization_id", Some(id)),
                    ("name", Some(name).filter(|_| kind != "pf")),
                    ("tax_hash", cnpj.map(|cnpj| book.secret_hash(&["cnpj", &cnpj]))),
                    ("client_type", Some(kind.to_owned())),
                    ("industry", Some(industry.to_owned())),
                    ("is_internal", Some("false".to_owned())),
                    ("is_supplier", Some("false".to_owned())),
                    ("city", city),
                    ("state", state),
                    ("since_on", Some(since_on)),
                ];
                out.push("organizations", row.number(), cells);
            }
        }
    }
    book.kind_of = kinds;
}

struct Client {
    id: String,
    name: String,
    cnpj: Option<String>,
    kind: &'static str,
    industry: &'static str,
    city: Option<String>,
    state: Option<String>,
    since_on: Option<NaiveDate>,
}

fn client(row: &Row<'_>, known: &[(i64, String, Option<String>, String)], conflicts: &BTreeMap<String, Vec<i64>>) -> Found<Client> {
    let name = must("Nome", row.text("Nome")?)?;
    let cnpj = cnpj(row)?;
    let id = known.iter().find(|(line, ..)| *line == row.number()).map(|(.., id)| id.clone()).ok_or_else(|| Fault::new("Nome", Reason::Missing))?;
    if let Some(lines) = conflicts.get(&id) {
        return Err(Fault::conflict(if cnpj.is_some() { "CNPJ" } else { "Nome" }, lines));
    }
    Ok(Client {
        id,
        name,
        cnpj,
        kind: must("Tipo", row.word("Tipo")?)?,
        industry: row.word("Ramo")?.unwrap_or("outro"),
        city: row.text("Cidade")?,
        state: row.text("UF")?.map(|state| state.to_uppercase()),
        since_on: row.day("Desde")?,
    })
}

/// A CNPJ, with the zeros that a spreadsheet took away; a CPF of eleven digits is taken as well, for people.
fn cnpj(row: &Row<'_>) -> Found<Option<String>> {
    let Some(text) = row.text("CNPJ")? else { return Ok(None) };
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let long = format!("{bare:0>14}");
    if is_cnpj(&long) {
        return Ok(Some(plain(&long)));
    }
    let is_person = row.word("Tipo").is_ok_and(|kind| kind == Some("pf")) && bare.len() <= 11 && bare.bytes().all(|byte| byte.is_ascii_digit());
    if is_person { Ok(Some(plain(&bare))) } else { Err(Fault::new("CNPJ", Reason::Type)) }
}

fn contracts(book: &mut Book, out: &mut Out) {
    let mut known = Vec::new();
    for row in book.rows("Contratos") {
        if let Ok(Some(name)) = row.text("Contrato") {
            known.push((plain(&name), row.content(), row.number(), name));
        }
    }
    let rows: Vec<(String, String, i64)> = known.iter().map(|(key, content, line, _)| (key.clone(), content.clone(), *line)).collect();
    let conflicts = conflicts(&rows);
    for (_, _, line, name) in &known {
        book.contracts.add(*line, name, Some(name), name);
    }
    let teams = super::work::teams(book);
    let mut client_of = BTreeMap::new();
    for row in book.rows("Contratos") {
        match contract(book, &row, &conflicts) {
            Err(fault) => out.refuse("Contratos", row.number(), fault),
            Ok(contract) => {
                client_of.insert(contract.id.clone(), contract.client.clone());
                contract.give(book, out, row.number(), teams.get(&contract.id).copied().unwrap_or(1));
            }
        }
    }
    book.client_of = client_of;
}

struct Contract {
    id: String,
    client: String,
    value: i128,
    model: &'static str,
    service: Option<String>,
    asked: Option<NaiveDate>,
    signed: Option<NaiveDate>,
    start: NaiveDate,
    end: Option<NaiveDate>,
    is_off_site: bool,
    status: &'static str,
}

fn contract(book: &Book, row: &Row<'_>, conflicts: &BTreeMap<String, Vec<i64>>) -> Found<Contract> {
    let id = must("Contrato", row.text("Contrato")?)?;
    if let Some(lines) = conflicts.get(&plain(&id)) {
        return Err(Fault::conflict("Contrato", lines));
    }
    let client = must("Cliente", row.text("Cliente")?)?;
    let contract = Contract {
        id,
        client: book.clients.id(&client, "Cliente")?,
        value: must("Valor", row.money("Valor")?)?,
        model: row.word("Modelo")?.unwrap_or("projeto"),
        service: row.text("Serviço")?,
        asked: row.day("Pedido em")?,
        signed: row.day("Assinado em")?,
        start: must("Início", row.day("Início")?)?,
        end: row.day("Fim")?,
        is_off_site: row.word("Fora da sede")? == Some("true"),
        status: row.word("Situação")?.unwrap_or("vigente"),
    };
    if contract.value < 0 {
        return Err(Fault::new("Valor", Reason::OutOfRange));
    }
    if contract.end.is_some_and(|end| end < contract.start) {
        return Err(Fault::new("Fim", Reason::OutOfRange));
    }
    Ok(contract)
}

impl Contract {
    fn give(&self, book: &Book, out: &mut Out, line: i64, team: usize) {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let drafted = self.asked.or(self.signed).unwrap_or(self.start).min(self.signed.unwrap_or(self.start));
        let value = Some(amount(self.value));
        let ended = self.end.filter(|_| ["encerrado", "rescindido"].contains(&self.status));
        out.push(
            "contracts",
            line,
            [
                ("contract_id", Some(self.id.clone())),
                ("cooperative_id", Some(book.source.clone())),
                ("organization_id", Some(self.client.clone())),
                ("unit_id", Some(book.unit())),
                ("engagement_model", Some(self.model.to_owned())),
                ("act_nature", Some("cooperativo".to_owned())),
                ("value", value.clone()),
                ("drafted_at", day(Some(drafted))),
                ("signed_at", day(self.signed)),
                ("start_on", day(Some(self.start))),
                ("end_on", day(self.end)),
                ("has_responsibilities", Some("false".to_owned())),
                ("has_substitution_clause", Some("false".to_owned())),
                ("is_off_site", Some(self.is_off_site.to_string())),
                ("status", Some(self.status.to_owned())),
            ],
        );
        // A demand without the day on which it was made would be an invented one.
        if self.asked.is_some() {
            let status = if self.signed.is_some() || !["minuta", "rescindido"].contains(&self.status) { "atendida" } else { "enviada" };
            out.push(
                "demands",
                line,
                [
                    ("demand_id", Some(self.id.clone())),
                    ("organization_id", Some(self.client.clone())),
                    ("proponent_type", Some(book.proponent(&self.client).to_owned())),
                    ("layer", Some("externo".to_owned())),
                    ("area_id", Some(book.area(None))),
                    ("unit_id", Some(book.unit())),
                    ("contract_id", Some(self.id.clone())),
                    ("origin", Some("outra".to_owned())),
                    ("topic", self.service.clone()),
                    ("submitted_at", day(self.asked)),
                    ("qualified_at", day(self.signed)),
                    ("estimated_amount", value.clone()),
                    ("status", Some(status.to_owned())),
                ],
            );
        }
        let status = match self.status {
            "minuta" => "rascunho",
            "assinado" => "alocada",
            "encerrado" => "concluida",
            "rescindido" => "cancelada",
            _ => "em_execucao",
        };
        out.push(
            "opportunities",
            line,
            [
                ("opportunity_id", Some(self.id.clone())),
                ("demand_id", self.asked.map(|_| self.id.clone())),
                ("contract_id", Some(self.id.clone())),
                ("layer", Some("externo".to_owned())),
                ("area_id", Some(book.area(None))),
                ("unit_id", Some(book.unit())),
                ("positions", Some(team.to_string())),
                ("value", value),
                ("closed_at", day(ended)),
                ("status", Some(status.to_owned())),
            ],
        );
    }
}
