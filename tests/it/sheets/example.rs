//! Two workbooks: a small one whose every row is read by eye, and a cooperative of twelve over four months.

use mirante_reports::workbook::Cells;

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// One or two rows of each tab.
pub fn small() -> Cells<'static> {
    Cells::from([
        (
            "Cooperados",
            rows(&[
                &["Ana Souza", "001", "2024-02-01", "", "", "", "", "Marcenaria", "", ""],
                &["Bruno Lima", "002", "2024-03-01", "2026-05-31", "demissão", "", "", "", "", ""],
            ]),
        ),
        (
            "Clientes",
            rows(&[
                &["Escola Girassol", "11.222.333/0001-81", "instituição", "terceiro setor", "Recife", "pe", "2025-03-01"],
                &["Dona Lourdes", "", "pessoa física", "", "", "", ""],
            ]),
        ),
        (
            "Contratos",
            rows(&[
                &["C-01", "escola girassol", "24000.00", "", "Móveis da biblioteca", "2026-02-03", "2026-02-20", "2026-03-01", "2026-08-31", "", ""],
                &["C-02", "Dona Lourdes", "5200.00", "contínuo", "", "", "", "2026-04-06", "2026-05-06", "sim", "encerrado"],
            ]),
        ),
        (
            "Trabalho",
            rows(&[
                &["Ana Souza", "C-01", "2026-03-02", "240", "", "coordenador", "", "2", "2026-03-06"],
                &["BRUNO LIMA", "c 01", "2026-03-02", "", "6:30", "", "cuidado", "", ""],
            ]),
        ),
        (
            "Entregas",
            rows(&[
                &["C-01", "Estantes", "2026-04-30", "Ana Souza", "2026-04-28", "2026-05-04", "rejeitado"],
                &["C-01", "Estantes", "2026-04-30", "Ana Souza", "2026-05-11", "2026-05-13", "aceito"],
                &["C-02", "Balcão", "2026-05-06", "", "", "", ""],
            ]),
        ),
        (
            "Recebimentos",
            rows(&[
                &["C-01", "1021", "2026-05-15", "2026-06-15", "12000.00", "2026-06-12", "", "600.00", "", "", ""],
                &["C-02", "", "2026-05-20", "2026-06-20", "2600.00", "2026-06-22", "1000.00", "", "130.00", "", "cooperativa"],
            ]),
        ),
        (
            "Despesas",
            rows(&[
                &["Madeira", "compra", "Serraria Boa Vista", "C-01", "2026-03-20", "2026-03-20", "3180.40"],
                &["Aluguel da oficina", "outro", "", "", "2026-04-05", "", "1850.00"],
            ]),
        ),
        (
            "Assembleias",
            rows(&[
                &["AGO", "2026-03-28", "2", "2", "", "Contas de 2025", "aprovada", "2", "0", "0", "Ata 7, item 1", "", ""],
                &["ordinária", "2026-03-28", "2", "2", "", "Comprar serra", "adiada", "", "", "", "", "2026-06-30", ""],
            ]),
        ),
        ("Regra", rows(&[&["Reserva", "10", "2026-04-01", "2026-03-28"], &["Horas trabalhadas", "90", "2026-04-01", "2026-03-28"]])),
    ])
}

const PEOPLE: [&str; 12] = [
    "Ana Souza",
    "Bruno Lima",
    "Carla Nunes",
    "Davi Rocha",
    "Elisa Prado",
    "Fábio Melo",
    "Gilda Torres",
    "Heitor Braga",
    "Iara Campos",
    "João Pedrosa",
    "Lia Moraes",
    "Mário Freitas",
];

fn day(month: usize, day: usize) -> String {
    format!("2026-{month:02}-{day:02}")
}

