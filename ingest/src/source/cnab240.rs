//! Bank return files in FEBRABAN's CNAB 240: collections (segments T and U), payments (A and B), statements (E).
//!
//! Every line is 240 characters wide. A file whose trailer, or the trailer of one of its lots, does not add up is refused
//! whole: what is missing in it nobody can say.

use std::collections::HashMap;

use mirante_data::{detail, explain::Detail};

use super::{
    Broken,
    statement::{Movement, Statement, end_to_end},
};
use crate::meta::Reason;

const WIDTH: usize = 240;
/// Occurrences of a collection that bring money: paid, and paid after it was written off or without being registered.
const SETTLED: [&str; 2] = ["06", "17"];
/// The occurrence of a payment that was made.
const MADE: &str = "00";

/// One line, cut by the positions of FEBRABAN's manual: from 1, both ends included.
#[derive(Debug, Clone)]
struct Line {
    number: i64,
    characters: Vec<char>,
}

impl Line {
    fn raw(&self, from: usize, to: usize) -> String {
        self.characters[from - 1..to].iter().collect()
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.raw(from, to).trim().to_owned()
    }

    fn kind(&self) -> char {
        self.characters[7]
    }

    fn lot(&self) -> String {
        self.raw(4, 7)
    }

    fn segment(&self) -> char {
        self.characters[13]
    }

    /// Digits as a number; blanks are none.
    fn number(&self, from: usize, to: usize) -> Result<i128, Detail> {
        let text = self.text(from, to);
        if text.is_empty() {
            return Ok(0);
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let wrong = || {
            detail!(
                "d-no-digits",
                "line {line}, positions {from} to {to}: `{text}` is no number",
                line = self.number,
                from = from,
                to = to,
                text = text
            )
        };
        if is_number { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
    }

    /// `02032026` as `2026-03-02`; zeros and blanks are no date.
    fn day(&self, from: usize) -> String {
        let text = self.text(from, from + 7);
        if text.bytes().all(|byte| byte == b'0') || text.len() != 8 || !text.is_ascii() {
            return if text.trim_matches('0').is_empty() { String::new() } else { text };
        }
        format!("{}-{}-{}", &text[4..8], &text[2..4], &text[..2])
    }

    /// Bank, branch and account with its digit.
    fn account(&self, branch: usize) -> String {
        let trimmed = |from: usize, to: usize| {
            let text = self.text(from, to);
            let short = text.trim_start_matches('0').to_owned();
            if short.is_empty() { text.chars().take(1).collect() } else { short }
        };
        let digit = self.text(branch + 18, branch + 18);
        let account = trimmed(branch + 6, branch + 17);
        let account = if digit.is_empty() { account } else { format!("{account}-{digit}") };
        format!("{}:{}:{account}", self.raw(1, 3), trimmed(branch, branch + 4))
    }
}

/// Centavos as reais.
fn reais(centavos: i128) -> String {
    format!("{}.{:02}", centavos / 100, centavos % 100)
}

/// Reads a file.
pub fn read(text: &str) -> Result<Statement, Detail> {
    let lines = lines(text)?;
    let [header, body @ .., trailer] = lines.as_slice() else {
        return Err(detail!("d-no-cnab", "it holds no CNAB 240: a header and a trailer are missing"));
    };
    if header.kind() != '0' || header.lot() != "0000" {
        return Err(detail!("d-no-cnab-header", "its first line is no header of a CNAB 240 file"));
    }
    if header.characters[142] != '2' {
        return Err(detail!("d-no-return", "it is a file to the bank (remessa), and only what the bank returns is read"));
    }
    if trailer.kind() != '9' {
        return Err(detail!("d-torn-cnab", "the file ends before its trailer, after line {line}", line = trailer.number));
    }
    let mut statement = Statement::default();
    let mut lots = 0;
    let mut rest = body;
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|line| line.kind() == '5');
        let (1, Some(end)) = (first.kind().to_digit(10).unwrap_or_default(), end) else {
            return Err(detail!("d-torn-lot", "the lot that begins in line {line} has no header or no trailer", line = first.number));
        };
        lots += 1;
        lot(&rest[..=end], &mut statement)?;
        rest = &rest[end + 1..];
    }
    meets(trailer.number, "lots", trailer.number(18, 23)?, lots)?;
    meets(trailer.number, "records", trailer.number(24, 29)?, lines.len() as i128)?;
    Ok(statement)
}

