"""How far the moving of due dates has come: started with a change of calendar, carried on in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import InvalidError
from motcua.clock.models import DueDateRun


@dataclass(frozen=True, slots=True)
class RunView:
    """`total` were to be moved by the preview; `moved` are, `seen` were looked at."""

    id: int
    title: str
    total: int
    seen: int
    moved: int
    started_at: datetime
    finished_at: datetime | None


def start_run(*, cause: str, title: str, total: int, actor: Actor, at: datetime) -> int:
    """Write down that so many dates are to move; in the transaction of the change itself."""
    return DueDateRun.objects.create(
        cause=cause, title=title, total=total, started_at=at,
        started_kind=actor.kind.value, started_ref=actor.ref,
    ).id  # fmt: skip


def claim_run(run_id: int) -> tuple[int, Actor] | None:
    """Behind which dossier to go on and in whose name, locked until the transaction ends.

    None where the run is finished or another process is at it.
    """
    rows = DueDateRun.objects.select_for_update(skip_locked=True)
    row = rows.filter(id=run_id, finished_at=None).first()
    if row is None:
        return None
    return row.last_id, Actor(ActorKind(row.started_kind), row.started_ref)


def advance_run(
    run_id: int, *, last_id: int, seen: int, moved: int, finished_at: datetime | None = None
) -> None:
    """Note what one piece has done, in its transaction."""
    row = DueDateRun.objects.get(id=run_id)
    row.last_id, row.finished_at = max(row.last_id, last_id), finished_at
    row.seen, row.moved = row.seen + seen, row.moved + moved
    row.save(update_fields=["last_id", "seen", "moved", "finished_at"])


def run(run_id: int) -> RunView:
    """Raises `InvalidError` with the code `not_found`."""
    row = DueDateRun.objects.filter(id=run_id).first()
    if row is None:
        raise InvalidError("Không có lần chuyển ngày hẹn này. Mở lại trang lịch.", code="not_found")
    return RunView(
        row.id, row.title, row.total, row.seen, row.moved, row.started_at, row.finished_at
    )


def open_runs() -> list[int]:
    """The runs that are not finished, oldest first."""
    rows = DueDateRun.objects.filter(finished_at=None).order_by("id")
    return list(rows.values_list("id", flat=True))
