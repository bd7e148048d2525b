"""The program with its commands, which are loaded when they are used.

Invariants: neither the list of commands nor its completion loads a command; a part that is not installed is
named in a sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import click
from click.exceptions import Exit
from click.shell_completion import CompletionItem

from order_contract import __version__
from order_contract.cli import COMMANDS
from order_contract.cli.exit_codes import CLOSED_PIPE
from order_contract.cli.help import Group, write_sections

_SECTIONS: Final = {
    "Call and be called": ("call", "notify"),
    "Develop without a server": ("serve",),
    "Hold servers to the contract": ("check", "replay", "proxy", "selfcheck"),
    "Print": ("rules", "fixtures", "schemathesis", "spec", "completion"),
}
_EXAMPLES: Final = (
    ("order-contract serve", "a sandbox on http://127.0.0.1:8080, which prints the GUID that it knows"),
    (
        """order-contract call get_orders_details --json '{"OrderIds": ["GE123"]}' --url URL""",
        "ask a server for an order",
    ),
    (
        "order-contract check http://127.0.0.1:8080 --api globale --guid GUID",
        "hold a server to the contract",
    ),
)


class Program(Group):
    """Loads a command when it is called for by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help."""
        return [name for names in _SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, extra = COMMANDS[cmd_name]
        try:
            command: click.Command = import_module(f"order_contract.cli.{module}").command
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("order_contract"):
                raise
            sentence = f"{cmd_name} needs {missing.name}. Run: pip install 'order-contract[{extra}]'"
            sys.exit(f"order-contract: {sentence}")
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options of the program."""
        with _quiet_without_reader():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _quiet_without_reader():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and options that begin like that."""
        items = [
            CompletionItem(name, help=line)
            for name, (_, line, _) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return items + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for."""
        rows = {
            heading: [(name, COMMANDS[name][1]) for name in names] for heading, names in _SECTIONS.items()
        }
        write_sections(formatter, rows)


@contextmanager
def _quiet_without_reader() -> Iterator[None]:
    """Leave with the code of a closed pipe; click would leave with 1, which means a broken contract."""
    try:
        yield
    except BrokenPipeError:
        raise Exit(CLOSED_PIPE) from None


def program() -> Program:
    """The program."""
    return click.version_option(__version__, message="%(version)s")(
        Program(
            "order-contract",
            help="The contract of three order APIs: Global-e's Order methods, its callback to the merchant, "
            "and Ventmere S2's Update Order.\n\n"
            "order-contract COMMAND -h has the options, examples and exit codes of a command.",
            examples=_EXAMPLES,
        )
    )
