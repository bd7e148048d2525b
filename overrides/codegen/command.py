"""Runs the tools that write or build something."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from codegen import CodegenError


def run(command: Iterable[object], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a tool in a folder.

    :param environment: all of its environment.
    :returns: what it printed, on standard output and then on standard error.
    :raises CodegenError: it ended with another code than 0.
    """
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    printed = done.stdout + done.stderr
    if done.returncode:
        raise CodegenError(
            f"{Path(words[0]).name} {' '.join(words[1:4])} ended with {done.returncode}:\n{printed}"
        )
    return printed
