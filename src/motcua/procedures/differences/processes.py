"""Two internal processes held against each other, in the words in which they are approved.

Guarantee: equal processes give no sentence, and processes that differ in anything give at least
one. A step is the same step where it keeps its key, or else its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from motcua.base.text import fold
from motcua.procedures import graph
from motcua.procedures.places import place_words, role_words, who_words
from motcua.procedures.process import Choice, Leg, Process, Step
from motcua.procedures.states import StepKind


def counterparts(old: Process, new: Process) -> dict[str, str]:
    """For each old step that lives on, the key of the new one: by key, then by name.

    A name that several steps bear pairs nothing.
    """
    new_keys = {step.key for step in new.steps}
    pairs = {step.key: step.key for step in old.steps if step.key in new_keys}
    left = [step for step in old.steps if step.key not in pairs]
    free = [step for step in new.steps if step.key not in pairs]
    gone, come = _by_name(left), _by_name(free)
    return pairs | {gone[name]: come[name] for name in gone if name in come}


def process_differences(old: Process | None, new: Process) -> tuple[str, ...]:
    """What the new process changes, a sentence for each point, in the order of its steps.

    `None` is a procedure that had no process: every step is told as added.
    """
    before = old or Process(())
    pairs = counterparts(before, new)
    names = _names(before, new)
    found = [
        *_renamed_keys(before, pairs),
        *_steps(_with_keys(before, pairs), new, names),
        *_legs(_with_keys(before, pairs), new, names),
        *_longest(before, new),
    ]
    return tuple(found)


def _by_name(steps: list[Step]) -> dict[str, str]:
    """Folded names that only one of the steps bears, with its key."""
    names = [fold(step.name) for step in steps]
    return {fold(step.name): step.key for step in steps if names.count(fold(step.name)) == 1}


def _names(old: Process, new: Process) -> dict[str, str]:
    return {step.key: step.name for step in (*old.steps, *new.steps)}


def _renamed_keys(old: Process, pairs: dict[str, str]) -> Iterator[str]:
    for step in old.steps:
        if pairs.get(step.key, step.key) != step.key:
            yield f"Bước “{step.name}” đổi mã từ {step.key} thành {pairs[step.key]}."


def _with_keys(old: Process, pairs: dict[str, str]) -> Process:
    """The old process under the new keys, so that a new key alone is told only once."""

    def to(key: str) -> str:
        return pairs.get(key, key)

    def moved(step: Step) -> Step:
        return replace(
            step,
            key=to(step.key),
            next=tuple(Choice(to(way.to), way.label) for way in step.next),
            parallel=tuple(map(to, step.parallel)),
            send_back_to=tuple(map(to, step.send_back_to)),
        )

    legs = (
        replace(leg, opens_at=to(leg.opens_at), needed_by=to(leg.needed_by)) for leg in old.legs
    )
    return Process(tuple(map(moved, old.steps)), tuple(legs))


def _steps(old: Process, new: Process, names: dict[str, str]) -> Iterator[str]:
    before = {step.key: step for step in old.steps}
    after = {step.key for step in new.steps}
    for step in old.steps:
        if step.key not in after:
            yield f"Bỏ bước “{step.name}” ({who_words(step)}, {_hours(step)})."
    for step in new.steps:
        if step.key not in before:
            yield from _added(step, new, names)
        else:
            yield from _changed(before[step.key], step, names)
    if _order(old, after) != _order(new, set(before)):
        yield "Đổi thứ tự ghi các bước trong phụ lục."


def _order(process: Process, kept: set[str]) -> list[str]:
    return [step.key for step in process.steps if step.key in kept]


def _added(step: Step, new: Process, names: dict[str, str]) -> Iterator[str]:
    before = [other.name for other in new.steps if step.key in {way.to for way in other.next}]
    after = f", sau bước {_quoted(before)}" if before else ""
    yield f"Thêm bước “{step.name}” ({who_words(step)}, {_hours(step)}){after}."
    if step.next or step.parallel or step.send_back_to:
        blank = replace(step, next=(), parallel=(), send_back_to=())
        yield from _relations(blank, step, names)


def _changed(old: Step, new: Step, names: dict[str, str]) -> Iterator[str]:
    if old.name != new.name:
        yield f"Bước “{old.name}” đổi tên thành “{new.name}”."
    if old.hours != new.hours:
        yield f"Bước “{new.name}” từ {_hours(old)} thành {_hours(new)}."
    for label, word in _WORDS:
        if word(old) != word(new):
            yield f"Bước “{new.name}” đổi {label} từ “{word(old)}” thành “{word(new)}”."
    yield from _relations(old, new, names)


_WORDS: tuple[tuple[str, Callable[[Step], str]], ...] = (
    ("người làm", lambda step: role_words(step.role)),
    ("nơi làm", lambda step: place_words(step.place)),
    ("loại việc", lambda step: StepKind(step.kind).label),
)


def _relations(old: Step, new: Step, names: dict[str, str]) -> Iterator[str]:
    if old.next != new.next:
        yield f"Bước “{new.name}” đi tiếp: {_from_to(_ways(old, names), _ways(new, names))}."
    if old.parallel != new.parallel:
        said = _from_to(_listed(old.parallel, names), _listed(new.parallel, names))
        yield f"Bước “{new.name}” lấy ý kiến song song: {said}."
    if old.send_back_to != new.send_back_to:
        said = _from_to(_listed(old.send_back_to, names), _listed(new.send_back_to, names))
        yield f"Bước “{new.name}” trả lại được về: {said}."


def _from_to(old: str, new: str) -> str:
    return f"từ {old or 'không có'} thành {new or 'không có'}" if old else new


def _ways(step: Step, names: dict[str, str]) -> str:
    return "; ".join(
        f"{way.label}: “{names.get(way.to, way.to)}”"
        if way.label
        else f"“{names.get(way.to, way.to)}”"
        for way in step.next
    )


def _listed(keys: tuple[str, ...], names: dict[str, str]) -> str:
    return _quoted([names.get(key, key) for key in keys])


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _legs(old: Process, new: Process, names: dict[str, str]) -> Iterator[str]:
    before, after = {leg.key: leg for leg in old.legs}, {leg.key: leg for leg in new.legs}
    for key, leg in before.items():
        if key not in after:
            yield f"Bỏ phần việc liên thông “{leg.name}”."
    for key, leg in after.items():
        if key not in before:
            yield f"Thêm phần việc liên thông “{leg.name}”: {'; '.join(_leg_words(leg, after, names).values())}."
        elif before[key] != leg:
            yield from _changed_leg(before[key], leg, (before, after), names)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield "Đổi thứ tự ghi các phần việc liên thông."


_Legs = dict[str, Leg]


def _changed_leg(
    old: Leg, new: Leg, legs: tuple[_Legs, _Legs], names: dict[str, str]
) -> Iterator[str]:
    if old.name != new.name:
        yield f"Phần việc liên thông “{old.name}” đổi tên thành “{new.name}”."
    said = _leg_words(old, legs[0], names), _leg_words(new, legs[1], names)
    for part, words in said[1].items():
        if said[0][part] != words:
            yield f"Phần việc liên thông “{new.name}”: từ “{said[0][part]}” thành “{words}”."


def _leg_words(leg: Leg, legs: _Legs, names: dict[str, str]) -> dict[str, str]:
    after = _quoted([legs[key].name if key in legs else key for key in leg.after])
    return {
        "agency": f"cơ quan {leg.agency}",
        "hours": f"{leg.hours.normalize():f} giờ".replace(".", ","),
        "opens_at": f"mở ở bước “{names.get(leg.opens_at, leg.opens_at)}”",
        "needed_by": f"phải xong trước khi rời bước “{names.get(leg.needed_by, leg.needed_by)}”",
        "procedure": f"thủ tục {leg.procedure_code or 'không ghi mã'}",
        "after": f"sau {after}" if after else "không chờ phần việc khác",
        "payment": "chờ nộp tiền" if leg.waits_for_payment else "không chờ nộp tiền",
    }


def _hours(step: Step) -> str:
    return f"{step.hours.normalize():f} giờ".replace(".", ",")


def _longest(old: Process, new: Process) -> Iterator[str]:
    """The sum that the limit is held against; left out while one of the two has no way to its end."""
    if not (is_walkable(old) and is_walkable(new)):
        return
    before, after = graph.longest_path_minutes(old), graph.longest_path_minutes(new)
    if before != after:
        yield (
            f"Đường dài nhất từ {graph.hours_text(before)} giờ "
            f"thành {graph.hours_text(after)} giờ làm việc."
        )


def is_walkable(process: Process) -> bool:
    """Whether the ways of the process can be followed to an end at all."""
    roles = frozenset(step.role for step in process.steps)
    return not graph.problems(process, roles=roles)
