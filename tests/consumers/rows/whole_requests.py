"""The published collections, run by newman and by Bruno's command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.consumers.consumer import COLLECTIONS, MODULES, NPM, Command, Consumer
from tests.consumers.proofs import collections


def _variables(url: str, values: Mapping[str, str]) -> list[str]:
    pairs = {"baseUrl": url, **values}.items()
    return [part for name, value in pairs for part in ("--env-var", f"{name}={value}")]


def _newman(api: str, url: str, values: Mapping[str, str], only: str) -> Command:
    folder = ["--folder", only] if only else []
    file = f"{api}.postman_collection.json"
    return [MODULES / "newman", "run", file, *_variables(url, values), *folder, "--color", "off"]


def _bruno(_: str, url: str, values: Mapping[str, str], only: str) -> Command:
    return [MODULES / "bru", "run", *(_bruno_file(only)), "--env", "Sandbox", *_variables(url, values)]


def _bruno_file(only: str) -> Sequence[str]:
    files = (COLLECTIONS / "bruno/globale").glob(f"*-{only}.bru")
    return [path.name for path in files] if only else []


def _copied(kind: str) -> Callable[[Path, Path], Sequence[Command]]:
    """Copy the collections, each into the folder of its API."""

    def copy(work: Path, _: Path) -> Sequence[Command]:
        for source in sorted((COLLECTIONS / kind).iterdir()):
            if source.is_dir():
                shutil.copytree(source, work / source.name)
            else:
                folder = work / source.name.partition(".")[0]
                folder.mkdir()
                shutil.copy(source, folder)
        return []

    return copy


ROWS: Sequence[Consumer] = (
    Consumer(
        "newman",
        "collection",
        "Postman",
        NPM,
        [MODULES / "newman", "--version"],
        _copied("postman"),
        lambda _: [],
        collections(_newman),
    ),
    Consumer(
        "Bruno CLI",
        "collection",
        "Bruno",
        NPM,
        [MODULES / "bru", "--version"],
        _copied("bruno"),
        lambda _: [],
        collections(_bruno),
    ),
)
