"""The gate tells breaking, additive and cosmetic edits of the documents apart, a line each, whoever sends the
value.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from codegen import CodegenError
from codegen.breaking import document_diff
from codegen.breaking.change import Change
from codegen.breaking.keywords import COSMETIC as COSMETIC_KEYWORDS
from codegen.breaking.keywords import OWN_EXTENSIONS
from order_contract import spec
from order_contract.wire import codec
from tests.codegen.breaking.document_editing import ADDITIVE, BREAKING, COSMETIC, Documents, Edit, Node
from tests.codegen.breaking.document_edits import EDITS
from tests.codegen.breaking.response_edits import CALLBACK, RESPONSES
from tests.codegen.breaking.wire_edits import JSON_IN_QUERY, WIRE
from tests.samples import ROOT


@cache
def texts() -> dict[str, bytes]:
    return {api: codec.dumps(spec.load(api, edition="full")) for api in spec.APIS}


@cache
def published() -> dict[str, Node]:
    return fresh()


def fresh() -> dict[str, Node]:
    """A copy of the documents that may be edited."""
    return {api: codec.loads(text) for api, text in texts().items()}


def judged(edit: Edit) -> list[Change]:
    edited = fresh()
    edit.do(Documents(edited))
    touched = [api for api, text in texts().items() if codec.dumps(edited[api]) != text]
    return document_diff.changes(
        {api: published()[api] for api in touched}, {api: edited[api] for api in touched}
    )


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_says_one_line_with_the_right_verdict(edit: Edit) -> None:
    changes = judged(edit)
    assert sorted((change.verdict, change.where) for change in changes) == sorted(
        (verdict, where) for verdict, where, _ in edit.lines
    )
    for verdict, where, words in edit.lines:
        assert [
            change
            for change in changes
            if (change.verdict, change.where) == (verdict, where) and words in change.what
        ], changes


def test_the_table_is_long_enough_and_names_each_edit_once() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= 40
    verdicts = [max((verdict for verdict, _, _ in edit.lines), default=COSMETIC) for edit in EDITS]
    assert min(verdicts.count(BREAKING), verdicts.count(ADDITIVE), verdicts.count(COSMETIC)) >= 10
    assert len(CALLBACK) >= 6
    assert len(JSON_IN_QUERY) >= 3
    assert len([edit for edit in WIRE if "explode" in edit.name or "style" in edit.name]) >= 3
    assert len(RESPONSES) >= 10


class TestWhoSends:
    def test_one_edit_is_judged_by_its_worst_use(self) -> None:
        edited = fresh()
        # sent in dispatches and read in the details of an order
        edited["globale"]["components"]["schemas"]["Product"]["properties"]["ProductCode"]["type"] = "string"
        for number, method in enumerate(("updateOrderDispatch", "updateOrderDispatchV2")):
            [change] = document_diff.changes(
                {"globale": published()["globale"]}, {"globale": edited["globale"]}
            )
            assert change.verdict is BREAKING
            assert change.why.startswith("sent in "), number
            assert method in change.operations

    def test_a_callback_inside_an_operation_is_turned_round_too(self) -> None:
        def with_callback(kind: object) -> Node:
            document = fresh()["s2"]
            body = {"content": {"application/json": {"schema": {"type": kind}}}}
            sent = {
                "post": {
                    "operationId": "told",
                    "requestBody": body,
                    "responses": {"200": {"description": "", **body}},
                }
            }
            document["paths"]["/order/{orderId}"]["put"]["callbacks"] = {
                "changed": {"{$request.body#/url}": sent}
            }
            return document

        old, wide = {"s2": with_callback("string")}, {"s2": with_callback(["string", "integer"])}
        assert {change.where: change.verdict for change in document_diff.changes(old, wide)} == {
            "told, request body": BREAKING,
            "told, response 200": ADDITIVE,
        }
        assert {change.where: change.verdict for change in document_diff.changes(wide, old)} == {
            "told, request body": ADDITIVE,
            "told, response 200": BREAKING,
        }
        [gone] = document_diff.changes(old, {"s2": published()["s2"]})
        assert (gone.where, gone.verdict) == ("told", BREAKING)

    def test_the_same_edit_in_two_documents_is_one_line(self) -> None:
        edit = next(edit for edit in CALLBACK if edit.name == "Global-e may send null")
        [change] = judged(edit)
        assert change.parts == ("globale", "merchant")
        assert "read in" in change.why
        assert change.line().count("\n") == 0

    def test_a_document_that_is_gone_breaks(self) -> None:
        [gone] = document_diff.changes(
            published(), {api: document for api, document in published().items() if api != "s2"}
        )
        assert (gone.where, gone.verdict) == ("s2", BREAKING)
        [new] = document_diff.changes(
            {api: document for api, document in published().items() if api != "s2"}, published()
        )
        assert (new.where, new.verdict) == ("s2", ADDITIVE)


def test_every_extension_of_this_contract_is_known() -> None:
    """An extension that is not known is taken for somebody else's, and its changes for harmless."""
    table = (ROOT / "spec/README.md").read_text().partition("| extension |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `x-")]
    extensions = {name for row in rows for name in re.findall(r"`(x-[a-z-]+)`", row)}
    assert len(extensions) > 5
    assert extensions <= {*OWN_EXTENSIONS, *COSMETIC_KEYWORDS}


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("#/components/schemas/Nobody", "s2: nothing stands at #/components/schemas/Nobody"),
        ("#/components/schemas/S2Order", "s2: #/components/schemas/S2Order refers to itself"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_in_a_sentence(reference: str, sentence: str) -> None:
    edited = fresh()
    edited["s2"]["components"]["schemas"]["S2Order"] = {"$ref": reference}
    with pytest.raises(CodegenError, match=re.escape(sentence)):
        document_diff.changes(published(), edited)
