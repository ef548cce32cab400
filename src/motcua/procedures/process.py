"""The shape of an internal process: steps, the ways on from each, and what may be sent back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from motcua.base.verdict import InvalidError
from motcua.procedures.reading import Reader
from motcua.procedures.states import Place, StepKind

STEP_KEY = r"[a-z][a-z0-9_-]{0,19}"
LEG_AGENCY = r"(?:area:)?[a-z0-9][a-z0-9.-]*"
PLACE = rf"{'|'.join(Place)}|room:[a-z0-9][a-z0-9.-]*"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on from a step; the label is empty where there is only one."""

    to: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one role does in one place within so many working hours.

    `parallel` names consultations opened beside the step; `send_back_to` the earlier steps that
    the work may be sent back to, which the budget of hours does not count.
    """

    key: str
    name: str
    role: str
    place: str
    hours: Decimal
    kind: StepKind
    next: tuple[Choice, ...] = ()
    parallel: tuple[str, ...] = ()
    send_back_to: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        return int(self.hours * 60)


@dataclass(frozen=True, slots=True)
class Leg:
    """What another authority does of a linked procedure (một cửa liên thông), within its own hours.

    `agency` is the key of an agency, or `area:<suffix>` for the unit of that suffix in the commune
    of the deciding agency (`area:cong-an`). The leg opens when the step `opens_at` is reached and
    every leg of `after` is done: legs without a common one run side by side. The step `needed_by`
    cannot be left before the leg is done. `waits_for_payment` marks the tax leg: it ends with a
    notice of what is owed, and the clock stands still until the receipt.
    """

    key: str
    name: str
    agency: str
    hours: Decimal
    opens_at: str
    needed_by: str
    procedure_code: str = ""
    after: tuple[str, ...] = ()
    waits_for_payment: bool = False

    @property
    def minutes(self) -> int:
        return int(self.hours * 60)


@dataclass(frozen=True, slots=True)
class Process:
    """The steps in the order of the announcement's annex, and the legs of a linked procedure."""

    steps: tuple[Step, ...]
    legs: tuple[Leg, ...] = ()

    def leg(self, key: str) -> Leg:
        """The leg of that key; KeyError when the process has none."""
        for leg in self.legs:
            if leg.key == key:
                return leg
        raise KeyError(key)

    def step(self, key: str) -> Step:
        """The step of that key; KeyError when the process has none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)


def read_process(reader: Reader) -> Process:
    """Read `{"steps": [...], "legs": [...]}`; problems are left with the reader."""
    steps = tuple(_step(child) for child in reader.children("steps"))
    legs = tuple(_leg(child) for child in reader.children("legs"))
    reader.finish()
    return Process(steps, legs)


def parse_process(raw: object) -> Process:
    """A process from its JSON form; InvalidError names each field that is wrong."""
    reader = Reader(raw)
    process = read_process(reader)
    if reader.problems:
        raise InvalidError(
            "Quy trình nội bộ có chỗ ghi sai: sửa các trường được nêu rồi lưu lại.",
            fields=reader.problems,
        )
    return process


def _step(reader: Reader) -> Step:
    step = Step(
        key=reader.text("key", required=True, pattern=STEP_KEY),
        name=reader.text("name", required=True),
        role=reader.text("role", required=True),
        place=reader.text("place", required=True, pattern=PLACE),
        hours=reader.decimal("hours"),
        kind=reader.word("kind", StepKind, StepKind.TASK),
        next=tuple(_choice(child) for child in reader.children("next")),
        parallel=reader.texts("parallel"),
        send_back_to=reader.texts("send_back_to"),
    )
    if step.hours * 60 % 1:
        reader.refuse("hours", "phải quy ra được số phút tròn")
    reader.finish()
    return step


def _leg(reader: Reader) -> Leg:
    leg = Leg(
        key=reader.text("key", required=True, pattern=STEP_KEY),
        name=reader.text("name", required=True),
        agency=reader.text("agency", required=True, pattern=LEG_AGENCY),
        hours=reader.decimal("hours"),
        opens_at=reader.text("opens_at", required=True),
        needed_by=reader.text("needed_by", required=True),
        procedure_code=reader.text("procedure_code"),
        after=reader.texts("after"),
        waits_for_payment=reader.flag("waits_for_payment"),
    )
    if leg.hours * 60 % 1:
        reader.refuse("hours", "phải quy ra được số phút tròn")
    reader.finish()
    return leg


def _choice(reader: Reader) -> Choice:
    choice = Choice(reader.text("to", required=True), reader.text("label"))
    reader.finish()
    return choice
