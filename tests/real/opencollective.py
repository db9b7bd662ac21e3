"""Compares a project that has loaded the real database with what psql says of the same tables.

Usage: opencollective.py MIRANTE PROJECT PSQL SOCKET PORT. The expected numbers are counted by PostgreSQL itself.
"""

import json
import subprocess
import sys

mirante, project, psql, socket, port = sys.argv[1:6]
passed = failed = 0


def ours(query):
    out = subprocess.run([mirante, "-C", project, "sql", query, "--format", "csv-iso", "-q"], capture_output=True, text=True)
    if out.returncode != 0:
        out = subprocess.run([mirante, "-C", project, "sql", query, "--format", "csv", "-q"], check=True, capture_output=True, text=True)
    return [line.split(",") for line in out.stdout.splitlines()[1:]]


def theirs(query):
    command = [psql, "-h", socket, "-p", port, "-U", "postgres", "-d", "opencollective", "-XAtF,", "-c", "SET search_path = opencollective", "-c", query]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split(",") for line in out if line != "SET"]


def check(what, actual, expected):
    global passed, failed
    if sorted(actual) == sorted(expected) and expected:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {actual[:8]!r} where {expected[:8]!r} is expected")


KEPT = """WHERE currency = 'USD' AND "deletedAt" IS NULL"""
check(
    "entries: rows and amount",
    ours("SELECT count(*) AS n, sum_checked(amount) AS amount FROM staging.ledger_entries"),
    theirs(f'SELECT count(*), (sum(amount) / 100.0)::numeric(18,2) FROM "Transactions" {KEPT}'),
)
check(
    "journals that do not close",
    ours("SELECT offending_n FROM meta.checks WHERE check_name = 'checks.journals_that_do_not_close' ORDER BY version DESC LIMIT 1"),
    theirs(f'SELECT count(*) FROM (SELECT FROM "Transactions" {KEPT} GROUP BY "HostCollectiveId", "TransactionGroup" HAVING sum(amount) <> 0) AS open'),
)
check(
    "journals and their differences",
    ours("SELECT journal_id, sum_checked(amount) AS amount FROM staging.ledger_entries GROUP BY journal_id"),
    theirs(f'SELECT "TransactionGroup", (sum(amount) / 100.0)::numeric(18,2) FROM "Transactions" {KEPT} GROUP BY 1'),
)
check(
    "titles: rows and amount",
    ours("SELECT count(*) AS n, sum_checked(amount) AS amount FROM staging.titles"),
    theirs(f'SELECT count(*), (sum("totalAmount") / 100.0)::numeric(18,2) FROM "Orders" {KEPT} AND "totalAmount" IS NOT NULL'),
)
check(
    "events of each status",
    ours("SELECT event_type, count(*) AS n FROM staging.events WHERE event_id LIKE 'h%' OR event_id LIKE 'o%' GROUP BY event_type"),
    theirs(
        'SELECT status, count(*) FROM (SELECT status FROM "OrderHistories" UNION ALL SELECT status FROM "Orders" WHERE "deletedAt" IS NULL) AS e GROUP BY 1'
    ),
)
check("links", ours("SELECT count(*) AS n FROM staging.event_objects WHERE object_type = 'pedido'"), theirs('SELECT (SELECT count(*) FROM "OrderHistories") + (SELECT count(*) FROM "Orders" WHERE "deletedAt" IS NULL)'))
check(
    "memberships: rows, people and first day",
    ours("SELECT count(*) AS n, count(DISTINCT member_id) AS people, min(joined_on) AS first_on FROM staging.memberships"),
    theirs(
        """SELECT count(*), count(DISTINCT "MemberCollectiveId"), min((since AT TIME ZONE 'America/Sao_Paulo')::date) FROM "Members" WHERE "deletedAt" IS NULL"""
    ),
)
check("every batch is proven complete", ours("SELECT DISTINCT is_complete FROM meta.completeness"), [["true"]])
if ours("SELECT member_id FROM staging.memberships WHERE member_id NOT LIKE 'm-%'"):
    failed += 1
    print("FAILED: a person's own key stands in the lake")

print(f"opencollective: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
