"""Reception at the counter: one form, filled in from the top by keyboard, and its receipt.

Every part of the page works as a plain form step; htmx only swaps the part that changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.agencies.views import AreaView, UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import appointments, errors, frame, scanning, uploads
from motcua.desk.asking import MOST_DIGITS, DeskRequest, asked
from motcua.desk.forms import papers as paper_forms
from motcua.desk.forms.fees import FeeLine, amounts_of, fee_lines, total_of
from motcua.desk.forms.papers import SOURCES, PaperLine
from motcua.desk.forms.reception import ReceptionForm
from motcua.desk.gates import FORM, officer
from motcua.desk.scanning import Scan
from motcua.documents.kinds import ACCEPT, MOST_BYTES
from motcua.dossiers import receiving
from motcua.dossiers.actions import intake, results
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.queries import lists
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import Channel
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion

HINTS = (
    KeyHint(("F2",), "quét người nộp"),
    KeyHint(("F3",), "thủ tục"),
    KeyHint(("1", "9"), "chọn khi ô tìm thủ tục trống"),
    KeyHint(("F4",), "giấy tờ"),
    KeyHint(("F6",), "quét giấy"),
    KeyHint(("F8",), "thu phí"),
    KeyHint(("F9",), "tiếp nhận, in"),
)
MOST_PICKS = 9


@dataclass
class Counter:
    """What is on the counter while one person is served."""

    request: DeskRequest
    units: Sequence[UnitView]
    version: PinnedVersion | None = None
    found: str = ""
    scan: Scan = scanning.NOTHING
    kept: tuple[uploads.Kept, ...] = ()
    areas: Sequence[AreaView] = ()
    lines: Sequence[PaperLine] = ()
    mistakes: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> QueryDict:
        return self.request.POST

    @property
    def unit(self) -> UnitView:
        """The counter in use: the chosen one, else the officer's first."""
        chosen = self.said.get("unit") or self.request.GET.get("don-vi", "")
        return next((unit for unit in self.units if str(unit.id) == chosen), self.units[0])

    def of_case(self, version: PinnedVersion) -> PinnedVersion:
        """The version with the limit of the case that was chosen."""
        chosen = "" if "pick" in self.said else self.said.get("case_code", "")
        known = any(case.code == chosen for case in version.cases)
        return version.of_case(chosen) if known else version

    def form(self, *args: Any, **kwargs: Any) -> ReceptionForm:
        """The form with the choices that this counter and this procedure leave."""
        cases = self.version.cases if self.version else ()
        return ReceptionForm(
            *args, units=self.units, areas=self.areas, cases=cases, here=self.unit, **kwargs
        )


@officer(Role.INTAKE_OFFICER, methods=FORM)
def reception(request: DeskRequest) -> HttpResponse:
    """The counter's form. `pick` and `lookup` fill it in further; `do` takes the dossier in."""
    counter = Counter(request, _units(request))
    counter.version = _picked(counter)
    if counter.version is not None:
        counter.areas = _areas(counter, counter.version)
    if request.method != "POST":
        return _page(counter, _fresh_form(counter))
    counter.kept = uploads.remembered(request)
    if "do" in request.POST:
        return _take(counter)
    return _page(counter, _filled_form(counter))


def _units(request: DeskRequest) -> list[UnitView]:
    own = {g.unit_id for g in request.actor.grants if g.role == Role.INTAKE_OFFICER.value}
    return sorted(agencies.units(own).values(), key=lambda unit: unit.id)


def _picked(counter: Counter) -> PinnedVersion | None:
    code = (
        counter.said.get("pick")
        or counter.said.get("procedure_code")
        or counter.request.GET.get("thu-tuc", "")
    )
    if not code:
        return None
    on = in_vietnam(counter.request.at).date()
    return procedures.current_version(code, on, agency_id=counter.unit.agency_id)


def _areas(counter: Counter, version: PinnedVersion) -> Sequence[AreaView]:
    """The communes to choose from where it has to be said whose matter it is.

    That is where the counter stands above the level that decides, and at its own level where the
    procedure is received regardless of boundaries.
    """
    above = counter.unit.level == Level.PROVINCE
    if version.level == Level.PROVINCE or not (above or version.flags.cross_boundary):
        return ()
    return agencies.areas(in_vietnam(counter.request.at).date(), level=version.level.value)


