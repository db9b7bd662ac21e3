//! What the sample cooperative is made of: units, areas, services, and the words of made-up clients and requests.

/// A unit; the first twelve belong to the central cooperative, each of the last two to a satellite.
pub(super) struct Unit {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) sector: &'static str,
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    pub(super) founded: i64,
    /// How large it is: its share of the members.
    pub(super) weight: u64,
}

const fn unit(id: &'static str, name: &'static str, sector: &'static str, place: (&'static str, &'static str), founded: i64, weight: u64) -> Unit {
    Unit { id, name, sector, city: place.0, state: place.1, founded, weight }
}

/// Units in the order of their numbers.
pub(super) const UNITS: [Unit; 14] = [
    unit("sede", "Sede", "administrativo", ("São Paulo", "SP"), 2014, 12),
    unit("atendimento", "Núcleo de Atendimento", "atendimento", ("Uberlândia", "MG"), 2015, 14),
    unit("tecnologia", "Núcleo de Tecnologia", "tecnologia", ("Recife", "PE"), 2015, 16),
    unit("dados", "Núcleo de Dados", "dados", ("Florianópolis", "SC"), 2018, 8),
    unit("comunicacao", "Núcleo de Comunicação", "comunicacao", ("Salvador", "BA"), 2016, 9),
    unit("financas", "Núcleo de Finanças", "financeiro", ("Curitiba", "PR"), 2014, 8),
    unit("juridico", "Núcleo Jurídico", "juridico", ("Brasília", "DF"), 2017, 5),
    unit("pessoas", "Núcleo de Pessoas", "rh", ("Belo Horizonte", "MG"), 2016, 5),
    unit("suprimentos", "Núcleo de Suprimentos", "logistica", ("Goiânia", "GO"), 2018, 5),
    unit("nordeste", "Núcleo Nordeste", "consultoria", ("Fortaleza", "CE"), 2019, 7),
    unit("sul", "Núcleo Sul", "consultoria", ("Pelotas", "RS"), 2019, 6),
    unit("amazonia", "Núcleo Amazônia", "consultoria", ("Belém", "PA"), 2020, 5),
    unit("semente", "Semente Digital", "automacao", ("Campina Grande", "PB"), 2020, 3),
    unit("mare", "Maré Comunicação", "marketing", ("Niterói", "RJ"), 2021, 3),
];

pub(super) const SERVICE_DESK: usize = 1;
/// The unit that loses its committee, so that deliveries wait there longer and longer.
pub(super) const OVERLOADED: usize = 2;
/// The service that more and more clients ask for.
pub(super) const GROWING: usize = 3;
pub(super) const FINANCE: usize = 5;
pub(super) const LEGAL: usize = 6;
pub(super) const PEOPLE: usize = 7;
pub(super) const SUPPLY: usize = 8;

/// Id, name, whether it is a satellite, year of foundation.
pub(super) const COOPERATIVES: [(&str, &str, bool, i64); 3] = [
    ("cooperativa-vereda", "Cooperativa de Trabalho Vereda", false, 2014),
    ("cooperativa-semente", "Cooperativa de Trabalho Semente Digital", true, 2020),
    ("cooperativa-mare", "Cooperativa de Trabalho Maré Comunicação", true, 2021),
];

/// The number of the cooperative that a unit belongs to.
pub(super) const fn cooperative_of(unit: usize) -> usize {
    match unit {
        12 => 1,
        13 => 2,
        _ => 0,
    }
}

/// Id, name, area above it, family of the CBO.
pub(super) const AREAS: [(&str, &str, &str, &str); 11] = [
    ("tecnologia", "Tecnologia da informação", "", "2124"),
    ("dados", "Ciência de dados", "tecnologia", "2112"),
    ("comunicacao", "Comunicação e marketing", "", "2531"),
    ("design", "Design", "comunicacao", "2624"),
    ("financas", "Finanças e contabilidade", "", "2522"),
    ("direito", "Direito", "", "2410"),
    ("gestao", "Gestão e consultoria", "", "2521"),
    ("pessoas", "Gestão de pessoas", "gestao", "2524"),
    ("educacao", "Educação e formação", "", "2394"),
    ("logistica", "Logística", "", "3421"),
    ("atendimento", "Atendimento", "", "4223"),
];

/// A service: its id, name, sector, area, unit and maturity.
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) sector: &'static str,
    pub(super) area: usize,
    pub(super) unit: usize,
    pub(super) maturity: i64,
    pub(super) topics: [&'static str; 4],
}

