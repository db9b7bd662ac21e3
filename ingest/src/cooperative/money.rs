//! Recebimentos and Despesas: what is owed, what was paid, what was kept back. Centavos, never floats.

use chrono::NaiveDate;

use super::{
    Out,
    book::{Book, slug},
    names::numbered,
    row::{Fault, Found, Row, amount, must},
};
use crate::meta::Reason;

pub(super) fn fill(book: &Book, out: &mut Out) {
    receipts(book, out);
    expenses(book, out);
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn day(day: NaiveDate) -> Option<String> {
    Some(day.to_string())
}

struct Receipt {
    line: i64,
    contract: String,
    client: Option<String>,
    number: Option<String>,
    issued: NaiveDate,
    due: NaiveDate,
    value: i128,
    received_on: Option<NaiveDate>,
    received: i128,
    /// Kind and centavos of what was kept back.
    kept: Vec<(&'static str, i128)>,
    keeper: &'static str,
}

fn receipts(book: &Book, out: &mut Out) {
    let mut all = Vec::new();
    for row in book.rows("Recebimentos") {
        match receipt(book, &row) {
            Err(fault) => out.refuse("Recebimentos", row.number(), fault),
            Ok(receipt) => {
                let name = receipt.number.clone().map_or_else(|| receipt.issued.to_string(), |number| slug(&number));
                let key = book.own(&format!("{}:{name}:{}", slug(&receipt.contract), receipt.due));
                all.push((key, row.content(), receipt));
            }
        }
    }
    for (key, nth, receipt) in numbered(all) {
        let id = if nth == 1 { key } else { format!("{key}:{nth}") };
        receipt.give(&id, book, out);
    }
}

fn receipt(book: &Book, row: &Row<'_>) -> Found<Receipt> {
    let contract = book.contract(row, "Contrato")?;
    let keeper = row.word("Retido por")?.unwrap_or("cliente");
    let mut kept = Vec::new();
    for (column, kind) in [("ISS", "iss"), ("IRRF", "irrf"), ("INSS", "inss")] {
        match row.money(column)? {
            Some(centavos) if centavos < 0 => return Err(Fault::new(column, Reason::OutOfRange)),
            Some(centavos) if centavos > 0 => kept.push((kind, centavos)),
            _ => {}
        }
    }
    let value = must("Valor", row.positive("Valor")?)?;
    let by_client: i128 = if keeper == "cliente" { kept.iter().map(|(_, centavos)| centavos).sum() } else { 0 };
    let received_on = row.day("Recebido em")?;
    let received = match (received_on, row.positive("Valor recebido")?) {
        (Some(_), Some(received)) => received,
        (Some(_), None) => value - by_client,
        (None, None) => 0,
        (None, Some(_)) => return Err(Fault::new("Recebido em", Reason::Missing)),
    };
    if received_on.is_some() && received <= 0 {
        return Err(Fault::new("Valor recebido", Reason::OutOfRange));
    }
    let receipt = Receipt {
        line: row.number(),
        client: book.client_of.get(&contract).cloned(),
        contract,
        number: row.text("Nota")?,
        issued: must("Emitida em", row.day("Emitida em")?)?,
        due: must("Vence em", row.day("Vence em")?)?,
        value,
        received_on,
        received,
        kept,
        keeper,
    };
    // Whose contract it is can be told only when the contract's own line is good.
    if receipt.client.is_none() {
        return Err(Fault::new("Contrato", Reason::UnknownName));
    }
    Ok(receipt)
}

impl Receipt {
    fn give(self, id: &str, book: &Book, out: &mut Out) {
        let line = self.line;
        let by_client: i128 = if self.keeper == "cliente" && self.received_on.is_some() { self.kept.iter().map(|(_, centavos)| centavos).sum() } else { 0 };
        // What the client keeps back and pays over in the cooperative's name settles its debt as money does.
        let settled = self.received + by_client;
        let status = match settled {
            0 => "aberto",
            settled if settled >= self.value => "liquidado",
            _ => "parcial",
        };
        let title = format!("receber:{id}");
        out.push(
            "invoices",
            line,
            [
                ("invoice_id", text(id)),
                ("cooperative_id", text(&book.source)),
                ("organization_id", self.client.clone()),
                ("contract_id", text(&self.contract)),
                ("unit_id", Some(book.unit())),
                ("issued_at", day(self.issued)),
                ("due_on", day(self.due)),
                ("amount", Some(amount(self.value))),
                ("is_credit_note", text("false")),
                ("fiscal_number", self.number.clone()),
                ("fiscal_status", text(if self.number.is_some() { "autorizada" } else { "nao_aplica" })),
                ("status", text(if status == "liquidado" { "paga" } else { "emitida" })),
            ],
        );
        out.push(
            "titles_receber",
            line,
            [
                ("title_id", text(&title)),
                ("cooperative_id", text(&book.source)),
                ("direction", text("receber")),
                ("organization_id", self.client.clone()),
                ("invoice_id", text(id)),
                ("contract_id", text(&self.contract)),
                ("unit_id", Some(book.unit())),
                ("category", text("servico")),
                ("document_ref", self.number.clone()),
                ("issued_on", day(self.issued)),
                ("due_on", day(self.due)),
                ("amount", Some(amount(self.value))),
                ("paid_amount", Some(amount(settled))),
                ("written_off_amount", text("0")),
                ("fine_amount", text("0")),
                ("discount_amount", text("0")),
                ("settled_on", self.received_on.filter(|_| status == "liquidado").and_then(day)),
                ("status", text(status)),
            ],
        );
        if let Some(on) = self.received_on {
            out.push(
                "bank_entradas",
                line,
                [
                    ("bank_transaction_id", Some(format!("entrada:{id}"))),
                    ("cooperative_id", text(&book.source)),
                    ("account_id", Some(book.own("banco"))),
                    ("booked_at", day(on)),
                    ("value_on", day(on)),
                    ("direction", text("entrada")),
                    ("amount", Some(amount(self.received))),
                    ("organization_id", self.client.clone()),
                    ("title_id", text(&title)),
                    ("status", text("compensado")),
                ],
            );
        }
        let on = self.received_on.unwrap_or(self.issued);
        for (kind, centavos) in &self.kept {
            // A withholding never changes: its whole content is its key, and another content is another one.
            let key = book.secret_id(&["retencao", &title, kind, self.keeper, &centavos.to_string(), &on.to_string()]);
            let cells = [
                ("withholding_id", Some(key)),
                ("kind", text(kind)),
                ("withheld_by", text(self.keeper)),
                ("title_id", text(&title)),
                ("amount", Some(amount(*centavos))),
                ("withheld_on", day(on)),
            ];
            out.push("withholdings", line, cells);
        }
    }
}

/// The accounts that expenses are booked to: code, name, nature, statement.
const ACCOUNTS: &[(&str, &str, &str, &str)] = &[
    ("caixa", "Caixa e bancos", "caixa", "balanco"),
    ("custo-direto", "Custos dos contratos", "custo_direto", "resultado"),
    ("custo-indireto", "Custos de todos", "custo_indireto", "resultado"),
    ("tributo", "Tributos", "tributo", "resultado"),
    ("retirada", "Retiradas dos cooperados", "retirada", "resultado"),
];

struct Expense {
    line: i64,
    name: String,
    category: &'static str,
    supplier: Option<String>,
    contract: Option<String>,
    due: NaiveDate,
    paid: Option<NaiveDate>,
    value: i128,
}

fn expenses(book: &Book, out: &mut Out) {
    let rows = book.rows("Despesas");
    if !rows.is_empty() {
        for (code, name, nature, statement) in ACCOUNTS {
            let cells = [("account_code", *code), ("cooperative_id", book.source.as_str()), ("name", name), ("nature", nature), ("statement", statement)];
            out.push("accounts", 1, cells.map(|(target, value)| (target, text(value))));
        }
    }
    let mut all = Vec::new();
    for row in rows {
        match expense(book, &row) {
            Err(fault) => out.refuse("Despesas", row.number(), fault),
            Ok(expense) => {
                let key = book.own(&format!("{}:{}", slug(&expense.name), expense.due));
                all.push((key, row.content(), expense));
            }
        }
    }
    for (key, nth, expense) in numbered(all) {
        let id = if nth == 1 { key } else { format!("{key}:{nth}") };
        expense.give(&id, book, out);
    }
}

fn expense(book: &Book, row: &Row<'_>) -> Found<Expense> {
    Ok(Expense {
        line: row.number(),
        name: must("Despesa", row.text("Despesa")?)?,
        category: must("Categoria", row.word("Categoria")?)?,
        supplier: row.text("Fornecedor")?.map(|name| book.clients.find(&name, "Fornecedor")).transpose()?.flatten(),
        contract: row.text("Contrato")?.map(|name| book.contracts.id(&name, "Contrato")).transpose()?,
        due: must("Vence em", row.day("Vence em")?)?,
        paid: row.day("Pago em")?,
        value: must("Valor", row.positive("Valor")?)?,
    })
}

impl Expense {
    /// The account of its debit, and the nature of both.
    fn account(&self) -> (&'static str, &'static str) {
        match (self.category, &self.contract) {
            ("tributo", _) => ("tributo", "tributo"),
            ("retirada", _) => ("retirada", "retirada"),
            (_, Some(_)) => ("custo-direto", "custo_direto"),
            (_, None) => ("custo-indireto", "custo_indireto"),
        }
    }

    fn give(self, id: &str, book: &Book, out: &mut Out) {
        let line = self.line;
        let title = format!("pagar:{id}");
        let transaction = format!("saida:{id}");
        out.push(
            "titles_pagar",
            line,
            [
                ("title_id", text(&title)),
                ("cooperative_id", text(&book.source)),
                ("direction", text("pagar")),
                ("organization_id", self.supplier.clone()),
                ("contract_id", self.contract.clone()),
                ("unit_id", Some(book.unit())),
                ("category", text(self.category)),
                ("document_ref", text(&self.name)),
                ("issued_on", day(self.paid.map_or(self.due, |paid| paid.min(self.due)))),
                ("due_on", day(self.due)),
                ("amount", Some(amount(self.value))),
                ("paid_amount", Some(amount(if self.paid.is_some() { self.value } else { 0 }))),
                ("written_off_amount", text("0")),
                ("fine_amount", text("0")),
                ("discount_amount", text("0")),
                ("settled_on", self.paid.and_then(day)),
                ("status", text(if self.paid.is_some() { "liquidado" } else { "aberto" })),
            ],
        );
        let Some(paid) = self.paid else { return };
        out.push(
            "bank_saidas",
            line,
            [
                ("bank_transaction_id", text(&transaction)),
                ("cooperative_id", text(&book.source)),
                ("account_id", Some(book.own("banco"))),
                ("booked_at", day(paid)),
                ("value_on", day(paid)),
                ("direction", text("saida")),
                ("amount", Some(amount(self.value))),
                ("organization_id", self.supplier.clone()),
                ("title_id", text(&title)),
                ("status", text("compensado")),
            ],
        );
        let (account, nature) = self.account();
        for (side, code, nature, centavos) in [("debito", account, nature, self.value), ("credito", "caixa", "caixa", -self.value)] {
            // An entry never changes: its whole content is its key, and another content is another one.
            let contract = self.contract.as_deref().unwrap_or_default();
            let key = book.secret_id(&["lancamento", id, side, code, self.category, &centavos.to_string(), &paid.to_string(), contract]);
            let journal = book.secret_id(&["diario", id, code_of(&self), self.category, &self.value.to_string(), &paid.to_string(), contract]);
            let cells = [
                ("entry_id", Some(key)),
                ("cooperative_id", text(&book.source)),
                ("journal_id", Some(journal)),
                ("account_code", text(code)),
                ("nature", text(nature)),
                ("booked_on", day(paid)),
                ("amount", Some(amount(centavos))),
                ("unit_id", Some(book.unit())),
                ("contract_id", self.contract.clone()),
                ("category", text(self.category)),
                ("act_nature", text("cooperativo")),
                ("title_id", text(&title)),
                ("bank_transaction_id", text(&transaction)),
            ];
            out.push("ledger_entries", line, cells);
        }
    }
}

fn code_of(expense: &Expense) -> &'static str {
    expense.account().0
}
