"""Everything that the README shows was run: its sessions against a sandbox, its commands, its imports and its
links.
"""

import doctest
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


@pytest.fixture
def sandbox_url():
    command = [sys.executable, "-m", "order_contract.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield re.search(r"http://[0-9.:]+", process.stdout.readline()).group()
        finally:
            process.terminate()
            process.wait(10)


def test_the_tour_gives_the_output_shown(sandbox_url):
    tour = "\n".join(re.findall(r"```pycon\n(.*?)```", README, re.DOTALL)).replace(
        "http://127.0.0.1:8080", sandbox_url
    )
    test = doctest.DocTestParser().get_doctest(tour, {}, "README", "README.md", 0)
    message = []
    results = doctest.DocTestRunner().run(test, out=message.append, clear_globs=False)
    test.globs["client"].close()
    assert results.attempted > 10
    assert results.failed == 0, "".join(message)


def test_the_clients_examples_run(tmp_path, monkeypatch, capsys):
    section = README.split("## A client to trust with money")[1].split("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    scope = {}
    for block in blocks:
        exec(block, scope)  # noqa: S102  # a block of the README
    assert len(blocks) == 6
    assert list((tmp_path / "labels").iterdir())
    assert "get_orders_details" in capsys.readouterr().out


@pytest.mark.parametrize("words", re.findall(r"\$ order-contract (call .*)", README))
def test_the_calls_of_the_terminal_run(words, sandbox_url, tmp_path):
    (tmp_path / "refund.json").write_text('{"orderRefund": {"OrderId": "GE123874638GB"}}')
    command = f"{sys.executable} -m order_contract.cli {words}".replace("http://127.0.0.1:8080", sandbox_url)
    environment = {"ORDER_CONTRACT_GUID": "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"}
    done = subprocess.run(  # noqa: S602  # a command line of the README
        command,
        shell=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if "--dry-run" in words else 1), (
        done.stderr
    )  # the refund names nothing to refund
    assert "abcdabcd" not in done.stdout + done.stderr


@pytest.mark.parametrize("statement", re.findall(r"`(from order_contract[^`]*)`", README))
def test_the_imports_of_the_table_work(statement):
    exec(statement, {})  # noqa: S102  # a line of the README


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)h][^)]*)\)", README))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize(
    "target", sorted({"".join(item) for item in re.findall(r"`make ([a-z]+)`|\$ make ([a-z]+)", README)})
)
def test_make_targets_exist(target):
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()


def test_the_exceptions_of_the_table_exist():
    from order_contract import errors

    section = README.split("## When a call fails")[1].split("## Facts")[0]
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", section))
    assert len(named) > 10
    assert not {name for name in named if not issubclass(getattr(errors, name), errors.OrderContractError)}


_CHECK_LINES = {
    line.partition(" > ")[0]
    for line in re.findall(r"\$ order-contract ((?:check|replay|schemathesis) ?.*)", README)
}


@pytest.mark.parametrize("words", sorted(_CHECK_LINES))
def test_the_lines_of_the_check_have_options_that_exist(words):
    name, *arguments = shlex.split(words)
    # Making a context reads the options and runs nothing.
    assert import_module(f"order_contract.cli.{name}").command.make_context(name, arguments)


def test_pytest_has_the_options_that_are_shown(pytestconfig):
    (line,) = re.findall(r"\$ pytest (--order-contract-url .*)", README)
    options = re.findall("--([a-z-]+)", line)
    assert len(options) == 3
    assert [pytestconfig.getoption(f"--{option}", "unknown") for option in options] == [None, None, None]
