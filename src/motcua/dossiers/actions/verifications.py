"""Verification on the spot, written down: when, where, with whom, what was found (T15).

Decree 61/2018 art. 19(3b). The words name people and may have to be erased: they stand in the
table alone, and the fact commits to them by a salted hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers import policies, records
from motcua.dossiers.models import Verification
from motcua.dossiers.records import Recorded, Request, Step

MOST = 30
_WORDS = {
    "place": ("Ghi địa điểm.", 300),
    "participants": ("Ghi thành phần tham gia.", 2000),
    "content": ("Ghi nội dung và kết quả xác minh.", 8000),
}


@records.once
def verify(
    code: str,
    *,
    held_at: datetime,
    place: str,
    participants: str,
    content: str,
    request: Request,
) -> Recorded:
    """Put a record of verification into the dossier; the clock goes on meanwhile."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("verify", request.actor, state).require()
    said = {
        "place": place.strip(),
        "participants": participants.strip(),
        "content": content.strip(),
    }
    wrong = {name: sentence for name, (sentence, _) in _WORDS.items() if not said[name]}
    if wrong:
        raise InvalidError(" ".join(wrong.values()), fields=wrong)
    if held_at > request.at:
        raise InvalidError(
            "Thời gian xác minh không thể ở tương lai. Ghi biên bản sau khi xác minh.",
            fields={"held_at": "Chọn lại thời gian."},
        )
    with transaction.atomic():
        if Verification.objects.filter(dossier_id=dossier_id).count() >= MOST:
            raise InvalidError(f"Một hồ sơ có nhiều nhất {MOST} biên bản xác minh.")
        row = Verification.objects.create(
            dossier_id=dossier_id, held_at=held_at, salt=secrets.token_bytes(16),
            recorded_at=request.at, recorded_by_id=request.actor.account_id,
            unit_id=state.holder_unit_id,
            **{name: said[name][:most] for name, (_, most) in _WORDS.items()},
        )  # fmt: skip
        context = {"verification": row.pk, "content_digest": content_digest(row)}
        if state.holder_unit_id is not None:
            context["unit"] = state.holder_unit_id
        recorded = records.save(dossier_id, state, request, Step("verify", {}, context))
        if recorded.replayed:
            transaction.set_rollback(True)
    return recorded


def content_digest(row: Verification) -> str:
    """What the fact says of the record: sha256 over salt, moment and words."""
    said = [
        in_vietnam(row.held_at).isoformat(), row.place, row.participants, row.content
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False)
    return hashlib.sha256(bytes(row.salt) + text.encode()).hexdigest()


def erase_verifications(dossier_ids: Iterable[int], *, at: datetime) -> int:
    """Erase what the records say of people; their moments and proofs stay. How many were erased.

    For whoever carries out the retention rules: it decides nothing by itself.
    """
    rows = Verification.objects.filter(dossier_id__in=list(dossier_ids), erased_at=None)
    return rows.update(place="", participants="", content="", salt=b"", erased_at=at)
