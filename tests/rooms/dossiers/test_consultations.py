"""Letters to other units: a deadline in working time, a reminder, silence told once, never a pause."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.verdict import InvalidError, NotPermittedError, RefusedError
from motcua.clock.limits import LimitUnit
from motcua.documents import pdf
from motcua.dossiers import beside_sheets, checks, records, tasks, timing
from motcua.dossiers.actions import verifications
from motcua.dossiers.actions.consultations import (
    answer_consultation,
    consult,
    miss_consultation,
    remind_consultation,
)
from motcua.dossiers.actions.verifications import erase_verifications, verify
from motcua.dossiers.models import Verification
from motcua.dossiers.queries import detail, waiting
from motcua.dossiers.records import Request
from motcua.journal import queries as journal
from rooms.dossiers.chains import STRANGER, SURVEYOR, TAX, Chain

HOTICH = "hotich.nghialo"


@pytest.fixture
def chain(world):
    found = Chain(world).received("1.004884").on("intake_officer", HOTICH)
    yield found
    assert checks.check(due_dates=True).findings == []


@pytest.fixture
def police(world):
    return agencies.unit_by_key("ubnd-21028-cong-an", world.at.date()).id


def asked(chain, unit_id, **more):
    said = {"question": "Người này có thường trú không?", "amount": Decimal(2)} | more
    return consult(chain.code, unit_id=unit_id, request=chain.asks(HOTICH), **said).state


def state(chain):
    return records.load(chain.code, SYSTEM)[1]


def test_a_letter_has_its_own_deadline_and_leaves_the_date_alone(chain, police):
    before = state(chain)
    after = asked(chain, police, number="12/LYK", amount=Decimal(16), unit=LimitUnit.WORKING_HOUR)
    item = after.consultations[0]
    calendar = timing.calendar_of(police)
    assert calendar.minutes_between(chain.at, timing.moment(item["due_at"])) == 16 * 60
    assert (after.due_at, after.pauses) == (before.due_at, ())
    assert after.waiting_unit_ids == (police,)
    assert agencies.unit(police).agency_id in after.agency_ids
    answered = answer_consultation(
        chain.code,
        consultation="1",
        answer="Có",
        number="3/CA",
        request=chain.asks("cutru.nghialo"),
    ).state
    assert answered.waiting_unit_ids == ()
    assert answered.due_at == before.due_at


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"question": " "}, "Ghi nội dung"),
        ({"amount": Decimal(0)}, "Hạn trả lời từ"),
        ({"amount": Decimal(61)}, "Hạn trả lời từ"),
        ({"amount": Decimal(3), "unit": LimitUnit.CALENDAR_DAY}, "Hạn trả lời từ"),
        ({"amount": Decimal(30)}, "sau ngày hẹn trả kết quả"),
    ],
)
def test_a_letter_that_makes_no_sense_is_refused(chain, police, said, sentence):
    with pytest.raises(InvalidError, match=sentence):
        asked(chain, police, **said)
    with pytest.raises(InvalidError, match="đang giữ hồ sơ"):
        asked(chain, state(chain).holder_unit_id)


def test_who_may_ask_answer_and_remind(chain, police):
    with pytest.raises(RefusedError):
        consult(
            chain.code,
            unit_id=police,
            question="?",
            amount=Decimal(1),
            request=chain.asks(STRANGER),
        )
    asked(chain, police)
    for who in (STRANGER, TAX, HOTICH):
        with pytest.raises(RefusedError):
            answer_consultation(chain.code, consultation="1", answer="x", request=chain.asks(who))
    with pytest.raises(NotPermittedError):
        remind_consultation(chain.code, consultation="1", request=chain.asks("cutru.nghialo"))
    with pytest.raises(InvalidError, match="Ghi ý kiến"):
        answer_consultation(
            chain.code, consultation="1", answer=" ", request=chain.asks("cutru.nghialo")
        )
    remind_consultation(chain.code, consultation="1", request=chain.asks(HOTICH))
    assert state(chain).consultations[0]["reminded_at"]
    with pytest.raises(NotPermittedError):
        miss_consultation(chain.code, consultation="1", request=chain.asks(HOTICH))


def test_silence_is_reminded_of_once_and_told_to_both_heads_once(chain, police, monkeypatch):
    asked(chain, police, amount=Decimal(3))
    item = state(chain).consultations[0]
    remind_at, due_at = timing.moment(item["remind_at"]), timing.moment(item["due_at"])
    assert timing.calendar_of(police).minutes_between(remind_at, due_at) == 480

    def at(moment):
        monkeypatch.setattr(tasks, "now", lambda: moment)
        return tasks.watch_consultations()

    assert at(remind_at - timedelta(minutes=1)) == 0
    assert (at(remind_at), at(remind_at + timedelta(minutes=5))) == (1, 0)
    assert at(due_at) == 0
    late = due_at + timedelta(minutes=1)
    assert (at(late), at(late + timedelta(days=1))) == (1, 0)
    dossier_id, found = records.load(chain.code, SYSTEM)
    told = [f for f in journal.facts_about("dossier", dossier_id) if "miss" in f.verb]
    assert [(f.data["unit"], f.data["from_unit"]) for f in told] == [(police, found.holder_unit_id)]
    heads = {
        role: accounts.officers_of(unit, role, chain.at.date())
        for unit, role in ((police, "head_of_room"), (found.holder_unit_id, "head_of_room"))
    }
    for people in heads.values():
        head = accounts.actor_for(people[0].id, late)
        lines = (*waiting.waited_for(head), *waiting.waiting_for(head))
        assert [line.missed_at for line in lines] == [late]
    chain.at = late
    answer_consultation(
        chain.code, consultation="1", answer="Có", request=chain.asks("cutru.nghialo")
    )
    assert (found.waiting_unit_ids, state(chain).waiting_unit_ids) == ((police,), ())


def test_a_process_asks_by_itself_and_only_once(world):
    chain = Chain(world).received("1.013949").on("intake_officer", "kinhte.nghialo")
    chain.on("kinhte.nghialo")
    (item,) = state(chain).consultations
    assert item["step"] == "b3a"
    assert agencies.unit(item["unit"]).agency_key == "vpdkdd-tinh"
    answer_consultation(chain.code, consultation="1", answer="Kèm", request=chain.asks(SURVEYOR))
    chain.on("diachinh.nghialo")
    assert len(state(chain).consultations) == 1
    assert checks.check(due_dates=True).findings == []


def test_the_letter_prints_question_and_answer(chain, police):
    asked(chain, police, number="12/LYK", question="Dòng một\nDòng hai #x[]")
    answer_consultation(
        chain.code, consultation="1", answer="Có thường trú", request=chain.asks("cutru.nghialo")
    )
    case = detail.case(chain.code, chain.asks(HOTICH).actor)
    letter, at = beside_sheets.consultation_letter(case, "1")
    assert letter.question == "Dòng một\nDòng hai #x[]"
    assert letter.answer == "Có thường trú"
    assert pdf.render(letter, on=at.date()).startswith(b"%PDF")
    with pytest.raises(InvalidError, match="không có phiếu"):
        beside_sheets.consultation_letter(case, "9")


def verified(chain, who=HOTICH, **more):
    said = {
        "held_at": chain.at - timedelta(hours=1), "place": "Tổ 6, phường Nghĩa Lộ",
        "participants": "Ông A, tổ trưởng\nBà B", "content": "Có mặt tại nơi ở.",
    } | more  # fmt: skip
    return verify(chain.code, request=chain.asks(who), **said)


def test_a_verification_is_kept_proven_printed_and_can_be_erased(chain):
    before = state(chain)
    verified(chain)
    (row,) = Verification.objects.all()
    case = detail.case(chain.code, chain.asks(HOTICH).actor)
    (fact,) = [f for f in case.facts if f.verb == "dossier.verify"]
    assert fact.data["content_digest"] == verifications.content_digest(row)
    assert "Tổ 6" not in str(fact.data)
    assert state(chain).due_at == before.due_at
    sheet = beside_sheets.verification_minutes(case, row)
    assert sheet.participants == ("Ông A, tổ trưởng", "Bà B")
    assert pdf.render(sheet, on=row.held_at.date()).startswith(b"%PDF")
    assert erase_verifications([case.id], at=chain.at) == 1
    assert erase_verifications([case.id], at=chain.at) == 0
    row.refresh_from_db()
    assert (row.content, row.participants, bytes(row.salt)) == ("", "", b"")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"place": " "}, "Ghi địa điểm"),
        ({"participants": ""}, "Ghi thành phần"),
        ({"content": ""}, "Ghi nội dung"),
    ],
)
def test_a_verification_says_everything_or_is_refused(chain, more, sentence):
    with pytest.raises(InvalidError, match=sentence):
        verified(chain, **more)
    with pytest.raises(InvalidError, match="không thể ở tương lai"):
        verified(chain, held_at=chain.at + timedelta(days=1))
    with pytest.raises(RefusedError):
        verified(chain, who=STRANGER)
    assert not Verification.objects.exists()


def test_a_verification_sent_twice_counts_once(chain):
    request = Request(chain.asks(HOTICH).actor, chain.at, key="k1", digest="d")
    said = {"held_at": chain.at, "place": "Nhà", "participants": "A", "content": "B"}
    first = verify(chain.code, request=request, **said)
    second = verify(chain.code, request=request, **said)
    assert second.replayed
    assert second.state.version == first.state.version
    assert Verification.objects.count() == 1
