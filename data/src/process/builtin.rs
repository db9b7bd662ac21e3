//! The processes that come with the program: one file each, embedded at build.

use std::sync::LazyLock;

use super::Process;

/// Names the process files once; a law test compares the list with the folder.
macro_rules! processes {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../processes/", $name, ".toml")))),*];
    };
}

processes![
    "achado_auditoria",
    "application",
    "aprovacao",
    "bank_transaction",
    "beneficio",
    "campanha",
    "caso_juridico",
    "caso_rh",
    "chamado",
    "contract",
    "documento",
    "folha",
    "fornecedor",
    "incidente",
    "incidente_seguranca",
    "informacao",
    "invoice",
    "mediacao",
    "member",
    "mudanca",
    "mudanca_escopo",
    "obrigacao_compliance",
    "obrigacao_fiscal",
    "oportunidades",
    "payable",
    "pedido_compra",
    "pedido_lgpd",
    "pedido_venda",
    "proposta",
    "receivable",
    "registration",
    "registro_regulatorio",
    "relatorio",
    "revisao_acesso",
    "risco",
    "rotina",
    "stock_item",
    "substitution",
    "training",
];

static PROCESSES: LazyLock<Vec<Process>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let process = Process::parse(&format!("{name}.toml"), text);
        process.unwrap_or_else(|error| panic!("an embedded process is sound, as a law test makes sure: {error}"))
    };
    FILES.iter().map(read).collect()
});

/// Every process of the program, in the order of their codes.
pub fn all() -> &'static [Process] {
    &PROCESSES
}

/// Name and text of every process file, for laws.
pub fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}
