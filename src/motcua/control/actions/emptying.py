"""When a dossier's personal data has outlived its time: what the Centre wrote about it goes, too.

Outcomes, reasons as codes, moments and minutes stay, so that every figure stays what it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from motcua.base.actor import SYSTEM
from motcua.control import facts
from motcua.control.models import Finding
from motcua.journal import actions as journal

# Which question was answered how is a figure; in whose words is not.
_LOOKS: Final = """
UPDATE control_review r SET note = '', content = NULL, changes = '[]', checks = coalesce(
       (SELECT jsonb_agg(one || '{"answer": ""}' ORDER BY place)
          FROM jsonb_array_elements(r.checks) WITH ORDINALITY AS c(one, place)), '[]')
  FROM dossiers_draftact a WHERE a.id = r.act_id AND a.dossier_id = %s
"""
_TITLE: Final = "Nội dung đã xóa theo thời hạn lưu giữ"


def empty(dossier_id: int, at: datetime) -> None:
    """Empty notes, answers and differences of looks, and the words of findings about the dossier."""
    with connection.cursor() as db:
        db.execute(_LOOKS, [dossier_id])
    found = Finding.objects.filter(dossier_id=dossier_id)
    for number in list(found.values_list("pk", flat=True)):
        journal.erase_private(
            subject_kind=facts.FINDING, subject_id=number,
            reason="Hết thời hạn lưu giữ của hồ sơ", actor=SYSTEM, at=at,
        )  # fmt: skip
    found.update(title=_TITLE, content="", ground="", answer="", verdict="")
