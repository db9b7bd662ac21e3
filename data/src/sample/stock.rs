//! What is kept on shelves: items, what comes and goes, what was counted, when it ran out.

use std::{io, path::Path};

use super::{
    Tally,
    random::{Random, Stream},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{DAY, END_DAY, HOUR, year_of},
    words::{GOODS, SUPPLY, UNITS},
    world::World,
};

/// The tables.
pub(super) const SPECS: [Spec; 4] = [
    table("stock_items", "estoque/itens.csv", "item;código;nome;núcleo;medida;mínimo;máximo;custo;ativo", 0, 60, &[]),
    table(
        "stock_movements",
        "estoque/movimentos-{}.csv",
        "movimento;item;quando;tipo;quantidade;custo",
        0,
        7_000,
        &[Dirt::Refused { column: "tipo", text: "perda", times: 2 }],
    ),
    table("stock_counts", "estoque/contagens.csv", "contagem;item;contada_em;contado;registrado;tolerância", 0, 480, &[]),
    table("events", "estoque/andamento.csv", "registro;item;evento;quando;ordem;pessoa;núcleo", 1, 1_300, &[]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Minutes, is_latin: false, links, about, dirt }
}

/// An item in hand.
struct Shelf<'a> {
    world: &'a World,
    key: Key,
    unit: usize,
    cost: i64,
    held: i64,
    minimum: i64,
    moved: u64,
    told: u64,
    is_out: bool,
    random: Random,
}

/// Writes all items, one after the other.
pub(super) fn write(world: &World, root: &Path, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [items, movements, counts, log] = &mut tables;
    for number in 0..world.size.count(60) {
        let mut random = Random::of(world.seed, Stream::Stock, number);
        let (name, measure) = GOODS[number as usize % GOODS.len()];
        let key = Key { prefix: "IE-", case: number + 1, part: 0 };
        let unit = if random.chance(600) { world.home(SUPPLY) } else { random.below(world.size.units as u64) as usize };
        let (minimum, cost) = (random.between(10, 60) * 1_000, random.between(300, 20_000));
        items.key(key).text("SKU-").and_number(number as i64 + 1).text(name).text(UNITS[unit].id).text(measure);
        items.quantity(minimum).quantity(minimum * 5).money(cost).yes(random.chance(950)).end(0)?;
        let mut shelf = Shelf { world, key, unit, cost, held: 0, minimum, moved: 0, told: 0, is_out: false, random };
        shelf.live(movements, counts, log)?;
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

impl Shelf<'_> {
    fn live(&mut self, movements: &mut Table, counts: &mut Table, log: &mut Table) -> io::Result<()> {
        let mut day = self.world.office.on_or_after(self.world.first_day);
        self.moves(movements, day * DAY + 9 * HOUR, "entrada", self.minimum * 4)?;
        let mut arrives: Option<i64> = None;
        let mut counted = day + 60;
        loop {
            day = self.world.office.on_or_after(day + self.random.between(3, 12));
            if day + 1 >= END_DAY {
                return Ok(());
            }
            let at = day * DAY + self.random.between(9, 16) * HOUR;
            if let Some(due) = arrives.filter(|due| *due <= day) {
                let came = self.world.office.on_or_after(due).min(day) * DAY + 8 * HOUR;
                self.moves(movements, came.max(at - 7 * HOUR), "entrada", self.minimum * 3)?;
                arrives = None;
                if self.is_out {
                    self.is_out = false;
                    self.tell(log, "stock_item.restocked", at)?;
                }
            }
            let wanted = self.random.early(1_000, self.minimum * 6 / 10) / 1_000 * 1_000;
            let kind = ["saida", "saida", "transferencia", "devolucao"][self.random.weighted(&[80, 10, 6, 4])];
            let quantity = if kind == "devolucao" { wanted / 4 / 1_000 * 1_000 + 1_000 } else { -wanted.min(self.held) };
            if quantity != 0 {
                self.moves(movements, at, kind, quantity)?;
            }
            if self.held == 0 && !self.is_out {
                self.is_out = true;
                self.tell(log, "stock_item.out_of_stock", at + 60)?;
            }
            if self.held < self.minimum && arrives.is_none() {
                arrives = Some(day + self.random.between(4, 30));
            }
            if day >= counted {
                counted += 90;
                self.count(movements, counts, log, at)?;
            }
        }
    }

    fn moves(&mut self, table: &mut Table, at: i64, kind: &str, quantity: i64) -> io::Result<()> {
        self.held += quantity;
        self.moved += 1;
        table.key(Key { prefix: "ME-", part: self.moved, ..self.key }).key(self.key).at(at).text(kind).quantity(quantity);
        table.maybe_money((quantity > 0).then_some(self.cost)).end(year_of(at))
    }

    /// The shelf is counted; what differs too much is put right.
    fn count(&mut self, movements: &mut Table, counts: &mut Table, log: &mut Table, at: i64) -> io::Result<()> {
        self.tell(log, "stock_item.count_requested", at + HOUR / 2)?;
        let counted = at + 2 * HOUR;
        let difference = if self.random.chance(300) { -self.random.early(0, 3_000).min(self.held) / 1_000 * 1_000 } else { 0 };
        counts
            .key(Key { prefix: "CG-", part: self.told, ..self.key })
            .key(self.key)
            .at(counted)
            .quantity(self.held + difference)
            .quantity(self.held)
            .int(200);
        counts.end(0)?;
        self.tell(log, "stock_item.counted", counted)?;
        if difference != 0 { self.moves(movements, counted + HOUR / 2, "ajuste", difference) } else { Ok(()) }
    }

    fn tell(&mut self, log: &mut Table, name: &str, at: i64) -> io::Result<()> {
        self.told += 1;
        let person = self.world.member(self.unit, at, &mut self.random);
        log.key(Key { prefix: "HE-", part: self.told, ..self.key }).key(self.key).text(name).at(at).int(self.told as i64).person(person);
        log.text(UNITS[self.unit].id).end(0)
    }
}
