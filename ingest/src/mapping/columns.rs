//! Which columns of the source a load needs, and for what.

use mirante_data::types::ColumnType;

use super::{From, Mapping, Origin, Piece};
use crate::config::Decimal;

impl Mapping {
    /// The source columns that this load needs.
    pub fn source_columns(&self) -> Vec<&str> {
        let mapped = self.origins.iter().flat_map(Origin::columns);
        let mut names: Vec<&str> =
            mapped.chain(self.deleted.as_deref()).chain(self.cursor.as_deref()).chain(self.config.key.iter().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The source columns without which no row can be typed.
    pub fn required_columns(&self) -> Vec<&str> {
        let columns = self.origins.iter().filter(|origin| !origin.rule.null).flat_map(Origin::columns);
        columns.chain(self.deleted.as_deref()).chain(self.cursor.as_deref()).chain(self.config.key.iter().map(String::as_str)).collect()
    }

    /// The source columns that the contract's key is made of, when it is made of columns alone.
    pub fn key_columns(&self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for origin in self.origins.iter().filter(|origin| self.contract.is_key(&origin.target)) {
            let pieces = match &origin.from {
                From::Pieces(pieces) => pieces.as_slice(),
                From::Constant(_) => &[],
                From::Nothing => return None,
            };
            for piece in pieces {
                match piece {
                    Piece::Column(name) if !names.contains(name) => names.push(name.clone()),
                    Piece::Column(_) | Piece::Literal(_) | Piece::Source => {}
                    Piece::NthOf(_) | Piece::File | Piece::Row => return None,
                }
            }
        }
        (!names.is_empty()).then_some(names)
    }

    /// Source columns whose texts fill lists, and those that fill anything else, its options included.
    pub fn list_columns(&self) -> (Vec<&str>, Vec<&str>) {
        let is_list = |origin: &&Origin| matches!(origin.rule.r#type, ColumnType::Ids | ColumnType::Texts);
        let whole = |origin: &'_ Origin| matches!(&origin.from, From::Pieces(pieces) if matches!(pieces.as_slice(), [Piece::Column(_)]));
        let names = |origin: &'_ Origin| match &origin.from {
            From::Pieces(pieces) => pieces.clone(),
            _ => Vec::new(),
        };
        let columns = self.source_columns();
        let fills = |name: &str, is_wanted: &dyn Fn(&Origin) -> bool| {
            self.origins
                .iter()
                .any(|origin| is_wanted(origin) && names(origin).iter().any(|piece| matches!(piece, Piece::Column(each) if each == name)))
        };
        let other = |name: &str| fills(name, &|origin| !(is_list(&origin) && whole(origin)));
        columns.into_iter().partition(|name| fills(name, &|origin| is_list(&origin) && whole(origin)) && !other(name))
    }

    /// The source columns that keys of people, and register numbers, are made of.
    pub fn people_columns(&self) -> impl Iterator<Item = &str> {
        self.origins.iter().filter(|origin| origin.rule.person || origin.rule.digits.is_some()).flat_map(Origin::columns)
    }

    /// The source columns that become decimals as they are, when this load writes decimals with a comma.
    pub fn comma_columns(&self) -> Vec<String> {
        let decimals = self.origins.iter().filter(|origin| matches!(origin.rule.r#type, ColumnType::Money | ColumnType::Qty | ColumnType::Big));
        let columns = decimals.filter_map(|origin| match &origin.from {
            From::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Column(name)] => Some(name.clone()),
                _ => None,
            },
            _ => None,
        });
        if self.decimal == Decimal::Comma { columns.collect() } else { Vec::new() }
    }
}
