"""YAML as the contract is written: numbers keep their digits, and nothing but `true` and `false` is a
boolean.

Invariant: what is dumped here reads the same in YAML 1.1 and 1.2 parsers.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

_INT = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_AMBIGUOUS = re.compile(
    r"[-+.0-9][-+._0-9a-fA-FxobeE:]*\Z|(?:y|n|yes|no|on|off|true|false|null|nan|inf|~)\Z", re.IGNORECASE
)


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # the base class declares it so


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", _INT, list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-0123456789"))
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def _string(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text and not any(line != line.rstrip() for line in text.split("\n")):
        style = "|"
    elif _AMBIGUOUS.match(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", format(number, "f"))


_Dumper.add_representer(str, _string)
_Dumper.add_representer(Decimal, _number)


def load(path: Path) -> Any:
    """The document in a file. Raises `yaml.YAMLError` with file and line."""
    with path.open("rb") as file:
        return yaml.load(file, _Loader)  # noqa: S506  # derived from the safe loader


def dump(document: Any) -> bytes:
    """Block style, keys in their order, UTF-8."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text.encode()
