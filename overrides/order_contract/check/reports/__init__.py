"""The reports of a run as files: JUnit, JSON, SARIF, HAR and one HTML page.

Invariants: a file is written whole or not at all; whether it can be written is known before the first
request.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Report

FORMATS: Final[Mapping[str, str]] = {
    "junit": "junit",
    "json": "json_report",
    "sarif": "sarif",
    "har": "har_report",
    "html": "html",
}
"""By the name of the option, the module here that writes the form."""
STANDARD_OUTPUT: Final = "-"


@dataclass(frozen=True)
class Outputs:
    """Where the reports go, by form. `-` is standard output."""

    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def take_standard_output(self) -> bool:
        """Whether one of them is written to standard output, so that nothing else may be."""
        return STANDARD_OUTPUT in self.paths.values()

    def prepare(self) -> None:
        """Make sure that every file can be written; missing folders are made.

        :raises CannotRunError: one cannot be, or two are to be the same.
        """
        targets = [
            STANDARD_OUTPUT if path == STANDARD_OUTPUT else str(Path(path).resolve())
            for path in self.paths.values()
        ]
        if len(set(targets)) < len(targets):
            raise CannotRunError("Two reports go to the same place: give each a file of its own.")
        for form, path in self.paths.items():
            if path != STANDARD_OUTPUT:
                try:
                    writable(Path(path))
                except OSError as error:
                    raise CannotRunError(
                        f"--{form} {path} cannot be written ({error.strerror}): give a file in a folder that "
                        "you may write to."
                    ) from None

    def write(self, reports: Sequence[Report], exit_code: int) -> None:
        """Write all of them, the one on standard output last: its reader may be gone."""
        for form, path in sorted(self.paths.items(), key=lambda item: item[1] == STANDARD_OUTPUT):
            content: bytes = import_module(f"order_contract.check.reports.{FORMATS[form]}").write(
                reports, exit_code
            )
            if path == STANDARD_OUTPUT:
                sys.stdout.flush()
                sys.stdout.buffer.write(content)
                sys.stdout.buffer.flush()
            else:
                put(Path(path), content)


def writable(path: Path) -> None:
    """Raise `OSError` when a file cannot be written there; missing folders are made."""
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21))
    path.parent.mkdir(parents=True, exist_ok=True)
    if _is_special(path):
        with path.open("ab"):
            return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}."):
        pass


def put(path: Path, content: bytes, *, shared: bool = False) -> None:
    """Write a file whole: it is old or new, never half of both.

    :param shared: let others read it as the process's mask says; without it, its owner alone can: a report
        quotes requests and responses.
    """
    if _is_special(path):
        path.write_bytes(content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        if shared:
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _is_special(path: Path) -> bool:
    """A device or a pipe, such as /dev/stdout: written to, never replaced."""
    return path.exists() and not stat.S_ISREG(path.stat().st_mode)
