"""No fact about the wire stands in the code of the core: names and codes are read from the spec.

A literal that equals a name or a code of the contract is either looked up in a generated table, which fails
when the name is gone, or stands in `ALLOWED` with the reason why it is no fact of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from order_contract import spec
from order_contract.document import Document
from tests.samples import ROOT

PACKAGE = ROOT / "overrides/order_contract"
# scenarios of the check are rules of one operation each, with their source beside them
CORE = ("wire", "http", "globale", "s2", "callback", "retries.py", "replay", "check")
NOT_CORE = ("check/scenarios",)
TABLES = {"OPERATIONS", "ENVELOPES", "SECURITY", "operations"}
ALLOWED: dict[str, tuple[str, str]] = {
    "callback/notifier.py": ("Authorization", "HTTP's own header, for a merchant who agreed on one."),
    "check/delivered_notices.py": (
        "OrderId StatusCode",
        "Which notices are of one order, and of one status of it, is a rule of the check.",
    ),
    "check/learn.py": ("*", "It reads the orders of one server member by member, as a scenario does."),
    "check/odd_attachments.py": (
        "fileName",
        "What of an attachment that the check made up is odd: a member that the sample has is not there.",
    ),
    "check/wire_rules/breaches.py": (
        "orderid orderids",
        "How names of ids end: a grade of the check, for members that `x-acts-on` names already.",
    ),
    "check/wire_rules/failures.py": (
        "errorcode errorinfo errormessage errortext issuccess statuscode",
        "Words of refusals of any server, for an API that documents none.",
    ),
    "check/wire_rules/leaks.py": (
        "Customer InternationalDetails Products shippingAddress",
        "By which parts an order is recognised in a refusal is a choice of the check.",
    ),
    "check/wire_rules/request_validity.py": (
        "MerchantOrderId OrderId StatusCode",
        "A grade of the check for an empty id, of members that `x-acts-on` names already.",
    ),
    "check/wire_rules/response_form.py": (
        "AttributeValue Code Errors InternationalDetails VATRateTypeCode customerNote",
        "Grades of the check for single members, each with its reason beside it.",
    ),
    "globale/batch.py": ("HubCode OrderIds", "mypy holds them against the generated `TypedDict`."),
    "globale/calls.py": ("*", "Which method calls which operation; the tables are asked for each."),
    "globale/documents.py": ("Documents ShipperManifests", "Places in messages."),
    "replay/asked_ids.py": ("*", "It compares the ids of single operations, as a scenario does."),
    "replay/exchange_judge.py": ("Success", "A part of a finding's id, which stays when names change."),
    "replay/operation_matcher.py": ("username", "Which header other systems have, too."),
    "replay/recorded_leaks.py": (
        "merchantguid",
        "Which credentials are secrets; the name of a user and of an organisation are none.",
    ),
    "s2/calls.py": (
        "orderId updateOrder",
        "Which method calls which operation; the tables are asked for it.",
    ),
    "wire/problems.py": ("Code Name", "Words that many names have."),
    "wire/reading.py": ("metadata", "A key of pydantic's schemas."),
}
"""By module, its names that stay, `*` for all of them, and why."""


def names(node: Any) -> Iterator[str]:
    """The members of all schemas below a node of a document."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield from node["properties"]
        for value in node.values():
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)


def facts() -> set[str]:
    """Everything that the contract gives a name or a code of its own, as it is written on the wire."""
    known: set[str] = set()
    for api in spec.APIS:
        document = Document(spec.load(api, edition="full"))
        known |= {*names(document.root), *document.schemas, *document.root.get("x-error-codes", ())}
        schemes = document.root["components"].get("securitySchemes", {}).values()
        known |= {scheme["name"] for scheme in schemes if "name" in scheme}
        for operation in document.operations(webhooks=True):
            known |= {operation.id, operation.id[0].upper() + operation.id[1:], operation.path}
            known |= {parameter.name for parameter in operation.parameters}
    # a word of small letters alone, such as `items`, and a status of HTTP belong to many languages
    return {
        name
        for name in known
        if re.search("[A-Z]|^[A-Z]?[0-9]", name) and not re.fullmatch("[1-5]0[0-9]", name)
    }


def literals(tree: ast.Module) -> Iterator[str]:
    """The texts of a module without its prose, and without what is looked up in a generated table."""
    passed = {
        id(node.value if isinstance(node, ast.Expr) else node.slice)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) or (isinstance(node, ast.Subscript) and table(node.value) in TABLES)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.value


def table(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def stated() -> Iterator[tuple[str, str]]:
    """Each literal of the core that is a fact, with its module."""
    known = facts()
    # headers and members are also read without regard to case
    folded = {name.casefold() for name in known if re.search("[a-z][A-Z]|-", name)}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).as_posix()
        if module.startswith(CORE) and not module.startswith(NOT_CORE):
            for text in literals(ast.parse(path.read_text())):
                if text in known or text in folded:
                    yield module, text


def exceptions() -> set[tuple[str, str]]:
    return {(module, name) for module, (words, _) in ALLOWED.items() for name in words.split()}


def test_the_core_states_no_name_and_no_code_of_the_wire_itself() -> None:
    allowed = exceptions()
    assert [
        (module, name)
        for module, name in sorted(set(stated()))
        if not {(module, name), (module, "*")} & allowed
    ] == []


def test_each_exception_is_still_needed_and_has_its_reason() -> None:
    needed = {pair for module, name in stated() for pair in ((module, name), (module, "*"))}
    assert sorted(exceptions() - needed) == []
    assert all(reason.endswith(".") for _, reason in ALLOWED.values())


def test_a_literal_that_is_a_fact_is_found_and_a_look_up_is_none() -> None:
    tree = ast.parse('"""OrderId"""\nkey = SECURITY["merchantGUID"]\nname = "OrderId"')
    assert [text for text in literals(tree) if text in facts()] == ["OrderId"]
