//! What figures mean: one text of each figure in each language, embedded at build.

use crate::Language;

/// Names the figures that have a text once; a law test compares the list with the folder and with the figures.
macro_rules! methods {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, [&str; 2])] = &[$((
            $name,
            [include_str!(concat!("../methods/", $name, ".pt-BR.md")), include_str!(concat!("../methods/", $name, ".en.md"))],
        )),*];
    };
}

methods![
    "ageing_now",
    "area_by_stage",
    "area_moves",
    "binding_requirements",
    "bottleneck_reasons",
    "completeness",
    "conformance",
    "cover",
    "cumulative_flow",
    "demand_trend",
    "dependence",
    "first_work",
    "gap_forecast",
    "growth_areas",
    "handovers",
    "headline_cards",
    "layers",
    "lead_time",
    "queue_trend",
    "rework_loops",
    "service_candidates",
    "skill_gap",
    "stage_wait",
    "standardisation",
    "training_effect",
    "unit_profile",
    "variants",
    "waiting_causes",
];

/// The text of a figure in a language.
pub fn text(figure: &str, language: Language) -> Option<&'static str> {
    let (_, [pt, en]) = FILES.iter().find(|(name, _)| *name == figure)?;
    Some(if language == Language::En { en } else { pt })
}

/// The figures that have one.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The paragraphs of a text, without its marks: what each is about, and what it says.
pub fn paragraphs(text: &str) -> Vec<(String, String)> {
    let plain = |text: &str| text.trim().replace('`', "");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let parted = paragraphs.map(|paragraph| match paragraph.strip_prefix("**").and_then(|rest| rest.split_once(".**")) {
        Some((about, said)) => (plain(about), plain(said)),
        None => (String::new(), plain(paragraph)),
    });
    parted.collect()
}
