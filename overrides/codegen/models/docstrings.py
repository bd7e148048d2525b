"""The fields of each model in its docstring, so that `help(RefundProduct)` and editors show them.

Quirk: a pydantic model keeps its fields out of the class, and `help` shows none. Evidence: pydantic's
documentation of `model_fields`; tests/generated/test_models.py. Remove when: `help` lists a model's fields.
"""

from __future__ import annotations

import ast
import textwrap

_WIDTH = 112


def with_fields(source: str) -> str:
    """The module with a line for each field in the docstrings of its models."""
    lines = source.splitlines()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for model in reversed(classes):
        fields = [line for field in _fields(model) for line in field]
        docstring = model.body[0]
        if fields and isinstance(docstring, ast.Expr) and docstring.end_lineno is not None:
            lines[docstring.end_lineno - 1 : docstring.end_lineno - 1] = ["", *fields]
    return "\n".join((*lines, ""))


def _fields(model: ast.ClassDef) -> list[list[str]]:
    described = []
    for statement, following in zip(model.body, (*model.body[1:], None), strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            kind, alias = _annotation(statement.annotation, name)
            need = "" if statement.value else ", required"
            text = f":param {name}: `{alias}`, {kind}{need}. {_text(following)}"
            described.append(
                textwrap.wrap(
                    text.strip(),
                    _WIDTH,
                    initial_indent="    ",
                    subsequent_indent="        ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
    return described


def _annotation(annotation: ast.expr, name: str) -> tuple[str, str]:
    """The type without pydantic's marks, and the name on the wire."""
    if not (isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple)):
        return ast.unparse(annotation), name
    kind, field = annotation.slice.elts[0], annotation.slice.elts[1]
    aliases = [
        word.value.value
        for word in getattr(field, "keywords", [])
        if word.arg == "alias" and isinstance(word.value, ast.Constant)
    ]
    return ast.unparse(kind), str(aliases[0]) if aliases else name


def _text(statement: ast.stmt | None) -> str:
    """The first sentence of the string that stands below a field."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        return ""
    text = " ".join(str(statement.value.value).split())
    return text.split(". ")[0].removesuffix(".") + "." if text else ""
