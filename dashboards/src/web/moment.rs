//! Instants and days as people of the cooperative read them: by the clock of Brasília.

use chrono::{DateTime, Utc};
use chrono_tz::America::Sao_Paulo;
use mirante_reports::Language;

/// A moment: `21/11/2026 14:05`, `2026-11-21 14:05 -03:00`; a text that is no instant stays as it is.
pub fn moment(instant: &str, language: Language) -> String {
    let form = match language {
        Language::PtBr => "%d/%m/%Y %H:%M",
        Language::En => "%Y-%m-%d %H:%M %:z",
    };
    shown(instant, form)
}

/// The day of an instant: `21/11/2026`, `2026-11-21`.
pub fn day(instant: &str, language: Language) -> String {
    let form = match language {
        Language::PtBr => "%d/%m/%Y",
        Language::En => "%Y-%m-%d",
    };
    shown(instant, form)
}

fn shown(instant: &str, form: &str) -> String {
    let parsed = instant.parse::<DateTime<Utc>>();
    parsed.map_or_else(|_| instant.to_owned(), |at| at.with_timezone(&Sao_Paulo).format(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_that_of_brasilia() {
        assert_eq!(moment("2026-11-21T17:05:00Z", Language::PtBr), "21/11/2026 14:05");
        assert_eq!(moment("2026-11-21T17:05:00.250000Z", Language::En), "2026-11-21 14:05 -03:00");
        assert_eq!(day("2026-10-01T02:00:00Z", Language::PtBr), "30/09/2026");
        assert_eq!(day("ontem", Language::PtBr), "ontem");
    }
}
