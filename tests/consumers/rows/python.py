"""The tools for Python."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.consumers.consumer import DRIVERS, HERE, OPENAPI, TOOLS, Command, Consumer, Nonsense
from tests.consumers.openapi_generator import JAVA, VERSION, generator
from tests.consumers.proofs import three_calls

_DRIVERS = DRIVERS / "python"
_TOOLS_PYTHON = TOOLS / "bin/python"
_FASTMCP = TOOLS / "bin/fastmcp"
_MYPY = (
    sys.executable,
    "-m",
    "mypy",
    "--no-error-summary",
    f"--config-file={HERE}/mypy.ini",
    "--cache-dir=mypy",
)
_OPC = (sys.executable, "-m", "openapi_python_client")
_DCG = (sys.executable, "-m", "datamodel_code_generator")
_DCG_OPTIONS = (
    "--input-file-type",
    "openapi",
    "--output-model-type",
    "pydantic_v2.BaseModel",
    "--formatters",
    "builtin",
    "--use-annotated",
)


def _here(work: Path) -> Mapping[str, str]:
    return {"PYTHONPATH": str(work), "MYPYPATH": str(work)}


def _opc(work: Path, document: Path) -> Sequence[Command]:
    options = ("--meta", "none", "--output-path", work / "globale_client")
    return [[*_OPC, "generate", "--path", document, *options]]


def _fastmcp() -> Command:
    return [_TOOLS_PYTHON, _DRIVERS / "fastmcp_tools.py"]


def _openapi_generator(_: Path) -> Command:
    return [_TOOLS_PYTHON, _DRIVERS / "openapi_generator_python.py"]


ROWS: Sequence[Consumer] = (
    Consumer(
        "openapi-generator",
        "Python",
        "3.0",
        JAVA,
        VERSION,
        # With `mapNumberTo=Decimal` it still reads binary numbers, and writes strings, which are refused.
        generator("python"),
        # Its own idioms do not pass mypy (`Self` for the class itself, constructors by alias), so it is
        # compiled alone.
        lambda work: [
            [
                sys.executable,
                "-m",
                "compileall",
                "-q",
                work / "client/openapi_client",
                *_openapi_generator(work)[1:],
            ]
        ],
        three_calls(_openapi_generator, "float"),
        Nonsense(
            "does not validate",
            lambda work: [*_openapi_generator(work), '{"OrderIdd": 1}'],
            r"validation error for OrderRefundDetails\nOrderId\n",
        ),
        lambda work: {"PYTHONPATH": f"{work}/client", "PYTHONPYCACHEPREFIX": f"{work}/cache"},
    ),
    Consumer(
        "openapi-python-client",
        "Python",
        "3.1",
        {},
        [*_OPC, "--version"],
        _opc,
        # The stock client passes on `*args: object` to httpx, which no type checker takes; the calls are
        # checked against its models.
        lambda _: [[*_MYPY, "--follow-imports=silent", _DRIVERS / "openapi_python_client.py"]],
        three_calls(lambda _: [sys.executable, _DRIVERS / "openapi_python_client.py"], "float"),
        Nonsense(
            "does not type-check",
            lambda _: [*_MYPY, "--follow-imports=silent", _DRIVERS / "openapi_python_client_nonsense.py"],
            r'(?s)Unexpected keyword argument "order_idd" for "OrderRefundDetails".*'
            r'"order_idd" for "OrderStatusDetails"',
        ),
        _here,
    ),
    Consumer(
        "datamodel-code-generator, httpx",
        "Python",
        "3.1",
        {},
        [*_DCG, "--version"],
        lambda work, document: [
            [*_DCG, *_DCG_OPTIONS, "--input", document, "--output", work / "globale_models.py"]
        ],
        lambda work: [[*_MYPY, work / "globale_models.py", _DRIVERS / "datamodel_codegen.py"]],
        three_calls(lambda _: [sys.executable, _DRIVERS / "datamodel_codegen.py"], "Decimal"),
        Nonsense(
            "does not type-check or validate",
            lambda _: [*_MYPY, _DRIVERS / "datamodel_codegen_nonsense.py"],
            r'(?s)Missing named argument "OrderId" for "OrderRefundDetails".*"OrderStatusDetails"',
        ),
        _here,
    ),
    Consumer(
        "fastmcp",
        "MCP tools",
        "3.1, lean",
        {str(_FASTMCP): "fastmcp of tests/consumers/requirements.lock"},
        [_FASTMCP, "--version"],
        lambda _work, _document: [],
        lambda _: [],
        three_calls(lambda _: _fastmcp(), "float"),
        Nonsense(
            "does not validate",
            lambda _: [*_fastmcp(), '{"OrderIdd": 1}'],
            "ValidationError: 'OrderId' is a required property",
        ),
        lambda _: {"DOCUMENT": str(OPENAPI / "globale.lean.json")},
    ),
)
