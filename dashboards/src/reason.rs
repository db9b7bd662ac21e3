//! Why rows are refused: each code of the data model with its words and with what to do about it.

/// Code, key of its words, key of what to do.
const REASONS: [(&str, &str, &str); 15] = [
    ("obrigatorio_ausente", "web-reason-missing", "advice-missing"),
    ("tipo_invalido", "web-reason-type", "advice-type"),
    ("codigo_desconhecido", "web-reason-code", "advice-code"),
    ("fora_do_intervalo", "web-reason-range", "advice-range"),
    ("escala", "web-reason-scale", "advice-scale"),
    ("codificacao", "web-reason-encoding", "advice-encoding"),
    ("chave_nula", "web-reason-null-key", "advice-null-key"),
    ("chave_conflitante", "web-reason-conflict", "advice-conflict"),
    ("chave_de_outra_fonte", "web-reason-foreign", "advice-foreign"),
    ("nome_desconhecido", "web-reason-no-name", "advice-no-name"),
    ("nome_ambiguo", "web-reason-two-names", "advice-two-names"),
    ("hora_inexistente", "web-reason-missing-hour", "advice-hour"),
    ("hora_ambigua", "web-reason-twice-hour", "advice-hour"),
    ("grande_demais", "web-reason-large", "advice-large"),
    ("esquema_mudou", "web-reason-schema", "advice-schema"),
];

/// The key of a reason's words.
pub fn words(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(each, ..)| *each == code).map(|(_, words, _)| *words)
}

/// The key of what to do about rows that were refused for a reason.
pub fn advice(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(each, ..)| *each == code).map(|(.., advice)| *advice)
}
