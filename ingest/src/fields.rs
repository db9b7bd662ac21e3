//! What the columns of a source seem to be, guessed from their texts: pure, and without showing anybody's data.

use std::collections::BTreeSet;

use mirante_data::arrow::array::Array;

use crate::{
    coerce::parse,
    source::{SourceBatch, text_column},
};

/// Distinct texts that are remembered of one column.
const DISTINCT: usize = 1_000;
/// A column with as few different texts is a list of codes.
const CODES: usize = 20;
/// Examples that are shown.
const EXAMPLES: usize = 3;
/// Words in the names of columns that say whose data stand in them.
const PERSONAL: [&str; 35] = [
    "nome",
    "name",
    "cpf",
    "rg",
    "mail",
    "fone",
    "phone",
    "celular",
    "endereco",
    "address",
    "cep",
    "nascimento",
    "birth",
    "pessoa",
    "person",
    "membro",
    "member",
    "cooperado",
    "associado",
    "socio",
    "usuario",
    "user",
    "responsavel",
    "autor",
    "actor",
    "assignee",
    "resource",
    "solicitante",
    "mae",
    "conjuge",
    "socia",
    "quem",
    "titular",
    "contato",
    "contact",
];

/// What a column of a source seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// No text in any row.
    Empty,
    /// Words for yes and no.
    Bool,
    /// Whole numbers.
    Int,
    /// Decimals with a point, and how many digits after it.
    Point(u8),
    /// Decimals with a comma.
    Comma(u8),
    /// Days.
    On,
    /// Instants.
    At,
    /// One of few texts.
    Code,
    /// A text of its own in each row.
    Id,
    /// Any text.
    Text,
}

impl Guess {
    /// The contract's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Point(0..=2) | Self::Comma(0..=2) => "money",
            Self::Point(3) | Self::Comma(3) => "qty",
            Self::On => "on",
            Self::At => "at",
            Self::Code => "code",
            Self::Id => "id",
            Self::Empty | Self::Text | Self::Point(_) | Self::Comma(_) => "text",
        }
    }
}

/// A column of a source, as its first rows show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type, where the source declares one.
    pub declared: Option<String>,
    /// What it seems to hold.
    pub guess: Guess,
    /// Rows with a text.
    pub filled: u64,
    /// Different texts, as far as they were counted.
    pub distinct: u64,
    /// Does it seem to be about a person? Then nothing of it is shown.
    pub is_personal: bool,
    /// Values, or of free texts their shapes, such as `AA-9999`.
    pub examples: Vec<String>,
    /// Every text, of a list of codes that is about nobody.
    pub codes: Vec<String>,
}

/// The fields of some rows. `people` are columns that are known to hold people's keys.
pub fn of(batches: &[SourceBatch], names: &[String], people: &[String]) -> Vec<Field> {
    names.iter().map(|name| field(batches, name, people.contains(name))).collect()
}

/// Rows that were looked at.
pub fn rows(batches: &[SourceBatch]) -> u64 {
    batches.iter().map(|batch| batch.rows.len() as u64).sum()
}

fn field(batches: &[SourceBatch], name: &str, is_person: bool) -> Field {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    let mut filled = 0;
    let mut guess = Kinds::default();
    for array in batches.iter().filter_map(|batch| text_column(&batch.columns, name)) {
        for text in (0..array.len()).filter(|row| array.is_valid(*row)).map(|row| array.value(row).trim()).filter(|text| !text.is_empty()) {
            filled += 1;
            guess.see(text);
            if texts.len() < DISTINCT && !texts.contains(text) {
                texts.insert(text.to_owned());
            }
        }
    }
    let distinct = texts.len() as u64;
    let is_list = texts.len() <= CODES && filled >= 2 * distinct && texts.iter().all(|text| text.chars().count() <= 40);
    let guess = match guess.one() {
        Guess::Text if is_list => Guess::Code,
        Guess::Text if distinct == filled && texts.iter().all(|text| text.chars().count() <= 60 && !text.contains(' ')) => Guess::Id,
        other => other,
    };
    let is_personal = is_person || has_personal_name(name) || texts.iter().any(|text| is_personal(text));
    let examples = match guess {
        _ if is_personal => Vec::new(),
        Guess::Id | Guess::Text => {
            let mut shapes: Vec<String> = texts.iter().map(|text| shape(text)).collect();
            shapes.dedup();
            shapes.truncate(EXAMPLES);
            shapes
        }
        _ => texts.iter().take(EXAMPLES).cloned().collect(),
    };
    let codes = if guess == Guess::Code && !is_personal { texts.into_iter().collect() } else { Vec::new() };
    Field { name: name.to_owned(), declared: None, guess, filled, distinct, is_personal, examples, codes }
}

/// What every text so far could be.
struct Kinds {
    has_any: bool,
    is_word: bool,
    is_int: bool,
    point: Option<u8>,
    comma: Option<u8>,
    is_on: bool,
    is_at: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { has_any: false, is_word: true, is_int: true, point: Some(0), comma: Some(0), is_on: true, is_at: true }
    }
}

