"""Collections of requests for API clients, written from the documented requests: Postman and Bruno."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen.collections.bruno import bruno
from codegen.collections.postman import postman
from codegen.collections.request_collection import request_collection


def collections(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """The files of the collections of every API, by path."""
    files = {}
    for api, document in documents.items():
        collection = request_collection(document)
        files[f"postman/{api}.postman_collection.json"] = postman(collection)
        files |= {f"bruno/{api}/{name}": content for name, content in bruno(collection).items()}
    return files
