"""A fast slice of the campaigns: duplicates at the same moment, kills and restarts of the database. `make
campaign` is the deep form.
"""

from __future__ import annotations

import os

import pytest

from tests import database_servers as servers
from tests.callback import delivery_campaign as campaign
from tests.callback.network_of_hosts import is_possible

SERVERS = {server.name: server for server in servers.SERVERS}


def installed(name):
    server = SERVERS.get(name)
    if server is not None and not server.is_installed() and os.environ.get(servers.REQUIRED) != "1":
        pytest.skip(f"{name} is not installed: apt-get install {server.package}")


@pytest.mark.parametrize(("kind", "name"), campaign.STORES, ids=" on ".join)
def test_duplicates_at_the_same_moment_are_handled_once(kind, name):
    installed(name)
    counts = campaign.duplicates(kind, name, 25, processes=2)
    assert counts.is_clean, str(counts)
    assert counts.statuses[200] == 50


@pytest.mark.parametrize("kind", ["sqlalchemy", "sqlalchemy async", "django"])
def test_killed_workers_lose_and_repeat_nothing(kind):
    installed("PostgreSQL")
    counts = campaign.kills(kind, 60, 3)
    assert counts.is_clean, str(counts)
    assert counts.disturbed == 3


def test_a_database_that_is_stopped_and_started_loses_and_repeats_nothing():
    installed("PostgreSQL")
    counts = campaign.restarts("sqlalchemy", 400, 2)
    assert counts.is_clean, str(counts)
    assert counts.disturbed == 2


def test_a_host_that_is_cut_off_from_the_database_loses_and_repeats_nothing():
    installed("PostgreSQL")
    if not is_possible():
        pytest.skip("network namespaces need root and ip: run as root with iproute2 installed")
    counts = campaign.cut_off("sqlalchemy", 250, 1)
    assert counts.is_clean, str(counts)
    assert counts.disturbed == 1
