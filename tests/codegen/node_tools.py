"""The linters of the documents, which npm installs by `make lint`."""

import os
import shutil
from pathlib import Path

import pytest

from tests.database_servers import REQUIRED

LINT = Path(__file__).parents[2] / "overrides/codegen/lint"
PROGRAMS = LINT / "node_modules/.bin"

needs_linters = pytest.mark.skipif(
    not os.environ.get(REQUIRED)
    and (shutil.which("node") is None or not (LINT / "node_modules/installed").exists()),
    reason="make lint has not installed the linters",
)
