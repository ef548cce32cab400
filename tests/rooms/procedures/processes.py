"""Internal processes that hypothesis makes: sound by construction, with all that can be drawn."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from motcua.procedures.process import Choice, Leg, Process, Step
from motcua.procedures.states import StepKind

ROLES = ("intake_officer", "case_officer", "head_of_room", "head_of_agency", "clerk")
PLACES = ("one_stop", "agency", "leadership", "clerical", "room:kinh-te")
_TEXT = (
    st.text("aăâđêôơư ẩờ“&<>'\"1", min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
    .map(lambda text: " ".join(text.split()))
)
_HOURS = st.sampled_from([Decimal(text) for text in ("0", "0.25", "0.5", "2", "4", "6.25", "16")])
_AMID = (StepKind.TASK, StepKind.APPROVE, StepKind.SIGN, StepKind.RECORD)


@st.composite
def processes(draw) -> Process:
    """Steps in a row, some with jumps ahead, consultations, ways back; perhaps legs beside them."""
    count = draw(st.integers(2, 7))
    asked = [f"y{number}" for number in range(draw(st.integers(0, 2)))]
    main = [draw(_step(number, count, asked)) for number in range(count)]
    opened = {key for step in main for key in step.parallel}
    consults = [draw(_consult(key)) for key in asked if key in opened]
    return Process(tuple(draw(st.permutations([*main, *consults]))), draw(_legs(count)))


def _key(number: int) -> str:
    return f"b{number}"


@st.composite
def _step(draw, number: int, count: int, asked: list[str]) -> Step:
    last = count - 1
    kind = StepKind.INTAKE if number == 0 else StepKind.RETURN if number == last else None
    targets = []
    if number < last:
        further = list(range(number + 2, count))
        jumps = draw(st.lists(st.sampled_from(further), max_size=2)) if further else []
        targets = [number + 1, *jumps]
    labels = draw(st.lists(_TEXT, min_size=len(targets), max_size=len(targets), unique=True))
    if len(targets) == 1 and draw(st.booleans()):
        labels = [""]
    back = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
    beside = draw(st.lists(st.sampled_from(asked), max_size=2, unique=True)) if asked else []
    return Step(
        _key(number), draw(_TEXT), draw(st.sampled_from(ROLES)), draw(st.sampled_from(PLACES)),
        draw(_HOURS), kind or draw(st.sampled_from(_AMID)),
        next=tuple(Choice(_key(to), label) for to, label in zip(targets, labels, strict=True)),
        parallel=tuple(beside), send_back_to=tuple(map(_key, back)),
    )  # fmt: skip


@st.composite
def _consult(draw, key: str) -> Step:
    role, place = draw(st.sampled_from(ROLES)), draw(st.sampled_from(PLACES))
    return Step(key, draw(_TEXT), role, place, draw(_HOURS), StepKind.CONSULT)


@st.composite
def _legs(draw, count: int) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for number in range(draw(st.integers(0, 3))):
        begins = draw(st.integers(0, count - 1))
        earlier = [leg.key for leg in legs]
        after = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        legs.append(
            Leg(
                f"l{number}", draw(_TEXT), draw(st.sampled_from(["thue-tinh", "area:cong-an"])),
                draw(_HOURS), _key(begins), _key(draw(st.integers(begins, count - 1))),
                draw(st.sampled_from(["", "1.001193"])), tuple(after), draw(st.booleans()),
            )
        )  # fmt: skip
    return tuple(legs)
