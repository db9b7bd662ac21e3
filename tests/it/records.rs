//! The raw datasets as a whole: contracts say what the data model fixes, and no row of the vault reaches the lake.

use mirante_data::contract::{Class, Contract, Deletes, Kind, builtin};

use crate::support::{Project, files_below, repository};

fn word<T: std::fmt::Debug>(value: T) -> String {
    format!("{value:?}").to_lowercase()
}

/// A contract in the words of `datasets.txt`.
fn told(contract: &Contract) -> String {
    let Contract { kind, class, deletes, keep, title, .. } = contract;
    let (kind, class, deletes): (&Kind, &Class, &Deletes) = (kind, class, deletes);
    let mut text = format!(
        "{} = {} | {} {} {} {keep} | {}\n",
        contract.dataset.short(),
        contract.key.join(", "),
        word(kind),
        word(class),
        word(deletes),
        title.pt.to_lowercase(),
    );
    for (name, rule) in &contract.columns {
        text.push_str(&format!("    {name}:{}{}", rule.r#type, if rule.null { "?" } else { "" }));
        let numbers: Vec<String> = rule.numbers.iter().map(ToString::to_string).collect();
        for list in [&rule.codes, &numbers].into_iter().filter(|list| !list.is_empty()) {
            text.push_str(&format!("{{{}}}", list.join(" ")));
        }
        if rule.min.is_some() || rule.max.is_some() {
            let end = |end: Option<i64>| end.map(|end| end.to_string()).unwrap_or_default();
            text.push_str(&format!(" {}..{}", end(rule.min), end(rule.max)));
        }
        text.push_str(&rule.above.map(|limit| format!(" >{limit}")).unwrap_or_default());
        text.push_str(if rule.person { " person" } else { "" });
        if let Some(parent) = &rule.references {
            text.push_str(&format!(" -> {parent}{}", rule.within.iter().map(|column| format!("+{column}")).collect::<String>()));
        }
        text.push('\n');
    }
    text
}

#[test]
fn contracts_say_what_the_data_model_fixes() {
    let text = std::fs::read_to_string(repository().join("tests/golden/vectors/datasets.txt")).unwrap();
    let mut fixed: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match fixed.last_mut() {
            Some(dataset) if line.starts_with(' ') => dataset.push_str(&format!("{line}\n")),
            // The name of a dataset is a word in a sentence on the page and a heading in the contract.
            _ => fixed.push(format!("{}\n", line.to_lowercase())),
        }
    }
    fixed.sort();
    let contracts: Vec<String> = builtin::all().map(told).collect();
    let name = |text: &String| text.split(' ').next().unwrap_or_default().to_owned();
    assert_eq!(contracts.iter().map(name).collect::<Vec<_>>(), fixed.iter().map(name).collect::<Vec<_>>());
    let drifted: Vec<String> = contracts
        .iter()
        .zip(&fixed)
        .flat_map(|(contract, fixed)| {
            let lines = |text: &str, other: &str, mark: &str| -> Vec<String> {
                text.lines().filter(|line| !other.lines().any(|each| each == *line)).map(|line| format!("{mark} {line}")).collect()
            };
            [lines(contract, fixed, &format!("{} says    ", name(contract))), lines(fixed, contract, &format!("{} should be", name(fixed)))].concat()
        })
        .collect();
    assert!(drifted.is_empty(), "\n{}", drifted.join("\n"));
    // The order of columns is part of the contract: rows are hashed in it.
    assert_eq!(contracts.concat(), fixed.concat());
}

const PRIVATE: &str = r#"
[[sources]]
name = "cadastro"
kind = "csv"
connection = { folder = "entrada" }

[[sources.loads]]
into = "members_private"
path = "pessoas.csv"
columns = { member_id = "id", name = "nome", cpf = "cpf", email = "e-mail" }

[[sources.loads]]
into = "areas"
path = "areas.csv"
columns = { area_id = "id", name = "nome" }
"#;

#[test]
fn personal_data_are_refused_before_a_row_is_read() {
    let project = Project::new(PRIVATE);
    project.write("entrada/pessoas.csv", "id,nome,cpf,e-mail\nc1,Maria Querubina,111.444.777-35,maria@exemplo.coop\n");
    project.write("entrada/areas.csv", "id,nome\nar-1,Dados\n");
    for command in [&["source", "check"][..], &["ingest"], &["run"]] {
        let ran = project.run(command);
        ran.says(&["members_private", "só para o cofre, nunca para o lago", "retire esta carga"]);
        assert_ne!(ran.code(), 0, "{command:?}");
    }
    let lake = project.path().join("lake");
    let files = if lake.exists() { files_below(&lake) } else { Vec::new() };
    let leaked: Vec<_> = files.iter().filter(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).contains("Querubina")).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    project.write(
        "mirante.toml",
        PRIVATE.replace(&PRIVATE[PRIVATE.find("[[sources.loads]]").unwrap()..PRIVATE.rfind("[[sources.loads]]").unwrap()], ""),
    );
    project.run(&["run"]).succeeds();
    for table in ["raw.members_private", "staging.members_private"] {
        assert_ne!(project.run(&["sql", &format!("SELECT * FROM {table}")]).code(), 0, "{table} is no table");
    }
    project.run(&["dataset", "show", "raw.members_private"]).succeeds().says(&["cpf", "cofre"]);
}
