"""The record of one procedure version: its shape, how it is read, how it is written again.

`parse_record` takes the JSON of a starter file or of the importer; what the law demands at
publication (nothing mandatory empty) is asked later, by `rules.missing_parts`: a draft may have
gaps, but never a value of the wrong kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.agencies.states import Level
from motcua.base.verdict import InvalidError
from motcua.clock.limits import LimitUnit, OnResume, format_amount
from motcua.procedures.process import Process, read_process
from motcua.procedures.reading import Reader
from motcua.procedures.spelling import to_json
from motcua.procedures.states import (
    Channel,
    FeeKind,
    OnlineLevel,
    ProcedureKind,
    Provenance,
)
from motcua.procedures.tariffs import Tariff, read_tariff

CODE = r"[1-9]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?"
CASE_CODE = rf"{CODE}(?:\.\d{{2,3}})?"
REGISTER = r"[A-Z]{2,4}"
REUSE_SOURCES = ("population",)


@dataclass(frozen=True, slots=True)
class Sector:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Competence:
    """Who decides: a level, and the agency's key where the level has several."""

    level: Level
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of one unit; `on_resume` is None where the law does not say."""

    amount: Decimal
    unit: LimitUnit
    on_resume: OnResume | None = None
    cutoff_15h: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """`5 ngày làm việc`, `6,25 ngày`."""
        return f"{format_amount(self.amount)} {self.unit.label}"


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee or charge in đồng; an amount of None means: see the note.

    `condition` says in which case only it is owed, as with papers; `tariff` by what the amount
    is multiplied, where it is a price for a page, a copy or a signature.
    """

    kind: FeeKind
    name: str
    amount: int | None = None
    note: str = ""
    condition: str = ""
    tariff: Tariff | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One way to hand in, with its own limit and fees where they differ."""

    channel: Channel
    limit: Limit | None = None
    fees: tuple[Fee, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    code: str
    name: str
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One component of the dossier.

    `condition` says in which case only it is needed; `shown_only` means shown at the counter and
    not kept; `reuse_source` names the database that spares it.
    """

    key: str
    name: str
    code: str = ""
    originals: int = 1
    copies: int = 0
    required: bool = True
    condition: str = ""
    form: str = ""
    digitise: bool = True
    reuse_source: str = ""
    shown_only: bool = False


@dataclass(frozen=True, slots=True)
class ResultKind:
    """What the applicant is given: a code of the national list where it has one, and a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Flags:
    linked: bool = False
    cross_boundary: bool = False
    postal: bool = False
    instant: bool = False
    finance_pause: bool = False
    proactive_level: int = 0
    centralised: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that an announcement publishes about one procedure, without its dates.

    `register` names the register whose line proves the result: BS for certified copies, CK for
    signatures (the forms of Decree 23/2015); empty where the law knows none.
    """

    code: str
    name: str
    sector: Sector
    kind: ProcedureKind
    levels: tuple[Level, ...]
    competence: Competence
    executing: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()
    limit: Limit | None = None
    cases: tuple[Case, ...] = ()
    papers: tuple[Paper, ...] = ()
    conditions: str = ""
    results: tuple[ResultKind, ...] = ()
    online_level: OnlineLevel = OnlineLevel.INFORMATION
    partial_reason: str = ""
    flags: Flags = Flags()
    sets: int = 1
    register: str = ""
    provenance: Provenance = Provenance.MEMORY

    @property
    def fees(self) -> tuple[Fee, ...]:
        """The fees of all channels, each once, in the order of the methods."""
        return tuple(dict.fromkeys(fee for method in self.methods for fee in method.fees))


@dataclass(frozen=True, slots=True)
class Record:
    """One version as files carry it: content, process, dates, key of its announcement."""

    content: Content
    process: Process | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    announcement: str = ""


def parse_record(raw: object) -> Record:
    """A record from its JSON form; InvalidError names each field that is wrong, by its path."""
    reader = Reader(raw)
    content = _content(reader)
    process = reader.child("process")
    record = Record(
        content=content,
        process=read_process(process) if process else None,
        effective_from=reader.day("effective_from"),
        effective_to=reader.day("effective_to"),
        announcement=reader.text("announcement"),
    )
    reader.finish()
    _require_sound(reader, content.code)
    return record


def parse_content(raw: object) -> Content:
    """The content alone, as a version's row holds it."""
    reader = Reader(raw)
    content = _content(reader)
    reader.finish()
    _require_sound(reader, content.code)
    return content


def record_json(record: Record) -> dict[str, Any]:
    """The record as `parse_record` reads it."""
    written: dict[str, Any] = to_json(record.content)
    return written | {
        "process": to_json(record.process),
        "effective_from": to_json(record.effective_from),
        "effective_to": to_json(record.effective_to),
        "announcement": record.announcement,
    }


def _require_sound(reader: Reader, code: str) -> None:
    if reader.problems:
        where, why = next(iter(reader.problems.items()))
        raise InvalidError(
            f"Bản ghi thủ tục {code or 'không mã'} có {len(reader.problems)} chỗ ghi sai; "
            f"trước hết là “{where}”: {why}. Sửa các trường được nêu rồi làm lại.",
            fields=reader.problems,
            code="invalid_record",
        )