/// Lines of the right width; blank ones and the mark with which old programs end files are none.
fn lines(text: &str) -> Result<Vec<Line>, Detail> {
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let characters: Vec<char> = line.chars().collect();
        match characters.len() {
            WIDTH => lines.push(Line { number, characters }),
            _ if line.trim_matches(|character: char| character.is_whitespace() || character == '\u{1a}').is_empty() => {}
            width => {
                return Err(detail!("d-cnab-width", "line {line} is {width} characters wide, and each has 240", line = number, width = width));
            }
        }
    }
    Ok(lines)
}

fn meets(line: i64, what: &str, said: i128, found: i128) -> Result<(), Detail> {
    if said == found {
        return Ok(());
    }
    Err(detail!(
        "d-trailer",
        "the trailer in line {line} says {said} {what}, and there are {found}",
        line = line,
        what = what,
        said = said,
        found = found
    ))
}

fn sums(line: i64, what: &str, said: i128, found: i128) -> Result<(), Detail> {
    if said == found {
        return Ok(());
    }
    let (said, found) = (reais(said), reais(found));
    Err(detail!(
        "d-trailer-sum",
        "the trailer in line {line} says R$ {said} of {what}, and its lot has R$ {found}",
        line = line,
        what = what,
        said = said,
        found = found
    ))
}

/// A lot with its header and trailer.
fn lot(lines: &[Line], statement: &mut Statement) -> Result<(), Detail> {
    let [header, details @ .., trailer] = lines else { return Err(detail!("d-no-cnab", "it holds no CNAB 240: a header and a trailer are missing")) };
    if let Some(stray) = lines.iter().find(|line| line.lot() != header.lot() || (line.kind() == '1' && line.number != header.number)) {
        return Err(detail!("d-stray-line", "line {line} is no part of lot {lot}, in which it stands", line = stray.number, lot = header.lot()));
    }
    let counted = if header.raw(9, 9) == "E" { trailer.number(171, 176)? } else { trailer.number(18, 23)? };
    meets(trailer.number, "records", counted, lines.len() as i128)?;
    let details: Vec<&Line> = details.iter().filter(|line| line.kind() == '3').collect();
    let has = |segment: char| details.iter().any(|line| line.segment() == segment);
    if has('T') || has('U') {
        collection(header, &details, trailer, statement)
    } else if has('E') {
        extract(header, &details, trailer, statement)
    } else if has('A') {
        payments(header, &details, trailer, statement)
    } else {
        for line in details {
            other(statement, segment_name(line.segment()));
        }
        Ok(())
    }
}

/// Segments that are known and not read, by name.
fn segment_name(segment: char) -> &'static str {
    match segment {
        'J' => "segment J",
        'O' => "segment O",
        'N' => "segment N",
        'W' => "segment W",
        'Y' => "segment Y",
        'Z' => "segment Z",
        _ => "segment ?",
    }
}

fn other(statement: &mut Statement, what: &'static str) {
    match statement.others.iter_mut().find(|(known, _)| *known == what) {
        Some((_, count)) => *count += 1,
        None => statement.others.push((what, 1)),
    }
}

/// Titles with what became of them: T says which, U what was paid.
fn collection(header: &Line, details: &[&Line], trailer: &Line, statement: &mut Statement) -> Result<(), Detail> {
    let (mut titles, mut value) = (0, 0);
    let mut waiting: Option<&Line> = None;
    for line in details {
        match (line.segment(), waiting.take()) {
            ('T', None) => {
                titles += 1;
                value += line.number(82, 96)?;
                waiting = Some(line);
            }
            ('U', Some(title)) => settled(header, title, line, statement)?,
            ('T' | 'U', _) => {
                return Err(detail!("d-no-pair", "line {line}: segments T and U come in pairs, and one is missing here", line = line.number));
            }
            (segment, before) => {
                waiting = before;
                other(statement, segment_name(segment));
            }
        }
    }
    if let Some(title) = waiting {
        return Err(detail!("d-no-pair", "line {line}: segments T and U come in pairs, and one is missing here", line = title.number));
    }
    let portfolios = [(24, 30), (47, 53), (70, 76), (93, 99)];
    let count: i128 = portfolios.iter().map(|(from, _)| trailer.number(*from, from + 5)).sum::<Result<_, _>>()?;
    let sum: i128 = portfolios.iter().map(|(_, from)| trailer.number(*from, from + 16)).sum::<Result<_, _>>()?;
    // Banks that keep no totals by portfolio leave all of them empty.
    if (count, sum) != (0, 0) {
        meets(trailer.number, "titles", count, titles)?;
        sums(trailer.number, "titles", sum, value)?;
    }
    Ok(())
}

