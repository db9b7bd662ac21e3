//! Numbers and times as people of a language write them.

use chrono::DateTime;
use chrono_tz::America::Sao_Paulo;

use crate::Language;

/// A whole number with its thousands apart: `12.345`, `12,345`.
pub fn whole(number: u64, language: Language) -> String {
    let mark = match language {
        Language::PtBr => '.',
        Language::En => ',',
    };
    grouped(&number.to_string(), mark)
}

/// Bytes in the unit that fits: `830 B`, `1,2 MiB`.
pub fn bytes(number: u64, language: Language) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if number < 1024 {
        return format!("{number} B");
    }
    let (mut tenths, mut unit) = (u128::from(number) * 10 / 1024, 0);
    while tenths >= 10_240 && unit < UNITS.len() - 1 {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}{}{} {}", tenths / 10, decimal_mark(language), tenths % 10, UNITS[unit])
}

/// A short stretch of work: `35 ms`, `1,2 s`.
pub fn elapsed(milliseconds: u64, language: Language) -> String {
    if milliseconds < 1000 {
        format!("{milliseconds} ms")
    } else {
        format!("{}{}{} s", milliseconds / 1000, decimal_mark(language), milliseconds % 1000 / 100)
    }
}

/// A number with this many decimals, rounded half away from zero: `12.345,6`, `12,345.6`; `-0` is `0`.
pub fn decimal(number: f64, decimals: u32, language: Language) -> String {
    let scale = 10_f64.powi(decimals.cast_signed());
    let rounded = (number * scale).round() as i128;
    let (whole, rest) = (rounded.unsigned_abs() / scale as u128, rounded.unsigned_abs() % scale as u128);
    let mark = match language {
        Language::PtBr => '.',
        Language::En => ',',
    };
    let sign = if rounded < 0 { "-" } else { "" };
    let fraction = if decimals == 0 { String::new() } else { format!("{}{rest:0width$}", decimal_mark(language), width = decimals as usize) };
    format!("{sign}{}{fraction}", grouped(&whole.to_string(), mark))
}

/// An exact amount, given as `-1234.50`: `-1.234,50`, `-1,234.50`; any other text as it is.
pub fn money(exact: &str, language: Language) -> String {
    let (sign, digits) = exact.strip_prefix('-').map_or(("", exact), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return exact.to_owned();
    }
    let mark = match language {
        Language::PtBr => '.',
        Language::En => ',',
    };
    format!("{sign}{}{}{fraction}", grouped(whole, mark), decimal_mark(language))
}

/// An exact amount in reais, given as `-1234.50`: `-R$ 1.234,50` with a space that does not break, `-R$1,234.50`; any other text as it is.
pub fn brl(exact: &str, language: Language) -> String {
    let shown = money(exact, language);
    if exact.parse::<f64>().is_err() {
        return shown;
    }
    let (sign, digits) = shown.strip_prefix('-').map_or(("", shown.as_str()), |digits| ("-", digits));
    let space = if language == Language::PtBr { "\u{a0}" } else { "" };
    format!("{sign}R${space}{digits}")
}

/// A share as a percentage: `12,3%`, `12.3%`.
pub fn percent(share: f64, language: Language) -> String {
    format!("{}%", decimal(share * 100.0, 1, language))
}

/// A day, given as `2026-11-21`: `21/11/2026`; any other text as it is.
pub fn day(iso: &str, language: Language) -> String {
    match (language, date(iso)) {
        (Language::PtBr, Some((year, month, day))) => format!("{day:02}/{month:02}/{year}"),
        _ => iso.to_owned(),
    }
}

/// A day within a year: `21/11`, `Nov 21`.
pub fn day_of_year(iso: &str, language: Language) -> String {
    match (language, date(iso)) {
        (Language::PtBr, Some((_, month, day))) => format!("{day:02}/{month:02}"),
        (Language::En, Some((_, month, day))) => format!("{} {day}", MONTHS_EN[month as usize - 1]),
        _ => iso.to_owned(),
    }
}

/// The month of a day: `nov. 2026`, `Nov 2026`.
pub fn month(iso: &str, language: Language) -> String {
    match (language, date(iso)) {
        (Language::PtBr, Some((year, month, _))) => format!("{} {year}", MONTHS_PT[month as usize - 1]),
        (Language::En, Some((year, month, _))) => format!("{} {year}", MONTHS_EN[month as usize - 1]),
        _ => iso.to_owned(),
    }
}

/// The quarter of a day: `T4 2026`, `Q4 2026`.
pub fn quarter(iso: &str, language: Language) -> String {
    let letter = if language == Language::PtBr { 'T' } else { 'Q' };
    date(iso).map_or_else(|| iso.to_owned(), |(year, month, _)| format!("{letter}{} {year}", (month - 1) / 3 + 1))
}

