"""The changes since the last release, judged: which are breaking, and which version they need.

Invariants: the last release is what `spec/released/` holds, so that a clone without tags can be judged; a
change is reported once, on one line; what is not known to be harmless is breaking.
"""
