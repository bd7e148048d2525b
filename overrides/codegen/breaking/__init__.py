"""What may go out: the changes since the last release, judged, and the release itself.

Invariants: the last release is what `spec/released/` holds, so that a clone without tags can be judged; a
change is reported once, on one line; what is not known to be harmless is breaking.
"""
