//! The workbook of a cooperative that has nothing but spreadsheets: its tabs, their columns, and the words of each.
//!
//! `reports` writes it empty, `ingest` reads it filled. Tabs and columns are matched without accents, case or punctuation.

/// A tab.
#[derive(Debug, Clone, Copy)]
pub struct Tab {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub about: &'static str,
    /// Its columns, in the order in which they are written.
    pub columns: &'static [Column],
    /// Two rows that show how it is filled in; a cell by column, empty text for none.
    pub examples: &'static [&'static [&'static str]],
}

/// A column of a tab.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Must each row fill it?
    pub required: bool,
    /// What stands in it.
    pub kind: Kind,
    /// What to write, for the note at its head.
    pub note: &'static str,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number that is a name, such as a CNPJ: written as text, so that no zero is lost.
    Digits,
    /// A name of another tab.
    Name(&'static str),
    /// A day.
    Day,
    /// Reais with two decimals.
    Money,
    /// A whole number.
    Whole,
    /// Hours, `1:30` or `1,5`.
    Hours,
    /// A percentage.
    Percent,
    /// One word of a list; each with its code.
    Words(&'static [(&'static str, &'static str)]),
}

/// The words for yes and no.
pub const YES_NO: &[(&str, &str)] = &[("sim", "true"), ("não", "false")];

const fn must(name: &'static str, kind: Kind, note: &'static str) -> Column {
    Column { name, required: true, kind, note }
}

const fn may(name: &'static str, kind: Kind, note: &'static str) -> Column {
    Column { name, required: false, kind, note }
}

/// Every tab, in the order in which a cooperative fills them in.
pub const TABS: &[Tab] = &[
    Tab {
        name: "Cooperados",
        about: "Uma linha por pessoa: quem é, ou já foi, da cooperativa.",
        columns: &[
            must("Nome", Kind::Text, "Como a pessoa é chamada nas outras abas."),
            must("Matrícula", Kind::Digits, "Número na cooperativa; nunca muda e não se repete."),
            must("Entrada", Kind::Day, "Dia em que entrou."),
            may("Saída", Kind::Day, "Dia em que saiu; vazio para quem está."),
            may(
                "Motivo da saída",
                Kind::Words(&[
                    ("demissão", "demissao"),
                    ("eliminação", "eliminacao"),
                    ("exclusão", "exclusao"),
                    ("transferência", "transferencia"),
                ]),
                "Demissão é a pedido da própria pessoa.",
            ),
            may("CPF", Kind::Digits, "Não sai desta planilha."),
            may("E-mail", Kind::Text, "Não sai desta planilha."),
            may("Área", Kind::Text, "Em que trabalha, como Marcenaria ou Contabilidade."),
            may("Licença de", Kind::Day, "Primeiro dia; o motivo nunca se escreve."),
            may("Licença até", Kind::Day, "Último dia; vazio enquanto dura."),
        ],
        examples: &[
            &["Ana Souza", "001", "2024-02-01", "", "", "", "ana@exemplo.coop", "Marcenaria", "", ""],
            &["Bruno Lima", "002", "2024-02-01", "2026-05-31", "demissão", "", "", "Entregas", "", ""],
        ],
    },
    Tab {
        name: "Clientes",
        about: "Uma linha por cliente.",
        columns: &[
            must("Nome", Kind::Text, "Como é chamado na aba Contratos."),
            may("CNPJ", Kind::Digits, "Guardado só como impressão, nunca às claras."),
            must(
                "Tipo",
                Kind::Words(&[
                    ("micro", "mei"),
                    ("pequena", "pequena"),
                    ("média", "media"),
                    ("grande", "grande"),
                    ("coletivo", "coletivo"),
                    ("projeto", "projeto"),
                    ("instituição", "instituicao"),
                    ("pessoa física", "pf"),
                ]),
                "Porte ou natureza do cliente.",
            ),
            may(
                "Ramo",
                Kind::Words(&[
                    ("serviços", "servicos"),
                    ("indústria", "industria"),
                    ("varejo", "varejo"),
                    ("governo", "governo"),
                    ("terceiro setor", "terceiro_setor"),
                    ("serviços financeiros", "servicos_financeiros"),
                    ("seguros", "seguros"),
                    ("telecom", "telecom"),
                    ("provedor de internet", "provedor_internet"),
                    ("energia", "energia"),
                    ("outro", "outro"),
                ]),
                "Do que vive; vazio vale outro.",
            ),
            may("Cidade", Kind::Text, ""),
            may("UF", Kind::Text, "Duas letras."),
            may("Desde", Kind::Day, "Dia do primeiro negócio; vazio vale o início do primeiro contrato."),
        ],
        examples: &[
            &["Escola Girassol", "", "instituição", "terceiro setor", "Recife", "PE", "2025-03-01"],
            &["Padaria do Largo", "", "pequena", "varejo", "Recife", "PE", ""],
        ],
    },
    Tab {
        name: "Contratos",
        about: "Uma linha por contrato; sem contrato escrito, uma linha por trabalho combinado.",
        columns: &[
            must("Contrato", Kind::Text, "Número ou nome curto; nunca muda e não se repete."),
            must("Cliente", Kind::Name("Clientes"), "Nome ou CNPJ da aba Clientes."),
            must("Valor", Kind::Money, "Do prazo inteiro."),
            may(
                "Modelo",
                Kind::Words(&[("projeto", "projeto"), ("escopo", "escopo"), ("contínuo", "continuo"), ("recorrente", "recorrente")]),
                "Vazio vale projeto.",
            ),
            may("Serviço", Kind::Text, "O que se faz, em poucas palavras."),
            may("Pedido em", Kind::Day, "Dia em que o cliente pediu."),
            may("Assinado em", Kind::Day, ""),
            must("Início", Kind::Day, ""),
            may("Fim", Kind::Day, ""),
            may("Fora da sede", Kind::Words(YES_NO), "O trabalho é feito fora da cooperativa? Vazio vale não."),
            may(
                "Situação",
                Kind::Words(&[
                    ("minuta", "minuta"),
                    ("assinado", "assinado"),
                    ("vigente", "vigente"),
                    ("suspenso", "suspenso"),
                    ("encerrado", "encerrado"),
                    ("rescindido", "rescindido"),
                ]),
                "Vazio vale vigente.",
            ),
        ],
        examples: &[
            &["C-01", "Escola Girassol", "24000.00", "projeto", "Móveis da biblioteca", "2026-02-03", "2026-02-20", "2026-03-01", "2026-08-31", "não", "vigente"],
            &["C-02", "Padaria do Largo", "5200.00", "", "Balcão", "", "", "2026-04-06", "", "sim", ""],
        ],
    },
    Tab {
        name: "Trabalho",
        about: "Uma linha por pessoa, contrato e dia de trabalho.",
        columns: &[
            must("Cooperado", Kind::Name("Cooperados"), "Nome ou matrícula."),
            must("Contrato", Kind::Name("Contratos"), ""),
            must("Dia", Kind::Day, ""),
            must("Minutos", Kind::Whole, "Ou Horas, na coluna seguinte."),
            may("Horas", Kind::Hours, "1:30 ou 1,5; só onde Minutos está vazio."),
            may(
                "Papel",
                Kind::Words(&[
                    ("executor", "executor"),
                    ("coordenador", "coordenador"),
                    ("revisor", "revisor"),
                    ("mentor", "mentor"),
                    ("responsável técnico", "responsavel_tecnico"),
                ]),
                "Vazio vale executor.",
            ),
            may(
                "Para quê",
                Kind::Words(&[("produção", "producao"), ("comum", "comum"), ("cuidado", "cuidado")]),
                "Produção é para a renda; comum, para a cooperativa. Vazio vale produção.",
            ),
            may("Conferido por", Kind::Name("Cooperados"), "Nome ou matrícula de quem conferiu."),
            may("Conferido em", Kind::Day, ""),
        ],
        examples: &[
            &["Ana Souza", "C-01", "2026-03-02", "240", "", "coordenador", "produção", "Bruno Lima", "2026-03-06"],
            &["Bruno Lima", "C-01", "2026-03-02", "", "6:30", "", "", "", ""],
        ],
    },
    Tab {
        name: "Entregas",
        about: "Uma linha por entrega; a mesma entrega outra vez é uma nova tentativa.",
        columns: &[
            must("Contrato", Kind::Name("Contratos"), ""),
            must("Entrega", Kind::Text, "O que se entrega, em poucas palavras."),
            must("Prazo", Kind::Day, "Vale até o fim do dia."),
            may("Cooperado", Kind::Name("Cooperados"), "Quem entregou; preciso quando há Entregue em."),
            may("Entregue em", Kind::Day, ""),
            may("Decidido em", Kind::Day, "Dia em que o cliente respondeu."),
            may("Decisão", Kind::Words(&[("aceito", "aceito"), ("parcial", "parcial"), ("rejeitado", "rejeitado")]), ""),
        ],
        examples: &[
            &["C-01", "Estantes", "2026-04-30", "Ana Souza", "2026-04-28", "2026-05-04", "rejeitado"],
            &["C-01", "Estantes", "2026-04-30", "Ana Souza", "2026-05-11", "2026-05-13", "aceito"],
        ],
    },
    Tab {
        name: "Recebimentos",
        about: "Uma linha por cobrança ou parcela.",
        columns: &[
            must("Contrato", Kind::Name("Contratos"), ""),
            may("Nota", Kind::Digits, "Número da nota fiscal."),
            must("Emitida em", Kind::Day, ""),
            must("Vence em", Kind::Day, ""),
            must("Valor", Kind::Money, "Bruto, antes das retenções."),
            may("Recebido em", Kind::Day, ""),
            may("Valor recebido", Kind::Money, "O que entrou na conta; vazio vale o valor menos o que o cliente reteve."),
            may("ISS", Kind::Money, "Retido."),
            may("IRRF", Kind::Money, "Retido."),
            may("INSS", Kind::Money, "Retido."),
            may("Retido por", Kind::Words(&[("cliente", "cliente"), ("cooperativa", "cooperativa")]), "Quem retém e recolhe; vazio vale cliente."),
        ],
        examples: &[
            &["C-01", "1021", "2026-05-15", "2026-06-15", "12000.00", "2026-06-12", "11400.00", "600.00", "", "", "cliente"],
            &["C-02", "", "2026-05-20", "2026-06-20", "2600.00", "", "", "", "", "", ""],
        ],
    },
    Tab {
        name: "Despesas",
        about: "Uma linha por conta a pagar.",
        columns: &[
            must("Despesa", Kind::Text, "O que se paga, em poucas palavras."),
            must(
                "Categoria",
                Kind::Words(&[
                    ("serviço", "servico"),
                    ("compra", "compra"),
                    ("folha", "folha"),
                    ("tributo", "tributo"),
                    ("benefício", "beneficio"),
                    ("retirada", "retirada"),
                    ("reembolso", "reembolso"),
                    ("outro", "outro"),
                ]),
                "",
            ),
            may("Fornecedor", Kind::Text, "Nome; fica ligado ao cliente de mesmo nome, se houver."),
            may("Contrato", Kind::Name("Contratos"), "Vazio para despesas de todos."),
            must("Vence em", Kind::Day, ""),
            may("Pago em", Kind::Day, ""),
            must("Valor", Kind::Money, ""),
        ],
        examples: &[
            &["Madeira", "compra", "Serraria Boa Vista", "C-01", "2026-03-20", "2026-03-20", "3180.40"],
            &["Aluguel da oficina", "outro", "", "", "2026-04-05", "2026-04-06", "1850.00"],
        ],
    },
    Tab {
        name: "Assembleias",
        about: "Uma linha por assunto decidido.",
        columns: &[
            must(
                "Tipo",
                Kind::Words(&[("ordinária", "ago"), ("extraordinária", "age"), ("especial", "especial"), ("setorial", "setorial")]),
                "Também AGO ou AGE.",
            ),
            must("Data", Kind::Day, ""),
            may("Convocação", Kind::Whole, "1, 2 ou 3; vazio vale 1."),
            must("Presentes", Kind::Whole, ""),
            may("Cooperados", Kind::Whole, "Com direito a voto no dia; vazio vale quem estava na aba Cooperados."),
            must("Assunto", Kind::Text, "Item da pauta."),
            must("Resultado", Kind::Words(&[("aprovada", "aprovada"), ("rejeitada", "rejeitada"), ("adiada", "adiada")]), ""),
            may("A favor", Kind::Whole, ""),
            may("Contra", Kind::Whole, ""),
            may("Abstenções", Kind::Whole, ""),
            may("Ata", Kind::Text, "Onde está escrito."),
            may("Até quando", Kind::Day, "Prazo do que foi decidido."),
            may("Cumprida em", Kind::Day, ""),
        ],
        examples: &[
            &["ordinária", "2026-03-28", "2", "11", "12", "Contas de 2025", "aprovada", "10", "0", "1", "Ata 7, item 1", "", ""],
            &["ordinária", "2026-03-28", "2", "11", "12", "Comprar serra", "aprovada", "9", "1", "1", "Ata 7, item 2", "2026-06-30", "2026-06-10"],
        ],
    },
    Tab {
        name: "Regra",
        about: "Como a assembleia decidiu repartir: uma linha por parte; as partes de um dia somam 100 %.",
        columns: &[
            must("Parte", Kind::Text, "Nome da parte, como Reserva ou Horas trabalhadas."),
            must("Percentual", Kind::Percent, "10 ou 10 % é um décimo."),
            must("Vale desde", Kind::Day, "O mesmo dia em todas as linhas de uma regra."),
            may("Decidida em", Kind::Day, "Dia da assembleia; vazio é rascunho."),
        ],
        examples: &[&["Reserva", "10", "2026-04-01", "2026-03-28"], &["Horas trabalhadas", "90", "2026-04-01", "2026-03-28"]],
    },
];

/// The tab of this name.
pub fn tab(name: &str) -> Option<&'static Tab> {
    TABS.iter().find(|tab| tab.name == name)
}

impl Tab {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_once_and_refer_to_tabs_that_are_there() {
        for tab in TABS {
            let mut names: Vec<&str> = tab.columns.iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), tab.columns.len(), "{}", tab.name);
            for column in tab.columns {
                assert!(!matches!(column.kind, Kind::Name(other) if super::tab(other).is_none()), "{}.{}", tab.name, column.name);
            }
            for example in tab.examples {
                assert_eq!(example.len(), tab.columns.len(), "an example of {}", tab.name);
            }
        }
    }
}
