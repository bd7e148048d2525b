"""How fast callbacks are parsed and answered, against `json.loads` and pydantic's own `model_validate_json`
on the same bodies.

Run it as `python -m tests.bench.callback [seconds]`. Each figure is the median of the rounds, with the
smallest and the largest, by the processor's time; the rounds of all contestants take turns, so that a busy
machine slows all of them.
Neither contestant keeps digits, odd forms and unknown members as `parse` does: the ratios say what that
costs.
"""

import gc
import json
import random
import statistics
import sys
import time
import tracemalloc
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from order_contract.callback import parse, success
from order_contract.wire.model import WireModel
from order_contract_generated.merchant.models import MerchantOrder
from tests.callback.callback_bodies import SAMPLE, generated

ROUNDS = 9


def _plain(model, made):
    """The same members as an ordinary lax pydantic model, parsed by pydantic itself."""
    if model not in made:
        fields: dict[str, Any] = {
            name: (_annotation(field.annotation, made), field) for name, field in model.model_fields.items()
        }
        made[model] = create_model(
            f"Plain{model.__name__}",
            __config__=ConfigDict(extra="allow", coerce_numbers_to_str=True),
            **fields,
        )
    return made[model]


def _annotation(annotation, made):
    from decimal import Decimal
    from types import NoneType
    from typing import get_args, get_origin

    if get_origin(annotation) is list:
        return list[_annotation(get_args(annotation)[0], made)]  # type: ignore[misc]  # made at run time
    if get_args(annotation):
        union = None
        for part in get_args(annotation):
            if isinstance(part, type) or get_args(part):
                kind = _annotation(part, made)
                union = kind if union is None else union | kind
        return union
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return _plain(annotation, made)
    return annotation if annotation in (Decimal, bool, int, str, NoneType) else Any


def _regular(rng, count):
    """Generated bodies that pydantic's own parser takes too: without the odd forms."""
    reference = _plain(MerchantOrder, {})
    bodies = []
    while len(bodies) < count:
        body = generated(rng)
        try:
            reference.model_validate_json(body)
        except ValueError:
            continue
        bodies.append(body)
    return bodies


def contestants():
    """By name, what is done to one body."""
    reference: type[BaseModel] = _plain(MerchantOrder, {})
    return {
        "parse + answer": lambda body: success(parse(body)).body,
        "parse": parse,
        "model_validate_json": reference.model_validate_json,
        "json.loads": json.loads,
    }


def _rate(work, bodies, seconds):
    done, started = 0, time.process_time()
    while (passed := time.process_time() - started) < seconds:
        for body in bodies:
            work(body)
        done += len(bodies)
    return done / passed


def _peak(work, bodies):
    """KiB at the peak while one body after the other is at work and its result is dropped, above what was
    there before.
    """
    gc.collect()
    tracemalloc.start()
    for body in bodies:
        work(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024


def run(seconds=0.2, rounds=ROUNDS):
    """Measure, and give for each set of bodies and each contestant (callbacks a second in each round, peak in
    KiB).
    """
    sets = {"the documents' sample": [SAMPLE], "generated callbacks": _regular(random.Random(20), 60)}
    results = {}
    for name, bodies in sets.items():
        works = contestants()
        for work in works.values():
            for body in bodies:
                work(body)
        rates = {kind: [] for kind in works}
        for _ in range(rounds):
            for kind, work in works.items():
                rates[kind].append(_rate(work, bodies, seconds))
        results[name] = (
            sum(map(len, bodies)) / len(bodies),
            {kind: (rates[kind], _peak(work, bodies)) for kind, work in works.items()},
        )
    return results


def report(results):
    """The lines to print: of each peer how many times as long as it `parse` takes, with the spread."""
    for name, (size, kinds) in results.items():
        yield f"{name} ({size:.0f} bytes on average)"
        ours, our_peak = kinds["parse"]
        for kind, (rates, peak) in kinds.items():
            spread = f"{statistics.median(rates):>9,.0f}/s  ({min(rates):,.0f} to {max(rates):,.0f})"
            line = f"  {kind:<20}{spread}  peak {peak:,.0f} KiB"
            if not kind.startswith("parse"):
                ratios = sorted(theirs / own for theirs, own in zip(rates, ours, strict=True))
                line += (
                    f"; parse takes {statistics.median(ratios):.2f} times as long"
                    f" ({ratios[0]:.2f} to {ratios[-1]:.2f}) and {our_peak / peak:.2f} times the memory"
                )
            yield line


if __name__ == "__main__":
    print("\n".join(report(run(*map(float, sys.argv[1:2])))))  # its output
