"""The command line: one module a command, loaded only when that command runs.

Invariants: `order-contract --help` loads no optional part but click; a part that is not installed is named in
a sentence. Nothing ends in a traceback or, by accident, with exit code 1: whatever fails for a reason that no
command foresees (no home directory, a full disk, a closed pipe) is a sentence and exit code 2.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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

    _open_streams()
    _print_anything()
    output = sys.stdout
    try:
        code = _group().main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        code = _fail("", 2)
    except SystemExit:
        if sys.stdout is output:
            raise
        # click has put another stream in its place, and leaves with 1, because nobody reads this one
        sys.stdout = output
        code = _fail("nobody reads the output any more", 2)
    except (click.Abort, KeyboardInterrupt):
        code = _fail("interrupted", 130)
    except OSError as error:
        code = _fail(error.strerror or type(error).__name__, 2)
    except Exception as error:  # noqa: BLE001  # a traceback shows local values, and its exit code means something else
        code = _fail(f"failed by {type(error).__name__}; this is a fault of order-contract", 2)
    sys.exit(code if isinstance(code, int) else 0)


def _group() -> click.Group:
    import click

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
                sentence = f"{cmd_name} needs {missing.name}. Run: pip install 'order-contract[{extra}]'"
                sys.exit(f"order-contract: {sentence}")
            return command

    group: click.Group = Lazy(
        help="The contract of three order APIs: Global-e's Order methods, its callback, and Ventmere S2's"
        " Update Order."
    )
    return click.version_option(__version__, message="%(version)s")(group)


def _fail(sentence: str, code: int) -> int:
    """Say why nothing more comes, where that can be said, and drop what could not be written."""
    if sentence:
        with contextlib.suppress(OSError, ValueError):
            print(f"order-contract: {sentence}", file=sys.stderr, flush=True)
    # the interpreter would try to write the rest once more, and end with a code of its own
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def _open_streams() -> None:
    """Open what the caller has closed: Python has None for it then, and the next file or socket would take
    its number. Writing to a standard output that was closed fails as writing to a full disk does.
    """
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115  # stays open as long as the process
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")  # as above
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # as above


def _print_anything() -> None:
    """Let a terminal that knows few letters get the others as JSON writes them."""
    import codecs

    codecs.register_error("order_contract_json", _escaped)
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="order_contract_json")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end


if __name__ == "__main__":
    main()