/// Twelve members, five clients, six contracts, and their work from March to June.
pub fn twelve() -> Cells<'static> {
    let text = |text: &str| text.to_owned();
    let none = String::new;
    let areas = ["Marcenaria", "Entregas", "Administração"];
    let members = PEOPLE.iter().enumerate().map(|(place, name)| {
        vec![text(name), format!("{:03}", place + 1), day(1, 5 + place), none(), none(), none(), none(), text(areas[place % 3]), none(), none()]
    });
    let clients = [
        ("Escola Girassol", "11.222.333/0001-81", "instituição"),
        ("Padaria do Largo", "", "pequena"),
        ("Serraria Boa Vista", "", "média"),
        ("Prefeitura de Olinda", "", "grande"),
        ("Dona Lourdes", "", "pessoa física"),
    ];
    let contracts = (0..6).map(|place| {
        let client = clients[place % 5].0;
        let (month, value) = (2 + place / 3, 6_000 * (place + 1));
        let status = if place == 0 { "encerrado" } else { "vigente" };
        vec![
            format!("C-{:02}", place + 1),
            text(client),
            format!("{value}.00"),
            none(),
            text("Móveis sob medida"),
            day(month, 2 + place),
            day(month, 10 + place),
            day(month + 1, 1),
            day(month + 4, 28),
            none(),
            text(status),
        ]
    });
    let mut work = Vec::new();
    for month in 3..=6 {
        for week in 0..4 {
            for (place, name) in PEOPLE.iter().enumerate() {
                let minutes = 180 + (place * 37 + week * 53 + month * 11) % 240;
                let contract = format!("C-{:02}", (place + week) % 6 + 1);
                let on = day(month, 2 + week * 7 + place % 3);
                let checked = if week < 3 { (text(PEOPLE[(place + 1) % 12]), day(month, 28)) } else { (none(), none()) };
                let role = if place % 6 == 0 { "coordenador" } else { "" };
                work.push(vec![text(name), contract, on, minutes.to_string(), none(), text(role), none(), checked.0, checked.1]);
            }
        }
    }
    let deliveries = (0..12).map(|place| {
        let (month, contract) = (3 + place % 4, format!("C-{:02}", place % 6 + 1));
        let is_done = month < 6;
        let sent = if is_done { (text(PEOPLE[place]), day(month, 20 + place % 5), day(month, 26), text("aceito")) } else { (none(), none(), none(), none()) };
        vec![contract, format!("Lote {}", place / 6 + 1), day(month, 22), sent.0, sent.1, sent.2, sent.3]
    });
    let receipts = (0..12).map(|place| {
        let month = 3 + place % 4;
        let (value, kept) = (1_000 + place * 250, (1_000 + place * 250) * 5);
        let paid = if month < 6 { day(month + 1, 10 + place) } else { none() };
        let number = if place % 3 == 0 { none() } else { (1_000 + place).to_string() };
        vec![
            format!("C-{:02}", place % 6 + 1),
            number,
            day(month, 27),
            day(month + 1, 12),
            format!("{value}.00"),
            paid,
            none(),
            format!("{}.{:02}", kept / 100, kept % 100),
            none(),
            none(),
            none(),
        ]
    });
    let expenses = (3..=6).flat_map(|month| {
        let paid = if month < 6 { day(month, 6) } else { String::new() };
        [
            vec![text("Aluguel da oficina"), text("outro"), none(), none(), day(month, 5), paid.clone(), text("1850.00")],
            vec![text("Madeira"), text("compra"), text("Serraria Boa Vista"), text("C-01"), day(month, 15), paid, format!("{}.40", 2_000 + month * 13)],
        ]
    });
    Cells::from([
        ("Cooperados", members.collect()),
        ("Clientes", clients.iter().map(|(name, cnpj, kind)| vec![text(name), text(cnpj), text(kind), none(), text("Recife"), text("PE"), none()]).collect()),
        ("Contratos", contracts.collect()),
        ("Trabalho", work),
        ("Entregas", deliveries.collect()),
        ("Recebimentos", receipts.collect()),
        ("Despesas", expenses.collect()),
        (
            "Assembleias",
            rows(&[
                &["ordinária", "2026-03-28", "2", "11", "12", "Contas de 2025", "aprovada", "10", "0", "1", "Ata 7, item 1", "", ""],
                &["ordinária", "2026-03-28", "2", "11", "12", "Comprar serra", "aprovada", "9", "1", "1", "Ata 7, item 2", "2026-06-30", "2026-06-10"],
                &["extraordinária", "2026-05-09", "1", "9", "", "Nova regra de partilha", "aprovada", "9", "0", "0", "Ata 8", "", ""],
            ]),
        ),
        ("Regra", rows(&[&["Reserva", "10", "2026-04-01", "2026-03-28"], &["Horas trabalhadas", "90", "2026-04-01", "2026-03-28"]])),
    ])
}

/// The workbook with one column's name changed beyond recognition.
pub fn renamed(cells: &Cells<'_>, tab: &str, column: &str) -> Vec<u8> {
    use mirante_data::workbook::TABS;
    let mut book = rust_xlsxwriter::Workbook::new();
    for each in TABS {
        let sheet = book.add_worksheet().set_name(each.name).unwrap();
        for (place, known) in (0_u16..).zip(each.columns) {
            let name = if each.name == tab && known.name == column { "Zzzzzz" } else { known.name };
            sheet.write(0, place, name).unwrap();
        }
        for (line, row) in (1_u32..).zip(&cells[each.name]) {
            for (place, cell) in (0_u16..).zip(row) {
                sheet.write(line, place, cell.as_str()).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}