impl Kinds {
    fn see(&mut self, text: &str) {
        self.has_any = true;
        let digits = text.trim_start_matches(['-', '+']);
        // A zero that leads is part of a code, and a number would lose it.
        let leads = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") && !digits.starts_with("0,");
        self.is_word &= text.parse::<i64>().is_err() && parse::boolean(text).is_ok();
        self.is_int &= !leads && parse::integer(text).is_ok();
        let places = |mark: char| text.rsplit_once(mark).map_or(0, |(_, after)| u8::try_from(after.len()).unwrap_or(u8::MAX));
        let decimal = |known: Option<u8>, mark: char| {
            let mark_byte = u8::try_from(mark).unwrap_or(b'.');
            known.filter(|_| !leads && parse::decimal(text, mark_byte, 18).is_ok()).map(|known| known.max(places(mark)))
        };
        self.point = decimal(self.point, '.');
        self.comma = decimal(self.comma, ',');
        let is_day = text.len() <= 10;
        self.is_on &= is_day && parse::day(text).is_ok();
        // The zone does not decide whether a text is a time.
        self.is_at &= parse::instant(text, chrono_tz::UTC).is_ok();
    }

    fn one(&self) -> Guess {
        match self {
            Self { has_any: false, .. } => Guess::Empty,
            Self { is_int: true, .. } => Guess::Int,
            Self { point: Some(places), .. } => Guess::Point(*places),
            Self { comma: Some(places), .. } => Guess::Comma(*places),
            Self { is_on: true, .. } => Guess::On,
            Self { is_at: true, .. } => Guess::At,
            Self { is_word: true, .. } => Guess::Bool,
            _ => Guess::Text,
        }
    }
}

/// Lowercase letters and digits alone, accents removed.
pub fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter_map(|character| match character {
            'á' | 'à' | 'â' | 'ã' | 'ä' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'í' | 'ì' | 'î' | 'ï' => Some('i'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => Some('o'),
            'ú' | 'ù' | 'û' | 'ü' => Some('u'),
            'ç' => Some('c'),
            other => other.is_alphanumeric().then_some(other),
        })
        .collect()
}

fn has_personal_name(name: &str) -> bool {
    let words: Vec<String> = name.split(|character: char| !character.is_alphanumeric()).map(plain).collect();
    // Activities and cases of logs have names, too: those are no people.
    let is_of_log = ["concept:name", "case:concept:name", "@case"].contains(&name);
    !is_of_log && words.iter().any(|word| PERSONAL.iter().any(|personal| word == personal || (personal.len() > 4 && word.contains(personal))))
}

/// An e-mail address, or eleven digits as a CPF or a telephone has them.
fn is_personal(text: &str) -> bool {
    let is_address = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !text.contains(' '));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = text.chars().all(|character| character.is_ascii_digit() || " .-/()+".contains(character));
    is_address || (marks && (10..=13).contains(&digits) && (digits == 11 || text.contains('(')))
}

/// The shape of a text: its letters as `A` or `a`, its digits as `9`.
fn shape(text: &str) -> String {
    let shown = text.chars().take(24).map(|character| match character {
        each if each.is_numeric() => '9',
        each if each.is_uppercase() => 'A',
        each if each.is_alphabetic() => 'a',
        each => each,
    });
    let shape: String = shown.collect();
    if text.chars().count() > 24 { shape + "…" } else { shape }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::TextColumns;

    fn one(name: &str, texts: &[&str]) -> Field {
        let names = [name.to_owned()];
        let mut columns = TextColumns::new(&names);
        texts.iter().for_each(|text| columns.push(0, Some(text)));
        let rows = (1..=texts.len() as i64).collect();
        let batch = SourceBatch { file: "f".into(), columns: columns.finish(texts.len()), rows, broken: Vec::new(), part: None };
        of(&[batch], &names, &[]).remove(0)
    }

    #[test]
    fn texts_are_guessed_as_what_all_of_them_are() {
        for (texts, word) in [
            (&["1", "-2", "30"][..], "int"),
            (&["007", "12"], "id"),
            (&["1.5", "2"], "money"),
            (&["1.234,50", "2,00"], "money"),
            (&["1.234", "0.5"], "qty"),
            (&["2026-03-02", "02/03/2026"], "on"),
            (&["2026-03-02", "02/03/2026 10:30"], "at"),
            (&["sim", "não"], "bool"),
            (&["CH-1", "CH-2"], "id"),
            (&["uma frase", "outra frase"], "text"),
            (&["a", "b", "a", "b", "a", "b"], "code"),
            (&["", " "], "text"),
        ] {
            assert_eq!(one("x", texts).guess.word(), word, "{texts:?}");
        }
    }

    #[test]
    fn nobodys_data_are_shown() {
        assert_eq!(one("código", &["CH-0033", "XY-1"]).examples, ["AA-9999", "AA-9"]);
        for (name, texts) in
            [("Nome do sócio", ["Ana", "Bia"]), ("x", ["ana@exemplo.br", "b"]), ("y", ["529.982.247-25", "1"]), ("org:resource", ["a", "a"])]
        {
            let field = one(name, &texts);
            assert!(field.is_personal && field.examples.is_empty() && field.codes.is_empty(), "{name}");
        }
        assert!(!one("concept:name", &["a", "a", "b", "b"]).is_personal);
    }
}