const fn line(
    id: &'static str,
    name: &'static str,
    sector: &'static str,
    (area, unit, maturity): (usize, usize, i64),
    topics: [&'static str; 4],
) -> Line {
    Line { id, name, sector, area, unit, maturity, topics }
}

/// Services in the order of their numbers.
pub(super) const LINES: [Line; 16] = [
    line(
        "sistemas-web",
        "Sistemas web sob medida",
        "tecnologia",
        (0, 2, 4),
        ["Portal de serviços", "Sistema de agendamento", "Loja virtual", "Área do associado"],
    ),
    line(
        "integracoes",
        "Integração de sistemas",
        "automacao",
        (0, 2, 3),
        ["Integração com ERP", "Migração de cadastro", "Integração bancária", "Troca de arquivos fiscais"],
    ),
    line(
        "infra-nuvem",
        "Infraestrutura em nuvem",
        "infraestrutura",
        (0, 2, 3),
        ["Mudança para a nuvem", "Cópias de segurança", "Monitoramento", "Revisão de acessos"],
    ),
    line(
        "painel-dados",
        "Painéis e indicadores",
        "dados",
        (1, 3, 4),
        ["Painel de vendas", "Indicadores sociais", "Qualidade de dados", "Previsão de demanda"],
    ),
    line(
        "pesquisa",
        "Pesquisa e avaliação",
        "dados",
        (1, 3, 2),
        ["Pesquisa de satisfação", "Avaliação de programa", "Censo de associados", "Diagnóstico local"],
    ),
    line("identidade", "Identidade visual", "branding", (3, 4, 4), ["Marca nova", "Manual de marca", "Sinalização", "Embalagens"]),
    line(
        "conteudo",
        "Conteúdo e redes",
        "marketing",
        (2, 4, 4),
        ["Campanha de safra", "Boletim mensal", "Vídeo institucional", "Cobertura de evento"],
    ),
    line(
        "contabil",
        "Contabilidade para cooperativas",
        "contabilidade",
        (4, 5, 5),
        ["Fechamento anual", "Parecer contábil", "Escrituração", "Prestação de contas"],
    ),
    line(
        "controladoria",
        "Controladoria",
        "controladoria",
        (4, 5, 3),
        ["Orçamento anual", "Custos por produto", "Fluxo de caixa", "Revisão de preços"],
    ),
    line(
        "contratos",
        "Contratos e estatutos",
        "contratos",
        (5, 6, 4),
        ["Reforma de estatuto", "Revisão de contrato", "Parecer jurídico", "Regimento interno"],
    ),
    line(
        "lgpd",
        "Adequação à LGPD",
        "compliance",
        (5, 6, 2),
        ["Inventário de dados", "Política de privacidade", "Relatório de impacto", "Treinamento em LGPD"],
    ),
    line(
        "formacao",
        "Formação cooperativista",
        "rh",
        (8, 7, 3),
        ["Curso para conselho", "Trilha de novos cooperados", "Oficina de assembleia", "Formação de lideranças"],
    ),
    line("clima", "Clima e pessoas", "rh", (7, 7, 2), ["Pesquisa de clima", "Plano de carreira", "Mediação de equipe", "Descrição de funções"]),
    line(
        "consultoria",
        "Consultoria em gestão",
        "consultoria",
        (6, 9, 3),
        ["Plano de negócios", "Mapa de processos", "Plano estratégico", "Estudo de viabilidade"],
    ),
    line(
        "logistica",
        "Roteiros e entregas",
        "logistica",
        (9, 8, 2),
        ["Roteiro de coleta", "Estudo de frete", "Inventário de estoque", "Plano de armazém"],
    ),
    line(
        "central",
        "Central de atendimento",
        "atendimento",
        (10, 1, 4),
        ["Central sazonal", "Roteiro de atendimento", "Pós-venda", "Agenda de visitas"],
    ),
];

/// The services of the two satellites, by unit.
pub(super) const SATELLITE_LINES: [usize; 2] = [1, 6];

/// What a made-up organisation does, and the industry it is in.
pub(super) const BUSINESSES: [(&str, &str); 18] = [
    ("Padaria", "varejo"),
    ("Mercado", "varejo"),
    ("Livraria", "varejo"),
    ("Instituto", "terceiro_setor"),
    ("Associação", "terceiro_setor"),
    ("Coletivo", "terceiro_setor"),
    ("Oficina", "servicos"),
    ("Clínica", "servicos"),
    ("Escola", "servicos"),
    ("Laticínios", "industria"),
    ("Confecções", "industria"),
    ("Cerâmica", "industria"),
    ("Rede", "provedor_internet"),
    ("Telefonia", "telecom"),
    ("Usina Solar", "energia"),
    ("Crédito Solidário", "servicos_financeiros"),
    ("Mútua de Seguros", "seguros"),
    ("Consórcio Municipal", "governo"),
];

/// Names that nobody bears.
pub(super) const NAMES: [&str; 32] = [
    "Vereda Lilás",
    "Pedra do Sabiá",
    "Três Jatobás",
    "Morro da Pitanga",
    "Ribeirão do Tatu",
    "Flor de Mandacaru",
    "Lagoa do Jaó",
    "Serra do Curió",
    "Ipê de Agosto",
    "Várzea Mansa",
    "Araucária Torta",
    "Boca do Igarapé",
    "Chapada Nova",
    "Cais do Dendê",
    "Ponte de Cipó",
    "Olho d'Água Fria",
    "Pouso da Garça",
    "Barra do Sagui",
    "Jardim de Umbu",
    "Rancho do Pequi",
    "Travessa do Sol",
    "Alto do Cajá",
    "Quintal de Juçara",
    "Furo do Boto",
    "Porto de Aninga",
    "Campo do Quero-Quero",
    "Vila Buriti Alto",
    "Costa do Aratu",
    "Grota Serena",
    "Recanto do Uirapuru",
    "Baía das Ostras",
    "Trilha da Anta",
];

/// Cities of clients with their states.
pub(super) const CITIES: [(&str, &str); 20] = [
    ("São Paulo", "SP"),
    ("Recife", "PE"),
    ("Belém", "PA"),
    ("Curitiba", "PR"),
    ("Goiânia", "GO"),
    ("Maceió", "AL"),
    ("São Luís", "MA"),
    ("Vitória", "ES"),
    ("Cuiabá", "MT"),
    ("Macapá", "AP"),
    ("Maringá", "PR"),
    ("Ribeirão Preto", "SP"),
    ("Juazeiro do Norte", "CE"),
    ("Feira de Santana", "BA"),
    ("Santa Maria", "RS"),
    ("Joinville", "SC"),
    ("Montes Claros", "MG"),
    ("Campos dos Goytacazes", "RJ"),
    ("João Pessoa", "PB"),
    ("Rondonópolis", "MT"),
];

/// Kinds of clients and how common each is.
pub(super) const CLIENT_TYPES: [(&str, u64); 8] =
    [("mei", 12), ("pequena", 30), ("media", 22), ("grande", 8), ("coletivo", 8), ("projeto", 6), ("instituicao", 10), ("pf", 4)];

/// The systems that the offices work with; the first is an old one.
pub(super) const SYSTEM_NAMES: [&str; 7] = ["folha-antiga", "portal", "erp", "atendimento", "assinaturas", "armazenamento", "ponto"];

/// What units pay for: name, category of its title, reais from … to.
pub(super) const EXPENSES: [(&str, &str, i64, i64); 8] = [
    ("aluguel", "compra", 1_800, 9_000),
    ("sistemas", "compra", 300, 6_000),
    ("energia", "compra", 200, 2_400),
    ("internet", "compra", 150, 1_200),
    ("viagem", "compra", 400, 5_200),
    ("benefício", "beneficio", 500, 8_000),
    ("reembolso", "reembolso", 40, 900),
    ("publicidade", "compra", 300, 6_000),
];

/// What one unit made and others use: kind and title.
pub(super) const ASSETS: [(&str, &str); 12] = [
    ("metodo", "Roteiro de diagnóstico participativo"),
    ("codigo", "Componente de assinatura de documentos"),
    ("formacao", "Oficina de leitura de balanço"),
    ("documento", "Modelo de contrato por período"),
    ("processo", "Passo a passo do fechamento do mês"),
    ("relacionamento", "Rede de feiras do interior"),
    ("codigo", "Importador de extratos"),
    ("metodo", "Estimativa em três pontos"),
    ("formacao", "Trilha de primeiros passos"),
    ("documento", "Guia de linguagem simples"),
    ("processo", "Revisão por pares de entregas"),
    ("codigo", "Painel de indicadores do núcleo"),
];

/// What is kept in stock: name and measure.
pub(super) const GOODS: [(&str, &str); 12] = [
    ("Papel reciclado A4", "cx"),
    ("Crachá reutilizável", "un"),
    ("Cabo de rede", "m"),
    ("Café torrado", "kg"),
    ("Tinta de impressão", "l"),
    ("Caixa de transporte", "un"),
    ("Tecido de algodão cru", "m"),
    ("Roteador", "un"),
    ("Fita adesiva", "un"),
    ("Detergente neutro", "l"),
    ("Livreto de cooperativismo", "un"),
    ("Sementes para muda", "kg"),
];
