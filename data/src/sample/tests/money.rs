//! The books: journals close, titles and bank lines agree with them, and what does not agree is counted.

use std::collections::BTreeMap;

use super::{Read, SMALL};

/// Rows of a dataset with their cells by name.
struct Rows<'a> {
    dataset: &'static str,
    rows: &'a [Vec<String>],
}

impl<'a> Rows<'a> {
    fn of(read: &'a Read, dataset: &'static str) -> Self {
        Self { dataset, rows: read.of(dataset) }
    }

    /// The named cells of each row.
    fn cells<const N: usize>(&self, names: [&str; N]) -> impl Iterator<Item = [&'a str; N]> + use<'a, N> {
        let places = names.map(|name| Read::column(self.dataset, name));
        self.rows.iter().map(move |row| places.map(|place| row[place].as_str()))
    }
}

fn centavos(text: &str) -> i64 {
    if text.is_empty() { 0 } else { text.parse().unwrap() }
}

/// Sums of the last cell by the others.
fn sums<'a, const N: usize>(rows: impl Iterator<Item = [&'a str; N]>) -> BTreeMap<Vec<&'a str>, i64> {
    let mut all = BTreeMap::new();
    for row in rows {
        *all.entry(row[..N - 1].to_vec()).or_default() += centavos(row[N - 1]);
    }
    all
}

#[test]
fn every_journal_closes_in_one_cooperative() {
    let entries = Rows::of(&SMALL.1, "ledger_entries");
    let open: Vec<_> = sums(entries.cells(["cooperative_id", "journal_id", "amount"])).into_iter().filter(|(_, sum)| *sum != 0).take(3).collect();
    assert_eq!(open, [], "journals that do not close");
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for [journal, cooperative] in entries.cells(["journal_id", "cooperative_id"]) {
        assert_eq!(*of.entry(journal).or_insert(cooperative), cooperative, "{journal}");
    }
}

#[test]
fn open_titles_are_what_the_books_say() {
    let read = &SMALL.1;
    let booked = sums(Rows::of(read, "ledger_entries").cells(["account_code", "title_id", "amount"]));
    let columns = ["title_id", "direction", "category", "status", "amount", "paid_amount", "written_off_amount"];
    for [title, direction, category, status, amount, paid, lost] in Rows::of(read, "titles").cells(columns) {
        let open = if status == "cancelado" { 0 } else { centavos(amount) - centavos(paid) - centavos(lost) };
        let (account, sign) = match (direction, category) {
            (_, "tributo") => continue,
            ("receber", _) => ("1.1.2", 1),
            _ => ("2.1.1", -1),
        };
        assert_eq!(sign * booked.get(&vec![account, title]).copied().unwrap_or(0), open, "{title} {status}");
    }
}

#[test]
fn what_clients_paid_came_to_the_bank_or_was_kept_back() {
    let read = &SMALL.1;
    let came = sums(Rows::of(read, "bank_transactions").cells(["title_id", "direction", "amount"]));
    let kept = sums(Rows::of(read, "withholdings").cells(["title_id", "amount"]));
    let differences = sums(Rows::of(read, "reconciliations").cells(["title_id", "difference_amount"]));
    let mut whole = 0;
    for [title, direction, status, paid, fine] in Rows::of(read, "titles").cells(["title_id", "direction", "status", "paid_amount", "fine_amount"]) {
        let at_bank = |way: &'static str| came.get(&vec![title, way]).copied().unwrap_or(0);
        // What a client paid for several invoices at once names none of them.
        if status != "liquidado" || at_bank("entrada") + at_bank("saida") == 0 {
            continue;
        }
        let difference = differences.get(&vec![title]).copied().unwrap_or(0);
        let expected =
            if direction == "receber" { centavos(paid) - kept.get(&vec![title]).copied().unwrap_or(0) } else { centavos(paid) + centavos(fine) };
        let moved = if direction == "receber" { at_bank("entrada") } else { at_bank("saida") - at_bank("entrada") };
        assert!(moved == expected || moved - expected == difference, "{title}: {moved} at the bank, {expected} due, {difference} known");
        whole += 1;
    }
    assert!(whole > 5_000, "{whole}");
}

