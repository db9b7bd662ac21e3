//! Work items of the offices: tickets, information owed, documents, purchase orders; one object per event.

use std::{io, path::Path};

use super::{
    Tally,
    books::{Books, Purchase},
    random::{Random, Stream},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{Arrivals, Calendar, DAY, END, year_of},
    words::{FINANCE, LEGAL, LINES, PEOPLE, SERVICE_DESK, SUPPLY, UNITS},
    world::{World, organization_key},
};

mod kinds;
pub(super) mod offices;
mod plan;

/// How many there are at small scale.
const TICKETS: u64 = 7_000;
const INFORMATION: u64 = 3_500;
const DOCUMENTS: u64 = 1_200;
const ORDERS: u64 = 1_800;

/// The tables: items and events of each of the three offices.
pub(super) const SPECS: [Spec; 6] = [
    Spec {
        dataset: "work_items",
        path: "atendimento/chamados-{}.csv",
        header: "chamado;assunto;cliente;origem;núcleo;responsável;linha;prioridade;aberto_em;respondido_em;encerrado_em;situação;resultado;robô",
        dates: Dates::Minutes,
        is_latin: false,
        links: 0,
        about: 7_000,
        dirt: &[Dirt::Refused { column: "núcleo", text: "", times: 3 }, Dirt::Repeated { times: 5 }],
    },
    log(
        "atendimento/andamento-{}.csv",
        "registro;chamado;evento;quando;início;ordem;pessoa;núcleo;motivo",
        36_000,
        &[Dirt::Refused { column: "evento", text: "", times: 3 }],
    ),
    Spec {
        dataset: "work_items",
        path: "informacoes/pedidos-{}.csv",
        header: "pedido;tipo;assunto;cliente;núcleo;responsável;prioridade;pedido_em;prazo;concluido_em;situação;resultado;atraso",
        dates: Dates::Iso,
        is_latin: false,
        links: 0,
        about: 4_700,
        dirt: &[Dirt::Refused { column: "prazo", text: "2026-06-31 12:00:00", times: 1 }],
    },
    Spec {
        dataset: "events",
        path: "informacoes/tramitacao-{}.csv",
        header: "pedido;tipo;evento;quando;início;ordem;pessoa;núcleo;motivo",
        dates: Dates::Iso,
        is_latin: false,
        links: 1,
        about: 21_000,
        dirt: &[],
    },
    Spec {
        dataset: "work_items",
        path: "compras/pedidos-{}.csv",
        header: "pedido;categoria;fornecedor;solicitante;responsável;prioridade;solicitado_em;prazo;encerrado_em;situação;resultado;atraso;valor;linhas;faltas",
        dates: Dates::Minutes,
        is_latin: false,
        links: 0,
        about: 1_800,
        dirt: &[Dirt::Refused { column: "situação", text: "77", times: 3 }, Dirt::Refused { column: "valor", text: "sob consulta", times: 2 }],
    },
    log(
        "compras/andamento-{}.csv",
        "registro;pedido;evento;quando;início;ordem;pessoa;núcleo;motivo",
        12_000,
        &[Dirt::Refused { column: "evento", text: "FATURADO", times: 2 }],
    ),
];

/// A log of single objects: one row is an event and its link.
const fn log(path: &'static str, header: &'static str, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset: "events", path, header, dates: Dates::Minutes, is_latin: false, links: 1, about, dirt }
}

/// A kind of item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ticket,
    Information,
    Document,
    Order,
}

impl Kind {
    fn key(self, number: u64) -> Key {
        let prefix = match self {
            Self::Ticket => "CH-",
            Self::Information => "IN-",
            Self::Document => "DOC-",
            Self::Order => "PC-",
        };
        Key { prefix, case: number, part: 0 }
    }

    /// Which of the three offices it is of.
    fn office(self) -> usize {
        match self {
            Self::Ticket => 0,
            Self::Information | Self::Document => 1,
            Self::Order => 2,
        }
    }
}

/// Something that happened to an item.
struct Step {
    name: &'static str,
    at: i64,
    started: Option<i64>,
    actor: Option<u32>,
    reason: &'static str,
}

/// An item as its table shows it, with its events.
struct Item {
    kind: Kind,
    unit: usize,
    organization: usize,
    assignee: Option<u32>,
    priority: &'static str,
    opened: i64,
    due: i64,
    responded: Option<i64>,
    done: Option<i64>,
    status: &'static str,
    result: &'static str,
    steps: Vec<Step>,
}

/// Puts the items of a world together, one after the other.
struct Desk<'a> {
    world: &'a World,
    calendar: &'a Calendar,
    arrivals: Arrivals,
    random: Random,
    item: Item,
}

