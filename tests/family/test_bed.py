"""The bed stands on its own: it knows nothing of this package, its correct servers take the documented
samples, and each switch and each fault can be seen from outside.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.family import bed, receivers
from tests.family.bed import play, witness
from tests.family.bed.faults import FAULTS
from tests.family.bed.scenarios import SCENARIOS
from tests.family.bed.switches import SWITCHES
from tests.family.servers import values

APIS = ("globale", "merchant", "s2")
FOUND = witness.load()
SAMPLES = [name for name in SCENARIOS if "sample" in name and "raw_url" not in name]
FAILURE = re.compile(rb'"Success":\s?"?false|"IsSuccess":\s?false|"Code":')


def responses(api: str, name: str, **options: Any) -> list[bytes]:
    """What a server of the bed answers to a scenario."""
    application, config = play.make(api, **options)
    return list(play.direct(application, config, SCENARIOS[name][1]))


def carries_out_samples(api: str, **options: Any) -> list[str]:
    """The documented samples that a server does not carry out."""
    application, config = play.make(api, **options)
    failed = []
    for name in (name for name in SAMPLES if SCENARIOS[name][0] == api):
        came = b"".join(play.direct(application, config, SCENARIOS[name][1])).replace(rb"\/", b"/")
        allowed = (name == "g_sample_track" and config["untracked_order"] == "refuse") or (
            name == "g_sample_documents_1" and config["no_documents_yet"] == "refuse"
        )
        succeeds = (
            b"1006" in came or b"exceeded" in came
            if name == "g_sample_1006"
            else b"HTTP/1.1 200 OK" in came and not FAILURE.search(came)
        )
        if not (succeeds or allowed):
            failed.append(name)
    return failed


def test_imports_nothing_but_itself_and_the_standard_library():
    for path in Path(bed.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
            for name in names:
                assert name.partition(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_receivers_know_nothing_of_this_package():
    for path in Path(receivers.__file__).parent.glob("*"):
        assert path.suffix not in (".py", ".js") or not re.search(
            r"^\s*(from|import) order_contract", path.read_text(), re.MULTILINE
        )


def test_has_the_size_that_the_check_is_judged_by():
    assert len(SWITCHES) >= 200
    assert len(FAULTS) >= 500
    assert sum(fault.label == "must" for fault in FAULTS.values()) >= 270


@pytest.mark.parametrize("preset", ["default", "shallow", "strict"])
@pytest.mark.parametrize("api", APIS)
def test_every_preset_takes_the_documented_samples(api, preset):
    assert carries_out_samples(api, preset=preset) == []


@pytest.mark.parametrize("api", APIS)
def test_every_switch_value_takes_the_documented_samples_and_can_be_seen(api):
    plain = {}
    for name, value in values(api):
        beside = witness.beside(f"{name}={value}")
        assert carries_out_samples(api, switches={**beside, name: value}) == [], f"{name}={value}"
        seen_by = FOUND["switches"][f"{name}={value}"]
        if SCENARIOS[seen_by][0] != api:
            continue
        key = (seen_by, *sorted(beside.items()))
        if key not in plain:
            plain[key] = responses(api, seen_by, switches=beside)
        assert responses(api, seen_by, switches={**beside, name: value}) != plain[key], f"{name}={value}"


def test_every_fault_can_be_seen_by_its_witness():
    plain = {}
    for name, fault in FAULTS.items():
        seen_by = FOUND["faults"][name]
        if seen_by not in plain:
            plain[seen_by] = responses(fault.api, seen_by)
        assert responses(fault.api, seen_by, fault=name) != plain[seen_by], name


def test_every_fault_that_the_documents_forbid_cites_its_line():
    for fault in FAULTS.values():
        assert fault.label == "should" or re.search(r"00\d:\d", fault.line), fault.name
