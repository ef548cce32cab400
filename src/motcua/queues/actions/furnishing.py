"""What stands in a hall: services with their prefixes, counters, kiosks. Dated, each change a fact."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.turns import take_turn
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.queues import facts, policies
from motcua.queues.models import Counter, Kiosk, QueueService, Sitting

_PREFIX = re.compile(r"^[A-Z]$")
_MOST_COUNTERS = 99
_MOST_NAME = 80


def secret_hash(secret: str) -> str:
    """What is kept of a kiosk's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def set_service(unit_id: int, *, prefix: str, name: str, actor: Actor, at: datetime) -> None:
    """Name a service, anew or from today on."""
    _require(unit_id, actor)
    day, prefix, name = in_vietnam(at).date(), prefix.strip().upper(), nfc(name).strip()
    if not _PREFIX.match(prefix):
        raise InvalidError("Ký hiệu là một chữ cái A–Z.", fields={"prefix": "Một chữ cái A–Z."})
    if not name or len(name) > _MOST_NAME:
        raise InvalidError("Ghi tên nhóm việc, không quá 80 chữ.", fields={"name": "Ghi tên."})
    row = QueueService.objects.valid_on(day).filter(unit_id=unit_id, prefix=prefix).first()
    if row is not None and row.effective_from == day:
        row.name = name
        row.save(update_fields=["name"])
    else:
        _end(row, day)
        QueueService.objects.create(unit_id=unit_id, prefix=prefix, name=name, effective_from=day)
    _tell(facts.SERVICE_SET, unit_id, facts.ServiceSet(prefix=prefix, service=name), actor, at)


@transaction.atomic
def end_service(unit_id: int, *, prefix: str, actor: Actor, at: datetime) -> None:
    """From today on no number of it is given out; counters must have let go of it before."""
    _require(unit_id, actor)
    day = in_vietnam(at).date()
    row = QueueService.objects.valid_on(day).filter(unit_id=unit_id, prefix=prefix).first()
    if row is None:
        raise InvalidError("Không còn nhóm việc này.", code="not_found")
    users = Counter.objects.valid_on(day).filter(unit_id=unit_id, services__contains=[prefix])
    numbers = sorted(users.values_list("number", flat=True))
    if numbers:
        raise InvalidError(
            f"Quầy {', '.join(map(str, numbers))} còn gọi nhóm việc {prefix}. Sửa quầy trước."
        )
    _end(row, day)
    _tell(facts.SERVICE_ENDED, unit_id, facts.ServiceEnded(prefix=prefix), actor, at)


@transaction.atomic
def set_counter(
    unit_id: int,
    *,
    number: int,
    services: Iterable[str],
    actor: Actor,
    at: datetime,
    name: str = "",
) -> None:
    """Which services a counter calls, from today on; a sitting under way goes on with them."""
    _require(unit_id, actor)
    day, wanted = in_vietnam(at).date(), sorted(set(services))
    if not 0 < number <= _MOST_COUNTERS:
        raise InvalidError("Số quầy từ 1 đến 99.", fields={"number": "Số quầy từ 1 đến 99."})
    rows = QueueService.objects.valid_on(day).filter(unit_id=unit_id, prefix__in=wanted)
    if not wanted or rows.count() != len(wanted):
        raise InvalidError(
            "Chọn ít nhất một nhóm việc của bộ phận này.", fields={"services": "Chọn nhóm việc."}
        )
    values = {"services": wanted, "name": nfc(name).strip()[:_MOST_NAME]}
    row = Counter.objects.valid_on(day).filter(unit_id=unit_id, number=number).first()
    if row is None:
        Counter.objects.create(unit_id=unit_id, number=number, effective_from=day, **values)
    else:
        # One counter is one row: its tickets and sittings hang on it, the journal keeps its past.
        Counter.objects.filter(pk=row.pk).update(**values)
    told = facts.CounterSet(number=number, services=wanted)
    _tell(facts.COUNTER_SET, unit_id, told, actor, at)


@transaction.atomic
def end_counter(unit_id: int, *, number: int, actor: Actor, at: datetime) -> None:
    """From today on the counter is gone; nobody may be sitting there."""
    _require(unit_id, actor)
    day = in_vietnam(at).date()
    # Whoever is sitting down there right now holds the row.
    rows = Counter.objects.valid_on(day).select_for_update()
    row = rows.filter(unit_id=unit_id, number=number).first()
    if row is None:
        raise InvalidError("Không còn quầy này.", code="not_found")
    if Sitting.objects.filter(counter=row, closed_at=None).exists():
        raise ConflictError(f"Quầy {number} đang có người trực. Đóng quầy rồi bỏ.")
    if row.effective_from == day and not row.sittings.exists():
        row.delete()
    elif row.effective_from == day:
        raise ConflictError("Quầy này hôm nay đã dùng. Bỏ quầy vào ngày mai.")
    else:
        _end(row, day)
    _tell(facts.COUNTER_ENDED, unit_id, facts.CounterEnded(number=number), actor, at)


@transaction.atomic
def add_kiosk(unit_id: int, *, name: str, actor: Actor, at: datetime) -> tuple[int, str]:
    """Number and secret of a new kiosk; the secret is shown this once, only its hash is kept."""
    _require(unit_id, actor)
    label = nfc(name).strip()
    if not label or len(label) > _MOST_NAME:
        raise InvalidError("Ghi tên máy, ví dụ “Máy ở cửa chính”.", fields={"name": "Ghi tên máy."})
    secret = secrets.token_urlsafe(32)
    row = Kiosk.objects.create(
        unit_id=unit_id, name=label, secret_hash=secret_hash(secret), added_at=at
    )
    _tell(facts.KIOSK_ADDED, unit_id, facts.KioskChanged(kiosk=row.pk), actor, at)
    return row.pk, secret


@transaction.atomic
def end_kiosk(kiosk_id: int, *, actor: Actor, at: datetime) -> None:
    """The screen gives out no more numbers."""
    row = Kiosk.objects.select_for_update().filter(pk=kiosk_id, ended_at=None).first()
    if row is None:
        raise InvalidError("Máy này đã ngừng.", code="not_found")
    _require(row.unit_id, actor)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _tell(facts.KIOSK_ENDED, row.unit_id, facts.KioskChanged(kiosk=row.pk), actor, at)


def _require(unit_id: int, actor: Actor) -> None:
    """May do it, and is the only one who furnishes this hall until the transaction ends."""
    policies.can_furnish(actor, unit_id, agencies.unit(unit_id).agency_id).require()
    take_turn("queues.furnishing", unit_id)


def _end(row: QueueService | Counter | None, day: date) -> None:
    """End a row as of a day; one that began on that very day never was."""
    if row is None:
        return
    if row.effective_from == day:
        row.delete()
        return
    row.effective_to = day
    row.save(update_fields=["effective_to"])


def _tell(verb: str, unit_id: int, data: object, actor: Actor, at: datetime) -> None:
    record([NewFact(verb, facts.HALL, unit_id, data, actor, at)])  # type: ignore[arg-type]
