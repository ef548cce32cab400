"""The home of administration: what each part holds, who changed what last, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.accounts.states import Role
from motcua.agencies import facts as agency_facts
from motcua.agencies import register as agencies
from motcua.base.dates import format_date, in_vietnam
from motcua.blueprint import facts as blueprint_facts
from motcua.clock import facts as clock_facts
from motcua.clock import queries as calendars
from motcua.desk import frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import officer
from motcua.desk.menu import address
from motcua.dossiers.retention import facts as retention_facts
from motcua.journal import queries as journal
from motcua.pages.words import number
from motcua.procedures import queries as procedures
from motcua.rulebook import facts as rule_facts
from motcua.rulebook import queries as rulebook
from motcua.rulebook.table import ENTRIES

# Who keeps the house, and who looks on: the pages read for all of them, change for the first only.
KEEPERS = (Role.BUSINESS_ADMIN, Role.TECHNICAL_ADMIN, Role.CENTRE_DIRECTOR, Role.INSPECTOR)
KINDS = (
    agency_facts.REGISTER, agency_facts.AGENCY, agency_facts.UNIT, clock_facts.CALENDAR,
    rule_facts.RULE, blueprint_facts.CONFIGURATION, retention_facts.RETENTION,
)  # fmt: skip
RECENT = 8
# From so many days before the year's end on, next year's calendar is asked for.
YEAR_NOTICE = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Room:
    """A part of administration: where it is, what it holds."""

    title: str
    url: str
    holds: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for somebody; `kind` is the tag's look."""

    kind: str
    label: str
    words: str
    url: str


@officer(*KEEPERS)
def administration(request: DeskRequest) -> HttpResponse:
    """What there is, what is due, and who changed what last."""
    on = in_vietnam(request.at).date()
    context = frame.context(request) | {
        "rooms": list(_rooms(on)),
        "duties": list(_duties(on)),
        "recent": histories.told(journal.latest_about(KINDS, RECENT)),
    }
    return render(request, "desk/administration.html", context)


def _rooms(on: date) -> Iterator[Room]:
    held = agencies.counted(on)
    yield Room(
        "Cơ quan, đơn vị",
        address("desk:institutions"),
        f"{number(held.agencies)} cơ quan, {number(held.units)} đơn vị đang hoạt động",
    )
    years = calendars.calendar_for(max_age=5.0)
    until = years.announced_until
    yield Room(
        "Lịch và giờ làm việc",
        address("desk:calendars"),
        f"{len(calendars.keys())} lịch, đã công bố đến {format_date(until)}"
        if until
        else "chưa công bố năm nào",
    )
    changed = sum(1 for name in ENTRIES if rulebook.timeline(name))
    yield Room(
        "Quy định của tỉnh",
        address("desk:rules"),
        f"{len(ENTRIES)} mục, {changed} mục đã đổi khác mặc định"
        if changed
        else f"{len(ENTRIES)} mục, đều theo mặc định",
    )
    yield Room("Lưu giữ dữ liệu", address("desk:retention"), "Thời hạn, xem trước, xóa")
    yield Room("Cấu hình trong một tệp", address("desk:configuration"), "Xuất, so sánh, nạp")
    yield Room(
        "Mẫu tin nhắn và đoạn in", address("desk:wordings"), "Lời văn của tin nhắn và giấy in"
    )


def _duties(on: date) -> Iterator[Duty]:
    until = calendars.calendar_for(max_age=5.0).announced_until
    if until is None or until - on < YEAR_NOTICE:
        year = until.year + 1 if until else on.year
        yield Duty(
            "warn", "Lịch", f"Lịch năm {year} chưa công bố; ngày hẹn rơi vào năm đó là tạm tính.",
            address("desk:calendars"),
        )  # fmt: skip
    for proposal in calendars.open_proposals():
        part = f"năm {proposal.year}" if proposal.year else "giờ làm việc"
        yield Duty(
            "new", "Lịch", f"Đề nghị đổi {part} của {proposal.proposed_by_name} chờ xác nhận.",
            address("desk:calendar_proposal", str(proposal.id)),
        )  # fmt: skip
    for duty in procedures.open_duties(on)[:5]:
        late = duty.due_on < on
        yield Duty(
            "bad" if late else "new", "Công bố",
            f"{duty.get_kind_display()}: hạn {format_date(duty.due_on)}.", address("desk:catalogue"),
        )  # fmt: skip
    for name in ENTRIES:
        for span in rulebook.standing(name, on).planned:
            yield Duty(
                "flat", "Sắp đổi",
                f"{ENTRIES[name].label}, từ {format_date(span.effective_from)}.",
                address("desk:rule", name),
            )  # fmt: skip


urlpatterns = [path("quan-tri/", administration, name="administration")]
