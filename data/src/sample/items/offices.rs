//! Items of every other kind, made by their plans, and the tables of the two systems that keep them.

use std::{io, path::Path};

use super::{
    super::{
        Tally,
        books::{Books, sales::Sale},
        random::{Random, Stream},
        table::{Dates, Dirt, Key, Spec, Table},
        time::{Arrivals, DAY, END, END_DAY, month_of, month_start, year_of},
        words::{FINANCE, LINES, SYSTEM_NAMES, UNITS},
        world::{World, organization_key},
    },
    due,
    plan::{About, By, OFFICES, Plan, SYSTEMS},
};

const ITEMS: &str = "item;tipo;categoria;cliente;origem;solicitante;núcleo;responsável;linha;contrato;tipo do objeto;objeto;prioridade;aberto_em;prazo;encerrado_em;situação;resultado;atraso;valor;multa;total;ruins;versão;vale até;robô";

/// The tables: items and events of the systems' office, then of all other offices.
pub(in super::super) const SPECS: [Spec; 4] = [
    table("work_items", "sistemas/itens-{}.csv", ITEMS, 0, 920, &[Dirt::Repeated { times: 2 }]),
    table("events", "sistemas/andamento-{}.csv", "registro;tipo;item;sistema;evento;quando;início;ordem;pessoa;núcleo;motivo", 2, 4_000, &[]),
    table("work_items", "processos/itens-{}.csv", ITEMS, 0, 5_500, &[Dirt::Refused { column: "prioridade", text: "ontem", times: 3 }]),
    table(
        "events",
        "processos/andamento-{}.csv",
        "registro;tipo;item;evento;quando;início;ordem;pessoa;núcleo;motivo",
        1,
        17_000,
        &[Dirt::Refused { column: "quando", text: "2026-02-29 10:00:00", times: 3 }],
    ),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links, about, dirt }
}

/// The unit that looks after the systems.
const TECHNOLOGY: usize = 2;

/// The system of which one person alone knows how it works.
pub(in super::super) const SOLE_SYSTEM: &str = SYSTEM_NAMES[0];

/// Who that person is.
pub(in super::super) fn sole_operator(world: &World) -> u32 {
    world.members_of(world.home(TECHNOLOGY)).start
}

/// How many look after a system; of each thousand members of their unit one more.
const CREW: usize = 2;

struct Step {
    name: &'static str,
    at: i64,
    started: Option<i64>,
    actor: Option<u32>,
    reason: &'static str,
}

/// The item in hand.
struct Item {
    key: Key,
    unit: usize,
    organization: Option<usize>,
    contract: Option<Key>,
    system: usize,
    owner: u32,
    priority: &'static str,
    opened: i64,
    due: Option<i64>,
    done: Option<i64>,
    status: &'static str,
    result: &'static str,
    version: i64,
    amount: i64,
    is_fined: bool,
    steps: Vec<Step>,
}

