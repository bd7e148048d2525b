"""What was wrong with a command line, in one sentence: what was given, what to give, and the name that was
probably meant.

Invariant: a value is quoted only for options that never hold a secret: choices and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from order_contract.wire.problems import alternatives, did_you_mean


def text(error: click.ClickException) -> str:
    """What went wrong, with the command that it happened in and where to read more."""
    context = getattr(error, "ctx", None)
    if context is not None and error.message == context.get_help():
        return error.message  # a group without a command
    program = "order-contract" if context is None else context.command_path
    line = f"{program}: {_sentence(error)}"
    return f"{line}\nRun {program} -h to see how it is used." if isinstance(error, click.UsageError) else line


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return _missing(error)
    if isinstance(error, click.NoSuchOption):
        names = _options(error.ctx)
        return _closed(f"there is no option {error.option_name}{did_you_mean(error.option_name, names)}")
    if isinstance(error, click.BadOptionUsage):
        refused = "does not take" in error.message
        return f"{error.option_name} {'takes no' if refused else 'needs a'} value."
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad(error, error.param)
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message, re.DOTALL)
    if extra:
        return f"got {extra[1]}; pass no such argument."
    return _closed(error.format_message())


def _missing(error: click.MissingParameter) -> str:
    if error.param is None:
        return _closed(error.format_message())
    wanted = getattr(error.param.type, "choices", None)
    return f"{_name(error.param)} is required{f'; pass {alternatives(wanted)}' if wanted else ''}."


def _bad(error: click.BadParameter, parameter: click.Parameter) -> str:
    name = _name(parameter)
    wanted = _wanted(parameter)
    if wanted is None:
        return f"{name}: {_closed(error.message)}"
    given = error.message.partition(" is not ")[0].strip("'\"")
    near = did_you_mean(given, getattr(parameter.type, "choices", ()))
    return _closed(f"{name}: got {given}; pass {wanted}{near}")


def _wanted(parameter: click.Parameter) -> str | None:
    """What a choice or a number must be; None for other kinds."""
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return alternatives(kind.choices)
    noun = {"integer": "a whole number", "float": "a number"}.get(kind.name.removesuffix(" range"))
    if noun is None:
        return None
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None:
        return f"{noun} from {low} to {high}"
    return noun if low is None else f"{noun} of at least {low}"


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "an argument").removesuffix("...").upper()


def _options(context: click.Context | None) -> Iterable[str]:
    if context is None:
        return ()
    return [
        name
        for parameter in context.command.get_params(context)
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    ]


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
