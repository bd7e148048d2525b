"""Edits of a public Python module, labelled from the rules of the language and of typing alone.

A parameter that takes less breaks whoever calls; a result that may be more breaks whoever reads it. What
users implement (a protocol, an abstract class) is turned round: a new method breaks them.
"""

from __future__ import annotations

from tests.codegen.breaking.labelled_types import ALIASES, EXPORTS, TYPES
from tests.codegen.breaking.python_labels import breaks, same, works


def enumeration(*members: str) -> str:
    return "class Kind(enum.Enum):\n" + "".join(f"    {member}\n" for member in members)


def box(*lines: str, head: str = "class Box:") -> str:
    return f"{head}\n" + "".join(f"    {line}\n" for line in lines or ("...",))


DUNDERS = [
    breaks(
        "it is not a context manager any more",
        box("def __enter__(self) -> Self: ...", "def __exit__(self, *exc: object) -> None: ..."),
        box(),
    ),
    breaks(
        "it is no asynchronous context manager any more",
        box(
            "async def __aenter__(self) -> Self: ...", "async def __aexit__(self, *exc: object) -> None: ..."
        ),
        box(),
    ),
    breaks("it cannot be walked any more", box("def __iter__(self) -> Iterator[int]: ..."), box()),
    breaks("it has no length any more", box("def __len__(self) -> int: ..."), box()),
    breaks("it cannot be indexed any more", box("def __getitem__(self, key: str) -> int: ..."), box()),
    breaks(
        "it is indexed by less",
        box("def __getitem__(self, key: str | int) -> int: ..."),
        box("def __getitem__(self, key: str) -> int: ..."),
    ),
    breaks("it cannot be called any more", box("def __call__(self, a: int) -> int: ..."), box()),
    breaks(
        "it is called with one more",
        box("def __call__(self, a: int) -> int: ..."),
        box("def __call__(self, a: int, b: int) -> int: ..."),
    ),
    breaks("it cannot be hashed any more", box("x = 1"), box("x = 1", "__hash__ = None")),
    breaks("it is no longer equal by value", box("def __eq__(self, other: object) -> bool: ..."), box()),
    breaks("it is never empty any more", box("def __bool__(self) -> bool: ..."), box()),
    breaks("it is no text any more", box("def __str__(self) -> str: ..."), box()),
    works("it can tell what it holds", box(), box("def __contains__(self, key: object) -> bool: ...")),
    same(
        "another body of repr",
        box("def __repr__(self) -> str: return 'a'"),
        box("def __repr__(self) -> str: return 'b'"),
    ),
    same(
        "__init__ moves to a base",
        box("def __init__(self, a: int) -> None: ..."),
        "class _Root:\n    def __init__(self, a: int) -> None: ...\nclass Box(_Root): ...\n",
    ),
    same(
        "__enter__ moves to a base",
        box("def __enter__(self) -> Self: ..."),
        "class _Root:\n    def __enter__(self) -> Self: ...\nclass Box(_Root): ...\n",
    ),
    breaks(
        "a base loses its iterator",
        "class _Root:\n    def __iter__(self) -> Iterator[int]: ...\nclass Box(_Root): ...\n",
        "class _Root: ...\nclass Box(_Root): ...\n",
    ),
]

CONSTANTS = [
    breaks("a constant has another value", "LIMIT = 3\n", "LIMIT = 4\n"),
    breaks("a constant has another type", "LIMIT = 3\n", "LIMIT = '3'\n"),
    breaks(
        "a private constant is a default",
        "_LIMIT = 3\ndef call(n: int = _LIMIT) -> None: ...\n",
        "_LIMIT = 4\ndef call(n: int = _LIMIT) -> None: ...\n",
    ),
    breaks(
        "a constant of a private module is a default",
        "from order_contract import _inner\ndef call(n: int = _inner.LIMIT) -> None: ...\n",
        "from order_contract import _inner\ndef call(n: int = _inner.LIMIT) -> None: ...\n",
        "LIMIT = 3\n",
        "LIMIT = 4\n",
    ),
    breaks(
        "an imported constant is a default",
        "from order_contract._inner import LIMIT\ndef call(n: int = LIMIT) -> None: ...\n",
        "from order_contract._inner import LIMIT\ndef call(n: int = LIMIT) -> None: ...\n",
        "LIMIT = 3\n",
        "LIMIT = 4\n",
    ),
    breaks(
        "a private constant is a field's default",
        "_LIMIT = 3\n@attrs.frozen\nclass Box:\n    n: int = _LIMIT\n",
        "_LIMIT = 4\n@attrs.frozen\nclass Box:\n    n: int = _LIMIT\n",
    ),
    breaks(
        "a default where there was None",
        "def call(n: int | None = None) -> None: ...\n",
        "def call(n: int | None = 3) -> None: ...\n",
    ),
    same(
        "a default by its name",
        "_LIMIT = 3\ndef call(n: int = 3) -> None: ...\n",
        "_LIMIT = 3\ndef call(n: int = _LIMIT) -> None: ...\n",
    ),
    same(
        "a default in other quotes",
        "def call(n: str = 'a') -> None: ...\n",
        'def call(n: str = "a") -> None: ...\n',
    ),
    same(
        "a default with an underscore",
        "def call(n: int = 10000) -> None: ...\n",
        "def call(n: int = 10_000) -> None: ...\n",
    ),
    breaks("an enumeration's member is gone", enumeration("A = 1", "B = 2"), enumeration("A = 1")),
    breaks("an enumeration's member has another value", enumeration("A = 1"), enumeration("A = 2")),
    works("an enumeration's member is new", enumeration("A = 1"), enumeration("A = 1", "B = 2")),
    same("an enumeration in another order", enumeration("A = 1", "B = 2"), enumeration("B = 2", "A = 1")),
]

