"""One spelling for every value that is hashed, so that anybody can compute the digests again.

Canonical JSON: UTF-8 in normal form C, keys sorted by code point, no space, whole numbers only
(within ±(2^53 − 1), which every language reads alike), no fraction. Instants are UTC to the
microsecond, `2026-09-03T02:40:00.000000Z`. Pure; knows no framework.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

FACT_TAG = "motcua.fact.1"
SEAL_TAG = "motcua.seal.1"
LARGEST = 2**53 - 1
ZERO = bytes(32)
_VIETNAM_OFFSET = timedelta(hours=7)
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


class UnwritableError(ValueError):
    """A value that has no canonical spelling: a mistake of the caller's, not of a person's."""


def json_text(value: object) -> str:
    """The canonical text; refuses floats, strange types and text that no database can hold."""
    _require_plain(value)
    text = _encode(value)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return _encode(_composed(value))


def respell(value: object) -> str:
    """The canonical text of a value that came back from the database: trusted, hence quicker."""
    return _encode(value)


def _require_plain(value: object) -> None:
    if isinstance(value, str):
        _require_writable(value)
    elif isinstance(value, dict):
        _require_text_keys(value)
        for item in value.values():
            _require_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_plain(item)
    elif type(value) is int:
        _require_small(value)
    elif value is not None and type(value) is not bool:
        raise UnwritableError(
            f"{value!r} is {type(value).__name__}; a fact holds text, whole numbers, true, false,"
            " null, lists and dicts. Write amounts in đồng and minutes, instants as text."
        )


def _require_text_keys(value: dict[object, object]) -> None:
    for key in value:
        if not isinstance(key, str):
            raise UnwritableError(f"Keys are text; {key!r} is {type(key).__name__}.")
        _require_writable(key)


def _require_writable(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise UnwritableError("Text with a zero character cannot be kept.")
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnwritableError(f"{text!r} is not valid Unicode text.") from error
    if "\0" in text:
        raise UnwritableError("Text with a zero character cannot be kept.")


def _require_small(number: int) -> None:
    if not -LARGEST <= number <= LARGEST:
        raise UnwritableError(f"{number} is beyond ±(2^53 − 1); write it as text.")


def _composed(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        composed = {_composed(key): _composed(item) for key, item in value.items()}
        if len(composed) != len(value):
            raise UnwritableError("Two keys are the same once composed.")
        return composed
    if isinstance(value, list | tuple):
        return [_composed(item) for item in value]
    return value


def instant_text(at: datetime) -> str:
    """`2026-09-03T02:40:00.000000Z`; refuses a moment without a zone."""
    if at.tzinfo is None:
        raise UnwritableError(f"{at} has no zone; a fact needs one instant.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def recorded_day(recorded_at: datetime) -> date:
    """The day in Vietnam, which a seal covers one of."""
    return (recorded_at.astimezone(UTC) + _VIETNAM_OFFSET).date()


def fact_digest(head: tuple[str, str, int, str, str, str], data: str, private: str | None) -> bytes:
    """Digest of verb, subject kind and number, actor kind and reference, instant; data; private.

    `data` is canonical text already; `private` is the hexadecimal commitment or None.
    """
    start = _encode((FACT_TAG, *head))[:-1]
    end = "null" if private is None else f'"{private}"'
    return hashlib.sha256(f"{start},{data},{end}]".encode()).digest()


def private_digest(salt: bytes, private: str) -> bytes:
    """The commitment to personal data: without the salt, it cannot be guessed back."""
    return hashlib.sha256(salt + private.encode()).digest()


def leaf_hash(number: int, tx: int, recorded_at: str, digest: str) -> bytes:
    """What a seal covers of a fact: its place, when it was recorded, its digest."""
    return hashlib.sha256(
        b'\0[%d,%d,"%s","%s"]'
        % (
            number,
            tx,
            recorded_at.encode(),
            digest.encode(),
        )
    ).digest()


def seal_digest(head: Mapping[str, object]) -> bytes:
    """Digest of a seal's fields (see `sealing.SealHead.as_json`), which names the one before."""
    return hashlib.sha256(_encode([SEAL_TAG, dict(head)]).encode()).digest()
