//! Models that contracts imply: the current rows of each raw dataset, what they are as objects of events, and how
//! objects name each other.

use mirante_data::contract::{Contract, DIMENSIONS, Text, builtin};

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

/// `staging.batch_rows`: the rows that each batch left in the lake, counted from the raw files themselves.
pub fn batch_rows() -> Model {
    let select = |contract: &Contract| {
        format!("SELECT _batch_id AS batch_id, _op AS op, COUNT(*) AS rows_n FROM {} GROUP BY _batch_id, _op", contract.dataset)
    };
    let selects: Vec<String> = builtin::in_lake().map(select).collect();
    let title = Text { pt: "Linhas de cada lote no lago".to_owned(), en: "Rows of each batch in the lake".to_owned() };
    let model =
        Model::generated("batch_rows", title, &["batch_id", "op"], super::columns("batch_id:id, op:code, rows_n:int"), selects.join("\nUNION ALL\n"));
    Model { is_timeless: true, ..model }
}

fn contracts() -> impl Iterator<Item = (&'static Contract, &'static mirante_data::contract::ObjectRule)> {
    builtin::in_lake().filter_map(|contract| Some((contract, contract.object.as_ref()?)))
}

/// The rows of one dataset as objects, with the dimensions that they have or inherit.
fn entities(contract: &Contract) -> String {
    let object = contract.object.as_ref().expect("only contracts with an object come here");
    let parent = object.inherit.as_ref().and_then(|column| Some((column, builtin::get(contract.columns[column].references.as_deref()?).ok()?)));
    let dimension = |name: &&str| {
        let own = object.column(contract, name).map(|column| format!("entity.{column}"));
        let lent = parent.and_then(|(_, parent)| Some(format!("parent.{}", parent.object.as_ref()?.column(parent, name)?)));
        match (own, lent) {
            (Some(own), Some(lent)) if *name != "value" => format!("COALESCE({own}, {lent}) AS {name}"),
            (Some(one), _) => format!("{one} AS {name}"),
            (None, Some(lent)) if *name != "value" => format!("{lent} AS {name}"),
            _ if *name == "value" => "CAST(NULL AS DECIMAL(18, 2)) AS value".to_owned(),
            _ => format!("CAST(NULL AS VARCHAR) AS {name}"),
        }
    };
    let dimensions: Vec<String> = DIMENSIONS.iter().map(dimension).collect();
    let join = parent.map(|(column, parent)| {
        format!("\n    LEFT JOIN staging.{} AS parent ON parent.{} = entity.{column}", parent.dataset.short(), parent.key[0])
    });
    format!(
        "    SELECT {} AS object_type, entity.{} AS object_id, {}\n    FROM staging.{} AS entity{}",
        kind_of(contract, "entity"),
        contract.key[0],
        dimensions.join(", "),
        contract.dataset.short(),
        join.unwrap_or_default(),
    )
}

/// The kind of object of a row, as an expression.
fn kind_of(contract: &Contract, alias: &str) -> String {
    let object = contract.object.as_ref().expect("only contracts with an object come here");
    match (&object.r#type, &object.type_column) {
        (Some(kind), _) => format!("'{kind}'"),
        (None, Some(column)) if object.types.is_empty() => format!("{alias}.{column}"),
        (None, Some(column)) => {
            let cases: Vec<String> = object.types.iter().map(|(code, kind)| format!("WHEN '{code}' THEN '{kind}'")).collect();
            format!("CASE {alias}.{column} {} ELSE {alias}.{column} END", cases.join(" "))
        }
        (None, None) => unreachable!("a contract's check makes sure that one of the two is written"),
    }
}

/// One question for each column of a dataset that names another object.
fn relations(contract: &Contract) -> Vec<String> {
    let named = contract.columns.iter().filter_map(|(column, rule)| Some((column, builtin::get(rule.references.as_deref()?).ok()?)));
    named
        .filter(|(_, parent)| parent.object.is_some())
        .map(|(column, parent)| {
            let is_plain = parent.object.as_ref().is_some_and(|object| object.r#type.is_some());
            let join = format!("\nINNER JOIN staging.{} AS target ON target.{} = source.{column}", parent.dataset.short(), parent.key[0]);
            format!(
                "SELECT {} AS source_type, source.{} AS source_id, {} AS target_type, source.{column} AS target_id, '{column}' AS qualifier\n\
                 FROM staging.{} AS source{}\nWHERE source.{column} IS NOT NULL",
                kind_of(contract, "source"),
                contract.key[0],
                kind_of(parent, "target"),
                contract.dataset.short(),
                if is_plain { "" } else { &join },
            )
        })
        .collect()
}
