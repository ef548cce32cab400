"""A process as nodes and flows of BPMN, before anything is spelled as XML.

A step is a user task. What opens beside it makes a parallel gateway before and one after it; ways
and returns leave through an exclusive gateway. A leg of a linked procedure is a call activity from
the gateway that opens at a step to the one that closes before leaving another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from motcua.procedures.bpmn import names
from motcua.procedures.process import Leg, Process, Step
from motcua.procedures.states import StepKind


@dataclass(frozen=True, slots=True)
class Node:
    """One element: `owner` is the step in whose lane it lies, `same_as` the consultation it repeats."""

    id: str
    tag: str
    name: str
    owner: Step
    step: Step | None = None
    leg: Leg | None = None
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    source: str
    target: str
    name: str = ""
    is_back: bool = False


@dataclass(slots=True)
class Diagram:
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)


def diagram(process: Process) -> Diagram:
    """Nodes in the order of the steps, flows in the order of their ways."""
    made = Diagram()
    shape = _Shape(process)
    first = next(step for step in process.steps if step.kind is StepKind.INTAKE)
    made.nodes.append(Node(names.START, "startEvent", "Bắt đầu", owner=first))
    made.flows.append(Flow(names.START, shape.entry(first.key)))
    asked: set[str] = set()
    for step in process.steps:
        if step.kind is StepKind.CONSULT:
            made.nodes.append(Node(step.key, "userTask", step.name, step, step))
        else:
            _step(made, process, shape, step, asked)
    for leg in process.legs:
        _leg(made, process, leg)
    return made


class _Shape:
    """Which gateways a step has."""

    def __init__(self, process: Process) -> None:
        self.opening = {leg.opens_at for leg in process.legs}
        self.closing = {leg.needed_by for leg in process.legs}
        self.steps = {step.key: step for step in process.steps}

    def forks(self, key: str) -> bool:
        return bool(self.steps[key].parallel) or key in self.opening

    def joins(self, key: str) -> bool:
        return bool(self.steps[key].parallel) or key in self.closing

    def entry(self, key: str) -> str:
        return names.FORK + key if self.forks(key) else key


def _step(made: Diagram, process: Process, shape: _Shape, step: Step, asked: set[str]) -> None:
    last = step.key
    if shape.forks(step.key):
        fork = names.FORK + step.key
        made.nodes.append(Node(fork, "parallelGateway", "", step))
        made.flows.append(Flow(fork, step.key))
    made.nodes.append(Node(step.key, "userTask", step.name, step, step))
    if shape.joins(step.key):
        last = names.JOIN + step.key
        made.nodes.append(Node(last, "parallelGateway", "", step))
        made.flows.append(Flow(step.key, last))
    for key in step.parallel:
        made.flows += _consultation(made, process, step, key, asked)
    _ways(made, shape, step, last)


def _consultation(
    made: Diagram, process: Process, opener: Step, key: str, asked: set[str]
) -> Iterator[Flow]:
    """From the fork through the task to the join; a second opener gets a task that names the first."""
    task = key
    if key in asked:
        task = f"Lai_{opener.key}_{key}"
        consult = process.step(key)
        made.nodes.append(Node(task, "userTask", consult.name, consult, consult, same_as=key))
    asked.add(key)
    yield Flow(names.FORK + opener.key, task)
    yield Flow(task, names.JOIN + opener.key)


def _ways(made: Diagram, shape: _Shape, step: Step, last: str) -> None:
    if len(step.next) + len(step.send_back_to) > 1 or step.send_back_to:
        gate = names.CHOICE + step.key
        made.nodes.append(Node(gate, "exclusiveGateway", "", step))
        made.flows.append(Flow(last, gate))
        last = gate
    if not step.next:
        end = names.END + step.key
        made.nodes.append(Node(end, "endEvent", "Kết thúc", step))
        made.flows.append(Flow(last, end))
    made.flows += [Flow(last, shape.entry(way.to), way.label) for way in step.next]
    made.flows += [
        Flow(last, shape.entry(target), "Trả lại", is_back=True) for target in step.send_back_to
    ]


def _leg(made: Diagram, process: Process, leg: Leg) -> None:
    """Opened by the fork of its step; where it follows others, a gateway waits for all of them."""
    owner = process.step(leg.opens_at)
    call, begins = names.LEG + leg.key, names.LEG + leg.key
    if leg.after:
        begins = names.WAIT + leg.key
        made.nodes.append(Node(begins, "parallelGateway", "", owner))
        made.flows.append(Flow(begins, call))
    made.flows.append(Flow(names.FORK + leg.opens_at, begins))
    made.flows += [Flow(names.LEG + earlier, begins) for earlier in leg.after]
    made.nodes.append(Node(call, "callActivity", leg.name, owner, leg=leg))
    made.flows.append(Flow(call, names.JOIN + leg.needed_by))
