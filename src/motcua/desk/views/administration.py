"""The home of administration: what each part holds, who changed what last, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.accounts import certificates, directory
from motcua.accounts.states import Role
from motcua.agencies import facts as agency_facts
from motcua.agencies import register as agencies
from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.blueprint import facts as blueprint_facts
from motcua.clock import facts as clock_facts
from motcua.clock import queries as calendars
from motcua.desk import frame, histories, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import officer
from motcua.desk.menu import address
from motcua.desk.views import officers, reorganising
from motcua.dossiers.actions.calendars import part_of
from motcua.dossiers.queries import process_moves
from motcua.dossiers.retention import facts as retention_facts
from motcua.dossiers.retention import queries as erasures
from motcua.journal import queries as journal
from motcua.pages.words import number
from motcua.procedures import queries as procedures
from motcua.procedures.importing import queries as quarantined
from motcua.rulebook import facts as rule_facts
from motcua.rulebook import queries as rulebook
from motcua.rulebook.table import ENTRIES

# Who keeps the house, and who looks on: the pages read for all of them, change for the first only.
KEEPERS = (Role.BUSINESS_ADMIN, Role.TECHNICAL_ADMIN, Role.CENTRE_DIRECTOR, Role.INSPECTOR)
# Who may open the page behind a part: as its own gate says.
ACCOUNT_KEEPERS = frozenset(role.value for role in officers.ADMINS)
LAW_KEEPERS = frozenset(role.value for role in law_pages.KEEPERS)
REORGANISERS = frozenset(role.value for role in reorganising.READERS)
KINDS = (
    agency_facts.REGISTER, agency_facts.AGENCY, agency_facts.UNIT, clock_facts.CALENDAR,
    rule_facts.RULE, blueprint_facts.CONFIGURATION, retention_facts.RETENTION,
)  # fmt: skip
RECENT = 8
# So many of one sort are told one by one.
SHOWN = 5
SUMMARY = 90
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
    """Something that waits for somebody; `kind` is the tag's look, `about` says what it belongs to."""

    kind: str
    label: str
    words: str
    url: str
    about: str = ""


@officer(*KEEPERS)
def administration(request: DeskRequest) -> HttpResponse:
    """What there is, what is due, and who changed what last."""
    on = in_vietnam(request.at).date()
    context = frame.context(request) | {
        "rooms": list(_rooms(request.actor, on)),
        "duties": list(_duties(request.actor, request.at)),
        "recent": histories.told(journal.latest_about(KINDS, RECENT)),
    }
    return render(request, "desk/administration.html", context)


def _rooms(actor: Actor, on: date) -> Iterator[Room]:
    yield from _people_and_law(actor, on)
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


def _people_and_law(actor: Actor, on: date) -> Iterator[Room]:
    """Accounts and the catalogue: each part for whom its page opens to."""
    if actor.holds_any(ACCOUNT_KEEPERS):
        count = number(directory.active_count())
        yield Room("Tài khoản cán bộ", address("desk:officers"), f"{count} tài khoản đang dùng")
    in_force = sum(count for _, _, count in procedures.sectors(on))
    yield Room("Thủ tục", address("desk:catalogue"), f"{number(in_force)} thủ tục đang áp dụng")
    if actor.holds_any(LAW_KEEPERS):
        count = number(procedures.draft_count())
        yield Room("Bản nháp thủ tục", address("desk:drafts"), f"{count} bản chưa công bố")
    if actor.holds(Role.BUSINESS_ADMIN):
        count = number(quarantined.open_count())
        yield Room("Bản ghi cần xem lại", address("desk:quarantine"), f"{count} bản ghi đang chờ")
    if actor.holds_any(REORGANISERS):
        yield Room(
            "Sắp xếp cơ quan", address("desk:reorganisations"), "Bản đồ, diễn tập, duyệt, áp dụng"
        )


def _duties(actor: Actor, at: datetime) -> Iterator[Duty]:
    on = in_vietnam(at).date()
    yield from _calendar_duties(on)
    for row in erasures.waiting():
        yield Duty(
            "new", "Lưu giữ",
            f"Đề nghị xóa dữ liệu của {number(len(row.ids))} hồ sơ chờ người thứ hai xác nhận.",
            address("desk:erasure", str(row.pk)),
        )  # fmt: skip
    if actor.holds_any(LAW_KEEPERS):
        yield from _second_eyes()
    if actor.holds(Role.TECHNICAL_ADMIN):
        yield from _certificate_duties(at)
    yield from _publication_duties(on)
    for name in ENTRIES:
        for span in rulebook.standing(name, on).planned:
            yield Duty(
                "flat", "Sắp đổi",
                f"{ENTRIES[name].label}, từ {format_date(span.effective_from)}.",
                address("desk:rule", name),
            )  # fmt: skip


def _calendar_duties(on: date) -> Iterator[Duty]:
    until = calendars.calendar_for(max_age=5.0).announced_until
    if until is None or until - on < YEAR_NOTICE:
        year = until.year + 1 if until else on.year
        yield Duty(
            "warn", "Lịch", f"Lịch năm {year} chưa công bố; ngày hẹn rơi vào năm đó là tạm tính.",
            address("desk:calendars"),
        )  # fmt: skip
    for proposal in calendars.open_proposals():
        yield Duty(
            "new", "Lịch",
            f"Đề nghị đổi {part_of(proposal)}, {proposal.proposed_by_name} ghi, chờ xác nhận.",
            address("desk:calendar_proposal", str(proposal.id)),
        )  # fmt: skip


def _second_eyes() -> Iterator[Duty]:
    """What one person has made ready and another must agree to."""
    drafts, moves = procedures.awaiting_publication(), process_moves.waiting_count()
    if drafts:
        yield Duty(
            "new", "Bản nháp", f"{number(drafts)} bản nháp đã đủ nội dung, chờ người thứ hai công bố.",
            address("desk:drafts"),
        )  # fmt: skip
    if moves:
        yield Duty(
            "new", "Quy trình", f"{number(moves)} đợt chuyển quy trình chờ người thứ hai xác nhận.",
            address("desk:moves"),
        )  # fmt: skip


def _certificate_duties(at: datetime) -> Iterator[Duty]:
    ending = certificates.ending_soon(at)
    for one in ending[:SHOWN]:
        yield Duty(
            "warn", "Chứng thư số",
            f"Chứng thư của {one.name} hết hạn ngày {format_date(in_vietnam(one.valid_until).date())}.",
            address("desk:certificates"),
        )  # fmt: skip
    if len(ending) > SHOWN:
        yield Duty(
            "warn", "Chứng thư số",
            f"Còn {number(len(ending) - SHOWN)} chứng thư khác hết hạn trong "
            f"{certificates.NOTICE.days} ngày tới.",
            address("desk:certificates"),
        )  # fmt: skip


def _publication_duties(on: date) -> Iterator[Duty]:
    for duty in procedures.open_duties(on, SHOWN):
        decision = duty.announcement
        about = shorten(decision.summary.rstrip("."), SUMMARY, placeholder="…")
        yield Duty(
            "bad" if duty.due_on < on else "new", "Công bố",
            f"{duty.get_kind_display()}: hạn {format_date(duty.due_on)}.", address("desk:duties"),
            f"Quyết định {decision.number}: {about}",
        )  # fmt: skip


urlpatterns = [path("quan-tri/", administration, name="administration")]
