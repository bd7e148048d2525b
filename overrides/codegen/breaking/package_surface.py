"""The package around the code as data: what an installation, an environment and a pytest run rely on.

Invariant: files are read, and nothing is run.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegen.breaking.python_surface import PACKAGE, Entry, Surface

_VARIABLE = re.compile(r"\bORDER_CONTRACT_[A-Z0-9]+(?:_[A-Z0-9]+)*\b")


def read(root: Path) -> Surface:
    """What stands in `pyproject.toml`, the environment variables, and what the pytest plugins give."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    surface: Surface = {
        "package": {
            "kind": "package",
            "name": project["name"],
            "python": project.get("requires-python", ""),
            "typed": (root / "overrides" / PACKAGE / "py.typed").is_file(),
        }
    }
    for name, requires in project.get("optional-dependencies", {}).items():
        surface[f"extra {name}"] = {"kind": "extra", "requires": sorted(map(_required, requires))}
    groups = {"console_scripts": project.get("scripts", {}), **project.get("entry-points", {})}
    for group, entries in groups.items():
        for name in entries:
            surface[f"entry point {group} {name}"] = {"kind": "entry point"}
    sources = sorted((root / "overrides" / PACKAGE).rglob("*.py"))
    for path in [root / "README.md", *sources]:
        for variable in _VARIABLE.findall(path.read_text()):
            surface[f"variable {variable}"] = {"kind": "environment variable"}
    for target in groups.get("pytest11", {}).values():
        path = root / "overrides" / Path(*target.partition(":")[0].split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.is_file():
            surface |= dict(_pytest(ast.parse(file.read_text())))
    return dict(sorted(surface.items()))


def _required(requirement: str) -> str:
    """The name of a requirement, with its own extras, without versions."""
    match = re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?", requirement)
    return match[0] if match else requirement


def _pytest(module: ast.Module) -> Iterator[tuple[str, Entry]]:
    """Fixtures, options and settings of a plugin."""
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for decorator in node.decorator_list:
                settings = _fixture(decorator)
                if settings is not None:
                    name = settings.get("name", node.name)
                    yield f"fixture {name}", {"kind": "fixture", "scope": settings.get("scope", "function")}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if (
                node.func.attr in ("addoption", "addini")
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                kind = "pytest option" if node.func.attr == "addoption" else "pytest setting"
                yield f"{kind} {first.value}", {"kind": kind}


def _fixture(decorator: ast.expr) -> dict[str, Any] | None:
    """The arguments of a fixture's decorator; None when it is another one."""
    call = decorator if isinstance(decorator, ast.Call) else None
    if not ast.unparse(call.func if call else decorator).endswith("fixture"):
        return None
    return {
        keyword.arg: keyword.value.value
        for keyword in (call.keywords if call else [])
        if keyword.arg and isinstance(keyword.value, ast.Constant)
    }
