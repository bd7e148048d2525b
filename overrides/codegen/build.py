"""Write the whole of `generated/` into an empty folder.

Invariants: one ruff, isolated, formats everything; each generator runs in a folder of its own; the merchant's
models are Global-e's own classes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from codegen import CodegenError
from codegen.collections import collections
from codegen.command import run
from codegen.corpus import requests
from codegen.documents import contract_tables
from codegen.documents.bundle import bundle
from codegen.documents.json_schema import json_schema
from codegen.documents.property_examples import with_property_examples
from codegen.documents.publication import HEADER, openapi_files, sums
from codegen.documents.validation import validate
from codegen.documents.workflows import arazzo
from codegen.helpers import helpers
from codegen.models import docstrings, typed_dicts
from order_contract.document import METHODS
from order_contract.wire import codec

APIS = ("globale", "merchant", "s2")
PACKAGE = "order_contract_generated"
TEMPLATES = Path(__file__).parent.parent / "templates"
_BIN = Path(sys.executable).parent
_PACKAGES = {"Callback": "Callback"}
"""By the first tag of an operation, its package in the transport; all others are in `Order`."""
# Quirk: datamodel-code-generator maps `number` + `decimal` to a plain Decimal, which pydantic rounds on the
# way in and writes as a string. Evidence: pydantic #9180, #7457; tests/wire/test_money.py. Remove when:
# pydantic reads and writes decimals exactly in JSON mode.
_TYPES = {
    "Amount": "order_contract.wire.money.Amount",
    "PrintedAmount": "order_contract.wire.money.PrintedAmount",
    "PrintedCode": "order_contract.wire.money.PrintedCode",
    "OffsetDateTime": "order_contract.wire.instant.OffsetDateTime",
}


def build(spec: Path, target: Path) -> None:
    """Generate everything from `spec` into `target`, which is empty.

    :raises CodegenError: the spec breaks rules of its README, a line for each by file and line; or a
        generator failed or warned.
    """
    if faults := validate(spec, APIS):
        raise CodegenError("\n".join(fault.sentence(spec.resolve()) for fault in faults))
    package = target / PACKAGE
    documents = {api: with_property_examples(bundle(spec / api / "openapi.yaml")) for api in APIS}
    published = {f"openapi/{name}": content for name, content in openapi_files(documents).items()}
    published |= {f"openapi/{api}.schema.json": json_schema(api, documents[api]) for api in APIS}
    workflows = spec / "globale" / "workflows.yaml"
    published["openapi/globale.arazzo.yaml"] = arazzo(workflows, documents["globale"])
    published |= {f"collections/{name}": content for name, content in collections(documents).items()}
    published |= {
        f"helpers/{name}": source.encode() for name, source in helpers(documents["globale"]).items()
    }
    for name, content in {**published, "SHA256SUMS": sums(published)}.items():
        _write(package / name, content)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        jobs = [pool.submit(_models, documents[api], package / api) for api in ("globale", "s2")]
        jobs += [pool.submit(_transport, documents[api], package / api / "transport") for api in APIS]
        for job in jobs:
            job.result()
    _borrow_models(documents["merchant"], documents["globale"], package / "merchant")
    for api, document in documents.items():
        lender = f"{PACKAGE}.{'s2' if api == 's2' else 'globale'}"
        _write(package / api / "mappings.py", typed_dicts.module(document, HEADER, lender))
        _write(package / "corpus" / f"{api}.jsonl", requests.lines(document))
        source = contract_tables.module(
            f"What the contract of `{api}` says that models and transport do not carry.",
            OPERATIONS=contract_tables.operations(document),
            ENVELOPES=contract_tables.envelopes(document),
            SECURITY=contract_tables.security(document),
            ASSERTIONS=contract_tables.assertions(document),
            ERROR_CODES=document.get("x-error-codes", {}),
        )
        _write(package / api / "contract.py", source)
        _write(package / api / "__init__.py", f'"""Generated from spec/{api}; do not edit."""\n')
    _write(
        package / "__init__.py",
        '"""Models, transport and published documents, generated from spec/; do not edit."""\n',
    )
    _write(package / "py.typed", "")
    fix = [_BIN / "ruff", "check", "--isolated", "--no-cache", "--fix-only", "--quiet"]
    _generator([*fix, "--select", "F401", "--exclude", "__init__.py", "."], target)
    _generator([*fix, "--select", "I,RUF022", "."], target)
    _generator(
        [
            _BIN / "ruff",
            "format",
            "--isolated",
            "--no-cache",
            "--quiet",
            "--line-length",
            "120",
            "--target-version",
            "py311",
            ".",
        ],
        target,
    )


def _write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def _models(document: dict[str, Any], folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        _write(place / "openapi.json", codec.dumps(contract_tables.without_assertions(document)))
        _generator(
            [
                sys.executable, "-W", "error::UserWarning", "-m", "datamodel_code_generator",
                "--input", "openapi.json", "--input-file-type", "openapi", "--openapi-scopes", "schemas",
                "--output", "models.py", "--output-model-type", "pydantic_v2.BaseModel",
                "--base-class", "order_contract.wire.model.WireModel",
                "--target-python-version", "3.11", "--snake-case-field", "--use-annotated",
                "--use-union-operator",
                "--use-subclass-enum", "--capitalise-enum-members",
                "--use-schema-description", "--use-field-description", "--disable-timestamp",
                "--formatters", "builtin",
                "--type-overrides", json.dumps(_TYPES), "--custom-file-header", HEADER,
            ],
            place,
        )  # fmt: skip
        _write(folder / "models.py", docstrings.with_fields((place / "models.py").read_text()))


def _borrow_models(document: dict[str, Any], lender: dict[str, Any], folder: Path) -> None:
    schemas = document["components"]["schemas"]
    unknown = [name for name in schemas if schemas[name] != lender["components"]["schemas"].get(name)]
    if unknown:
        raise CodegenError(f"merchant has schemas that globale lacks: {', '.join(unknown)}")
    names = [name for name in schemas if name not in _TYPES]
    source = (
        f"{HEADER}\nfrom {PACKAGE}.globale.models import (\n"
        + "".join(f"    {name},\n" for name in names)
        + ")\n"
    )
    _write(folder / "models.py", source + f"\n__all__ = {names!r}\n")


def _transport(document: dict[str, Any], folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        _write(place / "openapi.json", codec.dumps(_in_one_package(document)))
        _write(place / "config.yaml", "post_hooks: []\n")
        printed = _generator(
            [
                _BIN / "openapi-python-client", "generate", "--path", "openapi.json",
                "--meta", "none", "--output-path", "transport",
                "--custom-template-path", TEMPLATES, "--config", "config.yaml", "--fail-on-warning",
            ],
            place,
        )  # fmt: skip
        if "warning" in printed.lower():
            raise CodegenError(printed)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place / "transport", folder)


def _in_one_package(document: dict[str, Any]) -> dict[str, Any]:
    """The document with one tag, because openapi-python-client makes a package of each: an operation keeps
    its place in Python, whatever task it is listed under.
    """
    paths = {
        path: {
            key: {**node, "tags": [_PACKAGES.get(node["tags"][0], "Order")]} if key in METHODS else node
            for key, node in item.items()
        }
        for path, item in document["paths"].items()
    }
    return {**document, "paths": paths}


def _generator(command: list[Any], folder: Path) -> str:
    """Run a generator so that nothing of this machine or session shows in what it writes."""
    fixed = {"PYTHONHASHSEED": "0", "PYTHONPATH": "", "NO_COLOR": "1", "COLUMNS": "120"}
    return run(command, folder, {**os.environ, **fixed})
