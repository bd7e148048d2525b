"""Processes that are forked after a store or a ledger has used its engine, as the workers of `gunicorn
--preload` are, on a real PostgreSQL.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from order_contract.refunds.sqlalchemy_ledger import SQLAlchemyLedger
from tests.callback.witness_worker import WITNESS

WORKERS, DELIVERIES = 4, 50
_SCRIPT = f"""
import json, os, sys
from decimal import Decimal
from sqlalchemy import create_engine, insert
from order_contract.callback import Receiver
from order_contract.callback.sqlalchemy_store import SQLAlchemyStore
from order_contract.refunds.sqlalchemy_ledger import SQLAlchemyLedger
from order_contract.testing.stores import new_entry
from tests.callback.callback_bodies import GUID, callback
from tests.callback.witness_worker import METADATA, WITNESS

engine = create_engine(sys.argv[1])
store, ledger = SQLAlchemyStore(engine), SQLAlchemyLedger(engine)
store.create_table()
ledger.create_tables()
METADATA.create_all(engine)  # its connection is in the pool when the workers are forked
receiver = Receiver(GUID, store=store)

@receiver.on_cancelled
def cancel(order, session):
    session.execute(insert(WITNESS).values(mark=order.order_id))

def work():
    for number in range({DELIVERIES}):
        yield receiver.handle("POST", "application/json", callback(OrderId=str(number))).status
        ledger.admit("GE1GB", lambda entries: new_entry("GE1GB", Decimal(1)))

children = []
for _ in range({WORKERS}):
    child = os.fork()
    if not child:
        try:
            print(json.dumps(list(work())), flush=True)
        finally:
            os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
"""


def test_forked_workers_use_connections_of_their_own(postgresql):
    url = postgresql.url(postgresql.new_database())
    command = [sys.executable, "-c", _SCRIPT, url]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=root)
    lines = done.stdout.split("\n")[:-1]
    assert [json.loads(line) for line in lines] == [[200] * DELIVERIES] * WORKERS, done.stderr[-2000:]
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(WITNESS)) == DELIVERIES
        assert connection.scalar(text("SELECT count(*) FROM order_contract_delivery")) == DELIVERIES
    assert len(SQLAlchemyLedger(engine).entries("GE1GB")) == WORKERS * DELIVERIES
    engine.dispose()
