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

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
