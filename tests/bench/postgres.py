"""A private PostgreSQL with rows to read: how fast they come in, beside `COPY … (FORMAT binary)` into nothing (budget 2)."""
import glob
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

ROWS = int(os.environ.get("MIRANTE_BENCH_ROWS", "1000000"))
TABLE = f"""CREATE TABLE evento AS SELECT 'E-' || n AS id, 'chamado.' || (array['opened','taken','answered','closed'])[1 + n % 4] AS tipo,
    timestamptz '2024-01-01 08:00+00' + n * interval '37 seconds' AS quando, n AS ordem, 'nucleo-' || n % 12 AS nucleo,
    now() AS alterado FROM generate_series(1, {ROWS}) AS n"""
QUERY = "select id, tipo, quando, ordem, nucleo from evento"
PROJECT = """[[sources]]
name = "banco"
kind = "postgres"
connection = {{ host = "{host}", database = "postgres", user = "postgres", tls = "disable" }}

[[sources.loads]]
into = "events"
query = "{query}"
columns = {{ event_id = "id", event_type = "tipo", occurred_at = "quando", sequence = "ordem", unit_id = "nucleo" }}
"""


def bench(mirante, times, tell):
    programs = pathlib.Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    folder = pathlib.Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    as_server = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if is_root else []
    if is_root:
        shutil.chown(folder, "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*as_server, programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust"], check=True, **quiet)
    options = ["-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_wal_size=4GB"]
    server = subprocess.Popen([*as_server, programs / "postgres", "-D", folder / "data", *options], **quiet)
    try:
        psql = [programs / "psql", "-h", str(folder), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qAt"]
        for _ in range(100):
            if subprocess.run([*psql, "-c", "select 1"], **quiet).returncode == 0:
                break
            time.sleep(0.1)
        subprocess.run([*psql, "-c", TABLE, "-c", "VACUUM ANALYZE evento"], check=True, **quiet)
        owns, peers = [], []
        for _ in range(times):
            project = pathlib.Path(tempfile.mkdtemp())
            (project / "mirante.toml").write_text(PROJECT.format(host=folder, query=QUERY))
            begin = time.perf_counter()
            subprocess.run([mirante, "-C", project, "ingest", "-q"], check=True, **quiet)
            owns.append(time.perf_counter() - begin)
            shutil.rmtree(project)
            begin = time.perf_counter()
            subprocess.run([*psql, "-c", f"COPY ({QUERY}) TO STDOUT (FORMAT binary)"], check=True, **quiet)
            peers.append(time.perf_counter() - begin)
        own, peer = min(owns), min(peers)
        tell(2, f"ingest {ROWS} rows of PostgreSQL, rows/s of COPY binary", peer / own, "ratio", -0.7, f"{own:.2f} s / {peer:.2f} s, whole ingestion")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
