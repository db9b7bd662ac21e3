//! Models that contracts imply: the current rows of each raw dataset, what they are as objects of events, and how
//! objects name each other.

use mirante_data::{
    contract::{ColumnRule, Contract, DIMENSIONS, Text, builtin},
    types::ColumnType,
};

use super::Model;

/// `staging.x`: the last row of each key of `raw.x`, unless that row deletes it.
pub fn current(contract: &Contract) -> Model {
    let short = contract.dataset.short();
    let columns: Vec<&str> = contract.columns.keys().map(String::as_str).collect();
    let title = Text { pt: format!("{} (atual)", contract.title.pt), en: format!("{} (current)", contract.title.en) };
    let sql = format!(
        "-- Each key's last row; rows of one commit tie, and a delete comes before the insert of its key.\n\
         WITH history AS (\n    SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY _recorded_at DESC, _op DESC, _batch_id DESC) AS recency\n    FROM raw.{short}\n)\n\
         SELECT {columns}\nFROM history\nWHERE recency = 1 AND _op <> 'delete'",
        key = contract.key.join(", "),
        columns = columns.join(", "),
    );
    let key: Vec<&str> = contract.key.iter().map(String::as_str).collect();
    Model::generated(short, title, &key, contract.columns(), sql)
}

/// `staging.objects`: every object of which a system keeps a row, or of which an event tells.
pub fn objects() -> Model {
    let selects: Vec<String> = contracts().map(|(contract, _)| entities(contract)).collect();
    let dimensions: Vec<String> = DIMENSIONS.iter().map(|name| format!("entities.{name}")).collect();
    let sql = format!(
        "WITH entities AS (\n{}\n),\n\n\
         seen AS (\n    SELECT object_type, object_id, MIN(occurred_at) AS first_at, MAX(occurred_at) AS last_at\n    FROM staging.case_events\n    GROUP BY object_type, object_id\n)\n\n\
         SELECT\n    COALESCE(entities.object_type, seen.object_type) AS object_type,\n    COALESCE(entities.object_id, seen.object_id) AS object_id,\n    \
         seen.first_at,\n    seen.last_at,\n    {}\n\
         FROM entities\nFULL OUTER JOIN seen ON seen.object_type = entities.object_type AND seen.object_id = entities.object_id",
        selects.join("\n    UNION ALL\n"),
        dimensions.join(",\n    "),
    );
    let title = Text { pt: "Objetos".to_owned(), en: "Objects".to_owned() };
    let columns = "object_type:code, object_id:id, first_at:at?, last_at:at?, unit_id:id?, area_id:id?, service_line_id:id?, contract_id:id?, \
                   organization_id:id?, layer:code?, value:money?";
    Model::generated("objects", title, &["object_type", "object_id"], super::columns(columns), sql)
}

/// `staging.object_relations`: the foreign keys between objects as pairs.
pub fn object_relations() -> Model {
    let selects: Vec<String> = contracts().flat_map(|(contract, _)| relations(contract)).collect();
    let title = Text { pt: "Relações entre objetos".to_owned(), en: "Relations between objects".to_owned() };
    let columns = "source_type:code, source_id:id, target_type:code, target_id:id, qualifier:code";
    Model::generated("object_relations", title, &["source_type", "source_id", "qualifier"], super::columns(columns), selects.join("\nUNION ALL\n"))
}

/// `staging.batch_rows`: the rows that each batch left in the lake, and what their amounts come to, month by month, counted
/// from the raw files themselves.
pub fn batch_rows() -> Model {
    let select = |contract: &Contract| {
        let month = contract.period_column().map_or("CAST(NULL AS DATE)".to_owned(), |column| match contract.columns[column].r#type {
            ColumnType::At => format!("month_start(local_day({column}))"),
            _ => format!("month_start({column})"),
        });
        let amount = contract.amount_column().map_or("CAST(NULL AS DECIMAL(18, 2))".to_owned(), |column| format!("CAST({column} AS DECIMAL(18, 2))"));
        format!(
            "SELECT batch_id, op, month_on, COUNT(*) AS rows_n, CAST(sum_checked(amount) AS DECIMAL(18, 2)) AS amount\n\
             FROM (SELECT _batch_id AS batch_id, _op AS op, {month} AS month_on, {amount} AS amount FROM {}) AS rows\n\
             GROUP BY batch_id, op, month_on",
            contract.dataset
        )
    };
    let selects: Vec<String> = builtin::in_lake().map(select).collect();
    let title = Text { pt: "Linhas de cada lote no lago".to_owned(), en: "Rows of each batch in the lake".to_owned() };
    let model = Model::generated(
        "batch_rows",
        title,
        &["batch_id", "op", "month_on"],
        super::columns("batch_id:id, op:code, month_on:on?, rows_n:int, amount:money?"),
        selects.join("\nUNION ALL\n"),
    );
    Model { is_timeless: true, ..model }
}

fn contracts() -> impl Iterator<Item = (&'static Contract, &'static mirante_data::contract::ObjectRule)> {
    builtin::in_lake().filter_map(|contract| Some((contract, contract.object.as_ref()?)))
}

