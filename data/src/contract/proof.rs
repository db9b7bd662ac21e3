//! What proof of completeness is made of: the column whose amounts are summed, and the column that says in which month.

use super::Contract;
use crate::types::ColumnType;

impl Contract {
    /// The column whose amounts stand for the dataset: `amount`, else `value`, else the first one of money.
    pub fn amount_column(&self) -> Option<&str> {
        let is_money = |name: &&str| self.columns.get(*name).is_some_and(|rule| rule.r#type == ColumnType::Money);
        ["amount", "value"].into_iter().find(is_money).or_else(|| self.columns.keys().map(String::as_str).find(is_money))
    }

    /// The column whose month a row is counted in: its first date that is never empty, else its first date.
    pub fn period_column(&self) -> Option<&str> {
        let is_dated = |name: &&String| matches!(self.columns[*name].r#type, ColumnType::At | ColumnType::On);
        let dated = || self.columns.keys().filter(is_dated);
        dated().find(|name| !self.columns[*name].null).or_else(|| dated().next()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::builtin;

    #[test]
    fn the_columns_of_proof() {
        let columns = |name: &str| builtin::get(name).map(|contract| (contract.amount_column(), contract.period_column())).unwrap();
        assert_eq!(columns("titles"), (Some("amount"), Some("issued_on")));
        assert_eq!(columns("contracts"), (Some("value"), Some("drafted_at")));
        assert_eq!(columns("invoices"), (Some("amount"), Some("due_on")), "an invoice may not be issued yet, but it is due");
        assert_eq!(columns("demands"), (Some("estimated_amount"), Some("submitted_at")));
        assert_eq!(columns("event_objects"), (None, None));
    }
}
