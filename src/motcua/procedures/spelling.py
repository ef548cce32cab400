"""Write the room's frozen values as plain JSON values, and name a JSON value by its digest."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any


def to_json(value: object) -> Any:
    """Plain JSON in the order of the fields: decimals as text, dates as `2025-07-01`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [item.name for item in dataclasses.fields(value)]
        return {name: to_json(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def digest(value: object) -> str:
    """sha256 of a JSON value in one spelling, in hexadecimal."""
    spelled = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
