"""`python -m tests.first_hour` walks README and guides as a reader does, in a real terminal, and keeps what
it showed.

Invariants: the package comes from the built wheel, in an environment of its own; home and folder are empty,
and of the environment nothing else is seen; commands are typed as they stand on the page. The exit code is 1
when a command left with another code than its page says, or a session showed an error that its page does not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codegen.docs.whole_site import GUIDES
from tests.page_runner import Block, blocks, commands
from tests.samples import ROOT

FOLDER = ROOT / "build/first-hour"
WIDTH, HISTORY = 100, 50_000
PAGES = [ROOT / "README.md", *(ROOT / f"overrides/codegen/docs/guides/{name}.md" for name in GUIDES)]
_PROMPT = re.compile(r"\[(\d+)\] \$$")
"""The prompt of the shell with the exit code; on the same line as output that ends without a line feed."""
_REPL = re.compile(r"(>>>|\.\.\.)$")
_FILE = re.compile(r"Save this as `([\w.-]+)`")
_NOT_TYPED = "make"
"""Commands of a clone."""
_SERVERS = ("order-contract serve", "uvicorn")
_SERVING = re.compile(r"Stop it|Press CTRL\+C")


class Terminal:
    """A window of tmux: what is typed into it, and what it shows.

    :param name: the name of the window, one word.
    :param command: the program in it.
    """

    def __init__(self, name: str, command: str) -> None:
        self._name = name
        _tmux("new-window", "-d", "-n", name, command)

    def type(self, line: str) -> None:
        """Type one line and press Enter."""
        _tmux("send-keys", "-t", self._name, "-l", "--", line)
        _tmux("send-keys", "-t", self._name, "Enter")

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        _tmux("send-keys", "-t", self._name, "C-c")

    def close(self) -> None:
        """End what runs in it."""
        _tmux("kill-window", "-t", self._name)

    def screen(self) -> list[str]:
        """Every line that was shown, long ones in one piece."""
        return _tmux("capture-pane", "-p", "-J", "-S", "-", "-t", self._name).rstrip().split("\n")

    def wait(self, pattern: re.Pattern[str], seconds: float = 300) -> list[str]:
        """What is shown when the last line matches.

        :raises TimeoutError: it never did.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.1)
            lines = [line.rstrip() for line in self.screen()]
            if pattern.search(lines[-1]):
                return lines
        raise TimeoutError(f"{self._name} waits for {pattern.pattern}:\n" + "\n".join(self.screen()[-20:]))


def _tmux(*words: str) -> str:
    # every call, because a window takes PATH from the one who opens it
    environment = {
        "HOME": str(FOLDER / "home"),
        "PATH": f"{FOLDER / 'venv/bin'}:/usr/bin:/bin",
        "TERM": "screen-256color",
        "LANG": "C.UTF-8",
        "SHELL": "/bin/bash",
    }
    command = ["tmux", "-L", "first-hour", "-f", "/dev/null", *words]
    return subprocess.run(
        command, env=environment, cwd=FOLDER / "work", capture_output=True, text=True, check=True
    ).stdout


@contextmanager
def _server() -> Iterator[None]:
    _tmux("new-session", "-d", "-x", str(WIDTH), "-y", "40", "sleep 100000")
    try:
        _tmux("set-option", "-g", "history-limit", str(HISTORY))
        yield
    finally:
        _tmux("kill-server")


def _install() -> None:
    """The wheel of `dist`, in an environment of its own."""
    wheel = next((ROOT / "dist").glob("*.whl"), None)
    if wheel is None:
        raise SystemExit("make: there is no wheel in dist; run make dist first")
    for name in ("home", "work"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        (FOLDER / name).mkdir(parents=True)
    pip: list[str | Path] = [FOLDER / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    if (
        FOLDER / "venv/installed"
    ).exists():  # what it needs is there, so only the package itself is laid anew
        subprocess.run([*pip, "--force-reinstall", "--no-deps", "--no-index", wheel], check=True)
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER / "venv"], check=True)
    subprocess.run([*pip, f"{wheel}[all]"], check=True)
    (FOLDER / "venv/installed").touch()


