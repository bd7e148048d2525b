"""Everything in `generated/` from everything in `spec/`: bundle the documents, drive the generators, keep the
lock.

Invariant: the output depends on `spec/`, `overrides/codegen`, `overrides/templates` and the pinned tools, on
nothing else: not on the folder, the machine, the order of a hash or what was there before.
"""


class CodegenError(Exception):
    """Why nothing could be generated: a broken reference in the spec, or the message of a generator."""
