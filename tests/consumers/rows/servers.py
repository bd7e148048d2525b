"""Servers that validate by the document alone, held to the contract by the check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.consumers.consumer import DRIVERS, HERE, NPM, OPENAPI, Command, Consumer
from tests.consumers.proofs import checked_server


def _copied(driver: str) -> Callable[[Path, Path], Sequence[Command]]:
    def copy(work: Path, _: Path) -> Sequence[Command]:
        for name in (driver, "receiver.mjs"):
            (work / name).write_bytes((DRIVERS / "servers" / name).read_bytes())
        (work / "node_modules").symlink_to(HERE / "node_modules")
        return []

    return copy


def _row(package: str, driver: str) -> Consumer:
    return Consumer(
        package,
        "JavaScript",
        "3.1",
        NPM,
        ["node", "-p", f"require('{HERE}/node_modules/{package}/package.json').version"],
        _copied(driver),
        lambda _: [["node", "--check", driver]],
        checked_server(lambda _: ["node", driver]),
        environment=lambda _: {"DOCUMENT": str(OPENAPI / "merchant.yaml")},
        api="merchant",
    )


ROWS: Sequence[Consumer] = (
    _row("express-openapi-validator", "express.mjs"),
    _row("fastify-openapi-glue", "fastify.mjs"),
)
