"""Procedures and what is imported: drafts, publications, records in quarantine, a whole configuration."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from motcua.agencies.models import Unit
from motcua.blueprint import actions as blueprint
from motcua.blueprint import queries as configuration
from motcua.procedures import actions
from motcua.procedures.actions import publishing
from motcua.procedures.importing import actions as importing
from motcua.procedures.models import (
    Announcement,
    ImportBatch,
    InternalProcess,
    ProcedureVersion,
    QuarantinedRecord,
)
from motcua.procedures.process import parse_process
from motcua.procedures.states import QuarantineState
from races.house import House
from races.table import Race, race
from rooms.procedures import raws
from rooms.procedures.records import birth_steps, decision_1351, record

ON = date(2026, 10, 1)


def _code(house: House) -> str:
    return f"9.88{next(house.numbers):04}"


def _draft(house: House, code: str = "", **changes: Any) -> ProcedureVersion:
    said = record(code=code or _code(house), **changes)
    return actions.draft_version(record=said, actor=house.business, at=house.at)


def _decision(house: House) -> int:
    key = house.fresh("qd-")
    said = decision_1351(key=key, number=f"{key}/QĐ")
    actions.register_announcement(announcement=said, actor=house.business, at=house.at)
    return Announcement.objects.get(key=key).pk


def _published(house: House) -> str:
    draft = _draft(house)
    actions.publish(
        version_id=draft.pk, announcement_id=_decision(house), effective_from=date(2026, 9, 1),
        actor=house.director, at=house.at,
    )  # fmt: skip
    return draft.code


def _process(hours: str) -> Any:
    steps = birth_steps()
    steps[1]["hours"] = hours
    return parse_process({"steps": steps})


@race("procedures.drafting.draft_versions", "procedures.drafting.draft_version")
def draft_version(house: House) -> Race:
    """Two drafts of one procedure get two numbers."""
    said = record(code=_code(house))
    by = house.acts(actions.draft_version, record=said)
    verb, rows = "procedures.version_drafted", ProcedureVersion.objects.count
    return Race(by(house.business), by(house.stranger), verb, wins=2, changes=2, rows=rows)


@race("procedures.drafting.edit_draft")
def edit_draft(house: House) -> Race:
    draft = _draft(house)
    said = record(code=draft.code, name="Đăng ký khai sinh lưu động")
    by = house.acts(actions.edit_draft, version_id=draft.pk, revision=1, record=said)
    return Race(by(house.business), by(house.stranger), "procedures.draft_edited")


@race("procedures.publishing.publish_process")
def publish_process(house: House) -> Race:
    process = _draft(house).process_id
    by = house.acts(
        publishing.publish_process, process_id=process, announcement_id=_decision(house)
    )
    return Race(by(house.director), by(house.business), "procedures.process_published")


@race("procedures.publishing.publish_process", "procedures.drafting.draft_process")
def publish_process_or_change_it(house: House) -> Race:
    """What was approved is what stands there: a change in the same moment is another process."""
    draft = _draft(house)
    approved = InternalProcess.objects.filter(pk=draft.process_id, state="published")
    publishes = house.acts(
        publishing.publish_process, process_id=draft.process_id, announcement_id=_decision(house)
    )
    changes = house.acts(
        actions.draft_process, version_id=draft.pk, process=_process("3"), revision=1
    )
    return Race(
        publishes(house.director), publishes(house.business), "procedures.process_published",
        other=changes(house.business), wins=2, rows=approved.count,
    )  # fmt: skip


@race("procedures.publishing.publish_process", "procedures.drafting.discard_draft")
def publish_process_or_discard(house: House) -> Race:
    """A process that was approved outlives its draft; one that went with it is approved no more."""
    draft = _draft(house)
    publishes = house.acts(
        publishing.publish_process, process_id=draft.process_id, announcement_id=_decision(house)
    )
    discards = house.acts(actions.discard_draft, version_id=draft.pk)
    return Race(
        publishes(house.director), discards(house.stranger), "procedures.draft_discarded",
        other=discards(house.business), wins=(1, 2),
    )  # fmt: skip


@race("procedures.publishing.abolish")
def abolish(house: House) -> Race:
    code = _published(house)
    by = house.acts(
        publishing.abolish, code=code, announcement_id=_decision(house), effective_on=ON
    )
    return Race(by(house.director), by(house.stranger), "procedures.version_ended")


@race("procedures.publishing.abolish", "procedures.publishing.publish")
def abolish_or_publish(house: House) -> Race:
    """The later version comes after the end, or ends with the rest."""
    code = _published(house)
    draft = _draft(house, code)
    decision = _decision(house)
    ends = house.acts(publishing.abolish, code=code, announcement_id=decision, effective_on=ON)
    follows = house.acts(
        actions.publish, version_id=draft.pk, announcement_id=decision, effective_from=ON
    )
    return Race(
        ends(house.director), ends(house.stranger), other=follows(house.director), wins=(1, 2)
    )


# The national catalogue


def _waiting(house: House, tmp: Any) -> int:
    code = f"1.{next(house.numbers):06}"
    raw = raws.full(code=code, codeNotation=code, name=house.fresh("Việc lạ "), executionSteps=[])
    importing.import_catalogue(
        path=raws.write(tmp, [], {code: raw}), actor=house.business, at=house.at
    )
    return QuarantinedRecord.objects.filter(code=code).get().pk


@race("procedures.importing.import_catalogue")
def import_catalogue(house: House) -> Race:
    code = f"1.{next(house.numbers):06}"
    path = raws.write(house.folder(), [raws.row(code=code, codeNotation=code)])
    by = house.acts(importing.import_catalogue, path=path)
    verb, rows = "procedures.catalogue_imported", ImportBatch.objects.count
    return Race(by(house.business), by(house.stranger), verb, wins=2, rows=rows)


def _decides(house: House, action: Any, **more: Any) -> Race:
    number = _waiting(house, house.folder())
    by = house.acts(action, record_id=number, **more)
    decided = QuarantinedRecord.objects.exclude(state=QuarantineState.OPEN).count
    verb = "procedures.quarantine_decided"
    return Race(by(house.business), by(house.stranger), verb, rows=decided)


@race("procedures.importing.dismiss")
def dismiss(house: House) -> Race:
    return _decides(house, importing.dismiss, note="Trùng")


@race("procedures.importing.take_as_is")
def take_as_is(house: House) -> Race:
    return _decides(house, importing.take_as_is)


@race("procedures.importing.take_corrected")
def take_corrected(house: House) -> Race:
    return _decides(house, importing.take_corrected)


@race("procedures.importing.dismiss_many", "procedures.importing.take_many")
def decide_many(house: House) -> Race:
    """Each record is decided once; the other person is told which ones were."""
    numbers = [_waiting(house, house.folder()) for _ in range(2)]
    dismisses = house.acts(importing.dismiss_many, record_ids=numbers, note="Trùng")
    takes = house.acts(importing.take_many, record_ids=numbers)
    return Race(
        dismisses(house.business), dismisses(house.stranger),
        "procedures.quarantine_decided", changes=2, wins=2, other=takes(house.business),
    )  # fmt: skip


def _configuration(house: House) -> bytes:
    """The house's own, with one room more."""
    content = json.loads(configuration.export(house.at.date()))
    del content["digest"]
    key = house.fresh("phong-nap-")
    unit = next(unit for unit in content["units"] if unit["kind"] == "room" and not unit["to"])
    new = {"ref": f"{key}@2026-09-01", "key": key, "unit_code": "", "names": []}
    content["units"].append(unit | new | {"from": "2026-09-01"})
    return json.dumps(content).encode()


@race("blueprint.bring_in")
def bring_in(house: House) -> Race:
    raw = _configuration(house)
    seal = configuration.compare(raw, on=house.at.date()).seal
    by = house.acts(blueprint.bring_in, raw, reason="Nạp phòng", seen=seal)
    return Race(by(house.business), by(house.stranger), "blueprint.brought_in")


@race("blueprint.bring_in", also="unseen")
def bring_in_unseen(house: House) -> Race:
    """The second one finds everything there and adds nothing."""
    by = house.acts(blueprint.bring_in, _configuration(house), reason="Nạp phòng")
    return Race(by(house.business), by(house.stranger), wins=2, rows=Unit.objects.count)
