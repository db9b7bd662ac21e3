//! Bank statements in OFX, SGML of 1.x and XML of 2.x alike: one row per `STMTTRN`.
//!
//! A statement in another currency, or a file that ends too early, is refused whole; a transaction that contradicts itself
//! is refused alone.

use std::collections::HashMap;

use mirante_data::{detail, explain::Detail};

use super::{
    Broken,
    statement::{Movement, Statement, end_to_end},
};
use crate::meta::Reason;

/// Elements of a transaction that rows keep under their own names.
const KEPT: [&str; 8] = ["FITID", "TRNTYPE", "TRNAMT", "MEMO", "NAME", "CHECKNUM", "REFNUM", "PAYEEID"];
/// Aggregates inside a transaction: what stands in them is theirs.
const INNER: [&str; 6] = ["PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA"];

/// Reads a file.
pub fn read(text: &str) -> Result<Statement, Detail> {
    let mut reading = Reading::default();
    for tag in Tags::of(text) {
        reading.take(&tag)?;
    }
    match reading {
        Reading { has_root: false, .. } => Err(detail!("d-no-ofx", "it holds no OFX: there is no `<OFX>`")),
        Reading { is_closed: false, row, .. } => {
            Err(detail!("d-torn-statement", "the file ends before the statement does, after transaction {row}", row = row))
        }
        Reading { accounts: 0, .. } => Err(detail!("d-no-statement", "it holds no statement of a bank account or card")),
        reading => Ok(reading.statement),
    }
}

#[derive(Default)]
struct Reading {
    statement: Statement,
    has_root: bool,
    is_closed: bool,
    accounts: u64,
    row: i64,
    currency: Option<String>,
    account: HashMap<String, String>,
    is_in_account: bool,
    transaction: Option<HashMap<String, String>>,
    inner: Option<String>,
}

impl Reading {
    fn take(&mut self, tag: &Tag) -> Result<(), Detail> {
        let name = tag.name.as_str();
        match (name, tag.is_end) {
            ("OFX", is_end) => (self.has_root, self.is_closed) = (true, is_end),
            ("STMTRS" | "CCSTMTRS", false) => (self.currency, self.account) = (None, HashMap::new()),
            ("STMTRS" | "CCSTMTRS", true) => self.accounts += 1,
            ("BANKACCTFROM" | "CCACCTFROM", is_end) => self.is_in_account = !is_end,
            ("STMTTRN", false) if self.transaction.is_some() => {
                return Err(detail!("d-torn-transaction", "transaction {row} is not closed before the next one", row = self.row));
            }
            ("STMTTRN", false) => {
                self.row += 1;
                self.check_currency()?;
                (self.transaction, self.inner) = (Some(HashMap::new()), None);
            }
            ("STMTTRN", true) => self.finish(),
            ("STMTTRNP", true) => self.other("STMTTRNP"),
            ("CURDEF", false) => self.currency = Some(tag.value.to_uppercase()),
            (_, is_end) if INNER.contains(&name) && self.transaction.is_some() => self.inner = (!is_end).then(|| name.to_owned()),
            (_, true) => {}
            _ if self.is_in_account => {
                self.account.insert(name.to_owned(), tag.value.clone());
            }
            _ => self.element(name, &tag.value),
        }
        Ok(())
    }

    fn element(&mut self, name: &str, value: &str) {
        let Some(transaction) = &mut self.transaction else { return };
        match self.inner.as_deref() {
            None => {
                transaction.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
            Some("CURRENCY") if name == "CURSYM" => {
                transaction.insert("CURSYM".to_owned(), value.to_uppercase());
            }
            Some(_) => {}
        }
    }

    /// Amounts of a statement are of its currency.
    fn check_currency(&self) -> Result<(), Detail> {
        match self.currency.as_deref() {
            Some("BRL") => Ok(()),
            Some(other) => Err(detail!(
                "d-other-currency",
                "the statement of account `{account}` is in {currency}, and only BRL is read",
                account = self.account_id(),
                currency = other
            )),
            None => Err(detail!(
                "d-no-currency",
                "the statement of account `{account}` does not say its currency (`CURDEF`)",
                account = self.account_id()
            )),
        }
    }

    fn account_id(&self) -> String {
        let parts = ["BANKID", "BRANCHID", "ACCTID"].iter().filter_map(|part| self.account.get(*part)).map(|part| part.trim());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":")
    }

