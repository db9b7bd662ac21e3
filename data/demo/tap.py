"""A tap small enough to read: it gives the steps that came after its state, and says how far it got."""

import json
import sys

STEPS = [
    ("IN-201", "inscricao.opened", "2026-03-02T12:10:00Z", "Formação"),
    ("IN-201", "inscricao.approved", "2026-03-03T18:30:00Z", "Coordenação"),
    ("IN-202", "inscricao.opened", "2026-03-03T13:00:00Z", "Formação"),
    ("IN-202", "inscricao.returned", "2026-03-04T11:45:00Z", "Coordenação"),
    ("IN-202", "inscricao.opened", "2026-03-05T12:05:00Z", "Formação"),
    ("IN-202", "inscricao.approved", "2026-03-06T17:20:00Z", "Coordenação"),
    ("IN-203", "inscricao.opened", "2026-03-06T14:00:00Z", "Formação"),
    ("IN-203", "inscricao.rejected", "2026-03-09T15:15:00Z", "Coordenação"),
]


def say(**message):
    print(json.dumps(message, ensure_ascii=False))


options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
state = json.load(open(options["--state"])) if "--state" in options else {}
text = {"type": "string"}
unit = {"type": "object", "properties": {"nome": text}}
properties = {"id": text, "ordem": {"type": "integer"}, "inscricao": text, "passo": text, "em": {"type": "string", "format": "date-time"}, "nucleo": unit}
say(type="SCHEMA", stream="passos", schema={"type": "object", "properties": properties}, key_properties=["id"], bookmark_properties=["ordem"])
for order, (case, step, at, name) in enumerate(STEPS, 1):
    if order >= state.get("ordem", 1):
        record = {"id": f"P-{order}", "ordem": order, "inscricao": case, "passo": step, "em": at, "nucleo": {"nome": name}}
        say(type="RECORD", stream="passos", record=record)
say(type="STATE", value={"ordem": len(STEPS)})
