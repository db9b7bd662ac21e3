//! The contracts that come with the program: one file per raw dataset, embedded at build.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Contract, ContractError, hint};
use crate::name::did_you_mean;

/// Names the contract files once; a law test compares the list with the folder.
macro_rules! contracts {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../contracts/", $name, ".toml")))),*];
    };
}

contracts![
    "accounts",
    "advances",
    "applications",
    "areas",
    "assemblies",
    "assembly_decisions",
    "assignments",
    "bank_transactions",
    "budget_lines",
    "calendars",
    "capacity",
    "capital_entries",
    "cash_forecasts",
    "complexity_ratings",
    "contests",
    "contracts",
    "cooperatives",
    "deliverables",
    "deliveries",
    "demands",
    "error_reports",
    "event_objects",
    "events",
    "external_engagements",
    "feedback",
    "fund_entries",
    "funds",
    "holidays",
    "interests",
    "invoices",
    "ledger_entries",
    "legacy_reuses",
    "members",
    "members_private",
    "memberships",
    "opportunities",
    "opportunity_requirements",
    "organizations",
    "participations",
    "payouts",
    "reconciliations",
    "registration_fields",
    "rule_versions",
    "satisfaction_responses",
    "service_lines",
    "skill_evidence",
    "skills",
    "sla_targets",
    "stock_counts",
    "stock_items",
    "stock_movements",
    "substitutions",
    "titles",
    "training_records",
    "units",
    "withholdings",
    "work_items",
];

static CONTRACTS: LazyLock<BTreeMap<&'static str, Contract>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| {
            let contract = Contract::parse(&format!("{name}.toml"), text);
            (*name, contract.unwrap_or_else(|error| panic!("an embedded contract is sound, as a law test makes sure: {error}")))
        })
        .collect()
});

/// Every contract, by the dataset's short name.
pub fn all() -> impl Iterator<Item = &'static Contract> {
    CONTRACTS.values()
}

/// The contracts of datasets that lie in the lake, and so in SQL: all but those of the vault.
pub fn in_lake() -> impl Iterator<Item = &'static Contract> {
    all().filter(|contract| contract.is_in_lake())
}

/// The contract of `raw.{name}`.
pub fn get(name: &str) -> Result<&'static Contract, ContractError> {
    let short = name.strip_prefix("raw.").unwrap_or(name);
    CONTRACTS.get(short).ok_or_else(|| ContractError::Unknown { name: name.to_owned(), hint: hint(did_you_mean(short, CONTRACTS.keys().copied())) })
}

/// Name and text of every contract file, for laws and fingerprints.
pub fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}