fn settled(header: &Line, title: &Line, paid: &Line, statement: &mut Statement) -> Result<(), Detail> {
    let occurrence = title.text(16, 17);
    if !SETTLED.contains(&occurrence.as_str()) {
        other(statement, "segment T");
        return Ok(());
    }
    if !matches!(title.text(131, 132).as_str(), "09" | "") {
        let problem = format!("its currency is code {}, and only 09 (real) is read", title.text(131, 132));
        statement.broken.push(Broken { row: title.number, reason: Reason::UnknownCode, problem, text: String::new() });
        return Ok(());
    }
    let account = header.account(54);
    let (happened, credited) = (paid.day(138), paid.day(146));
    let our_number = title.text(38, 57);
    let mut movement = Movement { row: title.number, ..Movement::default() };
    movement.set("key", format!("{account}:T:{our_number}:{occurrence}:{happened}"));
    movement.set("account", account);
    movement.set("booked", if credited.is_empty() { happened.clone() } else { credited.clone() });
    movement.set("value", if credited.is_empty() { happened } else { credited });
    movement.set("direction", "entrada");
    movement.set("amount", reais(paid.number(93, 107)?));
    movement.set("segment", "T");
    movement.set("occurrence", occurrence);
    movement.set("our_number", our_number);
    movement.set("document", title.text(59, 73));
    movement.set("your_number", title.text(106, 130));
    statement.movements.push(movement);
    Ok(())
}

/// Payments that were made; B tells more of the A before it.
fn payments(header: &Line, details: &[&Line], trailer: &Line, statement: &mut Statement) -> Result<(), Detail> {
    let mut value = 0;
    let mut is_whole = true;
    for (place, line) in details.iter().enumerate() {
        match line.segment() {
            'A' => {
                value += line.number(120, 134)?;
                let more = details[place + 1..].iter().take_while(|line| line.segment() != 'A').copied();
                paid(header, line, more, statement)?;
            }
            'B' | 'C' | 'Z' | '5' => {}
            segment => {
                is_whole = false;
                other(statement, segment_name(segment));
            }
        }
    }
    // Other segments add amounts of their own, of which nothing is known here.
    if is_whole { sums(trailer.number, "payments", trailer.number(24, 41)?, value) } else { Ok(()) }
}

fn paid<'a>(header: &Line, line: &'a Line, more: impl Iterator<Item = &'a Line>, statement: &mut Statement) -> Result<(), Detail> {
    let occurrences = line.raw(231, 240);
    let is_made = occurrences.as_bytes().chunks(2).any(|code| code == MADE.as_bytes());
    if !is_made {
        other(statement, "segment A");
        return Ok(());
    }
    let currency = line.text(102, 104);
    if currency != "BRL" {
        let problem = format!("it is paid in `{currency}`, and only BRL is read");
        statement.broken.push(Broken { row: line.number, reason: Reason::UnknownCode, problem, text: String::new() });
        return Ok(());
    }
    let account = header.account(53);
    let (our_number, your_number) = (line.text(135, 154), line.text(74, 93));
    let paid_on = if line.day(155).is_empty() { line.day(94) } else { line.day(155) };
    let amount = match line.number(163, 177)? {
        0 => line.number(120, 134)?,
        real => real,
    };
    let name = if our_number.is_empty() { &your_number } else { &our_number };
    let mut movement = Movement { row: line.number, ..Movement::default() };
    if !name.is_empty() {
        movement.set("key", format!("{account}:A:{name}:{paid_on}"));
    }
    movement.set("account", account);
    movement.set("booked", paid_on.clone());
    movement.set("value", paid_on);
    movement.set("direction", "saida");
    movement.set("amount", reais(amount));
    // In segment B the id follows the receiver's register number without a space.
    let texts = std::iter::once(line.raw(1, WIDTH)).chain(more.map(|line| line.raw(33, WIDTH)));
    movement.set("end_to_end", texts.filter_map(|text| end_to_end(&text).map(str::to_owned)).next().unwrap_or_default());
    movement.set("segment", "A");
    movement.set("occurrence", MADE);
    movement.set("our_number", our_number);
    movement.set("your_number", your_number);
    statement.movements.push(movement);
    Ok(())
}

