"""The program as a process, as a person or a script starts it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Sequence

PROGRAM = (sys.executable, "-m", "order_contract.cli")
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("ORDER_CONTRACT_") and name not in ("NO_COLOR", "FORCE_COLOR")
}


def order_contract(
    *arguments: str, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Its end, with what it printed."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=given,
        env={**ENVIRONMENT, "COLUMNS": "100", **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def on_a_terminal(command: Sequence[str], keys: bytes = b"", seconds: float = 60, **environment: str) -> str:
    """What a terminal shows of a command until it ends.

    :param keys: what is typed.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**ENVIRONMENT, "TERM": "xterm-256color", **environment},
        start_new_session=True,
    )
    os.close(theirs)
    if keys:
        os.write(ours, keys)
    shown, deadline = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            shown += os.read(ours, 65_536)
    except OSError:  # Linux says so when nobody holds the other end any more
        pass
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return shown.decode("utf-8", "replace")
