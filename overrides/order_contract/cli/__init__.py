"""The command line: one module a command, loaded only when that command runs.

Invariants: `order-contract -h` loads no optional part but click; a part that is not installed is named in a
sentence. Nothing ends in a traceback or, by accident, with exit code 1: whatever fails for a reason that no
command foresees (no home directory, a full disk) is a sentence and exit code 2.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from order_contract.cli import ctrl_c

COMMANDS: Final = {
    "call": ("call", "Call one method of Global-e or S2.", "all"),
    "notify": ("notify", "Deliver a status callback to a merchant's server as Global-e does.", "all"),
    "serve": ("serve", "Run the sandbox: a server with all twelve operations.", "sandbox"),
    "check": ("check", "Hold a running server to the contract and report what it breaks.", "check"),
    "replay": ("replay", "Hold recorded traffic to the contract; nothing is sent.", "check"),
    "proxy": ("proxy", "Stand between a client and a server and judge what they exchange.", "proxy"),
    "selfcheck": ("selfcheck", "Check all three APIs against a sandbox that is started for it.", "all"),
    "rules": ("rules", "List what the check holds a server to.", "check"),
    "fixtures": ("fixtures", "Print a file that tells the check what a server knows.", "check"),
    "schemathesis": ("schemathesis", "Print the settings for running schemathesis itself.", "check"),
    "spec": ("spec", "Print a published OpenAPI document.", "all"),
    "completion": ("completion", "Print the script that lets a shell complete commands and options.", "all"),
}
"""By command: its module here, its line in the help (without a comma, where fish would cut it), the extra
that it needs.
"""


def main() -> None:
    """The entry point of `order-contract`."""
    ctrl_c.take_over()
    if find_spec("click") is None:
        sys.exit("order-contract: the command line is not installed. Run: pip install 'order-contract[all]'")

    _open_streams()
    try:
        _print_anything()
        _keep_folder_clean()
        code = _run()
    except KeyboardInterrupt:  # before a command could take it
        code = _fail(ctrl_c.SENTENCE, ctrl_c.CODE)
    finally:
        _drop_unwritten()
    sys.exit(code if isinstance(code, int) else 0)


def _run() -> object:
    """Run the program, and give its exit code."""
    import click

    try:
        from order_contract.cli.program import program

        code: object = program().main(prog_name="order-contract", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        from order_contract.cli import usage_errors

        code = _fail(usage_errors.text(error), 2)
    except (click.Abort, KeyboardInterrupt):
        code = _fail(ctrl_c.SENTENCE, ctrl_c.CODE)
    except BrokenPipeError:
        code = 141
    except OSError as error:
        code = _fail(f"order-contract: {error.strerror or type(error).__name__}", 2)
    except Exception as error:  # noqa: BLE001  # a traceback shows local values, and its exit code means something else
        kind = type(error).__name__
        unforeseen = f"order-contract: failed by {kind}; this is a fault of order-contract"
        code = _fail(ctrl_c.SENTENCE, ctrl_c.CODE) if ctrl_c.happened() else _fail(unforeseen, 2)
    return code


def _fail(sentence: str, code: int) -> int:
    """Say why nothing more comes, where that can be said."""
    with contextlib.suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)
    return code


def _drop_unwritten() -> None:
    """Drop what could not be written, however the program ended."""
    from order_contract.cli.files import drop_rest

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            drop_rest(stream)


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


def _keep_folder_clean() -> None:
    """Let what Hypothesis keeps for itself go to the user's cache, not into the folder of the command."""
    with contextlib.suppress(RuntimeError):  # there is no home
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(cache) / "order-contract/hypothesis"))


def _print_anything() -> None:
    """Let a terminal that knows few letters get the others as JSON writes them."""
    import codecs

    codecs.register_error("order_contract_json", _escaped)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
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
