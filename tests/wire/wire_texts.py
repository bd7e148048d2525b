"""JSON texts for hypothesis: any generated model in any form that is read, documented or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import order_contract_generated.globale.models as globale
import order_contract_generated.s2.models as s2
from order_contract.wire import money
from order_contract.wire.model import WireModel

MODELS: dict[str, type[WireModel]] = {
    f"{api.__name__.split('.')[1]}.{name}": kind
    for api in (globale, s2)
    for name, kind in vars(api).items()
    if isinstance(kind, type) and issubclass(kind, WireModel) and kind is not WireModel
}

Texts = st.SearchStrategy[str]


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


digits = st.text("0123456789", min_size=1, max_size=30)
whole: Texts = st.builds(
    lambda sign, head, tail: sign + head + tail,
    st.sampled_from(["", "-"]),
    st.sampled_from("123456789"),
    st.text("0123456789", max_size=29),
)
integers: Texts = st.one_of(st.just("0"), whole)
numbers: Texts = st.one_of(
    integers, st.builds("{}.{}".format, st.one_of(st.just("0"), st.just("-0"), whole), digits)
)
strings: Texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["听雨", "ü", "a%2Fb%", " EUR", "", "false ", '"\\\n\x00\x7f\u2028']),
).map(quoted)
anything: Texts = st.recursive(
    st.one_of(st.just("null"), st.just("true"), numbers, strings),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.dictionaries(strings, inner, max_size=3).map(
            lambda members: "{" + ",".join(f"{key}:{value}" for key, value in members.items()) + "}"
        ),
    ),
    max_leaves=5,
)
_NUMBER_IN_QUOTES = numbers.map(quoted)
_ANNOTATED: Any = money  # its types are `Annotated`, whose metadata mypy does not show
_FORMS: dict[Callable[..., Any], Texts] = {
    _ANNOTATED.Amount.__metadata__[0].func: st.one_of(
        numbers, numbers, _NUMBER_IN_QUOTES, _NUMBER_IN_QUOTES.map(lambda text: f'" {text[1:]}')
    ),
    _ANNOTATED.PrintedAmount.__metadata__[0].func: st.one_of(
        numbers, _NUMBER_IN_QUOTES, st.sampled_from(['""', "null", '"007.50"'])
    ),
    _ANNOTATED.PrintedCode.__metadata__[0].func: st.one_of(strings, integers),
}
_PLAIN: dict[Any, Texts] = {
    bool: st.sampled_from(["true", "false", '"true"', '"false "', '"True"', '"FALSE"', "0", "1", '"1"']),
    int: st.one_of(integers, integers.map(quoted), integers.map("{}.00".format)),
    str: st.one_of(strings, strings, numbers, st.sampled_from(["true", "false"])),
    Any: anything,
}


@cache
def form(annotation: Any) -> Texts:
    """Texts for a value of a field."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        known = [_FORMS[mark.func] for mark in marks if getattr(mark, "func", None) in _FORMS]
        return known[0] if known else form(inner)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if get_origin(annotation) is list:
        return st.lists(form(get_args(annotation)[0]), max_size=2).map(lambda items: f"[{','.join(items)}]")
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return objects(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from([json.dumps(member.value) for member in annotation])
    branches = [branch for branch in get_args(annotation) if branch is not type(None)]
    empty = [branch for branch in branches if _is_number_or_boolean(branch)]
    return st.one_of(*map(form, branches), st.just("null"), *(st.just('""') for _ in empty))


def _is_number_or_boolean(annotation: Any) -> bool:
    return annotation in (bool, int) or (
        get_origin(annotation) is Annotated and get_args(annotation)[0] is not str
    )


@st.composite
def _objects(draw: st.DrawFn, kind: type[WireModel]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    fields = {name: field.alias or name for name, field in kind.model_fields.items()}
    required = [name for name, field in kind.model_fields.items() if field.is_required()]
    others = sorted(set(fields) - set(required))
    chosen = required + (draw(st.lists(st.sampled_from(others), max_size=5, unique=True)) if others else [])
    cases: st.SearchStrategy[Any] = st.sampled_from([str, str, str, str.lower, str.upper, str.swapcase])
    members = {draw(cases)(fields[name]): draw(form(hints[name])) for name in draw(st.permutations(chosen))}
    known = {alias.casefold() for alias in fields.values()}
    names = st.one_of(
        st.text(max_size=6),
        st.sampled_from([*fields, "听", "_wire", "model_config", "self", "copy", "__class__"]),
    )
    unknown_members = draw(
        st.dictionaries(names.filter(lambda name: name.casefold() not in known), anything, max_size=2)
    )
    items = draw(st.permutations([*members.items(), *unknown_members.items()]))
    return "{" + ",".join(f"{quoted(name)}:{text}" for name, text in items) + "}"


@cache
def objects(kind: type[WireModel]) -> Texts:
    """Texts for an object: members in any order and case, unknown ones among them."""
    return _objects(kind)
