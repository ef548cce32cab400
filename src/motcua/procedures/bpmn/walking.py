"""Follow the flows of a file from step to step, through its gateways.

Gateways are not steps: a way is what leads from one step to the next through any number of them.
What opens beside a step, and which step a leg is opened by and awaited by, is read off the
parallel gateways around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from motcua.procedures.bpmn.elements import BpmnError, File

MOST_WALKED, LONGEST_WAY = 20_000, 100


@dataclass(frozen=True, slots=True)
class Way:
    """From one step to another; the last name along the flows is its label."""

    target: str
    label: str
    is_back: bool


class Ways:
    """The ways of one file, checked: one start, no parallel main steps, nothing left hanging."""

    def __init__(self, file: File, consults: frozenset[str]) -> None:
        self.file = file
        self.consults = consults
        self._walked = 0
        self._require_connected()
        for gateway in file.of_kind("parallelGateway"):
            self._require_one_main(gateway)
        mains = [key for key in file.of_kind("userTask") if key not in consults]
        drawn = {key: tuple(self._walk(key)) for key in mains}
        self.ahead = _with_backs(drawn, self._first())
        for key in sorted(consults):
            self._require_rejoined(key)

    def beside(self, key: str) -> tuple[str, ...]:
        """The consultations that the gateway before the step opens with it, in their order."""
        return tuple(
            link.target
            for entering in self.file.entering[key]
            if self._is_parallel(entering.source)
            for link in self.file.leaving[entering.source]
            if link.target in self.consults
        )

    def opened_by(self, leg: str) -> tuple[str, tuple[str, ...]]:
        """The step whose gateway opens the leg, and the legs that it waits for."""
        entering = self.file.entering[leg]
        if len(entering) == 1 and not self._opened_with(entering[0].source):
            entering = self.file.entering[entering[0].source]
        calls = frozenset(self.file.of_kind("callActivity"))
        after = tuple(link.source for link in entering if link.source in calls)
        opening = [link.source for link in entering if link.source not in calls]
        mains = [main for gateway in opening for main in self._opened_with(gateway)]
        if len(opening) != 1 or len(mains) != 1:
            raise BpmnError(
                f"{self.file.words(leg)} phải được mở bởi cổng song song đứng trước đúng một bước.",
                fields={leg: "Không rõ mở ở bước nào."},
            )
        return mains[0], after

    def needed_by(self, leg: str) -> str:
        """The step whose gateway behind it waits for the leg."""
        joins = (link.target for link in self.file.leaving[leg])
        found = [main for join in joins for main in self._joined_with(join)]
        if len(found) != 1:
            raise BpmnError(
                f"{self.file.words(leg)} phải nhập lại bằng cổng song song đứng sau đúng một bước.",
                fields={leg: "Không rõ phải xong trước bước nào."},
            )
        return found[0]

    def _is_parallel(self, node: str) -> bool:
        return self.file.kind(node) == "parallelGateway"

    def _is_main(self, node: str) -> bool:
        return self.file.kind(node) == "userTask" and node not in self.consults

    def _opened_with(self, gateway: str) -> list[str]:
        """The main steps right behind a parallel gateway."""
        if not self._is_parallel(gateway):
            return []
        return [flow.target for flow in self.file.leaving[gateway] if self._is_main(flow.target)]

    def _joined_with(self, gateway: str) -> list[str]:
        """The main steps right before a parallel gateway."""
        if not self._is_parallel(gateway):
            return []
        return [flow.source for flow in self.file.entering[gateway] if self._is_main(flow.source)]

    def _walk(
        self,
        node: str,
        label: str = "",
        passed: frozenset[str] = frozenset(),
        *,
        back: bool = False,
    ) -> Iterator[Way]:
        for link in self.file.leaving[node]:
            self._tire(len(passed))
            target, named, returns = link.target, link.name or label, back or link.is_back
            kind = self.file.kind(target)
            if target in passed or kind == "startEvent":
                raise BpmnError(
                    f"sequenceFlow (id {link.id}) dẫn ngược về {self.file.words(target)} mà không "
                    "qua bước nào: nối đến một bước."
                )
            if kind.endswith("Gateway"):
                yield from self._walk(target, named, passed | {target}, back=returns)
            elif self._is_main(target):
                yield Way(target, named, returns)

    def _tire(self, gateways: int) -> None:
        """Diamonds of gateways double the ways with each: no process of an office has so many."""
        self._walked += 1
        if self._walked > MOST_WALKED or gateways > LONGEST_WAY:
            raise BpmnError("Tệp nối các cổng quá rối để đọc: bớt cổng rồi nhập lại.")

    def _first(self) -> str:
        starts = self.file.of_kind("startEvent")
        firsts = list(self._walk(starts[0])) if len(starts) == 1 else []
        if len(firsts) != 1:
            raise BpmnError("Tệp phải có đúng một startEvent, dẫn đến đúng một bước tiếp nhận.")
        return firsts[0].target

    def _require_connected(self) -> None:
        for key in self.file.nodes:
            kind = self.file.kind(key)
            if kind != "startEvent" and not self.file.entering[key]:
                raise BpmnError(
                    f"{self.file.words(key)} không có đường nào dẫn đến: nối nó hoặc bỏ nó.",
                    fields={key: "Không có đường dẫn đến."},
                )
            if kind.endswith("Gateway") and not self.file.leaving[key]:
                raise BpmnError(f"{self.file.words(key)} không dẫn đi đâu: nối nó đến bước sau.")

    def _require_one_main(self, gateway: str) -> None:
        """Only consultations and legs run beside a step; two main branches are not a process of ours."""
        branches = [
            link
            for link in self.file.leaving[gateway]
            if self._is_main(link.target)
            or (
                self.file.kind(link.target).endswith("Gateway")
                and next(self._walk(link.target, passed=frozenset({gateway, link.target})), None)
            )
        ]
        if len(branches) > 1:
            raise BpmnError(
                f"{self.file.words(gateway)} mở song song nhiều nhánh chính: chỉ bước lấy ý kiến và "
                "phần việc liên thông được làm cùng lúc với một bước.",
                fields={gateway: "Nhiều nhánh chính."},
            )

    def _require_rejoined(self, consult: str) -> None:
        """A consultation answers the step that opened it, nothing else."""
        opened = [m for link in self.file.entering[consult] for m in self._opened_with(link.source)]
        joined = [m for link in self.file.leaving[consult] for m in self._joined_with(link.target)]
        if len(opened) != 1 or opened != joined:
            raise BpmnError(
                f"{self.file.words(consult)} phải nằm giữa hai cổng song song của một bước: "
                "lấy ý kiến xong thì trở về bước đó.",
                fields={consult: "Không trở về bước đã mở."},
            )


def _with_backs(drawn: dict[str, tuple[Way, ...]], first: str) -> dict[str, tuple[Way, ...]]:
    """A flow that closes a circle is one back, marked as such in the file or not."""
    backs: set[tuple[str, int]] = set()
    done: set[str] = set()
    stack = [(first, iter(enumerate(drawn[first])))]
    open_steps = [first]
    while stack:
        key, ways = stack[-1]
        number, way = next(ways, (0, None))
        if way is None:
            done.add(key)
            stack.pop()
            open_steps.pop()
        elif way.is_back or way.target in open_steps:
            backs.add((key, number))
        elif way.target not in done:
            stack.append((way.target, iter(enumerate(drawn[way.target]))))
            open_steps.append(way.target)
    return {
        key: tuple(
            replace(way, is_back=way.is_back or (key, number) in backs)
            for number, way in enumerate(ways)
        )
        for key, ways in drawn.items()
    }
