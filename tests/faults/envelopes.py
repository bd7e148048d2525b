"""The hook that lets plain schemathesis tell a refusal under 200: what the documents call a refusal is given
a refusal's status.

Invariant: nothing of the product is used, as someone who has schemathesis and the documents alone would write
it.
"""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    try:
        body = response.json()
    except ValueError:
        return
    flags = (body.get("Success"), body.get("IsSuccess")) if isinstance(body, dict) else ()
    if response.status_code == 200 and (
        False in flags or (isinstance(body, dict) and body.get("Code") and "Error" in body)
    ):
        response.status_code = 400
