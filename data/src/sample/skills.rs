//! What people know: three skills of each area, two that nobody has, one that only one person has.

/// A skill.
pub(super) struct Skill {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) taxonomy: &'static str,
    pub(super) code: &'static str,
}

const fn skill(id: &'static str, name: &'static str, taxonomy: &'static str, code: &'static str) -> Skill {
    Skill { id, name, taxonomy, code }
}

/// Three for each area, in the order of the areas.
pub(super) const SKILLS: [Skill; 33] = [
    skill("desenvolvimento-web", "Desenvolvimento web", "cbo", "2124-05"),
    skill("integracao-de-sistemas", "Integração de sistemas", "local", ""),
    skill("seguranca-da-informacao", "Segurança da informação", "cbo", "2123-20"),
    skill("modelagem-de-dados", "Modelagem de dados", "cbo", "2123-05"),
    skill("estatistica", "Estatística aplicada", "cbo", "2112-05"),
    skill("pesquisa-de-campo", "Pesquisa de campo", "local", ""),
    skill("redacao", "Redação", "cbo", "2611-25"),
    skill("redes-sociais", "Gestão de redes sociais", "local", ""),
    skill("audiovisual", "Produção audiovisual", "cbo", "2621-35"),
    skill("identidade-visual", "Identidade visual", "cbo", "2624-10"),
    skill("ilustracao", "Ilustração", "local", ""),
    skill("acessibilidade-digital", "Acessibilidade digital", "local", ""),
    skill("escrituracao", "Escrituração contábil", "cbo", "2522-10"),
    skill("custos", "Formação de custos", "local", ""),
    skill("conciliacao", "Conciliação bancária", "local", ""),
    skill("direito-cooperativo", "Direito cooperativo", "local", ""),
    skill("contratos", "Redação de contratos", "cbo", "2410-05"),
    skill("protecao-de-dados", "Proteção de dados", "local", ""),
    skill("mapeamento-de-processos", "Mapeamento de processos", "local", ""),
    skill("gestao-de-projetos", "Gestão de projetos", "cbo", "1426-05"),
    skill("planejamento", "Planejamento estratégico", "local", ""),
    skill("mediacao", "Mediação de conflitos", "local", ""),
    skill("recrutamento", "Recrutamento e seleção", "cbo", "2524-05"),
    skill("folha-antiga", "Operação da folha antiga", "local", ""),
    skill("educacao-de-adultos", "Educação de adultos", "local", ""),
    skill("cooperativismo", "Cooperativismo", "local", ""),
    skill("facilitacao", "Facilitação de oficinas", "local", ""),
    skill("roteirizacao", "Roteirização", "local", ""),
    skill("gestao-de-estoque", "Gestão de estoque", "cbo", "4141-05"),
    skill("frete", "Negociação de frete", "local", ""),
    skill("atendimento-ao-publico", "Atendimento ao público", "cbo", "4110-10"),
    skill("pos-venda", "Pós-venda", "local", ""),
    skill("libras", "Libras", "cbo", "2614-25"),
];

/// The skills of an area; the first two are common.
pub(super) const fn skills_of(area: usize) -> [usize; 3] {
    [area * 3, area * 3 + 1, area * 3 + 2]
}

/// Skills that opportunities ask for and nobody has.
pub(super) const MISSING: [usize; 2] = [2, 32];
/// The level that they are asked for at.
pub(super) const MISSING_LEVEL: i64 = 3;
/// The skill that only one person has.
pub(super) const SOLE: usize = 23;

/// The one of the missing skills that work of an area asks for.
pub(super) const fn missing_of(area: usize) -> usize {
    if area < 2 { MISSING[0] } else { MISSING[1] }
}
