"""CommonMark of the documents and of the repository as HTML.

Invariant: HTML in a source is shown as text, never passed on.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def paragraphs(text: str) -> Markup:
    """Blocks: paragraphs, lists, tables."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  # HTML of the source is escaped


def inline(text: str) -> Markup:
    """One line without a paragraph around it."""
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704  # as above


def section(text: str, heading: str) -> str:
    """What stands under a heading of the second level, without the heading."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0].strip()