/// Entries of a statement. Banks give them no id: equal ones of a day are told apart by their order among themselves.
fn extract(header: &Line, details: &[&Line], trailer: &Line, statement: &mut Statement) -> Result<(), Detail> {
    if !matches!(header.text(171, 173).as_str(), "BRL" | "") {
        let (account, currency) = (header.account(53), header.text(171, 173));
        return Err(detail!(
            "d-other-currency",
            "the statement of account `{account}` is in {currency}, and only BRL is read",
            account = account,
            currency = currency
        ));
    }
    let mut seen: HashMap<String, u64> = HashMap::new();
    let (mut debits, mut credits) = (0, 0);
    for line in details {
        if line.segment() != 'E' {
            other(statement, segment_name(line.segment()));
            continue;
        }
        let (amount, side) = (line.number(151, 168)?, line.raw(169, 169));
        match side.as_str() {
            "D" => debits += amount,
            "C" => credits += amount,
            _ => return Err(detail!("d-no-side", "line {line}, position 169: `{text}` is neither D nor C", line = line.number, text = side)),
        }
        let account = line.account(53);
        let (booked, document) = (line.day(143), line.text(202, 240));
        let same = format!("{account}:E:{booked}:{side}:{}:{document}", reais(amount));
        let nth = seen.entry(same.clone()).or_default();
        *nth += 1;
        let mut movement = Movement { row: line.number, ..Movement::default() };
        movement.set("key", format!("{same}:{nth}"));
        movement.set("account", account);
        movement.set("value", if line.day(135).is_empty() { booked.clone() } else { line.day(135) });
        movement.set("booked", booked);
        movement.set("direction", if side == "D" { "saida" } else { "entrada" });
        movement.set("amount", reais(amount));
        movement.set("end_to_end", end_to_end(&line.raw(177, WIDTH)).unwrap_or_default());
        movement.set("segment", "E");
        movement.set("occurrence", line.text(173, 176));
        movement.set("document", document);
        movement.set("description", line.text(177, 201));
        statement.movements.push(movement);
    }
    sums(trailer.number, "debits", trailer.number(177, 194)?, debits)?;
    sums(trailer.number, "credits", trailer.number(195, 212)?, credits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../data/demo/retorno-2026-03.ret");

    /// The example with one line replaced from a position on.
    fn with(line: usize, position: usize, text: &str) -> String {
        let lines = EXAMPLE.lines().enumerate().map(|(number, whole)| {
            let (before, after) = (&whole[..position - 1], &whole[position - 1 + text.len()..]);
            if number + 1 == line { format!("{before}{text}{after}") } else { whole.to_owned() }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn without(line: usize) -> String {
        EXAMPLE.lines().enumerate().filter(|(number, _)| number + 1 != line).map(|(_, whole)| format!("{whole}\r\n")).collect()
    }

    fn said(text: &str) -> String {
        read(text).map(|statement| format!("{} movements", statement.movements.len())).unwrap_or_else(|problem| problem.to_string())
    }

    #[test]
    fn the_example_gives_what_moved_money() {
        let statement = read(EXAMPLE).unwrap();
        let columns = ["key", "booked", "value", "direction", "amount", "end_to_end", "your_number"];
        let rows: Vec<String> =
            statement.movements.iter().map(|movement| columns.map(|column| movement.get(column).unwrap_or("-")).join(" ")).collect();
        let expected = [
            "341:1234:56789-0:T:00000000000000000101:06:2026-03-10 2026-03-11 2026-03-11 entrada 1497.50 - TIT-101",
            "341:1234:56789-0:T:00000000000000000102:17:2026-03-20 2026-03-23 2026-03-23 entrada 813.50 - TIT-102",
            "341:1234:56789-0:A:90001:2026-03-13 2026-03-13 2026-03-13 saida 459.90 E60701190202603131405A1b2C3d4E5f PAG-7",
            "341:1234:56789-0:E:2026-03-02:D:25.50:000000:1 2026-03-02 2026-03-02 saida 25.50 - -",
            "341:1234:56789-0:E:2026-03-02:D:25.50:000000:2 2026-03-02 2026-03-02 saida 25.50 - -",
            "341:1234:56789-0:E:2026-03-04:C:5000.00:E00416968202603041530a1B2c3D4e5F:1 2026-03-04 2026-03-05 entrada 5000.00 E00416968202603041530a1B2c3D4e5F -",
        ];
        assert_eq!(rows, expected);
        assert_eq!(statement.others, [("segment T", 1), ("segment A", 1)]);
        assert_eq!(read(&EXAMPLE.replace("\r\n", "\n")).unwrap(), statement, "line ends do not matter");
        assert_eq!(read(&format!("{EXAMPLE}\u{1a}\r\n")).unwrap(), statement, "nor does the mark of an old program");
    }

    #[test]
    fn no_line_can_be_lost() {
        for line in 1..=20 {
            let problem = said(&without(line));
            assert!(!problem.ends_with("movements"), "without line {line}: {problem}");
        }
        for end in (0..EXAMPLE.trim_end().len()).step_by(61) {
            assert!(read(&EXAMPLE[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_trailer_that_does_not_add_up_names_both_sides() {
        assert!(said(&with(9, 18, "000007")).contains("line 9 says 7 records, and there are 8"));
        assert!(said(&with(9, 30, "00000000000329001")).contains("R$ 3290.01 of titles, and its lot has R$ 3290.00"));
        assert!(said(&with(9, 24, "000004")).contains("4 titles"));
        assert!(said(&with(14, 24, "000000000000145991")).contains("R$ 1459.91 of payments"));
        assert!(said(&with(19, 177, "000000000000005101")).contains("of debits"));
        assert!(said(&with(19, 195, "000000000000500001")).contains("of credits"));
        assert!(said(&with(20, 18, "000002")).contains("2 lots"));
        assert!(said(&with(20, 24, "000019")).contains("19 records"));
        // One centavo more in one line is found as well.
        assert!(said(&with(3, 82, "000000000150001")).contains("R$ 3290.00 of titles, and its lot has R$ 3290.01"));
        // A bank that keeps no totals of its portfolios leaves them empty: then only records can be counted.
        let empty = with(9, 24, &"0".repeat(92));
        assert_eq!(said(&empty), "6 movements");
    }

    #[test]
    fn what_is_no_return_of_the_right_width_is_refused() {
        assert!(said("").contains("no CNAB 240"));
        assert!(said(&with(1, 143, "1")).contains("remessa"));
        assert!(said(&with(1, 8, "9")).contains("no header"));
        assert!(said(&EXAMPLE.replacen("COOPERATIVA", "COOPERATIV", 1)).contains("line 1 is 239"));
        assert!(said(&with(4, 4, "0002")).contains("line 4 is no part of lot 0001"));
        assert!(said(&with(4, 14, "Y")).contains("come in pairs"));
        assert!(said(&with(4, 93, "00000000014975x")).contains("positions 93 to 107"));
        assert!(said(&with(16, 169, "X")).contains("neither D nor C"));
        assert!(said(&with(15, 171, "USD")).contains("USD"));
    }

    #[test]
    fn amounts_in_other_money_are_refused_alone() {
        let statement = read(&with(11, 102, "USD")).unwrap();
        assert_eq!((statement.movements.len(), statement.broken[0].row), (5, 11));
        let statement = read(&with(3, 131, "02")).unwrap();
        assert_eq!((statement.movements.len(), statement.broken[0].row), (5, 3));
        let accented = read(&with(3, 149, "JOSE").replacen("JOSE", "JOSÉ", 1)).unwrap();
        assert_eq!(accented.movements.len(), 6);
    }
}
