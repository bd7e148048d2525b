"""Sphinx' settings for the whole site, and the part of its search that comes from the guides and from Python.

Invariant: the site loads nothing over a network and works when opened from a file.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE.parents[1]), str(_HERE.parents[2] / "generated")]

import order_contract  # noqa: E402  # needs the path above
from codegen.docs.whole_site import shown_bases  # noqa: E402  # as above

project = "order-contract"
version = release = order_contract.__version__
html_title = "order-contract"
html_short_title = "order-contract"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
templates_path = ["templates"]
default_role = "code"  # as the docstrings use single backquotes
nitpicky = False

myst_heading_anchors = 3
myst_enable_extensions: list[str] = []
suppress_warnings = ["myst.header"]  # the page of what was measured is made of parts

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
python_display_short_literal_types = True
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_use_index = False
html_domain_indices = False
html_copy_source = False
html_show_copyright = False
html_static_path = ["assets", "static"]
html_css_files = ["reference.css", "site.css"]
html_js_files = [
    (name, {"defer": "defer"}) for name in ("minisearch.js", "search-entries.js", "search.js", "reference.js")
]
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos"


def setup(app: Sphinx) -> None:
    """Connect what is ours."""
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("autodoc-process-bases", _bases)
    app.connect("build-finished", _write_entries)


def _signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, result: str
) -> tuple[str, str] | None:
    """A model's fields stand in its docstring; a signature of 78 parameters would hide them."""
    if what == "class" and hasattr(thing, "model_fields"):
        return "", ""
    return None


def _docstring(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """A constant without a text of its own has that of its type, which says nothing here."""
    inherited = inspect.cleandoc(getattr(thing, "__doc__", None) or "").splitlines()
    if what == "data" and inherited and lines[: len(inherited)] == inherited:
        lines.clear()


def _bases(app: Sphinx, name: str, thing: Any, options: Any, bases: list[Any]) -> None:
    bases[:] = shown_bases(bases)


def _write_entries(app: Sphinx, problem: Exception | None) -> None:
    """Add the guides and the Python names to what the search of the reference finds."""
    if problem is not None:
        return
    static = Path(app.outdir) / "_static"
    entries = json.loads((Path(app.srcdir) / "search-entries.json").read_text())
    for page in sorted(app.env.found_docs):
        tree = app.env.get_doctree(page)
        entries += _names(tree, page) if page.startswith("python/") else _sections(tree, page)
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (static / "search-entries.js").write_text(f"window.searchEntries = {text};\n")
    # Sphinx' own search is not used
    for name in ("search.html", "searchindex.js", "_static/searchtools.js", "_static/language_data.js"):
        (Path(app.outdir) / name).unlink(missing_ok=True)


def _sections(tree: nodes.document, page: str) -> Iterator[list[str]]:
    """The sections of a guide. Those of the API reference are there already; of the changelog the page alone
    is an entry, and of the first page all but the list of pages.
    """
    if page.startswith("api/"):
        return
    title = next(tree.findall(nodes.title)).astext()
    for section in tree.findall(nodes.section):
        first = section.parent is tree
        if (page == "changelog" and not first) or (page == "index" and first):
            continue
        heading = section[0].astext()
        words = " ".join(
            node.astext() for node in section if not isinstance(node, (nodes.section, nodes.title))
        )
        address = f"{page}.html" if first else f"{page}.html#{section['ids'][0]}"
        yield ["guide", heading, "" if first else title, address, words]


def _names(tree: nodes.document, page: str) -> Iterator[list[str]]:
    for description in tree.findall(addnodes.desc):
        signature = description[0]
        if not isinstance(signature, addnodes.desc_signature) or not signature["ids"]:
            continue
        content = description[-1]
        words = next((node.astext() for node in content.findall(nodes.paragraph)), "")
        yield [
            "python",
            signature["fullname"],
            f"{description['objtype']} of {signature['module']}",
            f"{page}.html#{signature['ids'][0]}",
            words,
        ]
