"""The fixtures file: what it takes, what it says of mistakes, and the commands that print some."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from order_contract.check import scenarios
from order_contract.check.server_data import Fixtures, FixturesError, example
from order_contract.cli import fixtures as fixtures_command
from order_contract.cli import rules as rules_command
from order_contract.sandbox.check_fixtures import fixtures as known
from order_contract.sandbox.settings import Settings
from order_contract.spec import APIS, Api

ORDER = '[[globale.orders]]\norder_id = "1"\n'


class TestAFile:
    def test_amounts_are_exact_as_texts_and_as_numbers(self) -> None:
        text = (
            '[globale]\norders = [{order_id = "1", products = [{cart_item_id = "a", code = "b", quantity '
            '= 2, price = 29.9000}], shipping = "0.1"}]'
        )
        globale = Fixtures.read(text).globale
        assert globale is not None
        (order,) = globale.orders
        assert str(order.products[0].price) == "29.9000"
        assert order.paid == Decimal("59.9")
        assert order.unit == Decimal("0.01")

    def test_an_order_is_written_in_its_smallest_digit(self) -> None:
        text = ORDER + 'products = [{cart_item_id = "a", code = "b", quantity = 1, price = "1.1250"}]'
        globale = Fixtures.read(text).globale
        assert globale is not None
        assert globale.orders[0].unit == Decimal("0.001")

    def test_a_currency_without_a_smaller_unit_has_none_whatever_is_shown(self) -> None:
        text = ORDER + 'currency = "JPY"\ntotal = "6892.0000"'
        globale = Fixtures.read(text).globale
        assert globale is not None
        assert globale.orders[0].unit == 1

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[globale", "FILE is not TOML: Expected ']'"),
            ("a = " + "[" * 100_000, "FILE is nested too deeply."),
            ("[globle]", "FILE: globle is not known here (did you mean globale?)."),
            ("[globale]", "FILE: globale.orders is missing."),
            (
                "[globale]\nordres = []",
                "FILE: globale.ordres is not known here (did you mean orders?).",
            ),
            (ORDER + "totl = 1", "FILE: globale.orders[0].totl is not known here (did you mean total?)."),
            (ORDER + "total = true", 'FILE: globale.orders[0].total must be an amount, such as "29.90".'),
            (ORDER + 'total = "1e5"', 'FILE: globale.orders[0].total must be an amount, such as "29.90".'),
            (ORDER + "total = nan", 'FILE: globale.orders[0].total must be an amount, such as "29.90".'),
            (ORDER + "total = -1", 'FILE: globale.orders[0].total must be an amount, such as "29.90".'),
            (
                ORDER + 'products = [{cart_item_id = "a"}]',
                "FILE: globale.orders[0].products[0].code is missing.",
            ),
            (
                "[globale]\norders = []\nshows = ['stat']",
                "FILE: globale.shows[0] must be 'status', 'reason'",
            ),
            ("[globale]\norders = []\nreset = '/x'", "FILE: globale.reset"),
            (
                "[s2]\norders = [{order_id = 'a', account_id = 'b', products = []}]",
                "FILE: s2.orders[0].products",
            ),
        ],
    )
    def test_a_mistake_is_named(self, text: str, message: str) -> None:
        with pytest.raises(FixturesError) as raised:
            Fixtures.read(text, "FILE")
        assert str(raised.value).startswith(message)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FixturesError, match="cannot be read: No such file"):
            Fixtures.load(tmp_path / "none.toml")
        (tmp_path / "latin.toml").write_bytes(b"# \xff")
        with pytest.raises(FixturesError, match="is not UTF-8"):
            Fixtures.load(tmp_path / "latin.toml")


class TestTheExamples:
    @pytest.mark.parametrize("api", APIS)
    def test_can_be_given_to_the_check(self, api: Api) -> None:
        printed = CliRunner().invoke(fixtures_command.command, ["example", "--api", api])
        assert printed.output == example(api)
        assert getattr(Fixtures.read(printed.output), api).orders

    @pytest.mark.parametrize("api", APIS)
    def test_show_every_need_of_the_rules(self, api: Api) -> None:
        data = getattr(Fixtures.read(example(api)), api)
        for rule in scenarios.RULES:
            for need in rule.needs if api in rule.apis else ():
                _, name, *word = need.split(".")
                assert word[0] in getattr(data, name) if word else getattr(data, name), need

    def test_the_sandbox_prints_its_own(self) -> None:
        printed = CliRunner().invoke(fixtures_command.command, ["sandbox"]).output
        read = Fixtures.read(printed)
        assert read.globale is not None
        assert {order.order_id for order in read.globale.orders} >= {
            "GE123874638GB",
            "testID",
            "GE50030301KW",
        }
        assert all(
            order.paid == sum((p.price * p.quantity for p in order.products), order.shipping + order.duties)
            for order in read.globale.orders
        )
        assert printed == known(Settings()) + "\n"

    def test_a_sandbox_without_control_has_no_reset(self) -> None:
        assert "reset" not in known(Settings(control=False))


class TestTheListOfRules:
    def test_as_json(self) -> None:
        listed = json.loads(CliRunner().invoke(rules_command.command, ["--api", "s2", "--json"]).output)
        result = {rule["id"]: rule for rule in listed}
        assert result["s2-dates"] == {
            "id": "s2-dates",
            "sentence": (
                "shipByDate and deliveryByDate come back, the latter as deliverByDate; null stands for none."
            ),
            "source": "004:24-25, 004:265-266",
            "evidence": "example",
            "grade": "must",
            "family": "s2",
            "apis": ["s2"],
            "needs": ["s2.orders"],
        }
        assert "body" in result
        assert "refund-1001" not in result

    def test_as_plain_lines(self) -> None:
        lines = CliRunner().invoke(rules_command.command, []).output.splitlines()
        assert all(line.count("\t") == 5 for line in lines)
        assert {rule.id for rule in scenarios.RULES} < {line.partition("\t")[0] for line in lines}