/// The rows of one dataset as objects, with the dimensions that they have or inherit.
fn entities(contract: &Contract) -> String {
    let object = contract.object.as_ref().expect("only contracts with an object come here");
    // Several rows of one object should agree; where they do not, one of them speaks for it.
    let is_grouped = !object.id.is_empty();
    let own = |column: &str| if is_grouped { format!("MIN(entity.{column})") } else { format!("entity.{column}") };
    let ancestors = ancestors(contract);
    let mut deepest = 0;
    let mut dimension = |name: &&str| {
        if *name == "value" {
            return object
                .column(contract, name)
                .map_or("CAST(NULL AS DECIMAL(18, 2)) AS value".to_owned(), |column| format!("{} AS value", own(column)));
        }
        let mut known: Vec<String> = object.column(contract, name).map(own).into_iter().collect();
        for (depth, (_, ancestor)) in (1..).zip(&ancestors) {
            if let Some(column) = ancestor.object.as_ref().and_then(|object| object.column(ancestor, name)) {
                known.push(format!("ancestor_{depth}.{column}"));
                deepest = deepest.max(depth);
            }
        }
        match known.as_slice() {
            [] => format!("CAST(NULL AS VARCHAR) AS {name}"),
            [one] => format!("{one} AS {name}"),
            several => format!("COALESCE({}) AS {name}", several.join(", ")),
        }
    };
    let dimensions: Vec<String> = DIMENSIONS.iter().map(&mut dimension).collect();
    let joins = ancestors.iter().zip(1..).take(deepest).map(|((column, ancestor), depth)| {
        let child = if depth == 1 { "entity".to_owned() } else { format!("ancestor_{}", depth - 1) };
        let (table, key) = (ancestor.dataset.short(), &ancestor.key[0]);
        format!("\n    LEFT JOIN staging.{table} AS ancestor_{depth} ON ancestor_{depth}.{key} = {child}.{column}")
    });
    format!(
        "    SELECT {} AS object_type, {} AS object_id, {}\n    FROM staging.{} AS entity{}{}",
        kind_of(contract, "entity"),
        id_of(contract, "entity"),
        dimensions.join(", "),
        contract.dataset.short(),
        joins.collect::<String>(),
        if is_grouped { format!("\n    GROUP BY {}", id_of(contract, "entity")) } else { String::new() },
    )
}

/// Whose dimensions a row inherits, nearest first: the column that names each, and its contract.
fn ancestors(contract: &Contract) -> Vec<(&str, &'static Contract)> {
    let mut ancestors: Vec<(&str, &'static Contract)> = Vec::new();
    let mut child = contract;
    while let Some(column) = child.object.as_ref().and_then(|object| object.inherit.as_deref()) {
        let Some(parent) = child.columns[column].references.as_deref().and_then(|parent| builtin::get(parent).ok()) else { break };
        // No dataset is its own ancestor.
        if parent.dataset == contract.dataset || ancestors.iter().any(|(_, known)| known.dataset == parent.dataset) {
            break;
        }
        ancestors.push((column, parent));
        child = parent;
    }
    ancestors
}

/// The kind of object of a row, as an expression.
fn kind_of(contract: &Contract, alias: &str) -> String {
    let object = contract.object.as_ref().expect("only contracts with an object come here");
    match (&object.r#type, &object.type_column) {
        (Some(kind), _) => format!("'{kind}'"),
        (None, Some(column)) => translated(&format!("{alias}.{column}"), &object.types),
        (None, None) => unreachable!("a contract's check makes sure that one of the two is written"),
    }
}

/// A code as it stands, or what it stands for.
fn translated<'a>(code: &str, kinds: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let cases: Vec<String> = kinds.into_iter().map(|(code, kind)| format!("WHEN '{code}' THEN '{kind}'")).collect();
    if cases.is_empty() { code.to_owned() } else { format!("CASE {code} {} ELSE {code} END", cases.join(" ")) }
}

/// The id of the object of a row, as an expression.
fn id_of(contract: &Contract, alias: &str) -> String {
    let object = contract.object.as_ref().expect("only contracts with an object come here");
    let columns = if object.id.is_empty() { &contract.key[..1] } else { object.id.as_slice() };
    columns.iter().map(|column| format!("{alias}.{column}")).collect::<Vec<_>>().join(" || ':' || ")
}

/// One question for each column of a dataset that names another object.
fn relations(contract: &Contract) -> Vec<String> {
    contract.columns.iter().filter_map(|(column, rule)| relation(contract, column, rule)).collect()
}

fn relation(contract: &Contract, column: &str, rule: &ColumnRule) -> Option<String> {
    let (target_type, join) = match (&rule.kind_column, &rule.references) {
        (Some(kind), _) => (translated(&format!("source.{kind}"), &rule.kinds), String::new()),
        (None, Some(parent)) => {
            let parent = builtin::get(parent).ok()?;
            let join = format!("\nINNER JOIN staging.{} AS target ON target.{} = source.{column}", parent.dataset.short(), parent.key[0]);
            let is_plain = parent.object.as_ref()?.r#type.is_some();
            (kind_of(parent, "target"), if is_plain { String::new() } else { join })
        }
        (None, None) => return None,
    };
    let is_grouped = contract.object.as_ref().is_some_and(|object| !object.id.is_empty());
    let source_id = id_of(contract, "source");
    let (target_id, group) = if is_grouped {
        (format!("MIN(source.{column})"), format!("\nGROUP BY {source_id}, {target_type}"))
    } else {
        (format!("source.{column}"), String::new())
    };
    let kind_is_known = rule.kind_column.as_ref().map(|kind| format!(" AND source.{kind} IS NOT NULL")).unwrap_or_default();
    Some(format!(
        "SELECT {} AS source_type, {source_id} AS source_id, {target_type} AS target_type, {target_id} AS target_id, '{column}' AS qualifier\n\
         FROM staging.{} AS source{join}\nWHERE source.{column} IS NOT NULL{kind_is_known}{group}",
        kind_of(contract, "source"),
        contract.dataset.short(),
    ))
}
