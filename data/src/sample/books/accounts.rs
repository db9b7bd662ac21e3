//! The chart of accounts, the same for each cooperative.

/// An account as its register shows it.
pub(in super::super) struct Row {
    pub(in super::super) code: &'static str,
    pub(in super::super) name: &'static str,
    pub(in super::super) above: &'static str,
    pub(in super::super) nature: &'static str,
    pub(in super::super) statement: &'static str,
}

const fn row(code: &'static str, name: &'static str, above: &'static str, nature: &'static str, statement: &'static str) -> Row {
    Row { code, name, above, nature, statement }
}

/// Accounts that journals use, by their place in [`ACCOUNTS`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Account {
    Bank = 7,
    Receivable,
    TaxRecoverable,
    AdvancesPaid,
    Payable,
    TaxPayable,
    SharesPayable,
    FundInfrastructure,
    FundLegacy,
    Capital,
    Reserve,
    Fates,
    Surplus,
    Services,
    OtherServices,
    Sales,
    OtherIncome,
    DirectCosts,
    Shares,
    Overheads,
    BankCosts,
    Taxes,
    FundsFormed,
    LossOnCredit,
    Closing,
}

/// All accounts; the first seven only sum others up.
pub(in super::super) const ACCOUNTS: [Row; 32] = [
    row("1", "Ativo", "", "outro", "balanco"),
    row("1.1", "Ativo circulante", "1", "outro", "balanco"),
    row("2", "Passivo e patrimônio líquido", "", "outro", "balanco"),
    row("2.1", "Passivo circulante", "2", "outro", "balanco"),
    row("2.3", "Patrimônio líquido", "2", "outro", "balanco"),
    row("3", "Ingressos e receitas", "", "receita", "resultado"),
    row("4", "Dispêndios e despesas", "", "custo_indireto", "resultado"),
    row("1.1.1", "Bancos conta movimento", "1.1", "caixa", "balanco"),
    row("1.1.2", "Clientes a receber", "1.1", "outro", "balanco"),
    row("1.1.3", "Tributos a recuperar", "1.1", "tributo", "balanco"),
    row("1.1.4", "Adiantamentos a cooperados", "1.1", "outro", "balanco"),
    row("2.1.1", "Fornecedores a pagar", "2.1", "outro", "balanco"),
    row("2.1.2", "Tributos a recolher", "2.1", "tributo", "balanco"),
    row("2.1.3", "Retiradas a pagar", "2.1", "retirada", "balanco"),
    row("2.1.4", "Fundo de infraestrutura", "2.1", "fundo", "balanco"),
    row("2.1.5", "Fundo de legado", "2.1", "fundo", "balanco"),
    row("2.3.1", "Capital social integralizado", "2.3", "outro", "balanco"),
    row("2.3.2", "Reserva legal", "2.3", "fundo", "balanco"),
    row("2.3.3", "FATES", "2.3", "fundo", "balanco"),
    row("2.3.4", "Sobras à disposição da assembleia", "2.3", "outro", "balanco"),
    row("3.1", "Ingressos de serviços, atos cooperativos", "3", "receita", "resultado"),
    row("3.2", "Receitas de serviços, outros atos", "3", "receita", "resultado"),
    row("3.3", "Receitas de vendas", "3", "receita", "resultado"),
    row("3.9", "Outras receitas", "3", "receita", "resultado"),
    row("4.1", "Custos diretos dos serviços", "4", "custo_direto", "resultado"),
    row("4.2", "Retiradas dos cooperados", "4", "retirada", "resultado"),
    row("4.3", "Despesas administrativas", "4", "custo_indireto", "resultado"),
    row("4.4", "Despesas financeiras", "4", "custo_indireto", "resultado"),
    row("4.5", "Tributos sobre serviços", "4", "tributo", "resultado"),
    row("4.6", "Constituição de fundos", "4", "fundo", "resultado"),
    row("4.7", "Perdas com clientes", "4", "custo_indireto", "resultado"),
    row("9.1", "Apuração do resultado", "", "outro", "balanco"),
];
