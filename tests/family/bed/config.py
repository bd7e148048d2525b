"""Which switches and which fault a running server has."""
from .switches import SWITCHES

class Config:
    def __init__(self, api, preset="default", switches=None, fault=None):
        self.api, self.preset, self.fault = api, preset, fault
        self.hide = False                   # witness.py: leave out the members that no document names
        self.values = {}
        for s in SWITCHES.values():
            self.values[s.name] = {"default": s.values[0], "shallow": s.shallow, "strict": s.strict}[preset]
        for name, value in (switches or {}).items():
            if name not in SWITCHES:
                raise SystemExit(f"unknown switch {name!r}")
            if value not in SWITCHES[name].values:
                raise SystemExit(f"switch {name} takes {'|'.join(SWITCHES[name].values)}, not {value!r}")
            self.values[name] = value

    def __getitem__(self, name):
        return self.values[name]

    def bad(self, name):
        """Is the planted fault NAME in force?"""
        return self.fault == name
