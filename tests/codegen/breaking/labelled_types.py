"""Edits of types and of what a module exports, labelled from the rules of Python and of typing alone."""

from __future__ import annotations

from tests.codegen.breaking.python_labels import breaks, gives, same, takes, works


def alias(text: str, use: str) -> str:
    return f"Mode = {text}\n{use}"


ALIASES = [
    works(
        "a Literal that is taken grows",
        alias('Literal["a"]', takes("Mode")),
        alias('Literal["a", "b"]', takes("Mode")),
    ),
    breaks(
        "a Literal that is taken shrinks",
        alias('Literal["a", "b"]', takes("Mode")),
        alias('Literal["a"]', takes("Mode")),
    ),
    breaks(
        "a Literal that is given grows",
        alias('Literal["a"]', gives("Mode")),
        alias('Literal["a", "b"]', gives("Mode")),
    ),
    works(
        "a Literal that is given shrinks",
        alias('Literal["a", "b"]', gives("Mode")),
        alias('Literal["a"]', gives("Mode")),
    ),
    same(
        "a Literal in another order",
        alias('Literal["a", "b"]', takes("Mode")),
        alias('Literal["b", "a"]', takes("Mode")),
    ),
    breaks(
        "an alias that is taken becomes narrower",
        alias("str | int", takes("Mode")),
        alias("str", takes("Mode")),
    ),
    breaks(
        "an alias that is given becomes wider", alias("str", gives("Mode")), alias("str | int", gives("Mode"))
    ),
    breaks("an alias is gone", alias("str", ""), ""),
    breaks(
        "a private alias that is taken",
        "_Mode = str | int\n" + takes("_Mode"),
        "_Mode = str\n" + takes("_Mode"),
    ),
    same(
        "an alias in place of its meaning",
        "_Mode = str | int\n" + takes("_Mode"),
        "_Mode = str | int\n" + takes("str | int"),
    ),
    breaks(
        "an alias of a private module that is taken",
        "from order_contract._inner import Mode\n" + takes("Mode"),
        "from order_contract._inner import Mode\n" + takes("Mode"),
        "Mode = str | int\n",
        "Mode = int\n",
    ),
    breaks("a Literal in place", takes('Literal["a", "b"]'), takes('Literal["a"]')),
    works("a text in place of a Literal that is taken", takes('Literal["a"]'), takes("str")),
    breaks("a text in place of a Literal that is given", gives('Literal["a"]'), gives("str")),
]

TYPES = [
    same("a union in another order", takes("int | str"), takes("str | int")),
    same("Optional written out", takes("Optional[int]"), takes("int | None")),
    same("Union written out", gives("Union[int, str]"), gives("str | int")),
    same("typing's name of a built-in", takes("typing.List[int]"), takes("list[int]")),
    same("typing's name of an abstract class", takes("typing.Sequence[int]"), takes("Sequence[int]")),
    same("a name in quotes", gives("Base"), gives('"Base"')),
    same("a union within a union", takes("(int | None) | str"), takes("str | int | None")),
    works("any sequence in place of a list that is taken", takes("list[int]"), takes("Sequence[int]")),
    breaks("a list in place of any sequence that is taken", takes("Sequence[int]"), takes("list[int]")),
    breaks("any sequence in place of a list that is given", gives("list[int]"), gives("Sequence[int]")),
    works("a list in place of any sequence that is given", gives("Sequence[int]"), gives("list[int]")),
    works(
        "any mapping in place of a dict that is taken", takes("dict[str, int]"), takes("Mapping[str, int]")
    ),
    breaks(
        "any mapping in place of a dict that is given", gives("dict[str, int]"), gives("Mapping[str, int]")
    ),
    works(
        "anything iterable in place of a sequence that is taken",
        takes("Sequence[str]"),
        takes("Iterable[str]"),
    ),
    breaks(
        "anything iterable in place of a sequence that is given",
        gives("Sequence[str]"),
        gives("Iterable[str]"),
    ),
    works("a float in place of an int that is taken", takes("int"), takes("float")),
    breaks("a float in place of an int that is given", gives("int"), gives("float")),
    breaks("an int in place of a float that is taken", takes("float"), takes("int")),
    works("a bool in place of an int that is given", gives("int"), gives("bool")),
    works("anything in place of a text that is taken", takes("str"), takes("object")),
    works("Any in place of a text that is taken", takes("str"), takes("Any")),
    breaks("a text in place of anything that is taken", takes("object"), takes("str")),
    breaks("anything in place of a text that is given", gives("str"), gives("object")),
    works("a tuple's sequence that is taken", takes("tuple[int, ...]"), takes("Sequence[int]")),
    works("a base class that is taken", takes("Derived"), takes("Base")),
    breaks("a derived class that is taken", takes("Base"), takes("Derived")),
    breaks("a base class that is given", gives("Derived"), gives("Base")),
    works("a derived class that is given", gives("Base"), gives("Derived")),
    works("a sequence of more that is taken", takes("Sequence[int]"), takes("Sequence[int | None]")),
    breaks("a sequence of more that is given", gives("Sequence[int]"), gives("Sequence[int | None]")),
    breaks("a list of more that is taken", takes("list[int]"), takes("list[int | None]")),
    breaks(
        "a function that must take more", takes("Callable[[int], None]"), takes("Callable[[int | str], None]")
    ),
    works("a function that may give more", takes("Callable[[], int]"), takes("Callable[[], int | None]")),
    breaks(
        "a function that must take one more",
        takes("Callable[[int], None]"),
        takes("Callable[[int, int], None]"),
    ),
    breaks("no more None that is taken", takes("int | None"), takes("int")),
    works("a type where there was none", "def call(value): ...\n", "def call(value: Any): ...\n"),
    breaks("a narrower type where there was none", "def call(value): ...\n", "def call(value: int): ...\n"),
]