class Walk:
    """One page, typed into terminals of its own."""

    def __init__(self, page: Path) -> None:
        self.problems: list[str] = []
        self._page = page
        self._shown: list[str] = []
        self._shell = _shell("shell")
        self._servers: list[Terminal] = []
        self._python: Terminal | None = None

    def run(self) -> list[str]:
        """Type everything. Returns what the terminals showed."""
        for block in blocks(self._page.read_text()):
            self._shown.append("")
            if block.language in ("pycon", "python") and not _FILE.findall(block.prose):
                self._session(block)
            elif block.language == "console":
                for command in commands(block):
                    self._command(command.words, command.exit_code)
            elif named := _FILE.findall(block.prose):
                (FOLDER / "work" / named[-1]).write_text(block.text)
                self._shown.append(f"(saved as {named[-1]})")
            elif block.language == "sh" and re.match(r"pip install \w", block.text):
                self._command(f"{block.text.strip()} --quiet", 0)
            else:
                self._shown.append(f"(read, not typed: {block.text.splitlines()[0]} ...)")
        for server in self._servers:
            server.interrupt()
            self._shown += ["", "(another terminal, ended by Ctrl-C)", *_folded(server.wait(_PROMPT, 30))]
            server.close()
        self._shell.close()
        if self._python:
            self._python.close()
        return self._shown

    def _command(self, words: str, expected: int) -> None:
        if words.startswith(_NOT_TYPED):
            self._shown.append(f"(read, not typed: {words})")
            return
        if words.startswith(_SERVERS):
            server = _shell(f"server-{len(self._servers)}")
            server.type(words)
            server.wait(_SERVING, 30)
            self._servers.append(server)
            self._shown.append(f"(in another terminal: {words})")
            return
        before = len(self._shell.screen())
        self._shell.type(words)
        time.sleep(0.2)
        lines = self._shell.wait(_PROMPT)
        (code,) = map(int, _PROMPT.findall(lines[-1]))
        rest = _PROMPT.sub("", lines[-1])
        self._shown += [f"$ {words}", *lines[before:-1], *([rest] if rest else [])]
        self._shown += [f"(exit code {code})"] if code else []
        if code != expected:
            self.problems.append(f"{self._page.name}: {words}: exit code {code}, not {expected}")

    def _session(self, block: Block) -> None:
        if self._python is None:
            self._python = Terminal("python", "env PYTHON_BASIC_REPL=1 python -q")
            self._python.wait(_REPL)
        before = len(self._python.screen())
        for line in _typed(block):
            self._python.type(line)
            time.sleep(0.2)
            self._python.wait(_REPL)
        lines = self._python.screen()[before - 1 : -1]
        self._shown += lines
        if "Traceback (most recent call last):" in lines and "Traceback" not in block.text:
            self.problems.append(f"{self._page.name}: a session ended with {lines[-1]}")


def _shell(name: str) -> Terminal:
    terminal = Terminal(name, "env PS1='[$?] $ ' bash --norc")
    terminal.wait(_PROMPT)
    return terminal


def _typed(block: Block) -> Iterator[str]:
    """The lines that a reader types; a blank one after each that was indented."""
    lines = block.text.splitlines()
    if block.language == "pycon":
        lines = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
        starts = [line.startswith(">>> ") for line in block.text.splitlines() if line[:4] in (">>> ", "... ")]
    else:
        starts = [bool(line) and not line.startswith((" ", ")", "}", "]")) for line in lines]
    for number, line in enumerate(lines):
        if starts[number] and number and lines[number - 1].startswith(" "):
            yield ""
        if line.strip():
            yield line
    if lines and lines[-1].startswith(" "):
        yield ""


def _folded(lines: list[str]) -> list[str]:
    """A long log by its beginning and its end."""
    return lines if len(lines) < 40 else [*lines[:25], f"... {len(lines) - 35} more lines ...", *lines[-10:]]


def main(*names: str) -> int:
    """Walk the pages of these names, or all. Returns the exit code."""
    if shutil.which("tmux") is None:
        print("make: a first hour needs tmux. On Debian: apt install tmux", file=sys.stderr)
        return 2
    _install()
    problems: list[str] = []
    transcript = FOLDER / "first-hour.txt"
    with _server(), transcript.open("w") as file:
        for page in PAGES:
            if names and page.stem not in names:
                continue
            start = time.monotonic()
            walk = Walk(page)
            shown = walk.run()
            title = page.read_text().partition("\n")[0].lstrip("# ")
            line = "=" * WIDTH
            file.write(f"{line}\n{page.name}: {title}\n{line}\n" + "\n".join(shown) + "\n\n")
            file.flush()
            problems += walk.problems
            print(f"{page.name}: {time.monotonic() - start:.0f} s, {len(walk.problems)} problems", flush=True)
    print("\n".join([*problems, f"What the terminals showed: {transcript.relative_to(ROOT)}"]))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
