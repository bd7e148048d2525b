"""Bytes to values and back, exactly: the ground floor, which knows no API.

Invariant: only `order_contract.wire.codec` turns bytes into numbers; no binary floating point comes near an
amount.
"""