    fn other(&mut self, what: &'static str) {
        match self.statement.others.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => self.statement.others.push((what, 1)),
        }
    }

    /// A transaction has come to its end.
    fn finish(&mut self) {
        let Some(transaction) = self.transaction.take() else { return };
        let text = |name: &str| transaction.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let broken = |reason: Reason, problem: String| Broken { row: self.row, reason, problem, text: String::new() };
        if let Some(currency) = text("CURSYM").filter(|currency| *currency != "BRL") {
            return self.statement.broken.push(broken(Reason::UnknownCode, format!("its amount is in {currency}, and only BRL is read")));
        }
        let (is_negative, amount) = amount(text("TRNAMT").unwrap_or_default());
        if !amount.is_empty() && amount.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            // Banks write balances and messages as transactions of nothing.
            return self.other("TRNAMT 0");
        }
        match (text("TRNTYPE").map(str::to_uppercase).as_deref(), is_negative) {
            (Some(kind @ "DEBIT"), false) | (Some(kind @ "CREDIT"), true) => {
                let problem = format!("it is a {kind} and its amount is {}", text("TRNAMT").unwrap_or_default());
                return self.statement.broken.push(broken(Reason::Type, problem));
            }
            _ => {}
        }
        let mut movement = Movement { row: self.row, ..Movement::default() };
        let account = self.account_id();
        if let (Some(id), false) = (text("FITID"), account.is_empty()) {
            movement.set("key", format!("{account}:{id}"));
        }
        movement.set("account", account);
        let booked = text("DTPOSTED").map(instant).unwrap_or_default();
        movement.set("value", text("DTAVAIL").map_or_else(|| booked.clone(), instant));
        movement.set("booked", booked);
        movement.set("direction", if is_negative { "saida" } else { "entrada" });
        movement.set("amount", amount);
        let memo = ["MEMO", "NAME", "REFNUM", "CHECKNUM", "FITID"].iter().filter_map(|name| end_to_end(text(name)?)).next();
        movement.set("end_to_end", memo.unwrap_or_default());
        KEPT.iter().for_each(|name| movement.set(name, text(name).unwrap_or_default()));
        self.statement.movements.push(movement);
    }
}

