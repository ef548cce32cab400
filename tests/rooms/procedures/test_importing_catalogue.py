"""The real national catalogue, when it lies beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.base.actor import SYSTEM
from motcua.procedures.importing import actions, queries
from motcua.procedures.models import ProcedureVersion, QuarantinedRecord

CATALOGUE = Path(__file__).parents[4] / "shared" / "data" / "catalogue"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CATALOGUE.is_dir(), reason="danh mục quốc gia không nằm cạnh bản mã này"
    ),
]


def waiting(code: str) -> set[str]:
    rows = QuarantinedRecord.objects.filter(code=code)
    return {reason["code"] for row in rows for reason in row.reasons}


def test_everything_comes_in_and_a_second_import_changes_nothing(now):
    first = actions.import_catalogue(path=CATALOGUE, actor=SYSTEM, at=now)

    assert (first.rows, first.full, first.unreadable) == (5670, 327, [])
    assert first.taken + first.filled + first.quarantined + first.unchanged == 5997
    assert first.taken > 4000
    assert ProcedureVersion.objects.filter(published_at=None).count() == first.taken

    held = list(QuarantinedRecord.objects.order_by("id").values_list("digest", "state"))
    again = actions.import_catalogue(path=CATALOGUE, actor=SYSTEM, at=now)

    assert (again.repeated, again.taken, again.quarantined) == (True, 0, 0)
    assert again.unchanged == 5997
    assert list(QuarantinedRecord.objects.order_by("id").values_list("digest", "state")) == held

    assert_known_traps_wait()
    assert_lists_answer(first)


def assert_known_traps_wait():
    assert "code_blanks" in waiting(" 1.014325")
    assert "code_digits" in waiting("1.0133611")
    assert "code_deleted" in waiting("1.014955-Xoa")
    assert "name_has_code" in waiting("1.010727")
    assert "subject_unknown" in waiting("1.010216")
    assert "fee_thousands" in waiting("1.013217")
    assert "limit_case" in waiting("1.004772")
    assert {"limit_unit", "paper_note", "paper_required"} <= waiting("1.000656")
    assert {"case_repeated"} <= waiting("1.013225")


def assert_lists_answer(report):
    page, total = queries.quarantine(limit=10)
    assert (len(page), total) == (10, report.quarantined)
    counted = {item.code: item.count for item in queries.counts_by_reason()}
    assert counted == dict(report.reasons)
    found = queries.catalogue("dang ky khai sinh")
    assert "1.001193" in {item.code for item in found}