INNER = "class Thing:\n    def go(self) -> int: ...\nclass Other: ...\n"
LAZY = "def __getattr__(name: str) -> Any: ...\n"
EXPORTS = [
    breaks(
        "a name is no longer exported",
        "from order_contract._inner import Thing\n__all__ = ['Thing']\n",
        "__all__: list[str] = []\n",
        INNER,
        INNER,
    ),
    breaks(
        "another class under the name",
        "from order_contract._inner import Thing\n__all__ = ['Thing']\n",
        "from order_contract._inner import Other as Thing\n__all__ = ['Thing']\n",
        INNER,
        INNER,
    ),
    breaks(
        "a star's name is gone",
        "from order_contract._inner import *\n",
        "from order_contract._inner import *\n",
        INNER,
        "class Other: ...\n",
    ),
    breaks(
        "a method behind a star is gone",
        "from order_contract._inner import *\n",
        "from order_contract._inner import *\n",
        INNER,
        "class Thing: ...\nclass Other: ...\n",
    ),
    works(
        "a star's name is new",
        "from order_contract._inner import *\n",
        "from order_contract._inner import *\n",
        "class Thing: ...\n",
        "class Thing: ...\nclass Other: ...\n",
    ),
    breaks(
        "a star's module lists less",
        "from order_contract._inner import *\n",
        "from order_contract._inner import *\n",
        INNER + "__all__ = ['Thing', 'Other']\n",
        INNER + "__all__ = ['Other']\n",
    ),
    breaks("__all__ lists less", INNER + "__all__ = ['Thing', 'Other']\n", INNER + "__all__ = ['Thing']\n"),
    same(
        "a class moves to a private module",
        "class Thing:\n    def go(self) -> int: ...\n__all__ = ['Thing']\n",
        "from order_contract._inner import Thing\n__all__ = ['Thing']\n",
        "",
        "class Thing:\n    def go(self) -> int: ...\n",
    ),
    same(
        "a name in place of a star",
        "from order_contract._inner import *\n",
        "from order_contract._inner import Thing as Thing\n",
        "class Thing: ...\n",
        "class Thing: ...\n",
    ),
    breaks(
        "a lazy export is gone",
        "if typing.TYPE_CHECKING:\n    from order_contract._inner import Thing as Thing\n" + LAZY,
        LAZY,
        INNER,
        INNER,
    ),
    breaks(
        "a method behind an export is gone",
        "from order_contract._inner import Thing\n__all__ = ['Thing']\n",
        "from order_contract._inner import Thing\n__all__ = ['Thing']\n",
        INNER,
        "class Thing: ...\n",
    ),
    breaks(
        "a function behind an export takes less",
        "from order_contract._inner import go\n__all__ = ['go']\n",
        "from order_contract._inner import go\n__all__ = ['go']\n",
        "def go(a: int | str) -> None: ...\n",
        "def go(a: int) -> None: ...\n",
    ),
    breaks(
        "an inherited method of a private module is gone",
        "from order_contract._inner import Thing\nclass Box(Thing): ...\n",
        "from order_contract._inner import Thing\nclass Box(Thing): ...\n",
        INNER,
        "class Thing: ...\n",
    ),
]
