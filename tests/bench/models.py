"""Budget 5: the SQL models, each over the same stored files, beside DuckDB running the same text.

Both sides run one model after the other on one thread and write what it gives as zstd Parquet. Of DuckDB's side a model counts when it takes
the text after the few functions below are made known to it; those with functions that it cannot have (working time, neighbours, Polars)
are left out on both sides and counted in the note.
"""
import json
import pathlib
import re
import subprocess
import tempfile
import time

# Words that DuckDB has under another name.
WORDS = {"sum_checked(": "sum(", "LEFT ANTI JOIN": "ANTI JOIN", "make_array(": "list_value(", "array_element(": "list_extract(", "cardinality(": "len(", "array_has(": "list_contains(",
         "first_value(": "first(", "last_value(": "last("}
ROOT = pathlib.Path(__file__).resolve().parents[2]
ZONE = "'America/Sao_Paulo'"
# Mirante's functions in DuckDB's words, where one expression says the same.
MACROS = [
    "percentile(x, p) AS quantile_cont(x, p)",
    f"local_day(t) AS CAST(timezone({ZONE}, t) AS DATE)",
    f"day_start(d) AS timezone({ZONE}, CAST(d AS TIMESTAMP))",
    f"local_week(t) AS CAST(date_trunc('week', timezone({ZONE}, t)) AS DATE)",
    "month_start(d) AS CAST(date_trunc('month', d) AS DATE)",
    "months_before(d, n) AS CAST(d - to_months(CAST(n AS INTEGER)) AS DATE)",
    "seconds(us) AS us / 1000000.0",
    "micros_between(a, b) AS epoch_us(b) - epoch_us(a)",
    *(f"{unit}s_touched(a, b) AS list_transform(generate_series(date_trunc('{unit}', timezone({ZONE}, a)), timezone({ZONE}, b), INTERVAL 1 {unit}), lambda x: CAST(x AS DATE))"
      for unit in ("day", "week", "month")),
]


def bench(mirante, times, tell, project, scale):
    import duckdb

    texts = {name: text for name, text in (model(file) for folder in ("staging", "marts") for file in sorted((ROOT / "queries" / folder).glob("*.sql")))}
    own = {}
    for _ in range(times):
        run = subprocess.run([mirante, "-C", str(project), "--json", "transform", "--full", "--threads", "1"], check=True, stdout=subprocess.PIPE, text=True)
        for line in run.stdout.splitlines():
            fact = json.loads(line)
            if fact.get("status") == "built" and fact["dataset"] in texts:
                own[fact["dataset"]] = min(own.get(fact["dataset"], fact["ms"]), fact["ms"])
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    tables(connection, project)
    peer, left_out = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for name in own:
            query = f"COPY ({texts[name]}) TO '{folder}/out.parquet' (FORMAT parquet, COMPRESSION zstd)"
            try:
                connection.execute(f"EXPLAIN {texts[name]}")
                for _ in range(times):
                    begin = time.perf_counter()
                    connection.execute(query)
                    took = (time.perf_counter() - begin) * 1000
                    peer[name] = min(peer.get(name, took), took)
            except duckdb.Error:
                peer.pop(name, None)
                left_out += 1
    mine, theirs = sum(own[name] for name in peer), sum(peer.values())
    note = f"{mine / 1000:.2f} s / {theirs / 1000:.2f} s; {len(peer)} models, {left_out} more that DuckDB cannot say"
    tell(5, f"SQL models one after the other, {scale} / DuckDB", mine / theirs, "ratio", 1.0, note)
    slow = sorted(peer, key=lambda name: own[name] - peer[name])[-5:]
    print("farthest behind:", ", ".join(f"{name} {own[name]:.0f}/{peer[name]:.0f} ms" for name in reversed(slow)))


def model(file):
    """Name and statement of a model."""
    text = file.read_text()
    name = re.search(r"^-- name: (\S+)", text, re.M)[1]
    statement = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip().rstrip(";")
    for ours, theirs in WORDS.items():
        statement = statement.replace(ours, theirs)
    return name, statement


def tables(connection, project):
    """Every dataset of the newest version as a view; of raw ones what stands today."""
    lake = project / "lake"
    newest = json.loads(max((lake / "versions").glob("*.json")).read_text())["body"]
    for schema in ("raw", "staging", "marts", "meta"):
        connection.execute(f"CREATE SCHEMA {schema}")
    for name, digest in newest["datasets"].items():
        known = json.loads((lake / "lists" / f"{digest}.json").read_text())
        schema, short = name.split(".")
        files = [str(lake / file["path"]) for file in known["files"]]
        if not files or schema not in ("raw", "staging", "marts", "meta"):
            continue
        scan = f"read_parquet({files})"
        connection.execute(f"CREATE OR REPLACE VIEW {schema}.{short} AS SELECT * FROM {scan}")
        if schema == "raw":
            connection.execute(f"CREATE VIEW IF NOT EXISTS staging.{short} AS SELECT * EXCLUDE (_source, _batch_id, _recorded_at, _op, _row_hash) FROM {scan} WHERE _op <> 'delete'")
