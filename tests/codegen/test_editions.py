"""The published editions: complete, consistent with each other, and documented down to the extensions."""

import json
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner
from openapi_schema_validator import OAS30Validator

from codegen import CodegenError
from codegen.documents import editions, yaml12
from order_contract import spec
from order_contract.cli.spec import command
from order_contract.document import Document
from order_contract.wire import codec

PUBLISHED = ("openapi", "collections", "helpers")
BESIDE = (".schema.json", ".arazzo.yaml")
"""Files that are not editions of a document; only `SHA256SUMS` has their digests."""
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "generated/order_contract_generated/openapi"


def _nodes(node, path=()):
    yield path, node
    for key, value in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield from _nodes(value, (*path, key))


def _plain(value):
    """JSON Schema validators of Python know int and float only; the digits do not matter here."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return (
        value
        if value is None or isinstance(value, (str, bool, int))
        else int(value)
        if value == int(value)
        else float(value)
    )


class TestIndex:
    def test_names_every_edition_with_its_digest(self):
        listed = {entry["file"]: entry["sha256"] for entry in spec.index()}
        assert listed == {
            path.name: sha256(path.read_bytes()).hexdigest()
            for path in FOLDER.iterdir()
            if path.name != "index.json" and not path.name.endswith(BESIDE)
        }

    def test_each_api_has_every_edition(self):
        kinds = {
            (entry["edition"], entry["openapi"], entry["format"], entry["dereferenced"])
            for entry in spec.index()
        }
        assert kinds == {
            ("default", "3.1.0", "yaml", False),
            ("default", "3.1.0", "json", False),
            ("default", "3.1.0", "json", True),
            ("default", "3.0.3", "yaml", False),
            ("default", "3.0.3", "json", False),
            ("full", "3.1.0", "yaml", False),
            ("full", "3.1.0", "json", False),
            ("lean", "3.1.0", "json", False),
        }
        assert len(spec.index()) == 3 * len(kinds)

    def test_has_the_size_of_each(self):
        assert {entry["file"]: entry["bytes"] for entry in spec.index()} == {
            path.name: path.stat().st_size
            for path in FOLDER.iterdir()
            if path.name != "index.json" and not path.name.endswith(BESIDE)
        }


def test_the_guide_has_the_size_of_each_edition_to_within_a_tenth():
    guide = (ROOT / "overrides/codegen/docs/guides/documents.md").read_text()
    rows = {
        "full": FOLDER / "{}.full.json",
        "default": FOLDER / "{}.json",
        "lean": FOLDER / "{}.lean.json",
        "JSON Schema of the objects": FOLDER / "{}.schema.json",
    }
    for name, path in rows.items():
        [stated] = re.findall(rf"(?m)^\| {re.escape(name)} \| (\d+) \| (\d+) \| (\d+) \|$", guide)
        for api, kilobytes in zip(spec.APIS, stated, strict=True):
            size = Path(str(path).format(api)).stat().st_size / 1000
            assert int(kilobytes) == pytest.approx(size, rel=0.1), (name, api, size)


def test_the_sums_are_those_of_every_published_file():
    root = FOLDER.parent
    published = [path for name in PUBLISHED for path in (root / name).rglob("*") if path.is_file()]
    assert (root / "SHA256SUMS").read_text().splitlines() == sorted(
        (
            f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}"
            for path in published
        ),
        key=lambda line: line.partition("  ")[2],
    )


def _extensions(document, path=()):
    """Each extension with its place; what is data or a name that the document gives is neither."""
    if isinstance(document, dict):
        for key, value in document.items():
            named = path[-1:] in (("properties",), ("schemas",), ("headers",), ("responses",))
            if not named and key.startswith("x-"):
                yield key
            if named or key not in ("value", "example", "default", "enum", "const"):
                yield from _extensions(value, (*path, key))
    elif isinstance(document, list):
        for item in document:
            yield from _extensions(item, path)


def _validator(document, operation):
    """Whether a value is a body of the operation."""
    [stated] = [item for item in Document(document).operations() if item.id == operation]
    root = {**stated.body["schema"], "components": document.get("components", {})}
    return jsonschema_rs.Draft202012Validator(_plain(root)).is_valid


@pytest.mark.parametrize("api", spec.APIS)
class TestEditions:
    def test_the_default_is_the_full_one_without_what_readers_want(self, api):
        full, default = spec.load(api, edition="full"), spec.load(api)
        assert set(_extensions(full)) & editions.FOR_READERS
        assert not set(_extensions(default)) & editions.FOR_READERS
        assert set(_extensions(full)) - editions.FOR_READERS == set(_extensions(default))
        assert editions.for_tools(full) == default
        assert editions.for_tools(default) == default

    def test_the_lean_one_has_no_extension_and_is_smaller(self, api):
        lean = spec.load(api, edition="lean")
        assert set(_extensions(lean)) == set()
        assert lean["paths"].keys() == spec.load(api)["paths"].keys()
        assert len(spec.read(api, format="json", edition="lean")) < len(spec.read(api, format="json"))

    @pytest.mark.slow
    def test_each_edition_takes_the_same_bodies(self, api):
        """By a validator that we did not write, with the accepted and the refused requests of the corpus."""
        bodies = {item.id: [] for item in Document(spec.load(api)).operations() if item.body}
        for line in (FOLDER.parent / f"corpus/{api}.jsonl").read_text().splitlines():
            request = json.loads(line)
            with suppress(KeyError, ValueError):
                bodies[request["operation"]].append(json.loads(request["body"]))
        verdicts = [
            [
                taken(body)
                for name in bodies
                for taken in [_validator(document, name)]
                for body in bodies[name]
            ]
            for document in (
                spec.load(api, edition="full"),
                spec.load(api),
                spec.load(api, edition="lean"),
                spec.load(api, dereferenced=True),
            )
        ]
        assert verdicts[0].count(True) > 20 < verdicts[0].count(False)
        assert verdicts[1:] == [verdicts[0]] * 3

    def test_asserts_nothing_beside_a_reference(self, api):
        beside = {"$ref", "deprecated", "description", "examples"}
        for edition in ("default", "lean"):
            nodes = _nodes(spec.load(api, edition=edition))
            assert [
                path
                for path, node in nodes
                if isinstance(node, dict) and "$ref" in node and node.keys() - beside
            ] == []

    def test_the_lean_one_has_no_choice_for_a_number_that_may_be_null(self, api):
        lean = spec.load(api, edition="lean")
        amount = {"$ref": "#/components/schemas/Amount"}
        assert [path for path, node in _nodes(lean) if path[-2:-1] == ("oneOf",) and node == amount] == []

    @pytest.mark.parametrize("options", [{}, {"openapi": "3.0"}, {"edition": "full"}], ids=str)
    @pytest.mark.parametrize("format_", ["json", "yaml"])
    def test_a_server_stands_in_place_of_the_published_ones(self, api, options, format_):
        text = spec.read(api, format=format_, server="http://127.0.0.1:8080/", **options)
        published = yaml12.loads(spec.read(api, format=format_, **options))
        changed = yaml12.loads(text)
        assert changed.pop("servers") == [{"url": "http://127.0.0.1:8080"}]
        assert published.pop("servers") != []
        assert codec.dumps(changed) == codec.dumps(published)

    def test_dereferenced_has_no_reference_and_the_same_paths(self, api):
        document = spec.load(api, dereferenced=True)
        assert not [path for path, node in _nodes(document) if path[-1:] == ("$ref",)]
        assert document["paths"].keys() == spec.load(api)["paths"].keys()

    def test_3_0_says_nothing_that_3_0_lacks(self, api):
        document = spec.load(api, openapi="3.0")
        assert document["openapi"] == "3.0.3"
        assert "webhooks" not in document
        lacking = {
            "const",
            "if",
            "then",
            "contentSchema",
            "contentMediaType",
            "$defs",
            "prefixItems",
            "unevaluatedProperties",
        }
        for path, node in _nodes(document):
            if isinstance(node, dict) and not any(
                str(part).startswith("x-") or part in ("value", "properties") for part in path[-1:]
            ):
                inside_data = any(str(part).startswith("x-error") or part == "examples" for part in path)
                assert inside_data or not lacking & node.keys(), path
                assert inside_data or not isinstance(node.get("type"), list), path

    def test_3_0_accepts_the_documented_bodies(self, api):
        document = spec.load(api, openapi="3.0", dereferenced=False)
        flat = editions.dereferenced(document)
        seen = 0
        for path, node in _nodes(flat["paths"]):
            if path[-1:] == ("application/json",) and "examples" in node:
                for example in node["examples"].values():
                    OAS30Validator(_plain(node["schema"])).validate(_plain(example["value"]))
                    seen += 1
        assert seen

    def test_the_extensions_are_those_that_the_readme_lists(self, api):
        table = (ROOT / "spec/README.md").read_text().split("## Extensions")[1].split("## Defects")[0]
        known = set(re.findall(r"`(x-[a-z-]+)`", table))
        for document in (spec.load(api, edition="full"), spec.load(api, openapi="3.0")):
            assert set(_extensions(document)) <= known
        rows = re.findall(r"(?m)^\| (`x-.*?) \|.*\| (.*?) \|$", table)
        of_the_full = {
            name
            for names, where in rows
            if where == "the full edition"
            for name in re.findall(r"x-[a-z-]+", names)
        }
        assert of_the_full == editions.FOR_READERS

    @pytest.mark.parametrize(
        "arguments",
        [[], ["--format", "json"], ["--openapi", "3.0"], ["--dereferenced"], ["--full"], ["--lean"]],
    )
    def test_the_command_prints_the_file(self, api, arguments):
        done = CliRunner().invoke(command, [api, *arguments])
        assert done.exit_code == 0
        assert sha256(done.stdout_bytes).hexdigest() in {
            entry["sha256"] for entry in spec.index() if entry["api"] == api
        }


def test_globale_has_the_callback_under_an_extension_in_3_0():
    edition = spec.load("globale", openapi="3.0")
    assert "updateOrderStatusCallback" in edition["info"]["description"]
    operation = edition["x-webhooks"]["updateOrderStatusCallback"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["allOf"] == [{"$ref": "#/components/schemas/MerchantOrder"}]


@pytest.mark.parametrize("edition", ["3.1", "3.0"])
def test_a_property_has_the_example_that_a_sample_shows(edition):
    members = spec.load("globale", openapi=edition)["components"]["schemas"]["InternationalDetails"][
        "properties"
    ]
    shown = members["TransactionTotalPrice"]
    value = shown["examples"][0] if edition == "3.1" else shown["example"]
    assert str(value) == "29.9000"
    assert not {"example", "examples"} & set(members["ShipmentLocation"])


def test_an_edition_that_is_not_published_is_named():
    done = CliRunner().invoke(command, ["s2", "--openapi", "3.0", "--dereferenced"])
    assert done.exit_code == 2
    assert "is not published as dereferenced OpenAPI 3.0" in done.stderr


@pytest.mark.parametrize("server", ["127.0.0.1:8080", "ftp://a.example", "http://", "https://a.example/?a=b"])
def test_what_is_no_address_of_a_server_is_refused(server):
    done = CliRunner().invoke(command, ["s2", "--server", server])
    assert done.exit_code == 2
    assert f"got {server}; pass an http or https URL" in done.stderr


def test_lean_yaml_is_not_published():
    done = CliRunner().invoke(command, ["s2", "--lean", "--format", "yaml"])
    assert done.exit_code == 2
    assert "s2 is not published as lean OpenAPI 3.1 in yaml" in done.stderr


def test_a_choice_that_3_0_cannot_say_is_an_error():
    document = {
        "info": {"description": ""},
        "tags": [],
        "paths": {},
        "components": {"schemas": {"X": {"oneOf": [{"type": "string"}, {"type": "number"}]}}},
    }
    with pytest.raises(CodegenError, match="one reference or null"):
        editions.openapi_3_0(document)


def test_a_schema_that_contains_itself_is_an_error():
    document = {
        "paths": {"$ref": "#/components/schemas/X"},
        "components": {"schemas": {"X": {"items": {"$ref": "#/components/schemas/X"}}}},
    }
    with pytest.raises(CodegenError, match="contains itself"):
        editions.dereferenced(document)
