"""The command line: one module a command, loaded only when that command runs.

Invariant: `order-contract --help` loads no optional part but click; a part that is not installed is named in
one sentence.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import click

COMMANDS: Final = {
    "serve": ("serve", "Run the sandbox: a server with all twelve operations.", "sandbox"),
    "check": ("check", "Hold a running server to the contract.", "check"),
    "replay": ("replay", "Hold recorded traffic to the contract.", "check"),
    "proxy": ("proxy", "Stand between a client and a server, and judge what they exchange.", "proxy"),
    "rules": ("rules", "List what the check holds a server to.", "check"),
    "fixtures": ("fixtures", "Print a file that tells the check what a server knows.", "check"),
    "schemathesis": ("schemathesis", "Print the settings for running schemathesis itself.", "check"),
    "call": ("call", "Call one method of Global-e or S2.", "all"),
    "notify": ("notify", "Deliver a status callback to a merchant's server, as Global-e does.", "all"),
    "spec": ("spec", "Print a published OpenAPI document.", "all"),
    "selfcheck": (
        "selfcheck",
        "Start the sandbox on a free port and check all three APIs against it.",
        "all",
    ),
}
"""By command: its module here, its line in the help, the extra that it needs."""


def main() -> None:
    """The entry point of `order-contract`."""
    try:
        import click
    except ImportError:
        sys.exit("order-contract: the command line is not installed. Run: pip install 'order-contract[all]'")

    from order_contract import __version__

    class Lazy(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(COMMANDS)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            if cmd_name not in COMMANDS:
                return None
            module, line, extra = COMMANDS[cmd_name]
            if ctx.args == [] and "--help" in sys.argv[1:2]:
                return click.Command(cmd_name, help=line)
            try:
                command: click.Command = import_module(f"order_contract.cli.{module}").command
            except ModuleNotFoundError as missing:
                if (missing.name or "").startswith("order_contract"):
                    raise
                sys.exit(
                    f"order-contract: {cmd_name} needs {missing.name}. Run: pip install 'order-contract[{extra}]'"
                )
            return command

    group = Lazy(
        help="The contract of three order APIs: Global-e's Order methods, its callback, and Ventmere S2's Update Order."
    )
    group = click.version_option(__version__, message="%(version)s")(group)
    group()


if __name__ == "__main__":
    main()