def _content(reader: Reader) -> Content:
    content = Content(
        code=reader.text("code", required=True, pattern=CODE),
        name=reader.text("name", required=True),
        sector=_sector(reader),
        kind=reader.word("kind", ProcedureKind, ProcedureKind.STANDARD),
        levels=reader.words("levels", Level),
        competence=_competence(reader),
        executing=reader.texts("executing"),
        authorised=reader.texts("authorised"),
        coordinating=reader.texts("coordinating"),
        legal_bases=reader.texts("legal_bases"),
        subjects=reader.texts("subjects"),
        steps=reader.texts("steps"),
        methods=tuple(_method(child) for child in reader.children("methods")),
        limit=_limit(reader),
        cases=tuple(_case(child) for child in reader.children("cases")),
        papers=tuple(_paper(child) for child in reader.children("papers")),
        conditions=reader.text("conditions"),
        results=tuple(_result(child) for child in reader.children("results")),
        online_level=reader.word("online_level", OnlineLevel, OnlineLevel.INFORMATION),
        partial_reason=reader.text("partial_reason"),
        flags=_flags(reader),
        sets=reader.whole("sets", default=1, most=20),
        register=reader.text("register", pattern=REGISTER),
        provenance=reader.word("provenance", Provenance, Provenance.MEMORY),
    )
    _check_unique(reader, "papers", [paper.key for paper in content.papers])
    _check_unique(reader, "cases", [case.code for case in content.cases])
    _check_unique(reader, "methods", [method.channel for method in content.methods])
    return content


def _check_unique(reader: Reader, key: str, values: list[str]) -> None:
    repeated = next((value for value in values if values.count(value) > 1), None)
    if repeated is not None:
        reader.refuse(key, f"“{repeated}” có hai lần")


def _sector(reader: Reader) -> Sector:
    child = reader.child("sector")
    if child is None:
        reader.refuse("sector", "không được để trống")
        return Sector("", "")
    sector = Sector(child.text("code"), child.text("name", required=True))
    child.finish()
    return sector


def _competence(reader: Reader) -> Competence:
    child = reader.child("competence")
    if child is None:
        reader.refuse("competence", "không được để trống")
        return Competence(Level.PROVINCE)
    if child.get("level") is None:
        child.refuse("level", "không được để trống")
    found = Competence(child.word("level", Level, Level.PROVINCE), child.optional_text("agency"))
    child.finish()
    return found


def _limit(reader: Reader) -> Limit | None:
    child = reader.child("limit")
    if child is None:
        return None
    if child.get("unit") is None:
        child.refuse("unit", "không được để trống")
    limit = Limit(
        amount=child.decimal("amount"),
        unit=child.word("unit", LimitUnit, LimitUnit.WORKING_DAY),
        on_resume=child.optional_word("on_resume", OnResume),
        cutoff_15h=child.flag("cutoff_15h"),
        note=child.text("note"),
    )
    if not limit.amount:
        child.refuse("amount", "phải lớn hơn 0")
    child.finish()
    return limit


def _method(reader: Reader) -> Method:
    if reader.get("channel") is None:
        reader.refuse("channel", "không được để trống")
    method = Method(
        channel=reader.word("channel", Channel, Channel.DIRECT),
        limit=_limit(reader),
        fees=tuple(_fee(child) for child in reader.children("fees")),
        note=reader.text("note"),
    )
    reader.finish()
    return method


def _fee(reader: Reader) -> Fee:
    fee = Fee(
        kind=reader.word("kind", FeeKind, FeeKind.FEE),
        name=reader.text("name", required=True),
        amount=reader.optional_whole("amount"),
        note=reader.text("note"),
        condition=reader.text("condition"),
        tariff=read_tariff(reader.child("tariff")),
    )
    reader.finish()
    return fee


def _case(reader: Reader) -> Case:
    case = Case(
        code=reader.text("code", required=True, pattern=CASE_CODE),
        name=reader.text("name", required=True),
        limit=_limit(reader),
    )
    reader.finish()
    return case


def _paper(reader: Reader) -> Paper:
    paper = Paper(
        key=reader.text("key", required=True, pattern=r"[a-z0-9][a-z0-9-]{0,59}"),
        name=reader.text("name", required=True),
        code=reader.text("code"),
        originals=reader.whole("originals", default=1, most=99),
        copies=reader.whole("copies", most=99),
        required=reader.flag("required", default=True),
        condition=reader.text("condition"),
        form=reader.text("form"),
        digitise=reader.flag("digitise", default=True),
        reuse_source=reader.text("reuse_source", pattern="|".join(REUSE_SOURCES)),
        shown_only=reader.flag("shown_only"),
    )
    if not paper.originals and not paper.copies and not paper.shown_only:
        reader.refuse("originals", "một giấy tờ phải có ít nhất một bản chính hoặc bản sao")
    reader.finish()
    return paper


def _result(reader: Reader) -> ResultKind:
    result = ResultKind(reader.text("code"), reader.text("name", required=True))
    reader.finish()
    return result


def _flags(reader: Reader) -> Flags:
    child = reader.child("flags")
    if child is None:
        return Flags()
    flags = Flags(
        linked=child.flag("linked"),
        cross_boundary=child.flag("cross_boundary"),
        postal=child.flag("postal"),
        instant=child.flag("instant"),
        finance_pause=child.flag("finance_pause"),
        proactive_level=child.whole("proactive_level", most=4),
        centralised=child.flag("centralised"),
    )
    child.finish()
    return flags
