"""Compares a project that has loaded the real logs with the numbers of tests/golden/vectors/process_logs.json.

Usage: compare.py MIRANTE PROJECT VECTORS. The vectors come from plain Python over the same files, so no code is shared.
"""

import json
import math
import subprocess
import sys
from datetime import datetime

CASES = {
    "receipt: flow": "protocolo",
    "loan applications: completed events": "emprestimo",
    "loan applications: every event, whatever its life cycle": "emprestimo_completo",
    "recruiting: flow of applications": "applications",
}
SERVICE = "loan applications: service time from starts and completes"

mirante, project, vectors = sys.argv[1:4]
passed = failed = 0


def rows(query):
    out = subprocess.run([mirante, "-C", project, "sql", query, "--format", "json", "-q"], check=True, capture_output=True)
    return json.loads(out.stdout)


def instant(text):
    """Whole microseconds since 1970."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def check(what, actual, expected):
    global passed, failed
    same = actual == expected
    if isinstance(expected, float) or isinstance(actual, float):
        same = actual is not None and expected is not None and math.isclose(actual, expected, rel_tol=1e-9, abs_tol=1e-6)
    if same:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {actual!r} where {expected!r} is expected")


def table(name, key, object_type, expected, columns):
    actual = {tuple(row[k] for k in key): row for row in rows(f"SELECT * FROM marts.{name} WHERE object_type = '{object_type}'")}
    wanted = {tuple(row[k] for k in key): row for row in expected}
    check(f"{object_type} {name}: keys", sorted(actual), sorted(wanted))
    for place, row in wanted.items():
        for column in columns:
            check(f"{object_type} {name} {place} {column}", actual.get(place, {}).get(column), row[column])


cases = {case["name"]: case["expected"] for case in json.load(open(vectors))["cases"]}
for name, object_type in CASES.items():
    expected = cases[name]
    of_type = f"WHERE object_type = '{object_type}'"
    events = rows(f"SELECT count(*) AS n, count(DISTINCT event_type) AS types FROM staging.case_events {of_type}")[0]
    check(f"{name}: events", events["n"], expected["n_events"])
    check(f"{name}: event types", events["types"], expected["n_event_types"])
    table("edges", ["source_event", "target_event"], object_type, expected["edges"], ["n", "sum_seconds", "mean_seconds", "median_seconds", "p90_seconds", "handover_n"])
    table("rework", ["event_type"], object_type, expected["rework"], ["cases_n", "cases_repeated_n", "repeats_n", "self_loops_n", "returns_n", "extra_seconds"])
    if "handovers" in expected:
        table("handovers", ["source_unit_id", "target_unit_id"], object_type, expected["handovers"], ["n", "mean_seconds", "median_seconds"])
    variants = rows(f"SELECT variant, n_cases FROM marts.variants {of_type} ORDER BY n_cases DESC, variant")
    check(f"{name}: variants", len(variants), expected["n_variants"])
    counts = {row["variant"]: row["n_cases"] for row in variants}
    for top in expected["top_variants"]:
        check(f"{name}: {top['variant'][:60]}", counts.get(top["variant"]), top["n_cases"])
    durations = rows(
        "SELECT count(*) AS n, sum(duration_seconds) AS sum_seconds, avg(duration_seconds) AS mean_seconds, max(duration_seconds) AS max_seconds,"
        f" percentile(duration_seconds, 0.5) AS median_seconds, percentile(duration_seconds, 0.85) AS p85_seconds FROM marts.case_durations {of_type}"
    )[0]
    check(f"{name}: cases", durations["n"], expected["n_cases"])
    for column, value in expected["case_duration"].items():
        check(f"{name}: case duration {column}", durations[column], value)

# A complete takes the earliest unused start of its activity: the service seconds, from the events themselves.
service = rows(
    "SELECT event_type, count(*) AS completes_n, count(started_at) AS with_start_n, seconds(sum_checked(micros_between(started_at, occurred_at))) AS service_sum_seconds,"
    " seconds(percentile(micros_between(started_at, occurred_at), 0.5)) AS service_median_seconds"
    " FROM staging.case_events WHERE object_type = 'emprestimo' GROUP BY event_type"
)
found = {row["event_type"]: row for row in service}
for row in cases[SERVICE]["activities"]:
    for column in ["completes_n", "with_start_n", "service_sum_seconds", "service_median_seconds"]:
        check(f"{SERVICE}: {row['event_type']} {column}", found.get(row["event_type"], {}).get(column), row[column])

# The same from the drafted process: a stage for each activity, its service the union of the work in its visits.
# Work that began before the same activity was last completed in the case counts once: the overlap is taken off here.
work = rows("SELECT object_id, event_type, started_at, occurred_at FROM staging.case_events WHERE object_type = 'emprestimo' ORDER BY object_id, position")
last, own, lost = {}, {}, {}
for row in work:
    place = (row["object_id"], row["event_type"])
    if row["started_at"] is not None:
        begun, ended = instant(row["started_at"]), instant(row["occurred_at"])
        overlap = max(0, min(last.get(place, begun), ended) - begun)
        own[row["event_type"]] = own.get(row["event_type"], 0) + (ended - begun - overlap)
        lost[row["event_type"]] = lost.get(row["event_type"], 0) + overlap
    last[place] = instant(row["occurred_at"])
stages = rows(
    "SELECT events.event_type, sum(visits.service_seconds) AS service_seconds, count(visits.service_seconds) AS known_n FROM marts.case_stages AS visits"
    " INNER JOIN staging.process_stage_events AS events ON events.process = visits.process AND events.stage = visits.stage AND events.role = 'exit'"
    " WHERE visits.process = 'emprestimo' AND visits.outcome = 'avancou' GROUP BY events.event_type"
)
found = {row["event_type"]: row for row in stages}
for row in cases[SERVICE]["activities"]:
    name = row["event_type"]
    if row["service_sum_seconds"] is not None:
        check(f"drafted process: {name} work", (own[name] + lost[name]) / 1e6, row["service_sum_seconds"])
        check(f"drafted process: {name} service", found[name]["service_seconds"], own[name] / 1e6)
        check(f"drafted process: {name} visits with work", found[name]["known_n"], row["with_start_n"])

# The object-centric log as a whole: its events, its objects, what touches what.
expected = cases["recruiting: flow of applications"]
log = rows("SELECT event_type, count(*) AS n FROM staging.events WHERE event_id LIKE 'selecao:%' GROUP BY event_type")
check("recruiting: events", sum(row["n"] for row in log), expected["log_events"])
check("recruiting: events by type", {row["event_type"]: row["n"] for row in log}, expected["log_events_by_type"])
linked = (
    "SELECT object_type, {what} AS n FROM staging.event_objects AS links INNER JOIN staging.events AS events ON events.event_id = links.event_id"
    " WHERE links.event_id LIKE 'selecao:%' GROUP BY object_type{more}"
)
types = rows(linked.format(what="count(DISTINCT object_id)", more=""))
check("recruiting: objects", {row["object_type"]: row["n"] for row in types}, expected["log_objects_by_type"])
of_events = rows(linked.format(what="count(DISTINCT object_id)", more=", event_type").replace("SELECT object_type", "SELECT event_type, object_type"))
found = {row["event_type"]: row["n"] for row in of_events if row["object_type"] == "applications"}
check("recruiting: applications by event type", found, expected["applications_with_event"])
per_event = "SELECT links.event_id, count(*) AS n FROM staging.event_objects AS links WHERE event_id LIKE 'selecao:%' AND object_type = 'applications' GROUP BY links.event_id"
per_event = rows(f"SELECT count(*) AS n, max(n) AS most FROM ({per_event}) AS counted")[0]
check("recruiting: events without application", expected["log_events"] - per_event["n"], expected["events_without_application"])
check("recruiting: applications of an event", per_event["most"], 1)
for place, column in [("first", "start_events"), ("last", "end_events")]:
    ends = rows(
        f"SELECT event_type, count(*) AS n FROM (SELECT {place}_value(event_type ORDER BY position) AS event_type FROM staging.case_events"
        " WHERE object_type = 'applications' GROUP BY object_id) AS ends GROUP BY event_type"
    )
    check(f"recruiting: {column}", {row["event_type"]: row["n"] for row in ends}, expected[column])


def wilson(late, due):
    """The 90 percent interval of a share (Wilson 1927)."""
    z, share = 1.6448536269514722, late / due
    middle, spread = share + z * z / (2 * due), z * math.sqrt(share * (1 - share) / due + z * z / (4 * due * due))
    return (middle - spread) / (1 + z * z / due), (middle + spread) / (1 + z * z / due)


# The deadlines of the filings: entities of the lake against the last event of each case, and against their own end.
limits = cases["receipt: limits"]
last_events = "SELECT object_id, max(occurred_at) AS last_at FROM staging.case_events WHERE object_type = 'protocolo' GROUP BY object_id"
for kind, case_column, name in [
    ("protocolo", "work_item_id", "last_event_against_enddate_planned"),
    ("limite_do_protocolo", "parent_item_id", "last_event_against_deadline"),
]:
    late = rows(
        "SELECT count(items.due_at) AS due_n, count(CASE WHEN last_at > items.due_at THEN 1 END) AS late_n, count(CASE WHEN last_at = items.due_at THEN 1 END) AS exactly_n,"
        " count(*) - count(items.due_at) AS without_limit_n,"
        " seconds(percentile(CASE WHEN last_at > items.due_at THEN micros_between(items.due_at, last_at) END, 0.5)) AS p50,"
        " seconds(percentile(CASE WHEN last_at > items.due_at THEN micros_between(items.due_at, last_at) END, 0.9)) AS p90"
        f" FROM staging.work_items AS items INNER JOIN ({last_events}) AS cases ON cases.object_id = items.{case_column} WHERE items.kind = '{kind}'"
    )[0]
    expected = limits[name]
    for column, value in [("due_n", late["due_n"]), ("late_n", late["late_n"]), ("without_limit_n", late["without_limit_n"]), ("exactly_at_limit_n", late["exactly_n"])]:
        check(f"{name} {column}", value, expected[column])
    check(f"{name} p50", late["p50"], expected["breach_p50_seconds"])
    check(f"{name} p90", late["p90"], expected["breach_p90_seconds"])
    low, high = wilson(late["late_n"], late["due_n"])
    for column, value in [("late_rate", late["late_n"] / late["due_n"]), ("low", low), ("high", high)]:
        check(f"{name} {column}", round(value, 9), round(expected[column], 9))
states = rows(
    "SELECT state, count(*) AS n FROM (SELECT CASE WHEN done_at > due_at THEN 'breached' WHEN done_at IS NOT NULL THEN 'met'"
    " WHEN as_of > due_at THEN 'open_breached' ELSE 'open_on_time' END AS state FROM staging.work_items AS items"
    " CROSS JOIN (SELECT max(occurred_at) AS as_of FROM staging.case_events WHERE object_type = 'protocolo') AS horizon"
    " WHERE items.kind = 'protocolo') AS judged GROUP BY state"
)
check("limits: states", {row["state"]: row["n"] for row in states}, limits["enddate_against_enddate_planned"]["states"])
breach = rows(
    "SELECT seconds(percentile(micros_between(due_at, done_at), 0.5)) AS p50, seconds(percentile(micros_between(due_at, done_at), 0.9)) AS p90"
    " FROM staging.work_items WHERE kind = 'protocolo' AND done_at > due_at"
)[0]
check("limits: breach p50", breach["p50"], limits["enddate_against_enddate_planned"]["breach_p50_seconds"])
check("limits: breach p90", breach["p90"], limits["enddate_against_enddate_planned"]["breach_p90_seconds"])

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
