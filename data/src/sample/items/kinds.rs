//! How items of each kind go on, step by step.

use super::{Desk, due};

const TICKET_PAUSE: [&str; 2] = ["chamado.paused", "chamado.resumed"];
const INFORMATION_PAUSE: [&str; 2] = ["informacao.paused", "informacao.resumed"];
const DOCUMENT_PAUSE: [&str; 2] = ["documento.paused", "documento.resumed"];
const ORDER_PAUSE: [&str; 2] = ["pedido_compra.paused", "pedido_compra.resumed"];

/// The words of the purchasing system for its events.
pub(super) const ORDER_WORDS: [(&str, &str); 12] = [
    ("pedido_compra.requested", "SOLICITADO"),
    ("pedido_compra.quoted", "COTADO"),
    ("pedido_compra.approved", "APROVADO"),
    ("pedido_compra.rejected", "REPROVADO"),
    ("pedido_compra.ordered", "EMITIDO"),
    ("pedido_compra.received", "RECEBIDO"),
    ("pedido_compra.checked", "CONFERIDO"),
    ("pedido_compra.returned", "DEVOLVIDO"),
    ("pedido_compra.paid", "PAGO"),
    ("pedido_compra.cancelled", "CANCELADO"),
    ("pedido_compra.paused", "SUSPENSO"),
    ("pedido_compra.resumed", "RETOMADO"),
];

/// What the purchasing system calls an event.
pub(super) fn order_word(name: &str) -> &'static str {
    ORDER_WORDS.iter().find(|(ours, _)| *ours == name).map_or("", |(_, theirs)| theirs)
}

/// What the purchasing system writes for a status.
pub(super) fn status_number(status: &str) -> &'static str {
    match status {
        "aberto" => "10",
        "em_andamento" => "20",
        "pausado" => "30",
        "resolvido" => "40",
        _ => "90",
    }
}