@dataclass(frozen=True, slots=True)
class Away:
    """A matter that another place decides on, and whether it may be received here at all."""

    agency: str
    is_barred: bool


def _away(counter: Counter, version: PinnedVersion) -> Away | None:
    on = in_vietnam(counter.request.at).date()
    chosen = counter.said.get("area", "")
    area_id = int(chosen) if chosen.isdecimal() and len(chosen) <= MOST_DIGITS else None
    if area_id is not None and all(area.id != area_id for area in counter.areas):
        area_id = None
    agency = procedures.competent_agency(version, area_id or counter.unit.area_id, on)
    if agency is None or not receiving.crosses_boundary(agency.id, counter.unit.id, on):
        return None
    return Away(agency.name, is_barred=not version.flags.cross_boundary)


def _fresh_form(counter: Counter) -> ReceptionForm:
    code = counter.version.code if counter.version else ""
    initial = {"unit": counter.unit.id, "procedure_code": code}
    initial["priority"] = counter.request.GET.get("uu-tien", "")
    if counter.version:
        initial["sets"] = counter.version.sets
    return counter.form(initial=initial)


def _filled_form(counter: Counter) -> ReceptionForm:
    """The same page further on: what was typed, with what a scan or a choice adds."""
    initial: dict[str, Any] = {**counter.said.dict(), "unit": counter.unit.id}
    for box in ("same_owner", "has_representative", "exempt"):
        initial[box] = box in counter.said
    counter.scan = scanning.read(counter.request.actor, counter.said.get("scan", ""))
    initial |= counter.scan.fields
    if counter.version is not None:
        initial["procedure_code"] = counter.version.code
        if "pick" in counter.said:
            initial |= {"sets": counter.version.sets, "case_code": ""}
    return counter.form(initial=initial)


def _take(counter: Counter) -> HttpResponse:
    """Accept, or write down what has to be completed; a mistake brings the form back."""
    request = counter.request
    form = counter.form(request.POST)
    is_sound = form.is_valid()
    try:
        counter.kept = uploads.keep(request, _file_fields(counter))
        if is_sound:
            recorded = _recorded(counter, form)
            return HttpResponseRedirect(reverse("desk:received", args=[recorded.state.code]))
    except InvalidError as refusal:
        counter.mistakes = dict(refusal.fields)
        errors.onto_form(form, refusal)
    return _page(counter, form, status=422)


def _file_fields(counter: Counter) -> dict[str, str]:
    papers = counter.version.papers if counter.version else ()
    fields = {f"scan_{paper.key}": paper.key for paper in papers}
    return fields | {f"scan_{paper_forms.OTHER}": ""}


def _recorded(counter: Counter, form: ReceptionForm) -> Recorded:
    request, said = counter.request, form.cleaned_data
    if counter.version is None:
        raise InvalidError("Chọn thủ tục: bấm F3 rồi gõ tên hoặc mã.")
    lines = _lines(counter, counter.version)
    taken = Intake(
        procedure_code=counter.version.code,
        people=form.people(),
        papers=paper_forms.papers_of(lines),
        content=said["content"],
        sets=said["sets"],
        return_channel=said["return_channel"],
        return_address=said["return_address"],
        area_id=said["area"],
        priority=said["priority"],
        case_code=said["case_code"],
        exempt_fees=said["exempt"],
        fees=amounts_of(_fees(counter, counter.version)),
    )
    if request.POST["do"] == "guide":
        return intake.guide_at_counter(
            taken, unit_id=said["unit"], request=asked(request), note=said["note"]
        )
    return _received(counter, taken, form)