/// Writes all items of all kinds.
pub(super) fn write(world: &World, root: &Path, books: &mut Books, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let size = &world.size;
    let plan = [
        (Kind::Ticket, size.count(TICKETS), Stream::Tickets),
        (Kind::Information, size.count(INFORMATION), Stream::Information),
        (Kind::Document, size.count(DOCUMENTS), Stream::Documents),
        (Kind::Order, size.count(ORDERS), Stream::Orders),
    ];
    for (kind, count, stream) in plan {
        let mut desk = Desk::new(world, kind);
        for number in 0..count {
            desk.random = Random::of(world.seed, stream, number);
            desk.simulate(number, count);
            let [items, log] = &mut tables[2 * kind.office()..2 * kind.office() + 2] else { continue };
            let amount = desk.write(number + 1, items, log)?;
            if kind == Kind::Order {
                desk.owe(number + 1, amount, books)?;
            }
        }
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))?;
    offices::write(world, root, books, tally)
}

impl<'a> Desk<'a> {
    fn new(world: &'a World, kind: Kind) -> Self {
        let calendar = if kind == Kind::Ticket { &world.desk } else { &world.office };
        let item = Item {
            kind,
            unit: 0,
            organization: 0,
            assignee: None,
            priority: "normal",
            opened: 0,
            due: 0,
            responded: None,
            done: None,
            status: "aberto",
            result: "",
            steps: Vec::with_capacity(16),
        };
        Self { world, calendar, arrivals: world.arrivals(calendar, 45), random: Random::of(0, Stream::Tickets, 0), item }
    }

    fn simulate(&mut self, number: u64, count: u64) {
        let day = self.arrivals.day(number, count, &mut self.random);
        let opened = self.calendar.moment(day, 60, &mut self.random);
        let unit = match self.item.kind {
            Kind::Ticket => self.random.pick(&[SERVICE_DESK, SERVICE_DESK, SERVICE_DESK, SERVICE_DESK, 2, 3, FINANCE, PEOPLE, 9, 10]),
            Kind::Information => self.random.pick(&[FINANCE, FINANCE, FINANCE, LEGAL, PEOPLE, 0]),
            Kind::Document => self.random.pick(&[LEGAL, LEGAL, 0, PEOPLE]),
            Kind::Order => SUPPLY,
        };
        let unit = self.world.home(unit);
        let organization = match self.item.kind {
            Kind::Order => self.world.supplier(opened, &mut self.random),
            _ => self.world.client(opened, &mut self.random),
        };
        let priority = ["baixa", "normal", "normal", "alta", "critica"][self.random.weighted(&[18, 40, 22, 16, 4])];
        let item = &mut self.item;
        item.steps.clear();
        (item.unit, item.organization, item.priority, item.opened, item.due) = (unit, organization, priority, opened, 0);
        (item.assignee, item.responded, item.done, item.status, item.result) = (None, None, None, "aberto", "");
        match item.kind {
            Kind::Ticket => self.ticket(),
            Kind::Information => self.information(),
            Kind::Document => self.document(),
            Kind::Order => self.order(),
        };
    }

    /// The instant when so many working minutes have passed, more often few than many.
    fn after(&mut self, at: i64, least: i64, most: i64) -> i64 {
        self.calendar.after(at, 60 * self.random.early(least, most))
    }

    fn someone(&mut self, at: i64) -> u32 {
        self.world.member(self.item.unit, at, &mut self.random)
    }

    /// Notes a step; none, and nothing more, when it would come after the end.
    fn step(&mut self, name: &'static str, at: i64, actor: Option<u32>) -> Option<&mut Step> {
        if at >= END {
            return None;
        }
        self.item.steps.push(Step { name, at, started: None, actor, reason: "" });
        self.item.steps.last_mut()
    }

    /// The last step ends so many minutes of work, which began once there was something to work on; not all of it was written down.
    fn worked(&mut self, since: i64, least: i64, most: i64) {
        let (length, is_known) = (60 * self.random.early(least, most), self.random.chance(850));
        if let Some(step) = self.item.steps.last_mut().filter(|_| is_known) {
            step.started = Some(self.calendar.before(step.at, length).max(since));
        }
    }

    /// The step by which an item ends.
    fn close(&mut self, name: &'static str, at: i64, actor: Option<u32>, status: &'static str, result: &'static str) -> Option<&mut Step> {
        if at < END {
            (self.item.done, self.item.status, self.item.result) = (Some(at), status, result);
        }
        self.step(name, at, actor)
    }

