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
from attrs import frozen

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


_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")

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


def loads(text: bytes) -> Any:
    """The document in a text; JSON is YAML too. Raises `yaml.YAMLError` with the line."""
    return yaml.load(text, _Loader)  # noqa: S506  # derived from the safe loader


@frozen
class Located:
    """A value and where it stands: a dict or a list of located values, or a scalar.

    `repeated` holds the line and the name of each key that the mapping had already.
    """

    file: Path
    line: int
    value: Any
    repeated: tuple[tuple[int, Any], ...] = ()

    def __contains__(self, key: object) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __getitem__(self, key: Any) -> Located:
        child: Located = self.value[key]
        return child

    def get(self, key: Any) -> Located | None:
        """A member of a mapping; None when it has none of that name."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def text(self, key: Any) -> str:
        """A member that is a string; empty when there is none."""
        child = self.get(key)
        return child.value if child is not None and isinstance(child.value, str) else ""

    def sequence(self, key: Any) -> list[Located]:
        """The items of a member that is a list; none when it is not a list."""
        child = self.get(key)
        return child.value if child is not None and isinstance(child.value, list) else []

    def items(self) -> list[tuple[Any, Located]]:
        """The members of a mapping; none when the value is not a mapping."""
        return list(self.value.items()) if isinstance(self.value, dict) else []

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        return [child.plain() for child in self.value] if isinstance(self.value, list) else self.value


def locate(path: Path) -> Located:
    """The document in a file with the line of each value; the line of a member is that of its key.

    :raises yaml.YAMLError: with file and line.
    """
    with path.open("rb") as file:
        loader = _Loader(file)
        try:
            root = loader.get_single_node()
            if root is None:
                return Located(path, 1, None)
            return _located(loader, root, path, root.start_mark.line + 1, ())
        finally:
            loader.dispose()


def _located(
    loader: _Loader, node: yaml.Node, path: Path, line: int, around: tuple[yaml.Node, ...]
) -> Located:
    if node in around:
        raise yaml.constructor.ConstructorError(None, None, "found a value inside itself", node.start_mark)
    around = (*around, node)
    if not isinstance(node, yaml.ScalarNode) and node.tag not in _COLLECTIONS:
        raise yaml.constructor.ConstructorError(None, None, f"found the tag {node.tag}", node.start_mark)
    if isinstance(node, yaml.MappingNode):
        members: dict[Any, Located] = {}
        repeated = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                problem = "found a list or a mapping as a key"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            key, at = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
            if key in members:
                repeated.append((at, key))
            members[key] = _located(loader, value_node, path, at, around)
        return Located(path, line, members, tuple(repeated))
    if isinstance(node, yaml.SequenceNode):
        items = [_located(loader, item, path, item.start_mark.line + 1, around) for item in node.value]
        return Located(path, line, items)
    return Located(path, line, loader.construct_object(node, deep=True))


def dump(document: Any) -> bytes:
    """Block style, keys in their order, UTF-8."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text.encode()
