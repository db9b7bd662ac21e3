//! What was recorded about one key, from its first row to its last.

use mirante_data::contract::Contract;

/// The question for every row of a key, oldest first; `key` has a text for each key column of the contract.
pub fn of(contract: &Contract, key: &[String]) -> String {
    let same = |(column, text): (&String, &String)| format!("CAST(\"{column}\" AS VARCHAR) = '{}'", text.replace('\'', "''"));
    let conditions: Vec<String> = contract.key.iter().zip(key).map(same).collect();
    format!("SELECT * FROM {} WHERE {} ORDER BY _recorded_at, _batch_id", contract.dataset, conditions.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_asked_as_text_and_never_breaks_out() {
        let contract = mirante_data::contract::builtin::get("calendars").unwrap();
        let sql = of(contract, &["d'água".to_owned(), "1".to_owned(), "480".to_owned()]);
        assert_eq!(
            sql,
            "SELECT * FROM raw.calendars WHERE CAST(\"calendar_id\" AS VARCHAR) = 'd''água' AND CAST(\"weekday\" AS VARCHAR) = '1' \
             AND CAST(\"start_minute\" AS VARCHAR) = '480' ORDER BY _recorded_at, _batch_id"
        );
        assert!(crate::guard::one_question(&sql).is_ok());
    }
}
