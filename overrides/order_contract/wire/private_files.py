"""Makes files and folders that their owner alone can read: ledgers, stores, reports and last runs hold data
of orders.

Invariant: what is there already keeps its mode.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def make_file(path: str | os.PathLike[str]) -> None:
    """Make an empty file of mode 0600 where there is none. Where that fails nothing is raised: what opens the
    file says why it cannot. SQLite gives its journals the mode of the file that they belong to.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder of mode 0700 where there is none, so that files in it are out of reach whatever their
    mode. Where that fails nothing is raised, as above.
    """
    with suppress(OSError):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).mkdir(mode=0o700)
