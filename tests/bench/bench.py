"""Budgets of the program beside their peers, measured in one run on the same data.

A budget is a ratio or a count; seconds are only a guide. Each measurement takes the best of three runs, own and peer in turn,
since a shared machine makes runs slower and never faster. Results are appended to results.csv.
"""
import csv
import datetime
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
MIRANTE = sys.argv[1]
DATA = pathlib.Path(os.environ.get("MIRANTE_REAL_DATA", HERE / "../../../shared/data")).resolve()
TIMES = int(os.environ.get("MIRANTE_BENCH_TIMES", "3"))
found = []


def mirante(*args, project=None):
    command = [MIRANTE, *(["-C", str(project)] if project else []), *args]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def best(own, peer=None, before=lambda: None):
    """The best of some runs of both, in turn."""
    owns, peers = [], []
    for _ in range(TIMES):
        before()
        owns.append(seconds(own))
        if peer:
            peers.append(seconds(peer))
    return min(owns), min(peers) if peers else None


def tell(budget, name, value, unit, limit, note=""):
    met = "" if limit is None else ("yes" if (value <= limit if limit >= 0 else value >= -limit) else "NO")
    row = [datetime.date.today().isoformat(), commit(), os.cpu_count(), budget, name, f"{value:.3f}", unit, "" if limit is None else abs(limit), met, note]
    found.append(row)
    print(*row, sep="\t", flush=True)


