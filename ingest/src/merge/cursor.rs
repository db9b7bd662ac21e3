//! What orders repeats of one key: numbers as numbers, times as times, everything else as text.

use crate::{coerce::parse, config::Decimal, mapping::Mapping};

/// The rank of each row's cursor within this read; none where it is empty, which comes before all others. Also whether
/// the ranks are places among texts.
///
/// The whole column decides what it is, so that one odd text does not put `10` before `9`.
pub fn ranks(texts: &[Option<&str>], mapping: &Mapping) -> (Vec<Option<i128>>, bool) {
    let trimmed: Vec<Option<&str>> = texts.iter().map(|text| text.map(str::trim).filter(|text| !text.is_empty())).collect();
    let mark = if mapping.decimal == Decimal::Comma { b',' } else { b'.' };
    let by_value = all(&trimmed, |text| parse::decimal(text, mark, 9).ok())
        .or_else(|| all(&trimmed, |text| parse::instant(text, mapping.timezone).ok().map(i128::from)));
    by_value.map_or_else(|| (by_text(&trimmed), true), |ranks| (ranks, false))
}

/// The rank of a position as a load's state keeps it.
pub fn rank(position: &str, mapping: &Mapping) -> Option<i128> {
    let number = parse::decimal(position, b'.', 9).ok();
    number.or_else(|| parse::instant(position, mapping.timezone).ok().map(i128::from))
}

/// The value of every text, or none at all when one of them has none.
fn all(texts: &[Option<&str>], value: impl Fn(&str) -> Option<i128>) -> Option<Vec<Option<i128>>> {
    texts.iter().map(|text| text.map_or(Some(None), |text| value(text).map(Some))).collect()
}

fn by_text(texts: &[Option<&str>]) -> Vec<Option<i128>> {
    let mut sorted: Vec<&str> = texts.iter().flatten().copied().collect();
    sorted.sort_unstable();
    sorted.dedup();
    texts.iter().map(|text| text.map(|text| sorted.partition_point(|each| *each < text) as i128)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(texts: &[&str]) -> Vec<Option<i128>> {
        let source: crate::SourceConfig = toml::from_str(
            "name = 's'\nkind = 'csv'\nconnection = { folder = '.' }\n[[loads]]\ninto = 'areas'\npath = 'a.csv'\ncolumns = { area_id = 'id', name = 'nome' }",
        )
        .unwrap();
        let mapping = Mapping::build(&source, &source.loads[0]).unwrap();
        ranks(&texts.iter().copied().map(Some).collect::<Vec<_>>(), &mapping).0
    }

    #[test]
    fn numbers_times_and_texts_are_ordered_as_what_they_are() {
        let numbers = ranked(&["9", "10", " 9.5 ", ""]);
        assert!(numbers[3] < numbers[0] && numbers[0] < numbers[2] && numbers[2] < numbers[1]);
        let days = ranked(&["09/12/2025", "01/02/2026", "2026-02-01 00:00"]);
        assert!(days[0] < days[1] && days[1] == days[2]);
        assert_eq!(ranked(&["b", "10", "9", "b"]), [Some(2), Some(0), Some(1), Some(2)]);
    }
}
