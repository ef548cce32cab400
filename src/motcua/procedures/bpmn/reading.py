"""Read an internal process out of a BPMN 2.0 file; what cannot be expressed is refused by its id.

The shape decides, not the ids: a file that was changed in a modelling tool is read as it is drawn.
Whether the process is sound is asked afterwards, by `graph.problems`, as with any other draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from motcua.base.text import fold
from motcua.base.verdict import InvalidError
from motcua.procedures.bpmn import names
from motcua.procedures.bpmn.elements import BpmnError, File, ours, parse
from motcua.procedures.bpmn.walking import Way, Ways
from motcua.procedures.process import STEP_KEY, Process, parse_process
from motcua.procedures.states import StepKind

__all__ = ["BpmnError", "read_bpmn"]
Json = dict[str, Any]
_LONGEST_KEY = 20


def read_bpmn(data: bytes) -> Process:
    """The process; BpmnError names the element and the id that cannot be taken."""
    raw = _Reading(parse(data)).raw()
    try:
        return parse_process(raw)
    except InvalidError as error:
        where, why = next(iter(error.fields.items()))
        raise BpmnError(f"Tệp BPMN ghi sai ở {where}: {why}.", fields=error.fields) from error


class _Reading:
    """One file on its way to a process."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.tasks = {key: _task(file, key) for key in file.of_kind("userTask")}
        self.same = {key: said["sameAs"] for key, said in self.tasks.items() if "sameAs" in said}
        self.keys = _keys([key for key in self.tasks if key not in self.same])
        self.legs = _keys(file.of_kind("callActivity"), names.LEG)
        consults = frozenset(
            key for key, said in self.tasks.items() if said["kind"] == StepKind.CONSULT
        )
        self.ways = Ways(file, consults)

    def raw(self) -> Json:
        """The process in its JSON form."""
        return {
            "steps": [self._step(key) for key in self.keys],
            "legs": [self._leg(key) for key in self.legs],
        }

    def _step(self, key: str) -> Json:
        said, lane = self.tasks[key], self.file.lanes.get(key)
        if lane is None:
            raise BpmnError(
                f"{self.file.words(key)} không nằm trong lane nào: lane cho biết ai làm, ở đâu.",
                fields={key: "Không nằm trong lane nào."},
            )
        step: Json = {
            "key": self.keys[key],
            "name": self.file.name(key),
            "role": lane.get("role", ""),
            "place": lane.get("place", ""),
            "hours": said["hours"],
            "kind": said["kind"],
        }
        if key in self.ways.consults:
            return step
        ahead = self.ways.ahead[key]
        return step | {
            "next": [self._way(way) for way in ahead if not way.is_back],
            "send_back_to": [self.keys[way.target] for way in ahead if way.is_back],
            "parallel": [self._consult(beside) for beside in self.ways.beside(key)],
        }

    def _way(self, way: Way) -> Json:
        return {"to": self.keys[way.target], "label": way.label}

    def _consult(self, key: str) -> str:
        """The key of the consultation; a repeated one is known by the one it names."""
        original = self.same.get(key, key)
        if original not in self.keys:
            raise BpmnError(
                f"{self.file.words(key)} nhắc lại “{original}”, nhưng không có bước đó."
            )
        return self.keys[original]

    def _leg(self, key: str) -> Json:
        said = ours(self.file.nodes[key], "leg")
        if said is None:
            raise BpmnError(
                f"{self.file.words(key)} không ghi cơ quan và số giờ: thêm motcua:leg với "
                "agency và hours.",
                fields={key: "Thiếu motcua:leg."},
            )
        opens_at, after = self.ways.opened_by(key)
        return {
            "key": self.legs[key],
            "name": self.file.name(key),
            "agency": said.get("agency", ""),
            "hours": said.get("hours", ""),
            "opens_at": self.keys[opens_at],
            "needed_by": self.keys[self.ways.needed_by(key)],
            "procedure_code": said.get("procedureCode", ""),
            "after": [self.legs[leg] for leg in after],
            "waits_for_payment": said.get("waitsForPayment") == "true",
        }


def _task(file: File, key: str) -> dict[str, str]:
    said = ours(file.nodes[key], "step")
    if said is None or not {"hours", "kind"} <= said.keys():
        raise BpmnError(
            f"{file.words(key)} không ghi số giờ và loại bước: thêm motcua:step với hours và kind.",
            fields={key: "Thiếu motcua:step."},
        )
    return said


def _keys(ids: Iterable[str], prefix: str = "") -> dict[str, str]:
    """A key for each id: the id itself where it is one, else made from it."""
    found: dict[str, str] = {}
    for node_id in ids:
        key = node_id.removeprefix(prefix)
        if not re.fullmatch(STEP_KEY, key):
            key = next(made for made in _made(key) if made not in found.values())
        found[node_id] = key
    return found


def _made(node_id: str) -> Iterator[str]:
    """`Activity_0x1` as `activity-0x1`, then with numbers."""
    base = "-".join(re.findall(r"[a-z0-9]+", fold(node_id)))
    base = base if re.match(r"[a-z]", base) else f"b-{base}"
    yield base[:_LONGEST_KEY]
    for number in count(2):
        tail = f"-{number}"
        yield base[: _LONGEST_KEY - len(tail)] + tail
