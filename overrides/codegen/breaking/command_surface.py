"""The command line as data: each command with its arguments, its options and its exit codes.

Invariant: only the declarations of the commands are imported; nothing of what they do runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from codegen.breaking.python_surface import Entry, Surface

PROGRAM = "order-contract"
_LIMITS = ("min", "max", "min_open", "max_open")
_PATH = ("exists", "file_okay", "dir_okay", "readable", "writable", "executable", "allow_dash")


def read() -> Surface:
    """The commands of the program."""
    from order_contract.cli import COMMANDS
    from order_contract.cli.exit_codes import EXIT_CODES

    surface: Surface = {}
    for name, (module, _, _) in COMMANDS.items():
        surface |= commands(import_module(f"order_contract.cli.{module}").command, f"{PROGRAM} {name}")
    return dict(sorted(with_exit_codes(surface, EXIT_CODES).items()))


def with_exit_codes(surface: Surface, table: Mapping[str, Mapping[int, str]]) -> Surface:
    """The surface with the codes of each command, by the name of the command."""
    coded = {
        f"{PROGRAM} {name}": {str(code): meaning for code, meaning in codes.items()}
        for name, codes in table.items()
    }
    return {
        name: entry | {"exit codes": coded[name]} if name in coded else entry
        for name, entry in surface.items()
    }


def commands(command: Any, name: str) -> Surface:
    """A command and those below it."""
    import click

    surface: Surface = {
        name: {"kind": "command", "parameters": [_parameter(parameter) for parameter in command.params]}
    }
    for key, present in (
        ("hidden", command.hidden),
        ("ignores unknown options", command.context_settings.get("ignore_unknown_options")),
        ("takes further arguments", command.context_settings.get("allow_extra_args")),
    ):
        if present:
            surface[name][key] = True
    if isinstance(command, click.Group):
        for below, entry in command.commands.items():
            surface |= commands(entry, f"{name} {below}")
    return surface


def _parameter(parameter: Any) -> Entry:
    """One option or argument; `details` is what decides whether a call that worked still does."""
    choices = getattr(parameter.type, "choices", None)
    argument = parameter.param_type_name == "argument"
    flag = bool(getattr(parameter, "is_flag", False))
    names = sorted([*parameter.opts, *parameter.secondary_opts], key=lambda name: (-len(name), name))
    described = parameter.to_info_dict()
    shown = " | ".join(map(str, choices)) if choices else "flag" if flag else parameter.type.name
    details: Entry = {
        "names": sorted(parameter.opts),
        "opposites": sorted(parameter.secondary_opts),
        "type": "flag" if flag else parameter.type.name,
        "nargs": parameter.nargs,
        "required": parameter.required,
    }
    if choices:
        details["choices"] = [str(choice) for choice in choices]
        details["any case"] = not parameter.type.case_sensitive
    for key in (*_LIMITS, *_PATH):
        if hasattr(parameter.type, key):
            details[key] = getattr(parameter.type, key)
    if formats := getattr(parameter.type, "formats", None):
        details["formats"] = list(formats)
    envvar = parameter.envvar
    details["variables"] = [envvar] if isinstance(envvar, str) else list(envvar or ())
    for key in ("multiple", "count", "hidden", "prompt"):
        if getattr(parameter, key, None):
            details[key] = True
    # the value that the bare option stands for; click marks those that have none in its own way
    value = getattr(parameter, "flag_value", None)
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        details["bare value"] = str(value)
    default = described.get("default")
    return {
        "name": " ".join(names),
        "kind": "positional only" if argument else "keyword-only",
        "annotation": shown,
        **({} if parameter.required else {"default": str(default)}),
        "details": details,
    }