@transaction.atomic
def _received(counter: Counter, taken: Intake, form: ReceptionForm) -> Recorded:
    """The acceptance with its scans and the fee that was taken at once: all of it or nothing."""
    request, said = counter.request, form.cleaned_data
    channel = Channel(said["channel"] or Channel.COUNTER.value)
    recorded = intake.receive(taken, unit_id=said["unit"], request=asked(request), channel=channel)
    if recorded.replayed:
        return recorded
    uploads.attach(request, recorded.state.code, counter.kept)
    if said["fee_receipt"]:
        results.take_fee(
            recorded.state.code,
            amount=recorded.state.fee_total,
            receipt=said["fee_receipt"],
            request=Request(request.actor, request.at),
        )
    return recorded


def _lines(counter: Counter, version: PinnedVersion) -> list[PaperLine]:
    if "pick" in counter.said or counter.request.method != "POST":
        return paper_forms.fresh_lines(version)
    return paper_forms.typed_lines(
        version,
        counter.said,
        kept=uploads.names_by_paper(counter.kept),
        mistakes=counter.mistakes,
    )


def _fees(counter: Counter, version: PinnedVersion) -> list[FeeLine]:
    is_fresh = "pick" in counter.said or counter.request.method != "POST"
    said = counter.said.get("channel", "")
    channel = said if said in set(Channel) else Channel.COUNTER.value
    return fee_lines(version, channel, None if is_fresh else counter.said)


def _page(counter: Counter, form: ReceptionForm, status: int = 200) -> HttpResponse:
    request, version = counter.request, counter.version
    context = frame.context(request, hints=HINTS) | {
        "form": form,
        "counter": counter,
        "unit": counter.unit,
        "version": version,
        "known": counter.scan.known_words,
        "find": _find(counter),
        "picks": _picks(counter, _find(counter)),
        "sources": SOURCES,
        "accept_files": ACCEPT,
        "most_bytes": MOST_BYTES,
        "kept_note": uploads.note_of(request, counter.kept),
    }
    if version is not None:
        context |= _about(counter, version)
    return render(request, "desk/reception.html", context, status=status)


def _about(counter: Counter, version: PinnedVersion) -> dict[str, Any]:
    """The side panel and the papers of the chosen procedure."""
    lines = _lines(counter, version)
    version = counter.of_case(version)
    due = appointments.if_accepted(version, counter.unit.id, counter.request.at)
    wanted = [line for line in lines if line.required]
    fees = _fees(counter, version)
    return {
        "limit": version.limit.label,
        "lines": lines,
        "wanted": len(wanted),
        "wanted_given": sum(line.ticked for line in wanted),
        "due": due,
        "away": _away(counter, version),
        "days": appointments.calendar_days(due) if due else (),
        "days_off": appointments.days_off_words(due) if due else "",
        "today": in_vietnam(counter.request.at).date(),
        "fees": fees,
        "fee_total": total_of(fees),
    }


def _find(counter: Counter) -> str:
    """The words in the search field; a choice clears them."""
    return "" if "pick" in counter.said else counter.said.get("find", "").strip()[:100]


def _picks(counter: Counter, find: str) -> list[dict[str, str]]:
    """The procedures under the keys 1–9: found by the words typed, else the most frequent."""
    on = in_vietnam(counter.request.at).date()
    if find:
        found = procedures.search(find, on=on, limit=MOST_PICKS)
        return _offered([row.id for row in found])
    frequent = lists.frequent_versions(counter.unit.id, limit=MOST_PICKS)
    if frequent:
        return _offered(frequent)
    at_hand = procedures.search(on=on, limit=MOST_PICKS, level=counter.unit.level)
    return _offered([row.id for row in at_hand])


def _offered(version_ids: Sequence[int]) -> list[dict[str, str]]:
    versions = procedures.versions(version_ids)
    found = (versions[number] for number in version_ids if number in versions)
    return [
        {"code": version.code, "name": version.name, "limit": version.limit.label}
        for version in found
        if version.accepts_dossiers
    ]


@officer(Role.INTAKE_OFFICER)
def find_procedure(request: DeskRequest) -> HttpResponse:
    """The list under the search field alone, while somebody types."""
    find = request.GET.get("find", "").strip()[:100]
    context = {
        "picks": _picks(Counter(request, _units(request)), find),
        "chosen": request.GET.get("procedure_code", ""),
        "find": find,
    }
    return render(request, "desk/reception_picks.html", context)
