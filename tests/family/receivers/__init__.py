"""Receivers of Global-e's status updates as shops write them, from the vendor's document alone.

Invariants: nothing of `order_contract` is used; each takes its own decisions where the document leaves them.
"""
