//! Rows, files and words of a made-up figure of each kind of drawing.

use mirante_data::{
    arrow::array::RecordBatch,
    rows::{Cell, batch},
    schema::Column,
    types::ColumnType,
};
use mirante_reports::{Language, Words, figure::spec::Spec};

use crate::drawings::on;

/// A figure that no page shows.
pub struct Example {
    pub spec: Spec,
    pub rows: Vec<RecordBatch>,
    words: [&'static str; 2],
}

impl Example {
    /// Its words and all others, in a language.
    pub fn words(&self, language: Language) -> Words {
        Words::with(language, self.words[usize::from(language == Language::En)])
    }

    /// The same figure of other rows.
    pub fn of(&self, rows: Vec<RecordBatch>) -> Self {
        Self { spec: self.spec.clone(), rows, words: self.words }
    }
}

/// A figure's file under a name.
pub fn spec(name: &str, toml: &str) -> Spec {
    Spec { name: name.to_owned(), ..toml::from_str(toml).unwrap() }
}

/// Rows of columns written as in a model's header, a line each, cells apart by `;`; an empty cell is null.
pub fn rows(columns: &str, lines: &[String]) -> Vec<RecordBatch> {
    let columns: Vec<Column> = columns.split(',').map(|column| column.trim().parse().unwrap()).collect();
    let cell = |column: &Column, text: &str| match column.r#type {
        _ if text.is_empty() => Cell::Nothing,
        ColumnType::Num => Cell::Number(text.parse().unwrap()),
        ColumnType::Int => Cell::Whole(text.parse().unwrap()),
        ColumnType::On => on(text),
        ColumnType::Bool => Cell::Truth(text == "true"),
        _ => Cell::Text(text.to_owned()),
    };
    let of = |line: &String| columns.iter().zip(line.split(';')).map(|(column, text)| cell(column, text)).collect::<Vec<Cell>>();
    vec![batch(&columns, &lines.iter().map(of).collect::<Vec<_>>())]
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Two numbers that look random and are always the same.
fn swing(nth: i64) -> f64 {
    (nth * 7_919 % 97) as f64 / 97.0
}

pub const STACKED: &str = "unit_id:id, label:text, cause:code, cause_label:text, wait_minutes:num?, cases_n:int";
pub const HEAT: &str = "from_unit:id, from_label:text, to_unit:id, to_label:text, handovers_n:int?, is_pingpong:bool";
pub const PAIRS: &str = "skill:id, label:text, demand_minutes:num?, supply_minutes:num?, people_n:int";
pub const STATES: &str = "stage:id, label:text, state:code, reasons:text?, share:num?, share_low:num?, share_high:num?";
pub const PANELS: &str = "area:id, label:text, month_on:on, asked_n:num?, filled_n:num?, slope:num?, p:num?";
pub const COLUMNS: &str = "month_on:on, layer:code, label:text, work_minutes:num?";
pub const FAN: &str =
    "month_on:on, demand_minutes:num?, centre:num?, low50:num?, high50:num?, low80:num?, high80:num?, supply_minutes:num?, mase:num";
pub const SURVIVAL: &str = "day:num, waiting_share:num, low:num?, high:num?, at_risk_n:int";
pub const CURVE: &str = "people_share:num, work_share:num, half_n:int, all_n:int";
pub const INTERVALS: &str = "area:id, label:text, slope:num, slope_low:num, slope_high:num, demands_n:int, is_claimed:bool, verdict:code";
pub const RANKED: &str = "skill:id, label:text, people_n:int, cases_n:int";

/// One figure of each kind, in the order of their names.
pub fn all() -> Vec<Example> {
    vec![stacked(), columns(), curve(), intervals(), pairs(), fan(), heat(), panels(), ranked(), states(), survival()]
}

pub fn stacked() -> Example {
    let parts = ["terceiro", "falta_documento", "fila", "aprovacao", "calendario", "retrabalho", "ausencia"];
    let names = [
        "Espera por terceiro | Waits for others",
        "Falta documento | A document is missing",
        "Fila | Queue",
        "Aprovação | Approval",
        "Fora do expediente | Out of hours",
        "Retrabalho | Rework",
        "Ausência | Absence",
    ];
    let units = [("juridico", "Jurídico | Legal", 5.0), ("financeiro", "Financeiro | Finance", 4.0), ("pessoas", "Pessoas e cultura | People", 1.5)];
    let line = |(unit, label, size): (&str, &str, f64), nth: usize| {
        let minutes = (600.0 * size * (0.2 + swing(nth as i64 * 5 + size as i64)) / (nth + 1) as f64).round();
        format!("{unit};{label};{};{};{minutes};{}", parts[nth], names[nth], 3 + nth)
    };
    let all = units.into_iter().flat_map(|unit| (0..parts.len()).map(move |nth| line(unit, nth)));
    Example {
        spec: spec(
            "waiting_example",
            "unit = 'minutes'\ncertainty = 'exato'\ncolumns = ['label', 'cause_label', 'wait_minutes', 'cases_n']\nown_heads = ['label', 'cause_label']\n[chart]\n\
             kind = 'bar_stacked'\ngroup = 'unit_id'\nlabel = 'label'\npart = 'cause'\npart_label = 'cause_label'\nvalue = 'wait_minutes'\nn = 'cases_n'",
        ),
        rows: rows(STACKED, &all.collect::<Vec<_>>()),
        words: [
            "fig-waiting_example-title = { $label }: { $part } é { $share } da espera ({ $value } de { $total })\nfig-waiting_example-sub = Horas de espera por causa\nfig-waiting_example-note = Edição { $edition }.\nfig-waiting_example-empty = Sem espera\nfig-waiting_example-col-label = Núcleo\nfig-waiting_example-col-cause_label = Causa\ncol-wait_minutes = Espera\n",
            "fig-waiting_example-title = { $label }: { $part } is { $share } of the waiting ({ $value } of { $total })\nfig-waiting_example-sub = Hours of waiting by cause\nfig-waiting_example-note = Edition { $edition }.\nfig-waiting_example-empty = No waiting\nfig-waiting_example-col-label = Unit\nfig-waiting_example-col-cause_label = Cause\ncol-wait_minutes = Waiting\n",
        ],
    }
}

pub fn columns() -> Example {
    let layers = [
        ("interno", "Núcleo interno | Core", 3.0),
        ("intermediaria", "Camada intermediária | Middle layer", 2.0),
        ("externa", "Camada externa | Outer layer", 1.0),
    ];
    let quarters = ["2025-01-01", "2025-04-01", "2025-07-01", "2026-01-01", "2026-04-01", "2026-07-01"];
    let line = |nth: usize, (layer, label, size): (&str, &str, f64)| {
        let minutes = if nth == 4 && layer == "externa" {
            String::new()
        } else {
            (6_000.0 * (size + swing((nth * 3) as i64 + size as i64))).round().to_string()
        };
        format!("{};{layer};{label};{minutes}", quarters[nth])
    };
    let all = (0..quarters.len()).flat_map(|nth| layers.map(|layer| line(nth, layer)));
    Example {
        spec: spec(
            "layers_example",
            "unit = 'minutes'\ncertainty = 'exato'\ncolumns = ['month_on', 'layer', 'work_minutes']\ncodes = ['layer']\n[chart]\n\
             kind = 'columns'\nat = 'month_on'\nseries = 'layer'\nseries_label = 'label'\nvalue = 'work_minutes'\nwhole = true",
        ),
        rows: rows(COLUMNS, &all.collect::<Vec<_>>()),
        words: [
            "fig-layers_example-title = { $label } fez { $share } do trabalho em { $at }: { $value } de { $total }\nfig-layers_example-sub = Horas por camada\nfig-layers_example-note = Edição { $edition }.\nfig-layers_example-empty = Sem trabalho\nfig-layers_example-axis = parte das horas\ncol-layer = Camada\ncol-work_minutes = Horas\ncode-interno = Interna\ncode-intermediaria = Intermediária\n",
            "fig-layers_example-title = { $label } did { $share } of the work in { $at }: { $value } of { $total }\nfig-layers_example-sub = Hours by layer\nfig-layers_example-note = Edition { $edition }.\nfig-layers_example-empty = No work\nfig-layers_example-axis = share of hours\ncol-layer = Layer\ncol-work_minutes = Hours\ncode-interno = Core\ncode-intermediaria = Middle\n",
        ],
    }
}

pub fn curve() -> Example {
    let all = (0..=20).map(|nth| {
        let x = f64::from(nth) / 20.0;
        format!("{x};{};42;480", 1.0 - (1.0 - x).powi(4))
    });
    Example {
        spec: spec(
            "dependence_example",
            "unit = 'share'\ncertainty = 'exato'\ncolumns = ['people_share', 'work_share']\n[chart]\n\
             kind = 'curve'\nx = 'people_share'\nvalue = 'work_share'\nhalf_n = 'half_n'\nall_n = 'all_n'",
        ),
        rows: rows(CURVE, &all.collect::<Vec<_>>()),
        words: [
            "fig-dependence_example-title = Metade do trabalho foi feita por { $n } de { $all } pessoas\nfig-dependence_example-sub = Parte das pessoas e parte das horas\nfig-dependence_example-note = Edição { $edition }.\nfig-dependence_example-empty = Sem trabalho\nfig-dependence_example-axis = parte das horas\nfig-dependence_example-axis-x = parte das pessoas, de quem mais fez a quem menos fez\ncol-people_share = Parte das pessoas\ncol-work_share = Parte das horas\n",
            "fig-dependence_example-title = Half of the work was done by { $n } of { $all } people\nfig-dependence_example-sub = Share of people and share of hours\nfig-dependence_example-note = Edition { $edition }.\nfig-dependence_example-empty = No work\nfig-dependence_example-axis = share of hours\nfig-dependence_example-axis-x = share of people, from who did most to who did least\ncol-people_share = Share of people\ncol-work_share = Share of hours\n",
        ],
    }
}

pub fn intervals() -> Example {
    let all = lines(
        "dados;Dados e inteligência | Data;0.082;0.031;0.140;64;true;cresce
         formacao;Formação de cooperados | Training of members;0.040;-0.010;0.088;41;false;sem_tendencia
         design;Design;0.012;-0.060;0.075;18;false;sem_tendencia
         cobranca;Cobrança | Collection;-0.055;-0.102;-0.014;52;true;cai",
    );
    Example {
        spec: spec(
            "growth_example",
            "unit = 'share'\ncertainty = 'estimado'\ncolumns = ['label', 'slope', 'slope_low', 'slope_high', 'demands_n', 'is_claimed', 'verdict']\nown_heads = ['label']\n[chart]\n\
             kind = 'dot_interval'\nkey = 'area'\nlabel = 'label'\nvalue = 'slope'\nlow = 'slope_low'\nhigh = 'slope_high'\nn = 'demands_n'\nis_claimed = 'is_claimed'\nstate = 'verdict'",
        ),
        rows: rows(INTERVALS, &all),
        words: [
            "fig-growth_example-title = { $label } cresce { $value } ao ano ({ $low } a { $high })\nfig-growth_example-title-down = { $label } cai { $size } ao ano\nfig-growth_example-title-none = Nenhuma área cresce além do acaso\nfig-growth_example-title-short = Histórico ainda curto\nfig-growth_example-sub = Crescimento da demanda por área\nfig-growth_example-note = Edição { $edition }.\nfig-growth_example-empty = Sem demandas\nfig-growth_example-col-label = Área\nfig-growth_example-axis = ao ano\nfig-growth_example-n = { $n ->\n    [one] { $number } demanda\n   *[other] { $number } demandas\n}\ncol-slope = Crescimento\ncol-slope_low = De\ncol-slope_high = A\ncol-demands_n = Demandas\ncol-is_claimed = Dificilmente acaso\ncol-verdict = Tendência\ncode-cresce = dificilmente é acaso\ncode-cai = cai, dificilmente por acaso\ncode-sem_tendencia = sem tendência clara\n",
            "fig-growth_example-title = { $label } grows by { $value } a year ({ $low } to { $high })\nfig-growth_example-title-down = { $label } falls by { $size } a year\nfig-growth_example-title-none = No area grows beyond chance\nfig-growth_example-title-short = History still too short\nfig-growth_example-sub = Growth of demand by area\nfig-growth_example-note = Edition { $edition }.\nfig-growth_example-empty = No demands\nfig-growth_example-col-label = Area\nfig-growth_example-axis = a year\nfig-growth_example-n = { $n ->\n    [one] { $number } demand\n   *[other] { $number } demands\n}\ncol-slope = Growth\ncol-slope_low = From\ncol-slope_high = To\ncol-demands_n = Demands\ncol-is_claimed = Hardly chance\ncol-verdict = Trend\ncode-cresce = hardly chance\ncode-cai = falls, hardly by chance\ncode-sem_tendencia = no clear trend\n",
        ],
    }
}

pub fn pairs() -> Example {
    let all = lines(
        "rust;Rust;4800;1200;2
         libras;Tradução e interpretação em Libras | Sign language;2400;0;0
         contabil;Contabilidade cooperativa | Accounting;3000;2700;5
         redacao;Redação | Writing;900;1800;9
         fiscal;Obrigações fiscais | Tax;;600;1",
    );
    Example {
        spec: spec(
            "skills_example",
            "unit = 'minutes'\ncertainty = 'exato'\ncolumns = ['label', 'demand_minutes', 'supply_minutes', 'people_n']\nown_heads = ['label']\n[chart]\n\
             kind = 'dumbbell'\nkey = 'skill'\nlabel = 'label'\nfrom = 'demand_minutes'\nto = 'supply_minutes'\nn = 'people_n'",
        ),
        rows: rows(PAIRS, &all),
        words: [
            "fig-skills_example-title = Faltam { $gap } de { $label }: { $from } pedidas, { $to } disponíveis\nfig-skills_example-title-none = Nenhuma competência falta\nfig-skills_example-from-name = horas pedidas\nfig-skills_example-to-name = horas disponíveis\nfig-skills_example-sub = Demanda e capacidade\nfig-skills_example-note = Edição { $edition }.\nfig-skills_example-empty = Sem competências\nfig-skills_example-col-label = Competência\nfig-skills_example-n = { $n ->\n    [0] ninguém\n    [one] { $number } pessoa\n   *[other] { $number } pessoas\n}\ncol-demand_minutes = Pedidas\ncol-supply_minutes = Disponíveis\ncol-people_n = Pessoas\n",
            "fig-skills_example-title = { $gap } of { $label } are missing: { $from } asked for, { $to } available\nfig-skills_example-title-none = No skill is missing\nfig-skills_example-from-name = hours asked for\nfig-skills_example-to-name = hours available\nfig-skills_example-sub = Demand and capacity\nfig-skills_example-note = Edition { $edition }.\nfig-skills_example-empty = No skills\nfig-skills_example-col-label = Skill\nfig-skills_example-n = { $n ->\n    [0] nobody\n    [one] { $number } person\n   *[other] { $number } people\n}\ncol-demand_minutes = Asked for\ncol-supply_minutes = Available\ncol-people_n = People\n",
        ],
    }
}

pub fn fan() -> Example {
    let month = |nth: i64| format!("{}-{:02}-01", 2025 + nth / 12, nth % 12 + 1);
    let line = |nth: i64| {
        let level = 6_000.0 + 120.0 * nth as f64;
        let supply = 6_600 + 30 * nth;
        if nth < 15 {
            return format!("{};{};;;;;;{supply};0.82", month(nth), (level + 1_500.0 * (swing(nth) - 0.5)).round());
        }
        let wide = 500.0 + 120.0 * (nth - 14) as f64;
        format!("{};;{level};{};{};{};{};{supply};0.82", month(nth), level - wide, level + wide, level - 2.0 * wide, level + 2.0 * wide)
    };
    Example {
        spec: spec(
            "forecast_example",
            "unit = 'minutes'\ncertainty = 'projetado'\ncolumns = ['month_on', 'demand_minutes', 'centre', 'low50', 'high50', 'low80', 'high80', 'supply_minutes', 'mase']\n[chart]\n\
             kind = 'fan'\nat = 'month_on'\nvalue = 'demand_minutes'\nforecast = 'centre'\nlow50 = 'low50'\nhigh50 = 'high50'\nlow80 = 'low80'\nhigh80 = 'high80'\nother = 'supply_minutes'",
        ),
        rows: rows(FAN, &(0..21).map(line).collect::<Vec<_>>()),
        words: [
            "fig-forecast_example-title = Em { $until } esperam-se { $forecast } (entre { $low } e { $high }); em { $at } foram { $value }\nfig-forecast_example-title-short = Histórico ainda curto para prever\nfig-forecast_example-value-name = horas pedidas\nfig-forecast_example-other-name = horas disponíveis\nfig-forecast_example-sub = Horas por mês\nfig-forecast_example-note = A previsão errou { $mase } vezes o erro da repetição. Edição { $edition }.\nfig-forecast_example-empty = Sem demanda\ncol-demand_minutes = Pedidas\ncol-centre = Esperado\ncol-low50 = 50%: de\ncol-high50 = 50%: a\ncol-low80 = 80%: de\ncol-high80 = 80%: a\ncol-supply_minutes = Disponíveis\ncol-mase = Erro\n",
            "fig-forecast_example-title = { $forecast } are expected in { $until } (between { $low } and { $high }); { $at } had { $value }\nfig-forecast_example-title-short = History still too short for a forecast\nfig-forecast_example-value-name = hours asked for\nfig-forecast_example-other-name = hours available\nfig-forecast_example-sub = Hours a month\nfig-forecast_example-note = The forecast erred { $mase } times as much as repetition. Edition { $edition }.\nfig-forecast_example-empty = No demand\ncol-demand_minutes = Asked for\ncol-centre = Expected\ncol-low50 = 50%: from\ncol-high50 = 50%: to\ncol-low80 = 80%: from\ncol-high80 = 80%: to\ncol-supply_minutes = Available\ncol-mase = Error\n",
        ],
    }
}

pub fn heat() -> Example {
    let units = [
        ("juridico", "Jurídico | Legal"),
        ("financeiro", "Financeiro | Finance"),
        ("pessoas", "Pessoas e cultura | People"),
        ("comercial", "Comercial | Sales"),
        ("tecnologia", "Tecnologia | Technology"),
        ("logistica", "Logística | Logistics"),
        ("marketing", "Comunicação e marca | Brand"),
        ("governanca", "Governança | Governance"),
    ];
    let mut all = Vec::new();
    for (place, (from, from_label)) in units.iter().enumerate() {
        for (nth, (to, to_label)) in units.iter().enumerate().filter(|(nth, _)| *nth != place && (place * 3 + nth) % 5 != 0) {
            let n = (swing((place * 11 + nth * 3) as i64).powi(3) * 240.0).round();
            all.push(format!("{from};{from_label};{to};{to_label};{n};{}", place + nth == 1));
        }
    }
    Example {
        spec: spec(
            "handovers_example",
            "unit = 'count'\ncertainty = 'exato'\ncolumns = ['from_label', 'to_label', 'handovers_n', 'is_pingpong']\n[chart]\n\
             kind = 'heatmap'\nrow = 'from_unit'\nrow_label = 'from_label'\ncolumn = 'to_unit'\ncolumn_label = 'to_label'\nvalue = 'handovers_n'\nis_marked = 'is_pingpong'",
        ),
        rows: rows(HEAT, &all),
        words: [
            "fig-handovers_example-title = { $row } passa { $value } casos a { $column }, e muitos voltam\nfig-handovers_example-sub = Passagens de um núcleo a outro\nfig-handovers_example-note = Edição { $edition }.\nfig-handovers_example-empty = Sem passagens\ncol-from_label = De\ncol-to_label = Para\ncol-handovers_n = Passagens\ncol-is_pingpong = Vai e volta\n",
            "fig-handovers_example-title = { $row } hands { $value } cases to { $column }, and many come back\nfig-handovers_example-sub = Handovers from unit to unit\nfig-handovers_example-note = Edition { $edition }.\nfig-handovers_example-empty = No handovers\ncol-from_label = From\ncol-to_label = To\ncol-handovers_n = Handovers\ncol-is_pingpong = Ping-pong\n",
        ],
    }
}

pub fn panels() -> Example {
    let areas = [
        ("dados", "Dados e inteligência | Data", 2.0, "1.9;0.001"),
        ("formacao", "Formação | Training", 0.0, "0.1;0.6"),
        ("cobranca", "Cobrança e recuperação de crédito | Collection", -1.0, "-0.9;0.004"),
        ("design", "Design", 0.3, "0.2;0.03"),
        ("juridico", "Jurídico | Legal", 0.0, ";"),
    ];
    let mut all = Vec::new();
    for (place, (area, label, slope, tested)) in areas.iter().enumerate() {
        for nth in (0..14i64).filter(|nth| *nth != 6 || place != 1) {
            let asked = (20.0 + slope * nth as f64 + 8.0 * swing(nth + 31 * place as i64)).round();
            let filled = if nth < 3 { String::new() } else { (asked * 0.8).round().to_string() };
            all.push(format!("{area};{label};{}-{:02}-01;{asked};{filled};{tested}", 2025 + nth / 12, nth % 12 + 1));
        }
    }
    Example {
        spec: spec(
            "demand_example",
            "unit = 'count'\ncertainty = 'estimado'\ncolumns = ['label', 'month_on', 'asked_n', 'filled_n', 'slope', 'p']\nown_heads = ['label']\n[chart]\n\
             kind = 'line'\npanel = 'area'\npanel_label = 'label'\nat = 'month_on'\nvalue = 'asked_n'\nother = 'filled_n'\nslope = 'slope'\np = 'p'",
        ),
        rows: rows(PANELS, &all),
        words: [
            "fig-demand_example-title-up = { $label } sobe: { $value } pedidos em { $at }\nfig-demand_example-title-down = { $label } cai: { $value } pedidos em { $at }\nfig-demand_example-title-unclear = Nenhuma de { $panels } áreas sobe ou cai além do acaso\nfig-demand_example-value-name = pedidos\nfig-demand_example-other-name = atendidos\nfig-demand_example-sub = Pedidos por mês e área\nfig-demand_example-note = Edição { $edition }.\nfig-demand_example-empty = Sem pedidos\nfig-demand_example-col-label = Área\ncol-asked_n = Pedidos\ncol-filled_n = Atendidos\ncol-slope = Tendência\ncol-p = p\n",
            "fig-demand_example-title-up = { $label } rises: { $value } asked for in { $at }\nfig-demand_example-title-down = { $label } falls: { $value } asked for in { $at }\nfig-demand_example-title-unclear = None of { $panels } areas rises or falls beyond chance\nfig-demand_example-value-name = asked for\nfig-demand_example-other-name = filled\nfig-demand_example-sub = Asked for by month and area\nfig-demand_example-note = Edition { $edition }.\nfig-demand_example-empty = Nothing asked for\nfig-demand_example-col-label = Area\ncol-asked_n = Asked for\ncol-filled_n = Filled\ncol-slope = Trend\ncol-p = p\n",
        ],
    }
}

pub fn ranked() -> Example {
    let all = lines(
        "folha;Folha de pagamento | Payroll;5;12
         rust;Rust;3;8
         fiscal;Obrigações fiscais | Tax;1;30
         libras;Libras | Sign language;0;4",
    );
    Example {
        spec: spec(
            "cover_example",
            "unit = 'people'\ncertainty = 'exato'\ncolumns = ['label', 'people_n', 'cases_n']\nown_heads = ['label']\n[chart]\n\
             kind = 'bar_ranked'\norder = 'value'\nkey = 'skill'\nlabel = 'label'\nvalue = 'people_n'\nn = 'cases_n'\ntarget = 2",
        ),
        rows: rows(RANKED, &all),
        words: [
            "fig-cover_example-title = Abaixo de { $target }: { $below } de quatro serviços\nfig-cover_example-sub = Quem sabe fazer\nfig-cover_example-note = Edição { $edition }.\nfig-cover_example-empty = Sem serviços\nfig-cover_example-col-label = Serviço\ncol-people_n = Pessoas\n",
            "fig-cover_example-title = Below { $target }: { $below } of four services\nfig-cover_example-sub = Who can do it\nfig-cover_example-note = Edition { $edition }.\nfig-cover_example-empty = No services\nfig-cover_example-col-label = Service\ncol-people_n = People\n",
        ],
    }
}

pub fn states() -> Example {
    let all = lines(
        "juridico;Análise jurídica | Legal review;bad;fila_cresce|concentra_espera|poucas_pessoas;0.34;0.29;0.39
         triagem;Triagem | Triage;warn;fila_cresce;0.12;0.08;0.17
         aceite;Aceite do cliente | The client's acceptance;good;;0.05;0.03;0.08
         pagamento;Pagamento | Payment;none;curto;;;",
    );
    Example {
        spec: spec(
            "reasons_example",
            "unit = 'share'\ncertainty = 'estimado'\ncolumns = ['label', 'state', 'reasons', 'share', 'share_low', 'share_high']\n[chart]\n\
             kind = 'status_list'\nkey = 'stage'\nlabel = 'label'\nstate = 'state'\ntext = 'reasons'\nvalue = 'share'\nlow = 'share_low'\nhigh = 'share_high'",
        ),
        rows: rows(STATES, &all),
        words: [
            "fig-reasons_example-title = Gargalo: { $label }, com { $value } da espera ({ $margin })\nfig-reasons_example-title-none = Nenhuma etapa se destaca\nfig-reasons_example-sub = Por que uma etapa se destaca\nfig-reasons_example-note = Edição { $edition }.\nfig-reasons_example-empty = Sem etapas\ncol-state = Situação\ncol-reasons = Razões\ncol-share_low = De\ncol-share_high = A\ncode-fila_cresce = a fila cresce há oito semanas\ncode-concentra_espera = concentra mais de um quarto da espera\ncode-poucas_pessoas = só uma pessoa faz este trabalho\ncode-curto = histórico ainda curto\n",
            "fig-reasons_example-title = Bottleneck: { $label }, with { $value } of the waiting ({ $margin })\nfig-reasons_example-title-none = No stage stands out\nfig-reasons_example-sub = Why a stage stands out\nfig-reasons_example-note = Edition { $edition }.\nfig-reasons_example-empty = No stages\ncol-state = State\ncol-reasons = Reasons\ncol-share_low = From\ncol-share_high = To\ncode-fila_cresce = the queue has grown for eight weeks\ncode-concentra_espera = holds more than a quarter of the waiting\ncode-poucas_pessoas = one person alone does this work\ncode-curto = history still short\n",
        ],
    }
}

pub fn survival() -> Example {
    let all = (1..=16i64).map(|nth| {
        let value = 0.93_f64.powi(nth as i32) * if nth > 8 { 0.8 } else { 1.0 };
        format!(
            "{};{value};{};{};{}",
            nth * nth,
            (value - 0.02 * nth as f64 / 2.0).max(0.0),
            (value + 0.02 * nth as f64 / 2.0).min(1.0),
            480 - nth * 26
        )
    });
    Example {
        spec: spec(
            "first_work_example",
            "unit = 'share'\ncertainty = 'estimado'\ncolumns = ['day', 'waiting_share', 'low', 'high', 'at_risk_n']\n[chart]\n\
             kind = 'survival'\nat = 'day'\nvalue = 'waiting_share'\nlow = 'low'\nhigh = 'high'\nat_risk = 'at_risk_n'",
        ),
        rows: rows(SURVIVAL, &all.collect::<Vec<_>>()),
        words: [
            "fig-first_work_example-title = Metade começa a trabalhar em até { $days } (entre { $from } e { $to })\nfig-first_work_example-title-short = Depois de { $last }, { $value } ainda não começaram\nfig-first_work_example-sub = Da entrada ao primeiro trabalho\nfig-first_work_example-note = Edição { $edition }.\nfig-first_work_example-empty = Sem entradas\nfig-first_work_example-axis = parte que ainda espera\nfig-first_work_example-axis-x = dias desde a entrada\nfig-first_work_example-n = { $n ->\n    [one] { $number } pessoa\n   *[other] { $number } pessoas\n}\ncol-day = Dia\ncol-at_risk_n = Observados\n",
            "fig-first_work_example-title = Half begin to work within { $days } (between { $from } and { $to })\nfig-first_work_example-title-short = After { $last }, { $value } have not begun\nfig-first_work_example-sub = From joining to the first work\nfig-first_work_example-note = Edition { $edition }.\nfig-first_work_example-empty = Nobody joined\nfig-first_work_example-axis = share still waiting\nfig-first_work_example-axis-x = days since joining\nfig-first_work_example-n = { $n ->\n    [one] { $number } person\n   *[other] { $number } people\n}\ncol-day = Day\ncol-at_risk_n = Observed\n",
        ],
    }
}