STORE = "class Store(Protocol):"
ABSTRACT = ("@abstractmethod", "def put(self) -> None: ...")
IMPLEMENTED = [
    breaks(
        "a protocol has one more method",
        box("def get(self) -> int: ...", head=STORE),
        box("def get(self) -> int: ...", "def put(self) -> None: ...", head=STORE),
    ),
    breaks(
        "a protocol has one more attribute", box("a: int", head=STORE), box("a: int", "b: int", head=STORE)
    ),
    breaks(
        "a protocol's method takes one more with a default",
        box("def get(self) -> int: ...", head=STORE),
        box("def get(self, n: int = 1) -> int: ...", head=STORE),
    ),
    breaks(
        "a protocol's method must take more",
        box("def get(self, n: int) -> int: ...", head=STORE),
        box("def get(self, n: int | str) -> int: ...", head=STORE),
    ),
    breaks(
        "a protocol's method must give less",
        box("def get(self) -> int | None: ...", head=STORE),
        box("def get(self) -> int: ...", head=STORE),
    ),
    breaks(
        "a protocol's method becomes asynchronous",
        box("def get(self) -> int: ...", head=STORE),
        box("async def get(self) -> int: ...", head=STORE),
    ),
    breaks(
        "a protocol is called",
        box("def __call__(self, a: int) -> int: ...", head=STORE),
        box("def __call__(self, a: int, b: int) -> int: ...", head=STORE),
    ),
    breaks(
        "one more abstract method",
        box("x = 1", head="class Store(ABC):"),
        box("x = 1", *ABSTRACT, head="class Store(ABC):"),
    ),
    breaks(
        "a method becomes abstract",
        box("def put(self) -> None: ...", head="class Store(ABC):"),
        box(*ABSTRACT, head="class Store(ABC):"),
    ),
    works(
        "a method is abstract no more",
        box(*ABSTRACT, head="class Store(ABC):"),
        box("def put(self) -> None: ...", head="class Store(ABC):"),
    ),
    works(
        "one more method of an abstract class",
        box("x = 1", head="class Store(ABC):"),
        box("x = 1", "def put(self) -> None: ...", head="class Store(ABC):"),
    ),
    works("one more method of a plain class", box("x = 1"), box("x = 1", "def put(self) -> None: ...")),
    same(
        "a protocol's method is documented",
        box("def get(self) -> int: ...", head=STORE),
        box("def get(self) -> int:\n        '''Read.'''", head=STORE),
    ),
]


def call(parameters: str) -> str:
    return f"def call({parameters}) -> None: ...\n"


