"""How an edit of a Python module is labelled."""

from __future__ import annotations

from typing import NamedTuple

from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME, Label

HEAD = """from __future__ import annotations
import enum, typing
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, Literal, NamedTuple, Optional
from typing import Protocol, Self, TypedDict, TypeVar, Union, overload
import attrs
T = TypeVar("T")
class Base: ...
class Derived(Base): ...
"""


class PythonEdit(NamedTuple):
    """One module before and after; `inner` is a private module beside it, before and after."""

    name: str
    old: str
    new: str
    label: Label
    inner_old: str = ""
    inner_new: str = ""


def breaks(name: str, old: str, new: str, inner_old: str = "", inner_new: str = "") -> PythonEdit:
    return PythonEdit(name, old, new, BREAKS, inner_old, inner_new)


def works(name: str, old: str, new: str, inner_old: str = "", inner_new: str = "") -> PythonEdit:
    return PythonEdit(name, old, new, COMPATIBLE, inner_old, inner_new)


def same(name: str, old: str, new: str, inner_old: str = "", inner_new: str = "") -> PythonEdit:
    return PythonEdit(name, old, new, SAME, inner_old, inner_new)


def takes(kind: str) -> str:
    return f"def call(value: {kind}) -> None: ...\n"


def gives(kind: str) -> str:
    return f"def call() -> {kind}: ...\n"
