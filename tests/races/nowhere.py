"""Actions that are given the number of something that is not there: a sentence, never an error page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from motcua.accounts import actions as people
from motcua.accounts.actions import absences, factors, keys, posts
from motcua.accounts.actions.certificates import revoke_certificate
from motcua.accounts.states import Role
from motcua.agencies import actions as register
from motcua.agencies.actions import naming
from motcua.agencies.reorganising import actions as decisions
from motcua.agencies.states import SuccessionKind
from motcua.clock import actions as clock
from motcua.control.actions import gate, overseeing, ruling
from motcua.dossiers.actions import acts, handovers, intake, issuing, routing, signing
from motcua.procedures import actions as law
from motcua.procedures.actions import publishing
from motcua.procedures.importing import actions as importing
from motcua.queues.actions import calling, furnishing
from races.house import House
from races.table import Call
from rooms.procedures.records import record

NOBODY = 2_000_000_000
ON = date(2027, 1, 1)


def _accounts(house: House) -> dict[str, Call]:
    technical, business = house.technical, house.business
    later = house.at + timedelta(days=3)
    return {
        "end_post": house.acts(posts.end_post, NOBODY, effective_to=ON)(business),
        "assign_post": house.acts(
            posts.assign_post, NOBODY, unit_id=house.ward.id, role=Role.CASE_OFFICER,
            effective_from=ON,
        )(business),
        "revoke_delegation": house.acts(posts.revoke_delegation, NOBODY)(business),
        "end_absence": house.acts(absences.end_absence, NOBODY)(technical),
        "change_password": house.acts(
            people.change_password, account_id=NOBODY, old="", new="hoa-sen-thang-tam"
        )(technical),
        "reset_password": house.acts(people.reset_password, NOBODY)(technical),
        "change_details": house.acts(
            people.change_details, NOBODY, full_name="Lê", phone="", email=""
        )(technical),
        "lock_account": house.acts(people.lock_account, NOBODY)(technical),
        "revoke_token": house.acts(keys.revoke_token, NOBODY)(technical),
        "end_session": house.acts(keys.end_session, NOBODY)(technical),
        "decide_reset": house.acts(factors.decide_reset, NOBODY, agreed=True)(business),
        "remove_factor": house.acts(factors.remove_factor, NOBODY)(technical),
        "ask_reset": house.acts(factors.ask_reset, NOBODY, reason="Mất")(technical),
        "revoke_certificate": house.acts(revoke_certificate, NOBODY, reason="Mất")(technical),
        "record_absence": house.acts(
            absences.record_absence, house.clerk.account_id, stand_in=NOBODY, begins_at=house.at,
            ends_at=later, reason="Nghỉ",
        )(house.clerk),
    }  # fmt: skip


def _register(house: House) -> dict[str, Call]:
    said: dict[str, Callable[..., object]] = {
        "close_unit": register.close_unit, "reopen_unit": register.reopen_unit,
        "recode_unit": register.recode_unit, "assign_calendars": register.assign_calendars,
        "rename_unit": naming.rename_unit, "rename_agency": naming.rename_agency,
        "receive_at": register.receive_at, "pass_on": register.pass_on,
        "approve_reorganisation": decisions.approve_reorganisation,
        "cancel_reorganisation": decisions.cancel_reorganisation,
    }  # fmt: skip
    more: dict[str, dict[str, object]] = {
        "close_unit": {"effective_to": ON}, "reopen_unit": {"reason": "QĐ"},
        "recode_unit": {"unit_code": "H48.9", "reason": "QĐ"},
        "assign_calendars": {
            "calendar_key": "province", "reception_key": "province", "reason": "QĐ"
        },
        "rename_unit": {"name": "Mới", "on": ON, "reason": "QĐ"},
        "rename_agency": {"name": "Mới", "on": ON, "reason": "QĐ"},
        "receive_at": {"unit_id": None, "on": ON, "reason": "QĐ"},
        "pass_on": {"successor_ids": [1], "on": ON, "kind": SuccessionKind.MERGER},
        "approve_reorganisation": {"version": 1}, "cancel_reorganisation": {"reason": "Thôi"},
    }  # fmt: skip
    return {
        name: house.acts(action, NOBODY, **more[name])(house.business)
        for name, action in said.items()
    }


def _centre(house: House) -> dict[str, Call]:
    head, controller = house.world.officer("head_of_agency"), house.controller
    return {
        "gate.approve": house.asks(gate.approve, NOBODY, version=1)(head),
        "gate.send_at_once": house.asks(gate.send_at_once, NOBODY, version=1)(house.clerk),
        "gate.take": house.asks(gate.take, NOBODY)(controller),
        "gate.clear": house.asks(gate.clear, NOBODY, version=1)(controller),
        "gate.take_back": house.asks(gate.take_back, NOBODY, reason="Sai", version=1)(head),
        "gate.cancel": house.asks(gate.cancel, NOBODY, version=1)(head),
        "end_rule": house.asks(ruling.end_rule, NOBODY, effective_to=ON)(house.director),
        "end_alert_rule": house.asks(
            overseeing.end_alert_rule, NOBODY, effective_to=ON
        )(house.director),
        "overseeing.answer": house.asks(overseeing.answer, NOBODY, text="Rõ", version=1)(head),
        "overseeing.close": house.asks(
            overseeing.close, NOBODY, verdict="", version=1
        )(controller),
        "edit_act": house.asks(acts.edit_act, NOBODY, content={}, version=1)(house.clerk),
        "issue_act": house.asks(issuing.issue_act, NOBODY, version=1)(head),
        "revoke_request": house.asks(
            issuing.revoke_request, NOBODY, reason="Nhầm", version=1
        )(head),
        "forward": house.asks(routing.forward, "khong-co")(house.clerk),
        "accept": house.asks(intake.accept, "khong-co")(house.clerk),
        "settle_list": house.asks(handovers.settle_list, NOBODY)(house.clerk),
        "retry_batch": house.asks(signing.retry_batch, NOBODY)(head),
    }  # fmt: skip


def _law_and_halls(house: House) -> dict[str, Call]:
    business, director = house.business, house.director
    return {
        "confirm_change": house.acts(clock.confirm_change, NOBODY)(director),
        "withdraw_change": house.acts(clock.withdraw_change, NOBODY)(business),
        "draft_from": house.acts(law.draft_from, version_id=NOBODY)(business),
        "edit_draft": house.acts(
            law.edit_draft, version_id=NOBODY, revision=1, record=record()
        )(business),
        "discard_draft": house.acts(law.discard_draft, version_id=NOBODY)(business),
        "publish": house.acts(
            law.publish, version_id=NOBODY, announcement_id=NOBODY, effective_from=ON
        )(director),
        "publish_process": house.acts(
            publishing.publish_process, process_id=NOBODY, announcement_id=NOBODY
        )(director),
        "abolish": house.acts(
            publishing.abolish, code="9.000000", announcement_id=NOBODY, effective_on=ON
        )(director),
        "complete_duty": house.acts(law.complete_duty, duty_id=NOBODY, proof="Ảnh")(business),
        "dismiss": house.acts(importing.dismiss, record_id=NOBODY, note="Trùng")(business),
        "open_counter": house.acts(calling.open_counter, NOBODY)(house.clerk),
        "call_next": house.acts(calling.call_next, NOBODY, seen=None)(house.clerk),
        "end_kiosk": house.acts(furnishing.end_kiosk, NOBODY)(business),
    }  # fmt: skip


def calls(house: House) -> dict[str, Call]:
    """By action; each is made by somebody who may."""
    return _accounts(house) | _register(house) | _centre(house) | _law_and_halls(house)