/// Sign and digits of an amount, with a decimal point: banks write `1234.56`, `1234,56` and `1.234,56`.
fn amount(text: &str) -> (bool, String) {
    let (is_negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (true, digits.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = match (digits.rfind(','), digits.rfind('.')) {
        (Some(_), None) => digits.replace(',', "."),
        (Some(comma), Some(point)) if comma > point && stands_right(&digits[..comma]) => digits.replace('.', "").replace(',', "."),
        _ => digits.to_owned(),
    };
    (is_negative, plain)
}

/// Are the dots of a whole number those between its thousands?
fn stands_right(whole: &str) -> bool {
    let groups: Vec<&str> = whole.split('.').collect();
    (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3)
}

/// `20260302`, `20260302153000`, `20260302153000.123[-3:BRT]` as a text that says the same; what is none of these as it stands.
fn instant(text: &str) -> String {
    let (digits, zone) = text.split_once('[').map_or((text, None), |(digits, zone)| (digits, zone.split([':', ']']).next()));
    let whole = digits.split('.').next().unwrap_or_default();
    if !matches!(whole.len(), 8 | 12 | 14) || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let day = format!("{}-{}-{}", &whole[..4], &whole[4..6], &whole[6..8]);
    if whole.len() == 8 {
        return day;
    }
    let seconds = whole.get(12..14).unwrap_or("00");
    let time = format!("{day}T{}:{}:{seconds}", &whole[8..10], &whole[10..12]);
    match zone.map(offset) {
        None => time,
        Some(Some(offset)) => time + &offset,
        Some(None) => text.to_owned(),
    }
}

/// Hours from UTC, such as `-3`, `+5.30` or `5.5`, as `-03:00`. OFX 1.6 writes minutes after the point, some banks a fraction.
fn offset(text: &str) -> Option<String> {
    let (sign, number) = match text.trim().strip_prefix('-') {
        Some(number) => ('-', number),
        None => ('+', text.trim().trim_start_matches('+')),
    };
    let (hours, part) = number.split_once('.').unwrap_or((number, ""));
    let hours: u8 = hours.parse().ok().filter(|hours| *hours <= 14)?;
    let minutes = match part {
        "" | "0" | "00" => 0,
        "5" | "50" | "30" => 30,
        "25" | "15" => 15,
        "75" | "45" => 45,
        _ => return None,
    };
    Some(format!("{sign}{hours:02}:{minutes:02}"))
}

/// A start or end of an element, with the text that follows it.
struct Tag {
    name: String,
    is_end: bool,
    value: String,
}

/// The tags of a text, in order; in SGML elements are not closed, aggregates are.
struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Tags<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text }
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let open = next_tag(self.rest)?;
            let inside = &self.rest[open + 1..];
            let Some(close) = inside.find('>') else {
                self.rest = "";
                return None;
            };
            let (tag, after) = (&inside[..close], &inside[close + 1..]);
            let end = next_tag(after).unwrap_or(after.len());
            self.rest = &after[end..];
            if tag.starts_with(['?', '!']) {
                continue;
            }
            let is_end = tag.starts_with('/');
            let name = tag.trim_start_matches('/').split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default().to_uppercase();
            return Some(Tag { name, is_end, value: unescaped(after[..end].trim()) });
        }
    }
}

/// Where the next tag begins: a `<` before a name, `/`, `?`, and `!` but for the text of a CDATA section.
fn next_tag(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| at + from) {
        let after = &text[open + 1..];
        if let Some(section) = after.strip_prefix("![CDATA[") {
            from = open + 1 + "![CDATA[".len() + section.find("]]>").map_or(section.len(), |end| end + 3);
        } else if after.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '?' | '!')) {
            return Some(open);
        } else {
            from = open + 1;
        }
    }
    None
}

