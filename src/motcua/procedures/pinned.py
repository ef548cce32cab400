"""A published version as other rooms hold it: one immutable value, the same for ever."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from motcua.agencies.states import Level
from motcua.clock.limits import Ground, TimeLimit
from motcua.procedures.content import (
    Case,
    Competence,
    Content,
    Fee,
    Flags,
    Limit,
    Method,
    Paper,
    ResultKind,
    Sector,
)
from motcua.procedures.process import Process
from motcua.procedures.states import OnlineLevel, ProcedureKind

LAND_SECTOR = "G13-TN02"


@dataclass(frozen=True, slots=True)
class PinnedVersion:
    """What was published, with its process and its limit as the clock takes it.

    `process` has no steps where none was approved: such a procedure is only shown, and takes no
    dossier. The day it ends is not here: it may still change, what it says may not.
    """

    id: int
    procedure_id: int
    process_id: int | None
    number: int
    announcement: str
    effective_from: date
    content: Content
    process: Process
    limit: TimeLimit

    @property
    def accepts_dossiers(self) -> bool:
        return bool(self.process.steps)

    @property
    def code(self) -> str:
        return self.content.code

    @property
    def name(self) -> str:
        return self.content.name

    @property
    def kind(self) -> ProcedureKind:
        return self.content.kind

    @property
    def sector(self) -> Sector:
        return self.content.sector

    @property
    def levels(self) -> tuple[Level, ...]:
        return self.content.levels

    @property
    def level(self) -> Level:
        """The level that decides."""
        return self.content.competence.level

    @property
    def competence(self) -> Competence:
        return self.content.competence

    @property
    def papers(self) -> tuple[Paper, ...]:
        return self.content.papers

    @property
    def methods(self) -> tuple[Method, ...]:
        return self.content.methods

    @property
    def fees(self) -> tuple[Fee, ...]:
        return self.content.fees

    @property
    def cases(self) -> tuple[Case, ...]:
        return self.content.cases

    def of_case(self, code: str) -> PinnedVersion:
        """The same version with the limit of one of its cases, where that case has its own.

        KeyError for a case that the version does not have.
        """
        for case in self.content.cases:
            if case.code == code:
                limit = case.limit
                return (
                    self if limit is None else replace(self, limit=time_limit(self.content, limit))
                )
        raise KeyError(code)

    @property
    def results(self) -> tuple[ResultKind, ...]:
        return self.content.results

    @property
    def flags(self) -> Flags:
        return self.content.flags

    @property
    def online_level(self) -> OnlineLevel:
        return self.content.online_level

    @property
    def sets(self) -> int:
        return self.content.sets

    @property
    def closes_at_15h(self) -> bool:
        """Whether what comes after 15:00 is promised for the next working day (C3)."""
        return self.content.limit is not None and self.content.limit.cutoff_15h

    @property
    def register(self) -> str:
        """The register that proves the result: `BS`, `CK`; empty where there is none."""
        return self.content.register


def time_limit(content: Content, limit: Limit) -> TimeLimit:
    """One of the content's limits as the clock takes it.

    Land law brings its own pauses; elsewhere the clock waits for a financial obligation only
    where the procedure's text says so.
    """
    land = content.sector.code == LAND_SECTOR
    # What is decided on the spot is promised for the same day, after 15:00 for the next working
    # day. The day of receipt is not counted anyway (C4): moving it as well would give a day more.
    cutoff = limit.cutoff_15h and not content.flags.instant
    pauses = content.flags.finance_pause and not land
    return TimeLimit(
        amount=limit.amount,
        unit=limit.unit,
        on_resume=limit.on_resume,
        cutoff_15h=cutoff,
        land=land,
        pauses_on=frozenset({Ground.FINANCIAL_OBLIGATION}) if pauses else frozenset(),
    )