def commit():
    run = subprocess.run(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return run.stdout.strip() or "unknown"


def measured(*args):
    """Seconds, peak memory in MiB and processor seconds of one command, which must end well or find something."""
    begin = time.perf_counter()
    child = subprocess.Popen([MIRANTE, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), args
    return time.perf_counter() - begin, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def scale():
    return os.environ.get("MIRANTE_BENCH_SCALE", "medium")


def cooperative(size=None):
    """The made-up cooperative at the scale of the run, or at another, made once and kept between runs of the benches."""
    size = size or scale()
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "mirante" / f"bench-{size}-{commit()}"
    if not (folder / "lake" / "editions").is_dir():
        for older in folder.parent.glob(f"bench-{size}-*"):
            shutil.rmtree(older, ignore_errors=True)
        took, mib, _ = measured("demo", "--dir", str(folder), "--scale", size, "--no-serve")
        tell(8, f"peak memory of demo --scale {size}", mib, "MiB", 2048 if size == "large" else None, f"{took:.1f} s")
    return folder


def bench_help():
    own, _ = best(lambda: mirante("--help"))
    tell(18, "mirante --help", own * 1000, "ms", 30)


def bench_demo():
    """From start to the first page."""
    def first_page():
        with tempfile.TemporaryDirectory() as folder:
            child = subprocess.Popen([MIRANTE, "demo", "--dir", folder + "/d", "--no-open", "--port", "0"], stderr=subprocess.PIPE, text=True)
            try:
                address = next(found for line in child.stderr if (found := re.search(r"http://(127\.0\.0\.1:\d+)", line)))[1]
                connection = http.client.HTTPConnection(address, timeout=10)
                connection.request("GET", "/e/2026-T3/fluxo")
                assert connection.getresponse().status == 200
            finally:
                child.terminate()
                child.wait()
    own, _ = best(first_page)
    tell(17, "mirante demo to its first page", own, "s", 8)


def bench_nothing_new():
    project = cooperative()
    own, _ = best(lambda: mirante("run", "-q", project=project))
    tell(6, f"run with nothing new, {scale()}", own * 1000, "ms", 300)


def bench_memory():
    cooperative()
    with tempfile.TemporaryDirectory() as folder:
        took, mib, _ = measured("demo", "--dir", folder + "/d", "--no-serve")
        tell(8, "peak memory of demo, small", mib, "MiB", None, f"{took:.1f} s")


def records(folder, size):
    """The records of the cooperative at a scale as a project that has loaded nothing yet."""
    made, project = cooperative(size), pathlib.Path(folder) / size
    project.mkdir()
    shutil.copytree(made / "entrada", project / "entrada")
    shutil.copy(made / "mirante.toml", project)
    return project


def bench_some_news():
    """A run in which one event in a hundred is new, beside the run that loaded and computed everything."""
    with tempfile.TemporaryDirectory() as folder:
        project = records(folder, scale())
        _, mib, cold = measured("-C", str(project), "run", "-q")
        tell(8, f"peak memory of the first run, {scale()}", mib, "MiB", 2048 if scale() == "large" else None, f"{cold:.1f} s of processor")
        rows = news(project)
        _, mib, warm = measured("-C", str(project), "run", "-q")
        tell(7, f"run with {rows} new events, {scale()}", 100 * warm / cold, "%", 5, f"{warm:.1f} s / {cold:.1f} s of processor, {mib:.0f} MiB")


def news(project):
    """One event in a hundred again, as a file that came after the others: other keys, the same objects."""
    folder = project / "entrada" / "oportunidades"
    events = sorted(file for file in folder.glob("eventos-????.csv"))
    count = sum(1 for file in project.glob("entrada/**/*.csv") if "eventos" in file.name for _ in file.open()) // 100
    header, *rows = events[-1].read_text().splitlines()
    again = {row.split(";", 1)[0]: row for row in rows[-count:]}
    (folder / "eventos-9999.csv").write_text("\n".join([header] + [f"N{row}" for row in again.values()]) + "\n")
    header, *links = (folder / events[-1].name.replace(".csv", "-objetos.csv")).read_text().splitlines()
    links = [f"N{link}" for link in links if link.split(";", 1)[0] in again]
    (folder / "eventos-9999-objetos.csv").write_text("\n".join([header] + links) + "\n")
    return len(again)


def bench_tenfold():
    """First runs of two scales of which the larger has ten times the events: huge beside large when asked for, else medium beside small."""
    smaller, larger = ("large", "huge") if scale() == "huge" else ("small", "medium")
    took = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (smaller, larger):
            project = records(folder, size)
            took.append(measured("-C", str(project), "run", "-q")[0])
            shutil.rmtree(project)
    tell(9, f"first run, {larger} / {smaller}", took[1] / took[0], "ratio", 12, f"{took[1]:.1f} s / {took[0]:.1f} s")


def bench_models():
    import models

    models.bench(MIRANTE, TIMES, tell, cooperative(), scale())


def bench_csv():
    """Events from CSV: typing, contract, hashes, sorting, commit; beside DuckDB's plain conversion of the same file."""
    import duckdb

    text = (HERE / "events.toml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder) / "p"

        def fresh():
            shutil.rmtree(project, ignore_errors=True)
            project.mkdir()
            (project / "entrada").mkdir()
            # One file of events, as a system exports them: made of the cooperative's own.
            shutil.copy(events_file(folder), project / "entrada" / "events.csv")
            (project / "mirante.toml").write_text(text)

        def peer():
            out = pathlib.Path(folder) / "peer.parquet"
            query = f"COPY (SELECT * FROM read_csv('{events_file(folder)}', header=true)) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
            duckdb.connect(config={"threads": os.cpu_count()}).execute(query)

        own, other = best(lambda: mirante("ingest", project=project), peer, fresh)
        rows = sum(1 for _ in open(events_file(folder), "rb")) - 1
        tell(1, f"ingest {rows} CSV events / DuckDB CSV to Parquet", own / other, "ratio", 1.5, f"{own:.2f} s / {other:.2f} s")


def events_file(folder):
    """The raw events of the cooperative as one plain CSV file, written once a run."""
    import duckdb

    out = pathlib.Path(folder) / "events.csv"
    if not out.exists():
        files = cooperative() / "lake/files/raw/events/*.parquet"
        query = f"SELECT event_id, event_type, occurred_at, sequence, unit_id FROM read_parquet('{files}') WHERE _op <> 'delete'"
        duckdb.connect().execute(f"SET TimeZone='UTC'; COPY ({query}) TO '{out}' (HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ')")
    return out


def bench_edges():
    """Edges from stored files, beside DuckDB over the same sorted file."""
    import duckdb

    project = cooperative()
    files = newest(project, "staging", "case_events")
    query = f"""SELECT object_type, event_type, next, count(*), sum(gap), median(gap), quantile_cont(gap, 0.9) FROM (
        SELECT object_type, event_type, lead(event_type) OVER w AS next, epoch(lead(occurred_at) OVER w) - epoch(occurred_at) AS gap
        FROM read_parquet({files}) WINDOW w AS (PARTITION BY object_type, object_id ORDER BY position)) WHERE next IS NOT NULL GROUP BY ALL"""

    def peer():
        duckdb.connect(config={"threads": os.cpu_count()}).execute(query).fetchall()

    text = str(HERE / "../../queries/marts/edges.sql")
    own, other = best(lambda: mirante("sql", "-f", text, "--format", "csv", project=project), peer)
    rows = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet({files})").fetchone()[0]
    tell(4, f"edges over {rows} stored events / DuckDB", own / other, "ratio", 0.4, f"{own:.2f} s / {other:.2f} s, start and verification included")


def newest(project, layer, name):
    """The files of a dataset in the newest version that has it."""
    lists = sorted((project / "lake/lists").glob("*.json"), key=lambda file: file.stat().st_mtime)
    known = [json.loads(file.read_text()) for file in lists]
    files = [one["files"] for one in known if one["dataset"] == f"{layer}.{name}"][-1]
    return [str(project / "lake" / file["path"]) for file in files]


def bench_xes():
    """A gzipped XES log to edges, end to end, beside PM4Py's reading and performance graph."""
    source = DATA / "bpic2012.xes.gz"
    if not source.is_file():
        print(f"not measured: {source} is not there (set MIRANTE_REAL_DATA)", file=sys.stderr)
        return
    import pm4py

    text = (HERE / "xes.toml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder) / "p"

        def fresh():
            shutil.rmtree(project, ignore_errors=True)
            (project / "entrada").mkdir(parents=True)
            shutil.copy(source, project / "entrada")
            (project / "mirante.toml").write_text(text)

        def own():
            mirante("ingest", project=project)
            mirante("transform", "--select", "+marts.edges", project=project)

        plain = pathlib.Path(folder) / "log.xes"
        with gzip.open(source, "rb") as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)

        def peer():
            pm4py.discover_performance_dfg(pm4py.read_xes(str(plain), variant="iterparse"))

        mine, _ = best(own, None, fresh)
        other = seconds(peer)
        tell(3, "bpic2012.xes.gz to edges, times faster than PM4Py", other / mine, "times", -20, f"{mine:.2f} s / {other:.2f} s")


def bench_figure():
    """Drawings alone: in the Rust bench, which prints a line for each figure; only the room of drawings is built."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "bench", "--locked", "-p", "mirante-reports", "--bench", "figure"]
        run = subprocess.run(command, cwd=HERE / "../..", env={**os.environ, "MIRANTE_BENCH_SVG": folder}, stdout=subprocess.PIPE, text=True, check=True)
        for name, micros in re.findall(r"^figure (\S+) ([\d.]+) us", run.stdout, re.M):
            packed = gzip.compress((pathlib.Path(folder) / f"{name}.svg").read_bytes())
            tell(11, f"figure {name}", float(micros) / 1000, "ms", 3)
            tell(11, f"figure {name}, 500 rows packed", len(packed) / 1000, "kB", 20)


def bench_postgres():
    import postgres

    postgres.bench(MIRANTE, TIMES, tell)


BENCHES = {name[6:]: work for name, work in list(globals().items()) if name.startswith("bench_")}


def main():
    wanted = sys.argv[2:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        sys.exit(f"no bench is called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    try:
        for name in wanted:
            BENCHES[name]()
    finally:
        write()


def write():
    results = HERE / "results.csv"
    is_new = not results.exists()
    with results.open("a", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        if is_new:
            writer.writerow(["date", "commit", "cores", "budget", "what", "value", "unit", "limit", "met", "note"])
        writer.writerows(found)


main()
