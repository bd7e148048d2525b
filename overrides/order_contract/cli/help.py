"""The help of a command: its options in groups, examples, exit codes; and what each command takes:
`-h` and `--no-color`.

Own code, since cloup needs click 8.5, which would bind everybody who installs the sandbox beside another
application of click. Invariant: colours reach a terminal only, and none when NO_COLOR is set.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from order_contract.cli import ctrl_c
from order_contract.cli.exit_codes import EXIT_CODES

SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_OTHER: Final = "Options"
_COLUMN: Final = 28
"""The widest column of names; what is longer has a line of its own."""


class CliCommand(click.Command):
    """A command with its options in groups, examples and exit codes.

    :param groups: by the heading, the names of the parameters below it; the others come last.
    :param examples: pairs of a command line and what it does.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        groups: Mapping[str, Sequence[str]] | None = None,
        examples: Sequence[tuple[str, str]] = (),
        **settings: Any,
    ) -> None:
        self.groups = groups or {}
        self.examples = tuple(examples)
        settings["context_settings"] = {**SETTINGS, **settings.get("context_settings", {})}
        super().__init__(name, **settings)
        self.params.append(no_color())

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Leave colours out where they are not wanted."""
        if _unwanted():
            extra.setdefault("color", False)
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let each error know its command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; everything is loaded by now."""
        ctrl_c.command_runs()
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each group under its heading."""
        headings = {name: heading for heading, names in self.groups.items() for name in names}
        sections: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*self.groups, _OTHER)}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row is not None and row[1]:  # arguments are described in the first lines
                sections[headings.get(parameter.name or "", _OTHER)].append((row[0], _in_words(row[1])))
        write_sections(formatter, sections)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples and exit codes."""
        if self.examples:
            write_heading(formatter, "Examples")
            with formatter.indentation():
                for line, what in self.examples:
                    formatter.write_text(f"# {what}")
                    formatter.write(textwrap.indent(_continued(line, formatter.width - 4), "  ") + "\n")
        codes = EXIT_CODES.get(ctx.command_path.partition(" ")[2].split(" ")[0])
        if codes is not None:
            rows = [(str(code), meaning) for code, meaning in codes.items()]
            write_sections(formatter, {"Exit codes": rows})


class Group(CliCommand, click.Group):
    """A group of commands whose help looks like that of a command."""

    command_class = CliCommand

    def invoke(self, ctx: click.Context) -> Any:
        """Hand on to the command, which is still to be loaded."""
        return click.Group.invoke(self, ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; one that does not exist is refused with the nearest."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            from order_contract.wire.problems import alternatives, did_you_mean

            near = did_you_mean(args[0], known) or f"; pass {alternatives(known)}"
            ctx.fail(f"there is no command {args[0]}{near}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, then the options."""
        self.format_commands(ctx, formatter)
        CliCommand.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its line."""
        rows = [(name, command.get_short_help_str(200)) for name, command in sorted(self.commands.items())]
        write_sections(formatter, {"Commands": rows})


def no_color() -> click.Option:
    """The option `--no-color`, for a command or for the program."""
    return click.Option(
        ["--no-color"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_leave_out_colors,
        help="Print without colours, as on a file or with NO_COLOR set.",
    )


def _leave_out_colors(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.color = False
        os.environ["NO_COLOR"] = "1"  # rich reads it, and so do the processes that are started
        os.environ.pop("FORCE_COLOR", None)


def _unwanted() -> bool:
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def write_heading(formatter: click.HelpFormatter, heading: str) -> None:
    """A heading after an empty line."""
    formatter.write_paragraph()
    formatter.write(click.style(f"{heading}:", bold=True) + "\n")


def write_sections(formatter: click.HelpFormatter, sections: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """By the heading, rows of a name and what it is, in columns that are the same for all."""
    names = [name for rows in sections.values() for name, _ in rows]
    column = max((len(name) for name in names if len(name) <= _COLUMN), default=0) + 4
    for heading, rows in sections.items():
        if rows:
            write_heading(formatter, heading)
            for name, text in rows:
                lines = _wrapped(text, formatter.width - column)
                first = f"  {click.style(name, fg='cyan')}{' ' * (column - len(name) - 2)}"
                if len(name) + 4 > column:
                    lines.insert(0, "")
                formatter.write(f"{first}{lines[0]}".rstrip() + "\n")
                formatter.write("".join(f"{' ' * column}{line}\n" for line in lines[1:]))


def _continued(line: str, width: int) -> str:
    """A command line, continued before an option where it is too long: still one command for a shell."""
    lines = [""]
    for part in re.split(r" (?=--)", line):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("    ")
        lines[-1] += part if lines[-1].strip() == "" else f" {part}"
    return " \\\n".join(lines)


def _in_words(text: str) -> str:
    """A row with its bounds as people write them: `0.1 to 600` for click's `0.1<=x<=600`."""
    return re.sub(r"\bx>=(\S+?)\]", r"at least \1]", re.sub(r"(\S+?)<=x<=(\S+?)\]", r"\1 to \2]", text))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines that never break within a name, or between `[env:` and its name."""
    glued = re.sub(r"\[(env|default): ", "[\\1:\xa0", text)
    lines = textwrap.wrap(glued, width, break_on_hyphens=False, break_long_words=False)
    return [line.replace("\xa0", " ") for line in lines]
