"""The whole site, built once for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.docs import library, whole_site
from tests.samples import ROOT

SITE = ROOT / "generated/order_contract_generated/docs"


@pytest.fixture(scope="session")
def whole_site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    root = tmp_path_factory.mktemp("repository")
    for name in ("README.md", "CHANGELOG.md", "spec", "overrides", "generated"):
        (root / name).symlink_to(ROOT / name)
    return whole_site.build(root, library.library(SITE))