TWO_FORMS = """@overload
def call(a: int) -> int: ...
@overload
def call(a: str) -> str: ...
def call(a: Any) -> Any: ...
"""
SIGNATURES = [
    breaks("arguments by place only", call("a: int, b: int"), call("a: int, b: int, /")),
    works("arguments by name too", call("a: int, b: int, /"), call("a: int, b: int")),
    same("an argument by place only has another name", call("a: int, /"), call("b: int, /")),
    breaks("an argument has another name", call("a: int"), call("b: int")),
    breaks("no more further arguments", call("*args: int"), call("")),
    works("further arguments", call(""), call("*args: int")),
    breaks("no more further keywords", call("**kwargs: int"), call("")),
    works("further keywords", call("a: int"), call("a: int, **kwargs: int")),
    same("further arguments have another name", call("*args: int"), call("*values: int")),
    breaks("further arguments of less", call("*args: int | str"), call("*args: int")),
    breaks("it is awaited", "def call() -> int: ...\n", "async def call() -> int: ...\n"),
    breaks("it is awaited no more", "async def call() -> int: ...\n", "def call() -> int: ...\n"),
    breaks(
        "a context manager no more",
        "@contextmanager\ndef call() -> Iterator[int]: ...\n",
        "def call() -> Iterator[int]: ...\n",
    ),
    works(
        "one more overload",
        "@overload\ndef call(a: int) -> int: ...\ndef call(a: Any) -> Any: ...\n",
        TWO_FORMS,
    ),
    breaks(
        "one overload fewer",
        TWO_FORMS,
        "@overload\ndef call(a: int) -> int: ...\ndef call(a: Any) -> Any: ...\n",
    ),
    breaks(
        "a property cannot be set any more",
        box("@property", "def a(self) -> int: ...", "@a.setter", "def a(self, value: int) -> None: ..."),
        box("@property", "def a(self) -> int: ..."),
    ),
    breaks("an attribute becomes a property", box("a: int = 1"), box("@property", "def a(self) -> int: ...")),
    same(
        "a property is kept",
        box("@property", "def a(self) -> int: ..."),
        box("@cached_property", "def a(self) -> int: ..."),
    ),
    breaks(
        "a class method becomes a method",
        box("@classmethod", "def a(cls) -> int: ..."),
        box("def a(self) -> int: ..."),
    ),
    breaks(
        "an attribute that init sets is gone",
        box("def __init__(self) -> None:", "    self.a = 1"),
        box("def __init__(self) -> None:", "    pass"),
    ),
    breaks("an attribute may be more", box("a: int = 1"), box("a: int | None = 1")),
    same(
        "a method moves to a base",
        box("def a(self) -> int: ..."),
        "class _Root:\n    def a(self) -> int: ...\nclass Box(_Root): ...\n",
    ),
    breaks("a base class is gone", "class Box(Base): ...\n", "class Box: ...\n"),
    breaks("it is generic no more", "class Box(Generic[T]): ...\n", "class Box: ...\n"),
    breaks("a public function becomes private", "def call() -> None: ...\n", "def _call() -> None: ...\n"),
    works("a private function becomes public", "def _call() -> None: ...\n", "def call() -> None: ...\n"),
]

RECORDS = [
    breaks(
        "a record becomes frozen",
        "@dataclass\nclass Box:\n    a: int\n",
        "@dataclass(frozen=True)\nclass Box:\n    a: int\n",
    ),
    breaks(
        "attrs' record becomes frozen",
        "@attrs.define\nclass Box:\n    a: int\n",
        "@attrs.frozen\nclass Box:\n    a: int\n",
    ),
    breaks(
        "a record takes keywords only",
        "@dataclass\nclass Box:\n    a: int\n",
        "@dataclass(kw_only=True)\nclass Box:\n    a: int\n",
    ),
    breaks(
        "a record has no order any more",
        "@dataclass(order=True)\nclass Box:\n    a: int\n",
        "@dataclass\nclass Box:\n    a: int\n",
    ),
    breaks(
        "a record is equal to itself only",
        "@dataclass\nclass Box:\n    a: int\n",
        "@dataclass(eq=False)\nclass Box:\n    a: int\n",
    ),
    breaks(
        "fields in another order",
        "@dataclass\nclass Box:\n    a: int\n    b: int\n",
        "@dataclass\nclass Box:\n    b: int\n    a: int\n",
    ),
    works(
        "a field with a default at the end",
        "@dataclass\nclass Box:\n    a: int\n",
        "@dataclass\nclass Box:\n    a: int\n    b: int = 1\n",
    ),
    breaks(
        "a named tuple in another order",
        "class Box(NamedTuple):\n    a: int\n    b: int\n",
        "class Box(NamedTuple):\n    b: int\n    a: int\n",
    ),
    breaks(
        "a named tuple has one more",
        "class Box(NamedTuple):\n    a: int\n",
        "class Box(NamedTuple):\n    a: int\n    b: int = 1\n",
    ),
    breaks(
        "a typed dict has a key less",
        "class Box(TypedDict):\n    a: int\n    b: int\n",
        "class Box(TypedDict):\n    a: int\n",
    ),
    breaks(
        "a typed dict needs a key more",
        "class Box(TypedDict):\n    a: int\n",
        "class Box(TypedDict):\n    a: int\n    b: int\n",
    ),
    same(
        "a record written out",
        "@dataclass\nclass Box:\n    a: int\n",
        "import dataclasses\n@dataclasses.dataclass\nclass Box:\n    a: int\n",
    ),
    same(
        "frozen, said twice",
        "@attrs.frozen\nclass Box:\n    a: int\n",
        "@attrs.define(frozen=True)\nclass Box:\n    a: int\n",
    ),
]

PYTHON_EDITS = [*ALIASES, *TYPES, *DUNDERS, *CONSTANTS, *IMPLEMENTED, *EXPORTS, *SIGNATURES, *RECORDS]
