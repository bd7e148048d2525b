"""The arguments of a method of a client, from the options of `order-contract call`.

Invariant: an example in an error is the published document's own.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable, Mapping
from typing import Any, Final

from order_contract import spec
from order_contract.cli import files
from order_contract.document import Document, Node, examples
from order_contract.wire import codec

OPTIONS: Final = {
    "products": "--products",
    "parcels": "--parcels",
    "order_id": "--order-id",
    "email": "--email",
}
"""By the parameter of a method, its own option; the one parameter without is what --json holds."""
_TEXTS: Final = ("order_id", "email")
_PARAMETERS: Final = {"parcelsList": "--parcels", "orderId": "--order-id", "email": "--email"}


class WrongArgumentsError(Exception):
    """The options do not make up the arguments of the method. The text says what is wrong."""


def arguments(method: Callable[..., Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of a method.

    :param given: by the option, its text: JSON, a file or `-`.
    :raises WrongArgumentsError: some are missing, are not JSON, or belong to another method.
    """
    parameters = {
        name: parameter
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    values: dict[str, Any] = {}
    for name, option in OPTIONS.items():
        if option in given:
            if name not in parameters:
                raise WrongArgumentsError(f"{method.__name__} takes no {option}")
            values[name] = given[option] if name in _TEXTS else _json(given[option], option)
    main = next((name for name in parameters if name not in OPTIONS), None)
    if "--json" in given:
        values = _with_json(_json(given["--json"], "--json"), values, parameters, main)
    missing = [
        OPTIONS.get(name, "--json")
        for name, parameter in parameters.items()
        if name not in values and parameter.default is parameter.empty
    ]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise WrongArgumentsError(f"{' and '.join(missing)} {verb} required")
    return values


def _with_json(
    value: Any, values: dict[str, Any], parameters: Mapping[str, Any], main: str | None
) -> dict[str, Any]:
    """The arguments with those of --json: the main one alone, or an object of several by their names."""
    named = _named(value, parameters) if len(parameters) > 1 else None
    if named is not None:
        return named | values
    if main is None:
        names = f"with {', '.join(value)}" if isinstance(value, dict) and value else ""
        wanted = " and ".join(parameters)
        raise WrongArgumentsError(
            f"--json: got {_kind(value)} {names}".rstrip() + f"; pass one with {wanted}"
        )
    return values | {main: value}


def _named(value: Any, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters that the names of an object stand for; None when one stands for none."""
    if not isinstance(value, dict) or not value:
        return None
    folded = {name.replace("_", ""): name for name in parameters}
    names = {key: folded.get(key.replace("_", "").lower()) for key in value}
    if None in names.values():
        return None
    return {str(names[key]): member for key, member in value.items()}


def _json(text: str, option: str) -> Any:
    source = text.removeprefix("@")
    if text == source and text.lstrip()[:1] in ("{", "[", '"'):
        raw = text.encode("utf-8", "surrogateescape")
    else:
        raw = files.read(source, option, "pass JSON, a file, or - for standard input")
    try:
        return codec.loads(raw)
    except codec.CodecError as error:
        raise WrongArgumentsError(f"{option} is {error}") from None


def _kind(value: Any) -> str:
    return "an array" if isinstance(value, list) else "an object" if isinstance(value, dict) else "a value"


def example(name: str) -> str:
    """A call of a method that the published document gives, as a line for a shell.

    :param name: the method of a client.
    """
    api: spec.Api = "s2" if name == "update_order" else "globale"
    published = Document(spec.load(api))
    operation = next(item for item in published.operations() if item.id.lower() == name.replace("_", ""))
    options = [
        (_PARAMETERS.get(parameter.name, "--json"), _first(parameter.node) or "1234")
        for parameter in operation.parameters
        if parameter.place in ("query", "path") and parameter.name != "merchantGUID"
    ]
    body = _first(operation.body)
    if body is not None:
        option = "--products" if "--json" in dict(options) else "--json"
        options.append((option, codec.dumps(body).decode()))
    texts = [f"{option} {shlex.quote(_text(value))}" for option, value in options]
    return " \\\n      ".join([f"order-contract call {name}", *texts])


def _text(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _first(node: Node) -> Any:
    """The first example of a parameter or of a body; None where there is none."""
    return next(iter(examples(node)), None)
