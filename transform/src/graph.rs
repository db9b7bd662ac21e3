//! The order of datasets, found from the plans of their models.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use mirante_data::{
    DatasetName, Lake, Snapshot,
    contract::{builtin, hint},
    lineage::{ALL, DECLARED, FILTER, Way, Ways},
    name::did_you_mean,
    schema::Column,
};
use mirante_queries::{
    Engine, Model, Planned,
    engine::{Limits, Shape},
    model::{Formula, made},
};

use crate::TransformError;

/// Every dataset that can be built, with what it reads.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The models by dataset.
    pub models: BTreeMap<DatasetName, Model>,
    /// What the engine says of each.
    pub planned: BTreeMap<DatasetName, Planned>,
    /// Each dataset after everything that it reads.
    pub order: Vec<DatasetName>,
}

impl Graph {
    /// Plans every model against the columns that headers and contracts promise.
    pub async fn of(models: BTreeMap<DatasetName, Model>) -> Result<Self, TransformError> {
        let nowhere =
            Arc::new(Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(mirante_data::object_store::memory::InMemory::new())))));
        let nothing = Snapshot { manifest: None, lists: BTreeMap::new(), alarms: Vec::new() };
        let engine = Engine::open(&nowhere, &nothing, None, &models, Shape::Promised, Limits::default())?;
        let mut planned = BTreeMap::new();
        for model in models.values() {
            let plan = match &model.formula {
                Formula::Select(sql) => engine.plan(model.name.as_str(), sql).await?,
                // Rows of the program's own come from no other dataset.
                Formula::Rows(_) => Planned::declared(&model.header, &[]),
                Formula::Step { reads, .. } => Planned::declared(&model.header, reads),
            };
            planned.insert(model.name.clone(), plan);
        }
        let inputs: BTreeMap<DatasetName, BTreeSet<DatasetName>> =
            planned.iter().map(|(name, planned)| (name.clone(), planned.lineage.inputs.clone())).collect();
        check_inputs(&inputs)?;
        Ok(Self { order: topological(&inputs)?, models, planned })
    }

    /// The same graph, answering for an instant.
    pub fn at(&self, as_of: i64) -> Self {
        let mut graph = self.clone();
        let clock = made::clock(as_of);
        graph.models.insert(clock.name.clone(), clock);
        graph
    }

    /// The ways between columns that the plans say; a column that only decides which rows come is a filter.
    pub fn ways(&self) -> Ways {
        let clock = made::clock(0).name;
        let mut ways = Vec::new();
        for (dataset, planned) in self.planned.iter().filter(|(dataset, _)| **dataset != clock) {
            let model_hash = self.models[dataset].hash();
            let way = |column: &str, (input, input_column): &(DatasetName, String), how: &str| Way {
                dataset: dataset.to_string(),
                column: column.to_owned(),
                input: input.to_string(),
                input_column: input_column.clone(),
                how: how.to_owned(),
                model_hash: model_hash.clone(),
            };
            for (column, origins) in &planned.lineage.columns {
                ways.extend(origins.iter().map(|(origin, how)| way(column, origin, how.code())));
            }
            ways.extend(planned.lineage.filters.iter().map(|origin| way(ALL, origin, FILTER)));
            // What is added to the rows on their way to the writer stands in no plan.
            let is_planned = |column: &&Column| planned.lineage.columns.iter().any(|(name, _)| *name == column.name);
            for column in self.models[dataset].header.columns.iter().filter(|column| !is_planned(column)) {
                ways.extend(planned.lineage.inputs.iter().map(|input| way(&column.name, &(input.clone(), ALL.to_owned()), DECLARED)));
            }
        }
        Ways::new(ways)
    }

    /// What a dataset reads.
    pub fn inputs(&self, name: &DatasetName) -> impl Iterator<Item = &DatasetName> {
        self.planned.get(name).into_iter().flat_map(|planned| &planned.lineage.inputs)
    }

    /// The datasets that expressions select: `name`, `+name` with all it reads, `name+` with all that reads it, `tag:x`.
    pub fn select(&self, expressions: &[String]) -> Result<BTreeSet<DatasetName>, TransformError> {
        let mut chosen = BTreeSet::new();
        for expression in expressions {
            let before = chosen.len();
            let (up, down) = (expression.starts_with('+'), expression.ends_with('+'));
            let word = expression.trim_matches('+');
            let fits = |model: &&Model| match word.strip_prefix("tag:") {
                Some(tag) => model.header.tags.iter().any(|each| each == tag),
                None => model.name.as_str() == word || model.name.short() == word && model.name.schema() == "marts",
            };
            for model in self.models.values().filter(fits) {
                chosen.insert(model.name.clone());
                if up {
                    self.add_inputs(&model.name, &mut chosen);
                }
                if down {
                    self.add_readers(&model.name, &mut chosen);
                }
            }
            if chosen.len() == before && !self.models.values().any(|model| fits(&model)) {
                let near = did_you_mean(word, self.models.keys().map(DatasetName::as_str));
                return Err(TransformError::Selection { selection: expression.clone(), hint: hint(near) });
            }
        }
        Ok(chosen)
    }

    fn add_inputs(&self, name: &DatasetName, chosen: &mut BTreeSet<DatasetName>) {
        for input in self.inputs(name).filter(|input| self.models.contains_key(*input)) {
            if chosen.insert(input.clone()) {
                self.add_inputs(input, chosen);
            }
        }
    }

    fn add_readers(&self, name: &DatasetName, chosen: &mut BTreeSet<DatasetName>) {
        for reader in self.planned.iter().filter(|(_, planned)| planned.lineage.inputs.contains(name)).map(|(reader, _)| reader) {
            if chosen.insert(reader.clone()) {
                self.add_readers(reader, chosen);
            }
        }
    }
}

