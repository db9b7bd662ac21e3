//! Rules: versioned TOML texts that hold the parameters of the analyses, never the code.

use std::path::Path;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::{contract::hint, detail, explain::Details, name::did_you_mean};

const BUILTIN: &str = include_str!("../rules/analise.toml");

/// The parameters of the analyses.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub rule: String,
    /// Value by name.
    pub parameters: IndexMap<String, f64>,
}

crate::errors! {
    /// What can be wrong with a rule file.
    pub enum RuleError {
        /// The file is no rule, or names parameters that nobody reads.
        [ "M0113" Usage "rule file `{file}` is not sound: {problems}" ]
        Unsound { file: String, problems: Details },
    }
}

/// Parameters that are parts of a whole.
const SHARES: [&str; 5] = ["confidence", "fdr_q", "bottleneck_breach", "bottleneck_gain", "reference_percentile"];
/// Parameters that say how many of one there are for each of another.
const RATIOS: [&str; 1] = ["bottleneck_ratio"];

/// What a value may be, as it is told.
fn limits(name: &str) -> &'static str {
    match name {
        _ if SHARES.contains(&name) => "0 < x < 1",
        _ if RATIOS.contains(&name) => "0 < x ≤ 1000",
        _ => "1, 2, 3 … 1000",
    }
}

/// Shares lie between 0 and 1, counts of weeks, months and cases are whole and neither nothing nor beyond all records.
fn is_allowed(name: &str, value: f64) -> bool {
    match name {
        _ if SHARES.contains(&name) => value > 0.0 && value < 1.0,
        _ if RATIOS.contains(&name) => value > 0.0 && value <= 1000.0,
        _ => value.fract() == 0.0 && (1.0..=1000.0).contains(&value),
    }
}

/// The parameters of the analyses: the program's, with those that the project's `rules/analise.toml` replaces.
pub fn analysis(project: Option<&Path>) -> Result<Rule, RuleError> {
    let unsound = |problem: crate::explain::Detail| RuleError::Unsound { file: "rules/analise.toml".to_owned(), problems: Details(vec![problem]) };
    let mut rule: Rule = toml::from_str(BUILTIN).map_err(|error| unsound(error.to_string().into()))?;
    let file = project.map(|project| project.join("rules/analise.toml")).filter(|file| file.exists());
    let Some(file) = file else { return Ok(rule) };
    let text = std::fs::read_to_string(&file).map_err(|error| unsound(error.to_string().into()))?;
    let own: Rule = toml::from_str(&text).map_err(|error| unsound(error.to_string().into()))?;
    for (name, value) in own.parameters {
        match rule.parameters.get_mut(&name) {
            Some(known) if is_allowed(&name, value) => *known = value,
            Some(_) => {
                return Err(unsound(detail!(
                    "d-not-allowed",
                    "`{name} = {value}` is not allowed: {limits}",
                    name = name,
                    value = value,
                    limits = limits(&name)
                )));
            }
            None => {
                let near = hint(did_you_mean(&name, rule.parameters.keys().map(String::as_str)));
                return Err(unsound(detail!("d-no-parameter", "there is no parameter `{name}`", name = name).near(near.parts().near.as_deref())));
            }
        }
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_replaces_values_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(analysis(Some(folder.path())).unwrap().parameters["ratio_weeks"], 4.0);
        std::fs::create_dir(folder.path().join("rules")).unwrap();
        std::fs::write(folder.path().join("rules/analise.toml"), "rule = 'analise'\n[parameters]\nratio_weeks = 6\n").unwrap();
        let rule = analysis(Some(folder.path())).unwrap();
        assert_eq!((rule.parameters["ratio_weeks"], rule.parameters["ageing_min_n"]), (6.0, 10.0));
        std::fs::write(folder.path().join("rules/analise.toml"), "rule = 'analise'\n[parameters]\nratio_week = 6\n").unwrap();
        assert!(analysis(Some(folder.path())).unwrap_err().to_string().contains("ratio_weeks"));
        for bad in [
            "ratio_weeks = 0",
            "ratio_weeks = 2.5",
            "km_window_weeks = 1e12",
            "ageing_months = -5",
            "confidence = 7",
            "fdr_q = 1",
            "bottleneck_ratio = 0",
            "min_people = 0.5",
        ] {
            std::fs::write(folder.path().join("rules/analise.toml"), format!("rule = 'analise'\n[parameters]\n{bad}\n")).unwrap();
            assert!(analysis(Some(folder.path())).unwrap_err().to_string().contains("not allowed"), "{bad}");
        }
    }
}
