"""What the counter does beside the way of a dossier: priority, a receipt after all, a correction."""

from __future__ import annotations

from motcua.desk.forms import steps
from motcua.desk.forms.counter import CorrectionForm, PriorityForm
from motcua.desk.works import fitting
from motcua.desk.works.shape import Work
from motcua.dossiers import certifying
from motcua.dossiers.actions import instant, priority
from motcua.dossiers.folding import DossierState
from motcua.procedures.pinned import PinnedVersion


def _without_receipt(state: DossierState, _version: PinnedVersion) -> bool:
    return not instant.has_receipt(state) and not certifying.is_void(state)


def _correctable(state: DossierState, _version: PinnedVersion) -> bool:
    return instant.is_done_at_once(state) and not certifying.is_void(state)


COUNTER_WORKS: tuple[Work, ...] = (
    Work(
        "uu-tien", "set_priority", "Ghi diện ưu tiên", "Ghi", "Đã ghi diện ưu tiên.",
        PriorityForm,
        lambda c, s, r: priority.set_priority(
            c, priority=s["priority"], evidence=s["evidence"], request=r
        ),
        fitting.always, is_calm=False,
    ),
    Work(
        "cap-giay-tiep-nhan", "issue_receipt", "Cấp Giấy tiếp nhận theo yêu cầu",
        "Cấp Giấy tiếp nhận", "Đã cấp Giấy tiếp nhận. Mở ở mục In để in.", steps.NothingForm,
        lambda c, _, r: instant.issue_receipt(c, request=r), _without_receipt, is_calm=False,
    ),
    Work(
        "dinh-chinh", "correct_entry", "Đính chính việc đã ghi", "Đính chính",
        "Đã đính chính; bản cũ còn trong tiến trình.", CorrectionForm,
        lambda c, s, r: instant.correct_entry(
            c, correction=s["correction"], reason=s["reason"], request=r
        ),
        _correctable, is_calm=False,
    ),
)  # fmt: skip