impl Desk<'_> {
    /// A ticket: sorted, answered, solved, closed; some wait for the client, some come back.
    pub(super) fn ticket(&mut self) -> Option<()> {
        let opened = self.item.opened;
        self.step("chamado.opened", opened, None)?;
        let speed = if matches!(self.item.priority, "alta" | "critica") { 1 } else { 2 };
        let assigned = self.after(opened, 3, 90 * speed);
        if self.random.chance(25) {
            self.close("chamado.cancelled", assigned, None, "cancelado", "dispensado")?;
            return None;
        }
        let agent = self.someone(assigned);
        self.step("chamado.assigned", assigned, Some(agent))?;
        self.worked(opened, 1, 10);
        (self.item.assignee, self.item.status) = (Some(agent), "em_andamento");
        let responded = self.after(assigned, 4, 120 * speed);
        self.step("chamado.first_response", responded, Some(agent))?;
        self.worked(assigned, 3, 30);
        self.item.responded = Some(responded);
        let mut from = self.pause(330, responded, TICKET_PAUSE, 900)?;
        for round in 0..3 {
            let began = self.after(from, 1, 45);
            let resolved = self.after(began, 10, 420);
            self.step("chamado.resolved", resolved, Some(agent))?.started = Some(began);
            from = resolved;
            if round == 2 || !self.random.chance(60) {
                break;
            }
            let reopened = self.after(resolved, 30, 600);
            self.step("chamado.reopened", reopened, None)?.reason = "nao_resolvido";
            from = reopened;
        }
        let closed = self.after(from, 60, 900);
        let result = if self.random.chance(40) { "parcial" } else { "ok" };
        self.close("chamado.closed", closed, Some(agent), "resolvido", result)?;
        Some(())
    }

    /// Information that somebody owes: it comes, and is checked; a quarter comes back.
    pub(super) fn information(&mut self) -> Option<()> {
        let opened = self.item.opened;
        self.item.due = due(self.world, self.calendar, opened, 6);
        let agent = self.someone(opened);
        self.item.assignee = Some(agent);
        self.step("informacao.requested", opened, Some(agent))?;
        if self.random.chance(20) {
            let cancelled = self.after(opened, 60, 900);
            self.close("informacao.cancelled", cancelled, Some(agent), "cancelado", "dispensado")?;
            return None;
        }
        self.item.status = "em_andamento";
        let mut from = self.pause(180, opened, INFORMATION_PAUSE, 1_500)?;
        for round in 0..3 {
            let began = self.after(from, 30, 480);
            let received = self.after(began, 120, 1_900);
            self.step("informacao.received", received, None)?.started = Some(began);
            let checked = self.after(received, 30, 720);
            if round == 2 || !self.random.chance(230) {
                self.close("informacao.validated", checked, Some(agent), "resolvido", "ok")?;
                self.worked(received, 10, 90);
                break;
            }
            let reason = self.random.pick(&["documento", "documento", "cadastro", "cliente"]);
            self.step("informacao.rejected", checked, Some(agent))?.reason = reason;
            self.worked(received, 10, 90);
            from = checked;
        }
        Some(())
    }

    /// A document: written, approved, signed; some are written again.
    pub(super) fn document(&mut self) -> Option<()> {
        let opened = self.item.opened;
        self.item.due = due(self.world, self.calendar, opened, 9);
        let author = self.someone(opened);
        self.item.assignee = Some(author);
        self.step("documento.opened", opened, Some(author))?;
        if self.random.chance(25) {
            let cancelled = self.after(opened, 120, 1_200);
            self.close("documento.cancelled", cancelled, Some(author), "cancelado", "dispensado")?;
            return None;
        }
        self.item.status = "em_andamento";
        let mut from = self.pause(100, opened, DOCUMENT_PAUSE, 1_200)?;
        for round in 0..3 {
            let began = self.after(from, 30, 480);
            let submitted = self.after(began, 120, 1_500);
            self.step("documento.submitted", submitted, Some(author))?.started = Some(began);
            let decided = self.after(submitted, 60, 960);
            let judge = self.someone(decided);
            if round == 2 || !self.random.chance(200) {
                self.step("documento.approved", decided, Some(judge))?;
                self.worked(submitted, 15, 120);
                from = decided;
                break;
            }
            self.step("documento.rejected", decided, Some(judge))?.reason = "documento";
            self.worked(submitted, 15, 120);
            from = decided;
        }
        let signed = self.after(from, 120, 1_500);
        self.close("documento.signed", signed, None, "resolvido", "ok")?;
        Some(())
    }

    /// A purchase: quoted, approved, ordered, received, checked, paid.
    pub(super) fn order(&mut self) -> Option<()> {
        let opened = self.item.opened;
        self.item.due = due(self.world, self.calendar, opened, 18);
        let buyer = self.someone(opened);
        self.item.assignee = Some(buyer);
        self.step("pedido_compra.requested", opened, None)?;
        self.item.status = "em_andamento";
        let from = self.pause(90, opened, ORDER_PAUSE, 900)?;
        if self.random.chance(25) {
            let cancelled = self.after(from, 60, 900);
            self.close("pedido_compra.cancelled", cancelled, Some(buyer), "cancelado", "dispensado")?;
            return None;
        }
        let began = self.after(from, 30, 480);
        let quoted = self.after(began, 120, 1_300);
        self.step("pedido_compra.quoted", quoted, Some(buyer))?.started = Some(began);
        let decided = self.after(quoted, 60, 1_300);
        let judge = self.someone(decided);
        if self.random.chance(60) {
            self.close("pedido_compra.rejected", decided, Some(judge), "resolvido", "rejeitado")?.reason = "aprovacao";
            return None;
        }
        self.step("pedido_compra.approved", decided, Some(judge))?;
        self.worked(quoted, 10, 60);
        let began = self.after(decided, 20, 300);
        let ordered = self.after(began, 15, 240);
        self.step("pedido_compra.ordered", ordered, Some(buyer))?.started = Some(began);
        let received = self.after(ordered, 480, 4_200);
        self.step("pedido_compra.received", received, None)?;
        let began = self.after(received, 20, 420);
        let checked = self.after(began, 20, 240);
        if self.random.chance(35) {
            self.close("pedido_compra.returned", checked, Some(buyer), "resolvido", "falhou")?.reason = "terceiro";
            return None;
        }
        self.step("pedido_compra.checked", checked, Some(buyer))?.started = Some(began);
        let paid = self.after(checked, 480, 3_800);
        let result = if self.random.chance(80) { "parcial" } else { "ok" };
        self.close("pedido_compra.paid", paid, None, "resolvido", result)?;
        Some(())
    }
}