#[test]
fn bank_and_books_differ_by_what_is_still_open() {
    let (written, read) = &*SMALL;
    let mut gap: BTreeMap<&str, i64> = BTreeMap::new();
    let mut lines: BTreeMap<&str, (&str, i64)> = BTreeMap::new();
    for [id, cooperative, direction, amount] in
        Rows::of(read, "bank_transactions").cells(["bank_transaction_id", "cooperative_id", "direction", "amount"])
    {
        let sign = if direction == "entrada" { 1 } else { -1 };
        *gap.entry(cooperative).or_default() += sign * centavos(amount);
        lines.insert(id, (cooperative, sign));
    }
    for [cooperative, account, amount] in Rows::of(read, "ledger_entries").cells(["cooperative_id", "account_code", "amount"]) {
        if account == "1.1.1" {
            *gap.entry(cooperative).or_default() -= centavos(amount);
        }
    }
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for [line, status, difference] in Rows::of(read, "reconciliations").cells(["bank_transaction_id", "status", "difference_amount"]) {
        if !matches!(status, "casado" | "resolvido") {
            let (cooperative, sign) = lines[line];
            *gap.entry(cooperative).or_default() -= sign * centavos(difference);
            *found.entry(status).or_default() += 1;
        }
    }
    assert_eq!(gap.values().copied().filter(|gap| *gap != 0).collect::<Vec<_>>(), Vec::<i64>::new(), "{gap:?}");
    let open: BTreeMap<&str, u64> = written.truths.breaks.iter().filter(|(_, (_, open))| *open > 0).map(|(kind, (_, open))| (*kind, *open)).collect();
    assert_eq!(found, open);
}

#[test]
fn payouts_funds_and_capital_agree_with_the_books() {
    let read = &SMALL.1;
    let booked = sums(Rows::of(read, "ledger_entries").cells(["cooperative_id", "account_code", "amount"]));
    let of = |cooperative: &str, account: &'static str| -booked.get(&vec![cooperative, account]).copied().unwrap_or(0);
    for (key, capital) in sums(Rows::of(read, "capital_entries").cells(["cooperative_id", "amount"])) {
        assert_eq!(of(key[0], "2.3.1"), capital, "capital of {key:?}");
    }
    let funds = read.pairs("funds", "fund_id", "fund");
    for (key, held) in sums(Rows::of(read, "fund_entries").cells(["cooperative_id", "fund_id", "amount"])) {
        let account = match funds[key[1]] {
            "infraestrutura" => "2.1.4",
            "legado" => "2.1.5",
            "reserva" => "2.3.2",
            _ => "2.3.3",
        };
        assert_eq!(of(key[0], account), held, "{key:?}");
    }
    let kept = sums(Rows::of(read, "withholdings").cells(["payout_id", "amount"]));
    let lines: BTreeMap<&str, &str> = read.pairs("bank_transactions", "bank_transaction_id", "amount");
    let columns = ["payout_id", "status", "amount", "withheld_amount", "advance_amount", "capital_amount", "net_amount", "bank_transaction_id"];
    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    for [id, status, gross, withheld, advance, capital, net, line] in Rows::of(read, "payouts").cells(columns) {
        assert_eq!(centavos(gross) - centavos(withheld) - centavos(advance) - centavos(capital), centavos(net), "{id}");
        assert!(centavos(net) >= 0, "{id}");
        if status == "pago" {
            assert_eq!(kept.get(&vec![id]).copied().unwrap_or(0), centavos(withheld), "{id}");
            assert!((0..1_000).contains(&(centavos(lines[line]) - centavos(net))), "{id}");
        }
        *states.entry(status).or_default() += 1;
    }
    assert!(["pago", "pendente", "estornado"].iter().all(|state| states.contains_key(state)), "{states:?}");
    // Not a year with a loss: there is something to decide on.
    assert!(sums(Rows::of(read, "fund_entries").cells(["cooperative_id", "fund_id", "amount"])).len() >= 8);
}

#[test]
fn shelves_are_never_emptier_than_empty() {
    let read = &SMALL.1;
    let mut moves: Vec<[&str; 3]> = Rows::of(read, "stock_movements").cells(["stock_item_id", "moved_at", "moved_qty"]).collect();
    moves.sort();
    let mut held: BTreeMap<&str, i64> = BTreeMap::new();
    let mut outs = 0;
    for [item, at, quantity] in moves {
        let thousandths: i64 = quantity.replace(',', "").parse().unwrap();
        let held = held.entry(item).or_default();
        *held += thousandths;
        assert!(*held >= 0, "{item} at {at}: {held}");
        outs += u64::from(*held == 0);
    }
    assert!(outs > 10, "{outs}");
}
