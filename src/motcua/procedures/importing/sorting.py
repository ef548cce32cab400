"""Decide what each record of a batch becomes: a draft, a completed draft, a quarantined record.

Pure: it is given what the database holds and answers with a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.base.verdict import InvalidError
from motcua.procedures.content import Content, Record, parse_record
from motcua.procedures.importing.comparing import contradictions
from motcua.procedures.importing.reasons import Trap
from motcua.procedures.importing.shapes import agencies_of, clean, code_of, text
from motcua.procedures.importing.sources import Source
from motcua.procedures.importing.translating import translate
from motcua.procedures.importing.traps import traps


@dataclass(frozen=True, slots=True)
class Known:
    """What stands under a code: the content, and the draft's number while it may still change."""

    content: Content
    draft_id: int | None = None

    @property
    def bare(self) -> bool:
        """A draft that a line of the list left without its contents."""
        return self.draft_id is not None and not self.content.steps and not self.content.papers


@dataclass(slots=True)
class Plan:
    """What is to be written. `fill` maps a draft's number to the record that completes it."""

    drafts: list[Record] = field(default_factory=list)
    fill: dict[int, Record] = field(default_factory=dict)
    quarantine: list[tuple[Source, list[Trap]]] = field(default_factory=list)
    unchanged: int = 0


def plan(sources: list[Source], known: Mapping[str, Known], seen: frozenset[str]) -> Plan:
    """The plan for a batch; `seen` holds the digests that are in the quarantine already."""
    repeated = _repeated(sources)
    full = {code_of(source.raw): source for source in sources if source.full}
    made = Plan()
    standing = dict(known)
    # Full records first: a line of the list adds nothing to one that was taken.
    for source in sorted(sources, key=lambda item: not item.full):
        if source.digest in seen:
            made.unchanged += 1
            continue
        found = [*_traps(source, full), *repeated.get(source.digest, ())]
        _place(source, found, standing, made)
    return made


def _traps(source: Source, full: Mapping[str, Source]) -> list[Trap]:
    """The record's traps; agencies that only its full record names are no gap of the line."""
    found = traps(source.raw)
    whole = None if source.full else full.get(code_of(source.raw))
    if whole is not None and agencies_of(whole.raw):
        found = [trap for trap in found if trap.code not in {"agency_blank", "agency_partly_blank"}]
    return found


def _place(source: Source, found: list[Trap], standing: dict[str, Known], made: Plan) -> None:
    if found:
        made.quarantine.append((source, found))
        return
    try:
        record = parse_record(translate(source.raw, corrected=False))
    except InvalidError as error:
        traps_of_it = [Trap("not_a_record", why, where) for where, why in error.fields.items()]
        made.quarantine.append((source, traps_of_it))
        return
    existing = standing.get(record.content.code)
    if existing is None:
        made.drafts.append(record)
        standing[record.content.code] = Known(record.content)
        return
    differing = contradictions(existing.content, record.content, row=not source.full)
    if differing:
        sentence = f"Khác bản đang có ở: {', '.join(differing)}."
        made.quarantine.append((source, [Trap("differs", sentence, differing[0])]))
    elif source.full and existing.bare and existing.draft_id is not None:
        made.fill[existing.draft_id] = record
    else:
        made.unchanged += 1


def _repeated(sources: Sequence[Source]) -> dict[str, list[Trap]]:
    """Traps that only the batch shows: one code twice, one name twice from the same hands."""
    listed = [(source, code_of(source.raw)) for source in sources]
    codes = Counter((source.full, code) for source, code in listed)
    likenesses = [_likeness(source) for source in sources]
    same: dict[tuple[object, ...], set[str]] = {}
    for (_, code), likeness in zip(listed, likenesses, strict=True):
        same.setdefault(likeness, set()).add(code)
    found: dict[str, list[Trap]] = {}
    for (source, code), likeness in zip(listed, likenesses, strict=True):
        times = codes[source.full, code]
        if code and times > 1:
            trap = Trap(
                "code_repeated", f"Mã {code} có ở {times} bản ghi của lần nhập này.", "code"
            )
            found.setdefault(source.digest, []).append(trap)
        others = sorted(same[likeness] - {code})
        if others:
            sentence = f"Trùng tên, cơ quan công bố và thực hiện với {', '.join(others[:5])}."
            found.setdefault(source.digest, []).append(Trap("name_repeated", sentence, "name"))
    return found


def _likeness(source: Source) -> tuple[object, ...]:
    raw = source.raw
    issuer = text(raw, "departmentPromulgate") or text(raw, "departmentPromulgateName")
    name = clean(text(raw, "name")).casefold().strip(" .;,")
    return (source.full, name, clean(issuer), frozenset(agencies_of(raw)))
