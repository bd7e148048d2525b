"""Finds, for every fault and every switch value, a scenario that answers differently from the default server.

For a fault, a scenario is preferred in which no single switch value answers the same: that one proves the fault.
python -m bed.witness rewrites witness.json (two minutes); --describe and selftest.py read it."""
import hashlib
import json
import pathlib
from .faults import FAULTS
from .play import APPS, direct, make
from .scenarios import SCENARIOS
from .switches import SWITCHES

FILE = pathlib.Path(__file__).with_name("witness.json")
# A switch that shows only beside another switch.
BESIDE = {"response_info_reason=code and text": {"refund_envelope": "ResponseInfo"},
          "media_type_status=400": {"content_type": "json"},
          "cb_status_auth": {"cb_guid": "checked"},
          "cb_status_case=exact": {"cb_unknown_status": "refuse"}}

def beside(key):
    return BESIDE.get(key) or BESIDE.get(key.split("=")[0]) or {}

def load():
    return json.loads(FILE.read_text()) if FILE.exists() else {"faults": {}, "switches": {}, "confusable": {}, "hidden": []}

def answers(api, hide=False, **kw):
    """scenario -> a digest of its answers."""
    app = make(api, **kw)
    app[1].hide = hide
    return {n: hashlib.md5(b"\0".join(direct(*app, steps))).hexdigest()
            for n, (a, steps) in SCENARIOS.items() if a == api}

def differing(base, other):
    return [n for n in base if base[n] != other[n]]

def main():
    plain = {a: answers(a) for a in APPS}
    variants = {a: {} for a in APPS}
    switches, faults, confusable, hidden, lost = {}, {}, {}, [], []
    bare = answers("globale", hide=True)
    for s in SWITCHES.values():
        for v in s.values[1:]:
            key, found = f"{s.name}={v}", None
            other = dict(beside(key))
            for api in (APPS if s.api == "any" else [s.api]):
                base = answers(api, switches=other) if other else plain[api]
                mine = answers(api, switches={**other, s.name: v})
                if not other:
                    variants[api][key] = mine
                found = found or next(iter(differing(base, mine)), None)
            switches[key] = found
            if not found:
                lost.append("switch " + key)
    for f in FAULTS.values():
        mine = answers(f.api, fault=f.name)
        where = differing(plain[f.api], mine)
        alike = {n: [k for k, v in variants[f.api].items() if v[n] == mine[n]] for n in where}
        where.sort(key=lambda n: len(alike[n]))
        faults[f.name] = where[0] if where else None
        if where and alike[where[0]]:
            confusable[f.name] = alike[where[0]]
        if not where:
            lost.append("fault " + f.name)
        elif f.api == "globale" and not differing(bare, answers(f.api, hide=True, fault=f.name)):
            hidden.append(f.name)
    FILE.write_text(json.dumps({"faults": faults, "switches": switches, "confusable": confusable, "hidden": hidden},
                               indent=1) + "\n")
    print(f"{len(faults)} faults, {len(switches)} switch values besides the defaults; without witness: {len(lost)}")
    for x in lost:
        print("  ", x)
    print("   seen only in members that no document names:", *hidden)
    for name, keys in confusable.items():
        print("   fault", name, "answers like", keys)

if __name__ == "__main__":
    main()
