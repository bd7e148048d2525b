"""Edits of the published documents, each with what the gate must say of it: one line, its verdict, its place
and a part of its words.
"""

from __future__ import annotations

from tests.codegen.breaking.operation_edits import OPERATIONS, WORDS
from tests.codegen.breaking.request_edits import REQUESTS
from tests.codegen.breaking.response_edits import CALLBACK, RESPONSES
from tests.codegen.breaking.wire_edits import JSON_IN_QUERY, WIRE

EDITS = [*REQUESTS, *RESPONSES, *CALLBACK, *JSON_IN_QUERY, *WIRE, *OPERATIONS, *WORDS]
