//! Bank files from `init` to rows, and what keeps them out.

use crate::support::Project;

const ROWS: &str = "SELECT bank_transaction_id, account_id, booked_at, value_on, direction, amount, end_to_end_id, status, cooperative_id \
                    FROM staging.bank_transactions ORDER BY 1";

fn lines(project: &Project) -> Vec<String> {
    project.rows(ROWS).into_iter().map(|row| row.join(" ")).collect()
}

#[test]
fn a_statement_in_ofx_becomes_movements() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "ofx"]).succeeds();
    project.run(&["source", "check"]).succeeds();
    project.run(&["run"]).succeeds().says(&["novas 3", "TRNAMT 0 1"]);
    let expected = [
        "0341:1234567890:202603041 0341:1234567890 2026-03-04T18:30:11Z 2026-03-04 entrada 1500.00 E00416968202603041530a1B2c3D4e5F compensado coop-exemplo",
        "0341:1234567890:202603051 0341:1234567890 2026-03-05T03:00:00Z 2026-03-05 saida 459.90  compensado coop-exemplo",
        "0341:1234567890:202603311 0341:1234567890 2026-03-31T03:00:00Z 2026-03-31 saida 25.50  compensado coop-exemplo",
    ];
    assert_eq!(lines(&project), expected);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    // The next statement overlaps: what is in both is there once. Old bytes, Windows line ends.
    let more = "<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20260402\n<TRNAMT>10.00\n<FITID>202604021\n<MEMO>DEPÓSITO\n</STMTTRN>\n</BANKTRANLIST>";
    let next = project.read("entrada/extratos/extrato-2026-03.ofx").replace("</BANKTRANLIST>", more).replace('\n', "\r\n");
    project.write("entrada/extratos/extrato-2026-04.ofx", next.chars().map(|character| character as u8).collect::<Vec<_>>());
    project.run(&["run"]).succeeds().says(&["novas 1", "iguais 3"]);
    assert_eq!(lines(&project).len(), 4);
}

#[test]
fn one_id_for_two_movements_is_told_and_the_account_can_be_named() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "ofx"]).succeeds();
    let file = "entrada/extratos/extrato-2026-03.ofx";
    let sound = project.read(file);
    project.write(file, sound.replace("202603051", "202603041"));
    project.run(&["run"]).ends(1).says(&["M0306", "chave_conflitante"]);
    let toml = project.read("mirante.toml").replace(
        "constants = { cooperative_id",
        "columns = { bank_transaction_id = \"{FITID}:{DTPOSTED}:{amount}\" }\nvalues.account_id = { \"0341:1234567890\" = \"movimento\" }\nconstants = { cooperative_id",
    );
    project.write("mirante.toml", toml.replace("{DTPOSTED}", "{booked}"));
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT DISTINCT account_id FROM staging.bank_transactions"), "movimento");
    for (broken, says) in [
        (sound.replace("<CURDEF>BRL", "<CURDEF>USD"), "está em USD"),
        (sound.replace("</OFX>", ""), "termina antes do extrato"),
        ("nada".to_owned(), "não é OFX"),
    ] {
        project.write(file, broken);
        project.run(&["run"]).ends(1).says(&["M0304", "extrato-2026-03.ofx", says]);
    }
    assert_eq!(lines(&project).len(), 3, "nothing that was there is lost");
}

#[test]
fn a_return_in_cnab_becomes_movements_and_a_trailer_that_does_not_add_up_keeps_it_out() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "cnab240"]).succeeds();
    project.run(&["run"]).succeeds().says(&["novas 6", "segment A 1, segment T 1"]);
    let sums = "SELECT direction, count(*), sum(amount) FROM staging.bank_transactions GROUP BY direction ORDER BY 1";
    let sums: Vec<String> = project.rows(sums).into_iter().map(|row| row.join(" ")).collect();
    assert_eq!(sums, ["entrada 3 7311.00", "saida 3 510.90"]);
    let file = "entrada/banco/retorno-2026-03.ret";
    let wrong = project.read(file).replace("00000000000329000", "00000000000329100");
    project.write("entrada/banco/retorno-2026-04.ret", wrong);
    project.run(&["run"]).ends(1).says(&["M0304", "retorno-2026-04.ret", "R$ 3291.00", "R$ 3290.00"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.bank_transactions"), "6");
}

#[test]
fn bank_files_go_where_banks_belong() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "ofx"]).succeeds();
    let toml = project.read("mirante.toml");
    project.write("mirante.toml", toml.replace("into = \"bank_transactions\"", "into = \"titles\""));
    project.run(&["ingest"]).ends(2).says(&["M0301", "vai para `bank_transactions`"]);
    project.write("mirante.toml", toml.replace("constants = { cooperative_id = \"coop-exemplo\" }", ""));
    project.run(&["ingest"]).ends(2).says(&["M0301", "cooperative_id"]);
}
