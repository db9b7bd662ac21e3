//! Which source column each raw column is made of.

use mirante_data::lineage::{ALL, DECLARED, DERIVED, DIRECT, FILTER, Way};

use super::{From, Mapping, Origin, Piece};
use crate::SourceConfig;

/// The ways from the sources' columns to those of raw datasets. A load that does not fit its contract has none: checking a source says why.
pub fn of(sources: &[SourceConfig]) -> Vec<Way> {
    let mappings = sources.iter().flat_map(|source| source.loads.iter().filter_map(move |load| Mapping::build(source, load).ok()));
    mappings.flat_map(|mapping| mapping.ways()).collect()
}

impl Mapping {
    /// The ways from the source's columns to the contract's; what comes is decided by its mark of deletion and its cursor.
    pub fn ways(&self) -> Vec<Way> {
        let decides = self.deleted.iter().chain(&self.cursor).map(|column| self.way(ALL, column.clone(), FILTER));
        self.origins.iter().flat_map(|origin| self.ways_of(origin)).chain(decides).collect()
    }

    fn ways_of(&self, origin: &Origin) -> Vec<Way> {
        let pieces = match &origin.from {
            From::Nothing => return Vec::new(),
            From::Constant(text) => return vec![self.way(&origin.target, format!("= {text}"), DECLARED)],
            From::Pieces(pieces) => pieces,
        };
        let is_direct = matches!(pieces.as_slice(), [Piece::Column(_)]) && origin.values.is_empty() && !origin.rule.person;
        let how = if is_direct { DIRECT } else { DERIVED };
        let column = |piece: &Piece| match piece {
            Piece::Literal(_) => None,
            Piece::Column(name) | Piece::NthOf(name) => Some(name.clone()),
            Piece::Source => Some("@source".to_owned()),
            Piece::File => Some("@file".to_owned()),
            Piece::Row => Some("@row".to_owned()),
        };
        pieces.iter().filter_map(column).map(|column| self.way(&origin.target, column, how)).collect()
    }

    fn way(&self, target: &str, input_column: String, how: &str) -> Way {
        Way {
            dataset: self.contract.dataset.to_string(),
            column: target.to_owned(),
            input: self.load.clone(),
            input_column,
            how: how.to_owned(),
            model_hash: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_knows_what_it_is_made_of() {
        let text = r#"
            name = "portal"
            kind = "csv"
            connection = { folder = "entrada" }
            [[loads]]
            into = "demands"
            path = "*.csv"
            columns = { demand_id = "{@file}:{numero}", organization_id = "cliente", layer = "camada", area_id = "area", origin = "origem", submitted_at = "em", status = "situacao" }
            constants = { proponent_type = "organizacao" }
            values.status = { E = "enviada" }
            deleted = "apagada"
        "#;
        let source: SourceConfig = toml::from_str(text).unwrap();
        let mapping = Mapping::build(&source, &source.loads[0]).unwrap();
        let ways: Vec<String> = mapping.ways().iter().map(|way| format!("{} < {} {}", way.column, way.input_column, way.how)).collect();
        for wanted in [
            "demand_id < @file derivada",
            "demand_id < numero derivada",
            "organization_id < cliente direta",
            "status < situacao derivada",
            "proponent_type < = organizacao declarada",
            "* < apagada filtro",
        ] {
            assert!(ways.iter().any(|way| way == wanted), "{wanted}: {ways:?}");
        }
        assert!(mapping.ways().iter().all(|way| way.dataset == "raw.demands" && way.input == "portal.demands"));
    }
}
