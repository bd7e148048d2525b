"""A call of our package as Python source.

Invariant: a member keeps its place and its digits; one that the model does not name goes in under its name on
the wire.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from decimal import Decimal
from typing import Any, get_args

from codegen.documents.documented_requests import Argument
from order_contract.wire.model import WireModel

_WIDTH = "72"


def program(
    room: str, client: str, settings: list[str], models: str, method: str, arguments: list[Argument]
) -> str:
    """A short program that builds a client and makes one call.

    :param room: where the client is imported from, a module of `order_contract`.
    :param settings: the arguments of the client's constructor.
    :param models: where the models are imported from, another module of it.
    """
    writer = _Writer(importlib.import_module(f"order_contract.{models}.models"))
    values = [writer.argument(argument) for argument in arguments]
    target = "notifier" if room == "callback" else "client"
    lines = ["from decimal import Decimal\n"] if writer.decimals else []
    lines.append(f"from order_contract.{room} import {client}")
    lines += (
        [f"from order_contract.{models}.models import {', '.join(sorted(writer.names))}"]
        if writer.names
        else []
    )
    lines += [
        "",
        f"{target} = {client}({', '.join(map(repr, settings))})",
        f"response = {target}.{method}({', '.join(values)})",
    ]
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", _WIDTH, "-"]
    return subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True
    ).stdout.rstrip("\n")


class _Writer:
    """Writes values, and remembers what has to be imported for them."""

    def __init__(self, models: Any) -> None:
        self._models = models
        self.names: set[str] = set()
        self.decimals = False

    def argument(self, argument: Argument) -> str:
        """One argument of a method."""
        return self._value(
            argument.value, getattr(self._models, argument.schema) if argument.schema else None
        )

    def _value(self, value: Any, model: type[WireModel] | None) -> str:
        if isinstance(value, list):
            return f"[{', '.join(self._value(item, model) for item in value)}]"
        if isinstance(value, Decimal):
            self.decimals = True
            return f'Decimal("{value:f}")'
        if not isinstance(value, dict):
            return repr(value)
        if model is None:
            return "{" + ", ".join(f"{key!r}: {self._value(item, None)}" for key, item in value.items()) + "}"
        self.names.add(model.__name__)
        fields = {
            field.alias or name: (name, _model_in(field.annotation))
            for name, field in model.model_fields.items()
        }
        members = []
        for key, item in value.items():
            name, kind = fields.get(key, ("", None))
            members.append(
                f"{name}={self._value(item, kind)}" if name else f"**{{{key!r}: {self._value(item, None)}}}"
            )
        return f"{model.__name__}({', '.join(members)})"


def _model_in(annotation: Any) -> type[WireModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return annotation
    return next((model_in for get_arg in get_args(annotation) if (model_in := _model_in(get_arg))), None)
