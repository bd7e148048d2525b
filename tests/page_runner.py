"""Runs what a page of the documentation shows, in the order of the page: sessions, programs, commands, files.

Invariants: everything runs in one empty folder and one scope, as a reader would do it; the sandbox of the
page is one that tests share, at an address of its own; `...` in an output stands for anything.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import frozen

PRINTED = "http://127.0.0.1:8080"
"""The address of the sandbox on the pages."""
RECEIVER = "http://127.0.0.1:8000"
"""The address of a receiver of callbacks on the pages."""
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"Save this as `([\w.-]+)`")
_END = "\x1e"


@frozen
class Block:
    """A fenced block: its language, its text, and the prose since the block before."""

    language: str
    text: str
    prose: str


@frozen
class Command:
    """A command of a session on a terminal, with the output that the page shows."""

    words: str
    output: str

    @property
    def exit_code(self) -> int:
        """What the output means by the documented exit codes."""
        if "is broken" in self.output:
            return 1
        return 2 if self.output.startswith("order-contract: ") else 0


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    place = 0
    for match in _FENCE.finditer(text):
        yield Block(match[1], match[2], text[place : match.start()])
        place = match.end()


def commands(block: Block) -> list[Command]:
    """The commands of a block in the language `console`."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [Command(*part.partition("\n")[::2]) for part in parts]


class Page:
    """One page, run in a folder.

    :param started: what the sandbox printed when it started, with its own address.
    """

    def __init__(self, folder: Path, url: str, started: str) -> None:
        self.ran = 0
        self._folder, self._started = folder, started
        self._addresses = {PRINTED: url}
        self._receivers: list[subprocess.Popen[str]] = []
        self._scope: dict[str, Any] = {}
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("ORDER_CONTRACT_")
        }
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        self._shell = subprocess.Popen(
            ["bash", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={**environment, "COLUMNS": "200"},
        )

    def close(self) -> None:
        """End the terminal."""
        self._shell.communicate("exit\n", timeout=20)
        for receiver in self._receivers:
            receiver.terminate()
            receiver.communicate(timeout=20)
        for thing in self._scope.values():
            if type(thing).__name__ in ("GlobalEClient", "Client"):
                thing.close()

    def run(self, block: Block) -> None:
        """Run one block and compare its output with what is shown.

        :raises AssertionError: they differ.
        """
        if block.language == "pycon":
            self._session(block.text)
        elif block.language == "console":
            for command in commands(block):
                self._command(command)
        elif named := _FILE.findall(block.prose):
            (self._folder / named[-1]).write_text(block.text)
        elif block.language == "python":
            exec(self._here(block.text), self._scope)  # noqa: S102  # a block of a page
        self.ran += 1

    def _here(self, text: str) -> str:
        for printed, real in self._addresses.items():
            text = text.replace(printed, real)
        return text

    def _there(self, text: str) -> str:
        for printed, real in self._addresses.items():
            text = text.replace(real, printed)
        return text

    def _receive(self, words: str) -> None:
        """Start a receiver on a free port, and wait until it listens."""
        command = [sys.executable, "-m", *shlex.split(words.replace(RECEIVER.rpartition(":")[2], "0"))]
        receiver = subprocess.Popen(
            command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._receivers.append(receiver)
        assert receiver.stderr is not None
        printed = ""
        for line in receiver.stderr:
            printed += line
            if "running on" in line:
                self._addresses[RECEIVER] = re.findall(r"http://[\d.]+:\d+", line)[0]
                threading.Thread(target=receiver.stderr.read, daemon=True).start()
                return
        raise AssertionError(f"{words} ended:\n{printed}")

    def _session(self, text: str) -> None:
        test = doctest.DocTestParser().get_doctest(self._here(text), self._scope, "page", None, 0)
        test.globs = self._scope  # the blocks of a page go on with the names of those before
        message: list[str] = []
        results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(
            test, out=message.append, clear_globs=False
        )
        assert results.attempted
        assert not results.failed, "".join(message)

    def _command(self, command: Command) -> None:
        words = command.words
        if words.startswith("make"):  # a test of its own looks for the target
            return
        if words.startswith("order-contract serve"):
            known_options(words)
            # it goes on in a terminal of its own, so a page need not show what it prints
            output, code = self._started if command.output else "", 0
        elif words.startswith("uvicorn"):
            self._receive(words)
            output, code = "", 0
        else:
            output, code = self._typed(self._here(_shortened(words)))
        _compare(command.output, self._there(output), words)
        assert code == command.exit_code, f"{words}: exit code {code}\n{output}"

    def _typed(self, words: str) -> tuple[str, int]:
        stdin, stdout = self._shell.stdin, self._shell.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{words}\nprintf '{_END}%d\\n' $?\n")
        stdin.flush()
        lines: list[str] = []
        for line in stdout:
            text, end, code = line.partition(_END)
            lines.append(text)
            if end:
                return "".join(lines), int(code)
        raise AssertionError(f"the shell ended in: {words}")


def known_options(words: str) -> None:
    """Read the options of a line of `order-contract`, and run nothing.

    :raises click.ClickException: there is no such option.
    """
    _, name, *arguments = shlex.split(words.partition(" > ")[0])
    import_module(f"order_contract.cli.{name}").command.make_context(name, arguments)


def _shortened(words: str) -> str:
    """The line as tests run it: a check ends after seconds, and sends the same on each run."""
    if words.startswith("order-contract check") and "--replay" not in words:
        return f"{words} --max-time 3 --seed 1"
    if words.startswith("pytest "):
        options = "--order-contract-max-time 3 --order-contract-seed 1 -q -p no:cacheprovider"
        return f"python -m {words} {options} -o filterwarnings=default"
    if words.startswith("st run"):
        return f"{words} --max-examples 1"
    return words


def _compare(shown: str, output: str, words: str) -> None:
    if not shown:
        assert not output.strip(), f"{words} printed what the page does not show:\n{output}"
        return
    same = doctest.OutputChecker().check_output(
        f"{shown.rstrip()}\n", f"{output.rstrip()}\n", doctest.ELLIPSIS
    )
    assert same, f"{words}\nshown:\n{shown}\nprinted:\n{output}"
