"""Asks the service for the pages of an edition and of some processes; every figure must be there and be drawn.

Usage: pages.py FILE_THAT_NAMES_THE_ADDRESS EDITION PROCESS…
"""
import re
import sys
import time
import urllib.request

served, edition, *processes = sys.argv[1:]
FIGURES = ["stage_wait", "lead_time", "cumulative_flow", "ageing_now", "rework_loops", "variants"]
for _ in range(100):
    address = re.search(r'"address":"([^"]+)/"', open(served).read())
    if address:
        break
    time.sleep(0.1)
else:
    sys.exit("the service did not say where it is")


def get(path):
    with urllib.request.urlopen(address[1] + path, timeout=60) as answer:
        assert answer.status == 200, path
        return answer.read().decode()


drawn = 0
for process in processes:
    page = get(f"/e/{edition}/fluxo?processo={process}")
    for name in FIGURES:
        figure = page.split(f'<figure id="{name}"')[1].split("</figure>")[0]
        rows = figure.split("<tbody>")[1].split("</tbody>")[0].count("<tr>")
        says_why = "Histórico ainda curto" in figure or "Sem passagens" in figure
        assert "<svg" in figure or rows == 0 or says_why, f"{name} of {process} has {rows} rows and no drawing"
        drawn += "<svg" in figure
assert drawn >= 2 * len(FIGURES) - 3, f"only {drawn} figures are drawn"
for path in ["/edicoes", "/qualidade", f"/en/e/{edition}/", "/g/variants.svg?edicao=" + edition + "&processo=" + processes[0]]:
    get(path)
print(f"pages: {len(processes)} processes, {drawn} figures drawn")
