//! A process file drafted from what a log shows: each activity is a stage that ends with it.
//!
//! A visit begins with whatever had happened last when somebody's work on the activity began, and is diverted by an
//! event after which the log never shows the activity again. A draft is a start: people rename, join and order stages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// What a log shows of the cases of one kind.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The activities in the order in which they tend to come, and whether any of them has a known start.
    pub activities: Vec<(String, bool)>,
    /// Activity → what had happened last when its work began.
    pub before: BTreeMap<String, BTreeSet<String>>,
    /// Activity → everything that ever came after it.
    pub followers: BTreeMap<String, BTreeSet<String>>,
}

/// The text of a process file for cases of this kind.
pub fn draft(object_type: &str, observed: &Observed) -> String {
    let nothing = BTreeSet::new();
    let of = |map: &'_ BTreeMap<String, BTreeSet<String>>, key: &str| map.get(key).cloned().unwrap_or_else(|| nothing.clone());
    let finals: Vec<&str> =
        observed.activities.iter().map(|(activity, _)| activity.as_str()).filter(|activity| of(&observed.followers, activity).is_empty()).collect();
    let mut text = format!(
        "# Rascunho a partir dos eventos: cada atividade é uma etapa que termina com ela. Renomeie, junte e ordene.\n\
         # Drafted from the events: each activity is a stage that ends with it. Rename, join and order.\n\
         process = {name}\nlabel = {label}\nobject_type = {name}\nobserved_until = \"last_event\"\nfinal = {finals}\n",
        name = quoted(object_type),
        label = quoted(&format!("{object_type} | {object_type}")),
        finals = list(finals),
    );
    let mut keys = BTreeSet::from([super::PAUSE.to_owned()]);
    for (activity, has_start) in &observed.activities {
        let enter = of(&observed.before, activity);
        // What nothing precedes is how cases arrive: nobody waits for it.
        if enter.is_empty() {
            continue;
        }
        let ends = observed.activities.iter().map(|(other, _)| other.as_str());
        let other_exits = ends.filter(|other| *other != activity && !enter.contains(*other) && !of(&observed.followers, other).contains(activity));
        let stage = [
            ("key", quoted(&key(activity, &mut keys))),
            ("label", quoted(&label(activity))),
            ("enter", list(enter.iter().map(String::as_str))),
            ("exit", list([activity.as_str()])),
            ("other_exits", list(other_exits)),
            ("nature", quoted(if *has_start { "trabalho" } else { "espera" })),
        ];
        text.push_str("\n[[stages]]\n");
        for (name, value) in stage {
            // Writing into a text cannot fail.
            let _ = writeln!(text, "{name} = {value}");
        }
    }
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}

/// Labels are `pt | en`; an activity's own bar would split it elsewhere.
fn label(activity: &str) -> String {
    let plain = activity.replace(" | ", " / ");
    format!("{plain} | {plain}")
}

/// A name of lowercase letters, digits and `_`, unlike those before it.
fn key(activity: &str, taken: &mut BTreeSet<String>) -> String {
    let letters: String = activity.chars().map(|each| if each.is_ascii_alphanumeric() { each.to_ascii_lowercase() } else { '_' }).collect();
    let words: Vec<&str> = letters.split('_').filter(|word| !word.is_empty()).collect();
    let plain = words.join("_");
    let base = if plain.starts_with(|first: char| first.is_ascii_lowercase()) { plain } else { format!("e_{plain}") };
    let unlike = (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}_{number}") });
    let found = unlike.into_iter().find(|name| !taken.contains(name)).unwrap_or(base);
    taken.insert(found.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Process;

    #[test]
    fn a_draft_is_a_sound_process() {
        let pairs = |pairs: &[(&str, &[&str])]| {
            pairs.iter().map(|(key, values)| ((*key).to_owned(), values.iter().map(|value| (*value).to_owned()).collect())).collect()
        };
        let observed = Observed {
            activities: [("Receber", false), ("Analisar 1ª", true), ("analisar 1", true), ("Arquivar | fim", false)]
                .map(|(name, start)| (name.to_owned(), start))
                .into(),
            before: pairs(&[
                ("Analisar 1ª", &["Receber", "Analisar 1ª"]),
                ("analisar 1", &["Analisar 1ª"]),
                ("Arquivar | fim", &["analisar 1", "Receber"]),
            ]),
            followers: pairs(&[
                ("Receber", &["Analisar 1ª", "analisar 1", "Arquivar | fim"]),
                ("Analisar 1ª", &["Analisar 1ª", "analisar 1", "Arquivar | fim"]),
                ("analisar 1", &["Arquivar | fim"]),
            ]),
        };
        let process = Process::parse("pedido.toml", &draft("pedido", &observed)).unwrap();
        assert_eq!(process.stages.iter().map(|stage| stage.key.as_str()).collect::<Vec<_>>(), ["analisar_1", "analisar_1_2", "arquivar_fim"]);
        assert_eq!(process.stages[0].other_exits, ["analisar 1", "Arquivar | fim"], "after these it never came again");
        assert_eq!(process.finals(), ["Arquivar | fim"]);
    }
}