    /// A pause, this many times in a thousand; when work goes on.
    fn pause(&mut self, per_mille: u64, from: i64, names: [&'static str; 2], longest: i64) -> Option<i64> {
        if !self.random.chance(per_mille) {
            return Some(from);
        }
        let paused = self.after(from, 5, 120);
        let resumed = self.after(paused, 60, longest);
        let reason = self.random.pick(&["cliente", "cliente", "cliente", "terceiro", "documento", "aprovacao", "cadastro", "sistema"]);
        let assignee = self.item.assignee;
        self.step(names[0], paused, assignee)?.reason = reason;
        self.item.status = "pausado";
        self.step(names[1], resumed, assignee)?.reason = reason;
        self.item.status = "em_andamento";
        Some(resumed)
    }

    fn write(&mut self, number: u64, items: &mut Table, log: &mut Table) -> io::Result<i64> {
        let key = self.item.kind.key(number);
        let mut amount = 0;
        match self.item.kind {
            Kind::Ticket => self.write_ticket(key, items)?,
            Kind::Information | Kind::Document => self.write_information(key, items)?,
            Kind::Order => amount = self.write_order(key, items)?,
        }
        for (place, step) in self.item.steps.iter().enumerate() {
            let part = place as u64 + 1;
            match self.item.kind {
                Kind::Ticket => log.key(Key { prefix: "AT-", part, ..key }).key(key).text(step.name),
                Kind::Order => log.key(Key { prefix: "AC-", part, ..key }).key(key).text(kinds::order_word(step.name)),
                Kind::Information => log.key(key).text("INF").text(step.name),
                Kind::Document => log.key(key).text("DOC").text(step.name),
            };
            log.at(step.at).maybe_at(step.started).int(part as i64).maybe_person(step.actor).text(UNITS[self.item.unit].id).text(step.reason);
            log.end(year_of(step.at))?;
        }
        Ok(amount)
    }

    /// What was received is owed, and paid when the order says so.
    fn owe(&self, number: u64, amount: i64, books: &mut Books) -> io::Result<()> {
        let at = |name: &str| self.item.steps.iter().find(|step| step.name == name).map(|step| step.at);
        let Some(received) = at("pedido_compra.received") else { return Ok(()) };
        let returned = at("pedido_compra.returned");
        let purchase = Purchase {
            order: self.item.kind.key(number),
            supplier: self.item.organization,
            unit: self.item.unit,
            amount,
            received,
            checked: at("pedido_compra.checked").or(returned),
            is_returned: returned.is_some(),
            paid: at("pedido_compra.paid"),
        };
        books.purchase(self.world, &purchase)
    }

    /// Why it ended late, if it did.
    fn late_reason(&mut self) -> &'static str {
        let is_late = self.item.done.is_some_and(|done| done > self.item.due);
        let reason = self.random.pick(&["cliente", "cliente", "terceiro", "documento", "aprovacao", "capacidade", "esquecimento"]);
        if is_late { reason } else { "" }
    }

    fn write_ticket(&mut self, key: Key, table: &mut Table) -> io::Result<()> {
        const SUBJECTS: [&str; 8] = ["acesso", "acesso", "cobranca", "cadastro", "duvida", "duvida", "falha_sistema", "documento"];
        let item = &self.item;
        let from = self.random.weighted(&[55, 30, 10, 5]);
        let line = LINES.iter().find(|line| line.unit == item.unit).map_or("", |line| line.id);
        table.key(key).text(self.random.pick(&SUBJECTS));
        table.maybe_key((from == 0).then(|| organization_key(item.organization))).text(["cliente", "cooperado", "unidade", "sistema"][from]);
        table.text(UNITS[item.unit].id).maybe_person(item.assignee).text(line).text(item.priority).at(item.opened).maybe_at(item.responded);
        table.maybe_at(item.done).text(item.status).text(item.result).yes(from == 3).end(year_of(item.opened))
    }

    fn write_information(&mut self, key: Key, table: &mut Table) -> io::Result<()> {
        let late = self.late_reason();
        let item = &self.item;
        let (word, subjects) = match item.kind {
            Kind::Document => ("DOC", ["contrato", "ata", "politica", "parecer"]),
            _ => ("INF", ["extrato", "nota_fiscal", "folha_ponto", "certidao"]),
        };
        table.key(key).text(word).text(self.random.pick(&subjects)).key(organization_key(item.organization)).text(UNITS[item.unit].id);
        table.maybe_person(item.assignee).text(item.priority).at(item.opened).at(item.due).maybe_at(item.done);
        table.text(item.status).text(item.result).text(late).end(year_of(item.opened))
    }

    fn write_order(&mut self, key: Key, table: &mut Table) -> io::Result<i64> {
        let late = self.late_reason();
        let item = &self.item;
        let lines = self.random.early(1, 24);
        let amount = (0..lines).map(|_| self.random.early(1, 12) * self.random.early(350, 16_000)).sum();
        let amount = Books::priced(self.world, amount);
        let short = if item.result == "parcial" { 1 + self.random.between(0, lines) } else { 0 };
        table.key(key).text(self.random.pick(&["material", "equipamento", "servico", "licenca", "viagem"])).key(organization_key(item.organization));
        table
            .text(UNITS[self.world.home(self.random.below(12) as usize)].id)
            .maybe_person(item.assignee)
            .text(item.priority)
            .at(item.opened)
            .at(item.due);
        table.maybe_at(item.done).text(kinds::status_number(item.status)).text(item.result).text(late).money(amount).int(lines);
        table.int(short.min(lines)).end(year_of(item.opened))?;
        Ok(amount)
    }
}

/// A deadline by which an item is owed: so many working days later, at the end of the day.
fn due(world: &World, calendar: &Calendar, at: i64, days: i64) -> i64 {
    let at = calendar.after(at, world.patience() * days * 8 * 3_600);
    at.div_euclid(DAY) * DAY + 18 * 3_600
}