/// The same day a year before: `2025-11-01` of `2026-11-01`; none of a text that is no day.
pub fn year_before(iso: &str) -> Option<String> {
    let (year, month, day) = date(iso)?;
    Some(format!("{:04}-{month:02}-{day:02}", year - 1))
}

/// The day of an instant in Brasília's time: `21/11/2026`, `2026-11-21`.
pub fn day_of_moment(iso: &str, language: Language) -> String {
    let Ok(at) = DateTime::parse_from_rfc3339(iso) else { return iso.to_owned() };
    day(&at.with_timezone(&Sao_Paulo).format("%Y-%m-%d").to_string(), language)
}

/// An instant, given as `2026-11-21T17:05:00Z`, in Brasília's time: `21/11/2026 14:05`, `2026-11-21 14:05 -03:00`.
pub fn moment(iso: &str, language: Language) -> String {
    let Ok(at) = DateTime::parse_from_rfc3339(iso) else { return iso.to_owned() };
    let local = at.with_timezone(&Sao_Paulo);
    match language {
        Language::PtBr => local.format("%d/%m/%Y %H:%M").to_string(),
        Language::En => local.format("%Y-%m-%d %H:%M %:z").to_string(),
    }
}

const MONTHS_PT: [&str; 12] = ["jan.", "fev.", "mar.", "abr.", "maio", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn date(iso: &str) -> Option<(i32, u32, u32)> {
    let mut parts = iso.splitn(3, '-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (1..=12).contains(&month).then_some((year, month, day))
}

fn decimal_mark(language: Language) -> char {
    match language {
        Language::PtBr => ',',
        Language::En => '.',
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_digit() {
        assert_eq!(money("-12345678901234.50", Language::PtBr), "-12.345.678.901.234,50");
        assert_eq!(money("1234.5", Language::En), "1,234.5");
        assert_eq!(money("nada", Language::PtBr), "nada");
        assert_eq!((brl("-1234.50", Language::PtBr), brl("12.50", Language::En)), ("-R$\u{a0}1.234,50".to_owned(), "R$12.50".to_owned()));
        assert_eq!(brl("nada", Language::En), "nada");
    }

    #[test]
    fn decimals_and_percentages() {
        for (number, decimals, pt, en) in
            [(12345.6, 1, "12.345,6", "12,345.6"), (-0.04, 1, "0,0", "0.0"), (-1234.5, 0, "-1.235", "-1,235"), (0.5, 2, "0,50", "0.50")]
        {
            assert_eq!((decimal(number, decimals, Language::PtBr).as_str(), decimal(number, decimals, Language::En).as_str()), (pt, en));
        }
        assert_eq!(percent(0.1234, Language::PtBr), "12,3%");
    }

    #[test]
    fn days_months_and_moments() {
        let both = |of: fn(&str, Language) -> String, text: &str| (of(text, Language::PtBr), of(text, Language::En));
        let pair = |pt: &str, en: &str| (pt.to_owned(), en.to_owned());
        assert_eq!(both(day, "2026-11-21"), pair("21/11/2026", "2026-11-21"));
        assert_eq!(both(day_of_year, "2026-11-01"), pair("01/11", "Nov 1"));
        assert_eq!(both(month, "2026-11-01"), pair("nov. 2026", "Nov 2026"));
        assert_eq!(both(moment, "2026-11-21T17:05:00Z"), pair("21/11/2026 14:05", "2026-11-21 14:05 -03:00"));
        assert_eq!(both(moment, "2018-11-04T02:30:00Z"), pair("03/11/2018 23:30", "2018-11-03 23:30 -03:00"));
        assert_eq!(both(day, "never"), pair("never", "never"));
        assert_eq!(both(moment, "2026-11-21T17:05:00.250000Z"), pair("21/11/2026 14:05", "2026-11-21 14:05 -03:00"));
        assert_eq!(both(day_of_moment, "2026-10-01T02:00:00Z"), pair("30/09/2026", "2026-09-30"));
        assert_eq!(both(day_of_moment, "ontem"), pair("ontem", "ontem"));
    }

    #[test]
    fn numbers_in_both_languages() {
        assert_eq!(whole(1_234_567, Language::PtBr), "1.234.567");
        assert_eq!(whole(999, Language::En), "999");
        assert_eq!(bytes(1_300_000, Language::PtBr), "1,2 MiB");
        assert_eq!(bytes(512, Language::En), "512 B");
        assert_eq!(elapsed(1_250, Language::PtBr), "1,2 s");
    }
}