/// Writes all items of all plans.
pub(in super::super) fn write(world: &World, root: &Path, books: &mut Books, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [systems, systems_log, offices, offices_log] = &mut tables;
    for (place, plan) in SYSTEMS.iter().chain(&OFFICES).enumerate() {
        let (items, log) = if place < SYSTEMS.len() { (&mut *systems, &mut *systems_log) } else { (&mut *offices, &mut *offices_log) };
        let mut office = Office::new(world, plan, place as u64);
        for number in 0..office.count {
            office.simulate(number, books);
            if plan.kind == "pedido_venda" {
                office.sell(books)?;
            }
            office.write(items, log)?;
        }
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

/// How many items of a plan there are.
pub(in super::super) fn count_of(world: &World, plan: &Plan) -> u64 {
    match plan.about {
        _ if world.size.per_mille == 0 => 0,
        About::Tax => (12 * world.size.years) as u64 * world.cooperatives() as u64,
        _ => world.size.count(plan.count),
    }
}

struct Office<'a> {
    world: &'a World,
    plan: &'a Plan,
    place: u64,
    count: u64,
    arrivals: Arrivals,
    random: Random,
    item: Item,
    /// Who looks after the systems, those of the first system first; as many for each.
    crew: Vec<u32>,
}

impl<'a> Office<'a> {
    fn new(world: &'a World, plan: &'a Plan, place: u64) -> Self {
        let item = Item {
            key: Key { prefix: plan.prefix, case: 0, part: 0 },
            unit: 0,
            organization: None,
            contract: None,
            system: 0,
            owner: 0,
            priority: "normal",
            opened: 0,
            due: None,
            done: None,
            status: "aberto",
            result: "",
            version: 1,
            amount: 0,
            is_fined: false,
            steps: Vec::with_capacity(16),
        };
        let arrivals = world.arrivals(&world.office, 40);
        // Those who were there before the records begin and still are.
        let all = world.members_of(world.home(TECHNOLOGY));
        let wanted = if plan.about == About::System { SYSTEM_NAMES.len() * (CREW + all.len() / 1_000) } else { 0 };
        let stays = |member: &u32| world.is_there(*member, world.first_day) && world.is_there(*member, END_DAY) && *member != sole_operator(world);
        let crew = all.filter(stays).take(wanted).collect();
        Self { crew, world, plan, place, count: count_of(world, plan), arrivals, random: Random::of(0, Stream::Kinds, 0), item }
    }

    fn simulate(&mut self, number: u64, books: &Books) {
        self.random = Random::of(self.world.seed, Stream::Kinds, self.place << 40 | number);
        let first = month_of(self.world.first_day);
        let month = first + (number * 12 * self.world.size.years as u64 / self.count.max(1)) as i64;
        let day = if self.plan.is_monthly {
            self.world.office.on_or_after(month_start(month) + self.random.between(0, 9))
        } else {
            self.arrivals.day(number, self.count, &mut self.random)
        };
        let opened = self.world.office.moment(day, 60, &mut self.random);
        let cooperative = number as usize % self.world.cooperatives();
        let unit = if self.plan.about == About::Tax { [FINANCE, 12, 13][cooperative] } else { self.random.pick(self.plan.units) };
        let unit = self.world.home(unit);
        let amount = match (self.plan.about, self.plan.amount) {
            (About::Tax, _) => books.tax(cooperative, month - first),
            (_, (_, 0)) => 0,
            (_, (least, most)) => 100 * self.random.early(least, most) + self.random.between(0, 100),
        };
        let priority = ["baixa", "normal", "normal", "alta", "critica"][self.random.weighted(&[18, 40, 22, 16, 4])];
        let system = self.random.weighted(&[9, 25, 20, 14, 12, 10, 10]);
        let owner = self.someone(unit, system, opened);
        let item = &mut self.item;
        item.steps.clear();
        item.key.case = number + 1;
        (item.unit, item.priority, item.opened, item.amount, item.system) = (unit, priority, opened, amount, system);
        item.owner = owner;
        item.due = (self.plan.due > 0).then(|| due(self.world, &self.world.office, opened, self.plan.due));
        (item.done, item.status, item.result, item.version, item.is_fined) = (None, "aberto", "", 1, false);
        (item.organization, item.contract) = (None, None);
        self.concerns(opened);
        self.go();
    }

    /// The organisation and the contract that it is about.
    fn concerns(&mut self, at: i64) {
        let organization = match self.plan.about {
            About::Client | About::Contract | About::Demand => self.world.client(at, &mut self.random),
            About::Supplier => self.world.supplier(at, &mut self.random),
            _ => return,
        };
        self.item.organization = Some(organization);
        // A contract and the work for it belong to one cooperative, so the unit is that of the contract.
        if self.plan.about == About::Contract {
            self.item.unit = self.world.organizations[organization].unit;
            self.item.contract = Some(self.world.contract(organization, at.div_euclid(DAY)));
        }
    }

    fn go(&mut self) -> Option<()> {
        let (plan, opened) = (self.plan, self.item.opened);
        let by = self.actor(plan.steps[0].by, opened);
        self.note(plan.steps[0].event, opened, by)?;
        if self.random.chance(18) {
            let cancelled = self.after(opened, (60, 1_200));
            return self.end(plan.verbs[2], cancelled, "cancelado", "dispensado");
        }
        self.item.status = "em_andamento";
        let mut from = self.pause(opened)?;
        let (mut place, mut rounds) = (1, 0);
        while let Some(step) = plan.steps.get(place) {
            let began = self.after(from, step.wait);
            let at = if step.work.1 > 0 { self.after(began, step.work) } else { began };
            let roll = self.random.below(1_000);
            let mut until = 0;
            let turn = step.turns.iter().find(|turn| {
                until += turn.chance;
                roll < until && (turn.back.is_none() || rounds < 2)
            });
            let by = self.actor(step.by, at);
            let began = if step.work.1 > 0 { began } else { self.world.office.before(at, 60 * self.random.early(5, 60)).max(from) };
            // Not everything has a beginning that somebody wrote down.
            let began = Some(began).filter(|_| step.work.1 > 0 || by.is_some() && self.random.chance(850));
            if let Some(turn) = turn {
                let Some(back) = turn.back else {
                    let result = if turn.event.ends_with("waived") { "dispensado" } else { "rejeitado" };
                    return self.end(turn.event, at, "resolvido", result);
                };
                let noted = self.note(turn.event, at, by)?;
                (noted.reason, noted.started) = (turn.reason, began);
                self.item.version += 1;
                (from, place, rounds) = (at, back, rounds + 1);
                continue;
            }
            let is_last = place + 1 == plan.steps.len();
            self.note(step.event, at, by)?.started = began;
            (from, place) = (at, place + 1);
            if is_last {
                let result = if self.random.chance(60) { "parcial" } else { "ok" };
                (self.item.done, self.item.status, self.item.result) = (Some(at), "resolvido", result);
                let Some((chance, again, back)) = plan.again else { break };
                if rounds > 0 || !self.random.chance(chance) {
                    break;
                }
                let reopened = self.after(at, (60, 2_400));
                self.note(again, reopened, None)?.reason = "erro";
                (self.item.done, self.item.status, self.item.result) = (None, "em_andamento", "");
                self.item.version += 1;
                (from, place, rounds) = (reopened, back, 2);
            }
        }
        self.mark(from)
    }

    fn mark(&mut self, from: i64) -> Option<()> {
        let (chance, event) = self.plan.mark?;
        let is_late = self.item.due.is_some_and(|due| from > due);
        if self.random.chance(if is_late { chance * 6 } else { chance }) {
            let at = self.after(from, (60, 2_000));
            self.note(event, at, None)?;
            self.item.is_fined = event.ends_with("fined");
        }
        Some(())
    }

    fn pause(&mut self, from: i64) -> Option<i64> {
        if !self.random.chance(self.plan.pauses) {
            return Some(from);
        }
        let (paused, owner) = (self.after(from, (5, 240)), Some(self.item.owner));
        let resumed = self.after(paused, (60, 1_500));
        let reason = self.random.pick(&["cliente", "terceiro", "documento", "aprovacao", "cadastro", "sistema"]);
        self.note(self.plan.verbs[0], paused, owner)?.reason = reason;
        self.item.status = "pausado";
        self.note(self.plan.verbs[1], resumed, owner)?.reason = reason;
        self.item.status = "em_andamento";
        Some(resumed)
    }

    fn actor(&mut self, by: By, at: i64) -> Option<u32> {
        match by {
            By::Outside => None,
            By::Other => Some(self.someone(self.item.unit, self.item.system, at)),
            By::Owner => Some(self.item.owner),
        }
    }

    /// A member of the unit; of a system one of the few who look after it.
    fn someone(&mut self, unit: usize, system: usize, at: i64) -> u32 {
        let world = self.world;
        if self.plan.about != About::System {
            return world.member(unit, at, &mut self.random);
        }
        if system == 0 && !world.is_calm() {
            return sole_operator(world);
        }
        // Each has its own, as far as there are enough; a place may be empty in a small cooperative.
        let size = self.crew.len() as u64 / SYSTEM_NAMES.len() as u64;
        let place = system as u64 * size + self.random.below(size.max(1));
        self.crew.get(place as usize).copied().unwrap_or_else(|| world.member(unit, at, &mut self.random))
    }

    fn after(&mut self, at: i64, (least, most): (i64, i64)) -> i64 {
        self.world.office.after(at, 60 * self.random.early(least, most))
    }

    /// Notes a step; none, and nothing more, when it would come after the end.
    fn note(&mut self, name: &'static str, at: i64, actor: Option<u32>) -> Option<&mut Step> {
        if at >= END {
            return None;
        }
        self.item.steps.push(Step { name, at, started: None, actor, reason: "" });
        self.item.steps.last_mut()
    }

    fn end(&mut self, name: &'static str, at: i64, status: &'static str, result: &'static str) -> Option<()> {
        let owner = Some(self.item.owner);
        self.note(name, at, owner)?;
        (self.item.done, self.item.status, self.item.result) = (Some(at), status, result);
        None
    }

    /// What was sold is billed when the order says so.
    fn sell(&mut self, books: &mut Books) -> io::Result<()> {
        let item = &self.item;
        let Some(invoiced) = item.steps.iter().find(|step| step.name == "pedido_venda.invoiced") else { return Ok(()) };
        let Some(organization) = item.organization else { return Ok(()) };
        books.sale(
            self.world,
            &Sale { order: item.key, organization, unit: item.unit, amount: item.amount, requested: item.opened, issued: invoiced.at },
        )
    }

    fn write(&mut self, items: &mut Table, log: &mut Table) -> io::Result<()> {
        let (plan, item) = (self.plan, &self.item);
        let line = LINES.iter().find(|line| self.world.home(line.unit) == item.unit).map_or("", |line| line.id);
        items.key(item.key).text(plan.kind).text(if plan.categories.is_empty() { "" } else { self.random.pick(plan.categories) });
        items.maybe_key(item.organization.map(organization_key)).text(plan.asked_by);
        items.maybe_person(
            (plan.asked_by == "cooperado").then(|| self.world.member(self.world.home(item.key.case as usize % 14), item.opened, &mut self.random)),
        );
        items.text(UNITS[item.unit].id).person(item.owner).text(line).maybe_key(item.contract);
        subject(items, self.world, plan, item, &mut self.random);
        items.text(item.priority).at(item.opened).maybe_at(item.due).maybe_at(item.done).text(item.status).text(item.result);
        let is_late = item.done.zip(item.due).is_some_and(|(done, due)| done > due);
        let reason = self.random.pick(&["cliente", "cliente", "terceiro", "documento", "aprovacao", "capacidade", "esquecimento"]);
        items.text(if is_late { reason } else { "" }).maybe_money((item.amount > 0).then_some(item.amount));
        items.maybe_money(item.is_fined.then_some(item.amount / 10 + 5_000));
        let parts = (plan.parts.1 > 0).then(|| self.random.early(plan.parts.0, plan.parts.1));
        items.maybe_int(parts);
        let bad = parts.map(|parts| if self.random.chance(plan.bad) { self.random.early(1, parts / 4 + 2).min(parts) } else { 0 });
        items.maybe_int(bad).int(item.version);
        items.maybe_day(item.done.filter(|_| plan.stands > 0 && item.result != "rejeitado").map(|done| done.div_euclid(DAY) + plan.stands));
        items.yes(self.random.chance(plan.robots)).end(year_of(item.opened))?;
        for (place, step) in item.steps.iter().enumerate() {
            let part = place as u64 + 1;
            log.key(Key { part, ..item.key }).text(plan.kind).key(item.key);
            if plan.about == About::System {
                log.text(SYSTEM_NAMES[item.system]);
            }
            log.text(step.name).at(step.at).maybe_at(step.started).int(part as i64).maybe_person(step.actor);
            log.text(UNITS[item.unit].id).text(step.reason).end(year_of(step.at))?;
        }
        Ok(())
    }
}

/// What an item is about: its kind of object and its key.
fn subject(table: &mut Table, world: &World, plan: &Plan, item: &Item, random: &mut Random) {
    match plan.about {
        About::System => table.text("system").text(SYSTEM_NAMES[item.system]),
        About::Contract => table.text("contract").maybe_key(item.contract),
        About::Supplier => table.text("organization").maybe_key(item.organization.map(organization_key)),
        About::Order => table.text("pedido_compra").key(Key { prefix: "PC-", case: 1 + random.below(world.size.count(super::ORDERS)), part: 0 }),
        About::Demand => {
            let number = 1 + random.below(world.size.count(super::super::flow::DEMANDS));
            // Every fiftieth case has no demand.
            table.text("demand").key(Key { prefix: "D-", case: if number % 50 == 7 { number - 1 } else { number }, part: 0 })
        }
        _ => table.blank().blank(),
    };
}

/// The last campaign that had begun by then, if there are any.
pub(in super::super) fn campaign(world: &World, at: i64) -> Option<Key> {
    let plan = OFFICES.iter().find(|plan| plan.kind == "campanha")?;
    let (count, first) = (count_of(world, plan) as i64, world.first_day * DAY);
    let number = (at - first) * count * 8 / (END - first).max(1) / 10;
    (number > 0).then_some(Key { prefix: plan.prefix, case: number as u64, part: 0 })
}