/// Text with its entities and CDATA sections resolved; a lone `&` stands for itself.
fn unescaped(text: &str) -> String {
    let text = text.replace("<![CDATA[", "").replace("]]>", "");
    if !text.contains('&') {
        return text;
    }
    // `&amp;` last, so that nothing is resolved twice.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sgml(transactions: &str) -> String {
        format!(
            "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n<OFX>\r\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\r\n\
             <CURDEF>BRL\r\n<BANKACCTFROM>\r\n<BANKID>0341\r\n<ACCTID>1234-5\r\n<ACCTTYPE>CHECKING\r\n</BANKACCTFROM>\r\n<BANKTRANLIST>\r\n{transactions}\
             </BANKTRANLIST><LEDGERBAL><BALAMT>10.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n"
        )
    }

    fn one(elements: &str) -> String {
        format!("<STMTTRN>\r\n{elements}</STMTTRN>\r\n")
    }

    fn cells<'a>(movement: &'a Movement, columns: &[&str]) -> Vec<&'a str> {
        columns.iter().map(|column| movement.get(column).unwrap_or_default()).collect()
    }

    #[test]
    fn both_families_give_the_same_rows() {
        let sgml = sgml(&one(
            "<TRNTYPE>DEBIT\r\n<DTPOSTED>20260302153000[-3:BRT]\r\n<TRNAMT>-1234,56\r\n<FITID>A1\r\n<MEMO>PIX E00416968202603021530a1B2c3D4e5F & CIA\r\n",
        ));
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?OFX OFXHEADER=\"200\" VERSION=\"211\"?><OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>BRL</CURDEF>\
            <BANKACCTFROM><BANKID>0341</BANKID><ACCTID>1234-5</ACCTID></BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT</TRNTYPE>\
            <DTPOSTED>20260302153000.000[-3:BRT]</DTPOSTED><TRNAMT>-1234.56</TRNAMT><FITID>A1</FITID><BANKACCTTO><ACCTID>9</ACCTID></BANKACCTTO>\
            <MEMO><![CDATA[PIX E00416968202603021530a1B2c3D4e5F & CIA]]></MEMO></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
        let (left, right) = (read(&sgml).unwrap(), read(xml).unwrap());
        let columns = ["key", "account", "booked", "value", "direction", "amount", "end_to_end", "MEMO"];
        assert_eq!(cells(&left.movements[0], &columns), cells(&right.movements[0], &columns));
        assert_eq!((left.movements.len(), left.broken, left.others), (right.movements.len(), right.broken, right.others));
        let expected = [
            "0341:1234-5:A1",
            "0341:1234-5",
            "2026-03-02T15:30:00-03:00",
            "2026-03-02T15:30:00-03:00",
            "saida",
            "1234.56",
            "E00416968202603021530a1B2c3D4e5F",
            "PIX E00416968202603021530a1B2c3D4e5F & CIA",
        ];
        assert_eq!(cells(&left.movements[0], &columns), expected);
    }

    #[test]
    fn dates_and_amounts_say_what_the_bank_says() {
        let dates = [
            ("20260302", "2026-03-02"),
            ("202603021530", "2026-03-02T15:30:00"),
            ("20260302153011[+5.30:X]", "2026-03-02T15:30:11+05:30"),
            ("20260302153011[0:GMT]", "2026-03-02T15:30:11+00:00"),
            ("2 de março", "2 de março"),
            ("20260302153011[longe]", "20260302153011[longe]"),
        ];
        dates.iter().for_each(|(text, said)| assert_eq!(instant(text), *said));
        let amounts = [
            ("-1234.56", true, "1234.56"),
            ("1.234,56", false, "1234.56"),
            ("+10", false, "10"),
            ("1.23,4", false, "1.23,4"),
            ("1,234.56", false, "1,234.56"),
        ];
        amounts.iter().for_each(|(text, sign, digits)| assert_eq!(amount(text), (*sign, (*digits).to_owned()), "{text}"));
    }

    #[test]
    fn what_contradicts_itself_is_refused_alone_and_nothing_is_noted() {
        let text = sgml(
            &[
                one("<TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>10.00<FITID>1"),
                one("<TRNTYPE>CREDIT<DTPOSTED>20260302<TRNAMT>10.00<FITID>2"),
                one("<TRNTYPE>OTHER<DTPOSTED>20260302<TRNAMT>0.00<FITID>3<MEMO>SALDO ANTERIOR"),
                one("<TRNTYPE>OTHER<DTPOSTED>20260302<TRNAMT>5.00<FITID>4<CURRENCY><CURRATE>5.1<CURSYM>USD</CURRENCY>"),
            ]
            .concat(),
        );
        let statement = read(&text).unwrap();
        assert_eq!(statement.movements.iter().map(|movement| movement.row).collect::<Vec<_>>(), [2]);
        assert_eq!(
            statement.broken.iter().map(|broken| (broken.row, broken.reason)).collect::<Vec<_>>(),
            [(1, Reason::Type), (4, Reason::UnknownCode)]
        );
        assert_eq!(statement.others, [("TRNAMT 0", 1)]);
    }

    #[test]
    fn a_file_that_is_none_or_torn_or_foreign_is_refused_whole() {
        let whole = sgml(&one("<TRNTYPE>OTHER<DTPOSTED>20260302<TRNAMT>5.00<FITID>4"));
        let said = |text: &str| read(text).unwrap_err().to_string();
        assert!(said("a;b;c").contains("no OFX"));
        assert!(said("<OFX></OFX>").contains("no statement"));
        for end in (whole.find("<OFX>").unwrap() + 6..whole.trim_end().len()).step_by(7) {
            assert!(read(&whole[..end]).is_err(), "cut at {end}");
        }
        assert!(said(&whole.replace("BRL", "USD")).contains("USD"));
        assert!(said(&whole.replace("<CURDEF>BRL", "")).contains("CURDEF"));
        assert!(said(&whole.replace("</STMTTRN>", "<STMTTRN>")).contains("not closed"));
    }
}
