"""What a commune clerk does all morning: certified copies and signatures, one screen, one key.

A card is scanned, a paper named, copies and pages counted; F9 writes it down and the page is ready
for the next person, with today's entries beside it. Works as a plain form; htmx only spares reloads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import appointments, errors, frame, scanning
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.instant import COUNTED, InstantForm
from motcua.desk.gates import FORM, officer
from motcua.desk.scanning import Scan
from motcua.dossiers import certifying, timing
from motcua.dossiers.actions import instant
from motcua.dossiers.fees import fees_counted
from motcua.dossiers.queries import daybook
from motcua.dossiers.records import Recorded
from motcua.dossiers.states import Channel
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.tariffs import Quantities

HINTS = (
    KeyHint(("F2",), "quét người tiếp theo"),
    KeyHint(("F3",), "thủ tục, rồi 1–9"),
    KeyHint(("F4",), "giấy tờ"),
    KeyHint(("F6",), "số bản"),
    KeyHint(("F8",), "biên lai"),
    KeyHint(("F9",), "ghi, người tiếp theo"),
    KeyHint(("F7",), "ghi, giấy khác cùng người"),
)
MOST_PICKS = 9
BESIDE = 12
PAPERS = {
    "BS": (
        "Căn cước công dân", "Giấy khai sinh", "Bằng tốt nghiệp THPT", "Bằng đại học", "Học bạ",
        "Giấy đăng ký kết hôn", "Giấy phép lái xe", "Giấy chứng nhận quyền sử dụng đất",
        "Sổ bảo hiểm xã hội", "Giấy chứng nhận đăng ký hộ kinh doanh",
    ),
    "CK": ("Giấy ủy quyền", "Sơ yếu lý lịch", "Giấy cam đoan", "Giấy xác nhận", "Đơn đề nghị"),
}  # fmt: skip
_KEPT = ("name", "id_number", "phone", "born_on", "sex", "address", "priority")


@dataclass
class Counter:
    """What lies on the counter while one person is served."""

    request: DeskRequest
    units: list[UnitView]
    scan: Scan = field(default=scanning.NOTHING)

    @property
    def said(self) -> QueryDict:
        return self.request.POST

    @cached_property
    def unit(self) -> UnitView:
        chosen = self.said.get("unit") or self.request.GET.get("don-vi", "")
        return next((unit for unit in self.units if str(unit.id) == chosen), self.units[0])

    @cached_property
    def picks(self) -> list[PinnedVersion]:
        """What is done on the spot here, under the keys 1–9: the most frequent of late first.

        Where nothing was done yet, what stands in a register comes before the rest.
        """
        on = in_vietnam(self.request.at).date()
        found = {v.code: v for v in procedures.instant_versions(on, self.unit.agency_id)}
        usual = [code for code in daybook.usual_codes(self.unit.id) if code in found]
        others = sorted(set(found) - set(usual), key=lambda code: (not found[code].register, code))
        ordered = [*usual, *others]
        return [found[code] for code in ordered[:MOST_PICKS]]

    @cached_property
    def version(self) -> PinnedVersion | None:
        """The chosen procedure, else the one under the first key."""
        code = (
            self.said.get("pick")
            or self.said.get("procedure_code")
            or self.request.GET.get("thu-tuc", "")
        )
        first = self.picks[0] if self.picks else None
        return next((version for version in self.picks if version.code == code), first)

    @cached_property
    def signers(self) -> list[tuple[int, str]]:
        heads = instant.signers_of(self.unit.id, asked(self.request))
        own = self.request.actor
        listed = [(view.id, view.full_name) for view in heads if view.id != own.account_id]
        return [*listed, (own.account_id or 0, f"{own.name} (được ủy quyền)")]

    def form(self, *args: Any, **kwargs: Any) -> InstantForm:
        return InstantForm(
            *args, units=self.units, signers=self.signers, version=self.version, **kwargs
        )


@officer(Role.INTAKE_OFFICER, methods=FORM)
def instant_desk(request: DeskRequest) -> HttpResponse:
    """The screen. `pick` and `lookup` fill it in further, `do` writes the entry down."""
    own = {g.unit_id for g in request.actor.grants if g.role == Role.INTAKE_OFFICER.value}
    counter = Counter(request, sorted(agencies.units(own).values(), key=lambda unit: unit.id))
    if request.method != "POST":
        return _page(counter, _fresh(counter))
    if "do" in request.POST:
        return _take(counter)
    return _page(counter, _further(counter))


def _fresh(counter: Counter) -> InstantForm:
    """Ready for the next one: the receipt after the last one, the signer of the last one."""
    given = counter.request.GET
    newest = daybook.lines(
        counter.request.actor, counter.unit.id, in_vietnam(counter.request.at).date(), newest=1
    )
    initial: dict[str, Any] = {
        "unit": counter.unit.id,
        "procedure_code": counter.version.code if counter.version else "",
        "priority": given.get("uu-tien", ""),
    }
    if newest:
        initial["receipt"] = after(daybook.receipt_of(newest[0].id))
        initial["signed_by"] = (newest[0].result or {}).get("signed_by")
    same = counter.request.session.pop(_SAME, {}) if "cung" in given else {}
    return _focused(counter.form(initial=initial | same), on_paper=bool(same))


_SAME = "instant_same_person"


def after(receipt: str) -> str:
    """The next number of a book of receipts: `BL000125` → `BL000126`; nothing to go on, nothing."""
    match = re.fullmatch(r"(.*?)(\d{1,12})", receipt)
    if match is None:
        return ""
    head, digits = match.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}}"


def _further(counter: Counter) -> InstantForm:
    """The same page further on: what was typed, with what a scan or a choice adds."""
    initial: dict[str, Any] = {**counter.said.dict(), "unit": counter.unit.id}
    initial["exempt"] = "exempt" in counter.said
    counter.scan = scanning.read(counter.request.actor, counter.said.get("scan", ""))
    initial |= counter.scan.fields
    if counter.version is not None:
        initial["procedure_code"] = counter.version.code
    return _focused(counter.form(initial=initial), on_paper=bool(counter.scan.fields))


def _focused(form: InstantForm, *, on_paper: bool) -> InstantForm:
    """Once it is known who asks, the cursor stands where the paper is named."""
    if on_paper:
        form.fields["content"].widget.attrs["autofocus"] = True
    form.on_paper = on_paper
    return form


def _take(counter: Counter) -> HttpResponse:
    """Write it down and be ready for the next; a mistake brings the form back as it was typed."""
    request = counter.request
    form = counter.form(request.POST)
    if form.is_valid():
        try:
            entry = form.entry(later=request.POST["do"] == "later")
            recorded = instant.record_instant(
                entry, unit_id=counter.unit.id, request=asked(request)
            )
            return HttpResponseRedirect(_onward(counter, recorded))
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
    return _page(counter, form, status=422)


def _onward(counter: Counter, recorded: Recorded) -> str:
    code = recorded.state.code
    if counter.said["do"] == "later":
        return reverse("desk:received", args=[code])
    wanted = {"thu-tuc": recorded.state.procedure_code, "ma": code, "don-vi": counter.unit.id}
    if counter.said["do"] == "again":
        same = {name: counter.said.get(name, "")[:300] for name in _KEPT}
        counter.request.session[_SAME] = same
        wanted["cung"] = "1"
    return f"{reverse('desk:instant')}?{urlencode(wanted)}"


def _page(counter: Counter, form: InstantForm, status: int = 200) -> HttpResponse:
    request, version = counter.request, counter.version
    day = in_vietnam(request.at).date()
    today = daybook.lines(request.actor, counter.unit.id, day, newest=BESIDE)
    entries, amount = daybook.total_of_day(request.actor, counter.unit.id, day)
    context = frame.context(request, hints=HINTS) | {
        "form": form,
        "counter": counter,
        "unit": counter.unit,
        "version": version,
        "known": counter.scan.known_words,
        "today": [
            (line, certifying.quantity_words(line.quantities, line.register_kind)) for line in today
        ],
        "saved": next((line for line in today if line.code == request.GET.get("ma")), None),
        "entries": entries,
        "amount": amount,
    }
    if version is not None:
        context |= _about(counter, version, form)
    return render(request, "desk/instant.html", context, status=status)


def _about(counter: Counter, version: PinnedVersion, form: InstantForm) -> dict[str, Any]:
    request = counter.request
    is_late = version.closes_at_15h and timing.is_after_cutoff(request.at)
    due = appointments.if_accepted(version, counter.unit.id, request.at)
    quantities = [form[name] for name in COUNTED if name in form.fields]
    return {
        "quantities": quantities,
        "papers": PAPERS.get(version.register, ()),
        "register": certifying.REGISTERS.get(version.register, ""),
        "is_late": is_late,
        "due": due,
        "fee": _fee(version, {name: form[name].value() for name in (*COUNTED, "exempt") if name in form.fields}),
    }  # fmt: skip


def _fee(version: PinnedVersion, said: dict[str, Any]) -> dict[str, Any]:
    """What is owed for what has been typed so far; no total while a number cannot be read."""
    unit_prices = [fee for fee in version.fees if fee.amount and not fee.condition]
    try:
        counted = Quantities(**{n: int(said[n]) for n in COUNTED if said.get(n) not in (None, "")})
        certifying.check_quantities(version, counted)
    except (InvalidError, TypeError, ValueError):
        return {"total": None, "prices": unit_prices}
    lines = fees_counted(version, Channel.COUNTER.value, counted)
    total = 0 if said.get("exempt") else sum(line["amount"] for line in lines)
    return {"total": total, "prices": unit_prices}


@officer(Role.INTAKE_OFFICER)
def instant_fee(request: DeskRequest) -> HttpResponse:
    """The fee alone, while somebody types; no personal data is asked for."""
    given = request.GET
    on = in_vietnam(request.at).date()
    version = procedures.current_version(given.get("procedure_code", "")[:40], on)
    fee = _fee(version, given.dict()) if version else {"total": None, "prices": ()}
    return render(request, "desk/instant_fee.html", {"fee": fee})


urlpatterns = [
    path("quay/lam-ngay/", instant_desk, name="instant"),
    path("quay/lam-ngay/tien/", instant_fee, name="instant_fee"),
]