fn check_inputs(inputs: &BTreeMap<DatasetName, BTreeSet<DatasetName>>) -> Result<(), TransformError> {
    for (dataset, inputs_of) in inputs {
        let is_known = |input: &DatasetName| {
            inputs.contains_key(input) || input.schema() == "raw" && builtin::get(input.as_str()).is_ok() || input.schema() == "meta"
        };
        if let Some(input) = inputs_of.iter().find(|input| !is_known(input)) {
            let near = did_you_mean(input.as_str(), inputs.keys().map(DatasetName::as_str));
            return Err(TransformError::UnknownInput { dataset: dataset.to_string(), input: input.to_string(), hint: hint(near) });
        }
    }
    Ok(())
}

/// Each name after its inputs, by name where there is a choice. Inputs that are no key of the map are given.
fn topological(inputs: &BTreeMap<DatasetName, BTreeSet<DatasetName>>) -> Result<Vec<DatasetName>, TransformError> {
    let mut order: Vec<DatasetName> = Vec::with_capacity(inputs.len());
    let mut waiting: BTreeMap<&DatasetName, BTreeSet<&DatasetName>> =
        inputs.iter().map(|(name, of)| (name, of.iter().filter(|input| inputs.contains_key(*input)).collect())).collect();
    while !waiting.is_empty() {
        let ready: Vec<&DatasetName> = waiting.iter().filter(|(_, open)| open.is_empty()).map(|(name, _)| *name).collect();
        if ready.is_empty() {
            let left: Vec<&str> = waiting.keys().map(|name| name.as_str()).collect();
            return Err(TransformError::Cycle { datasets: left.join(", ") });
        }
        for name in ready {
            waiting.remove(name);
            waiting.values_mut().for_each(|open| {
                open.remove(name);
            });
            order.push(name.clone());
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &[&str])]) -> BTreeMap<DatasetName, BTreeSet<DatasetName>> {
        let name = |text: &str| text.parse::<DatasetName>().unwrap();
        pairs.iter().map(|(each, inputs)| (name(each), inputs.iter().map(|input| name(input)).collect())).collect()
    }

    #[test]
    fn a_dataset_comes_after_what_it_reads() {
        let order = topological(&map(&[("marts.a", &["staging.z"]), ("staging.z", &["raw.x"]), ("marts.b", &["marts.a"])])).unwrap();
        let names: Vec<&str> = order.iter().map(DatasetName::as_str).collect();
        assert_eq!(names, ["staging.z", "marts.a", "marts.b"]);
    }

    #[test]
    fn a_circle_is_named() {
        let error = topological(&map(&[("marts.a", &["marts.b"]), ("marts.b", &["marts.a"]), ("marts.c", &[])])).unwrap_err().to_string();
        assert!(error.contains("marts.a, marts.b") && !error.contains("marts.c"), "{error}");
    }
}
