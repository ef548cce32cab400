"""The checklist, question by question, and on thirty real procedures lawful and unlawful acts of each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from motcua.base.dates import VIETNAM
from motcua.control.checklist import judging
from motcua.control.checklist.shape import Matter
from motcua.control.grounds import is_of, read_ground
from motcua.control.states import Mark, ReturnReason
from motcua.dossiers import act_content
from motcua.dossiers.act_content import conditions_of
from motcua.dossiers.states import ActKind
from motcua.procedures import queries as procedures

AT = datetime(2026, 9, 3, 10, tzinfo=VIETNAM)
SUPPLEMENT, REFUSAL = ActKind.SUPPLEMENT_REQUEST, ActKind.REFUSAL
BASES = ("Luật Hộ tịch 60/2014/QH13", "Nghị định 123/2015/NĐ-CP")


@pytest.mark.parametrize(
    ("text", "names", "places", "belongs"),
    [
        ("Khoản 2 Điều 16 Nghị định 123/2015/NĐ-CP", True, True, True),
        ("Điều 13 Luật Hộ tịch", True, True, True),
        ("Điều 13 Luật Hộ tịch năm 2014", True, True, True),
        ("Điều 54 Nghị định 175/2024/NĐ-CP", True, True, False),
        ("Nghị định số 123/2015/NĐ-CP", True, False, True),
        ("điểm b khoản 3", False, True, False),
        ("theo quy định của pháp luật", False, False, False),
        ("", False, False, False),
    ],
)
def test_a_ground_is_read_as_people_write_it(text, names, places, belongs):
    ground = read_ground(text)
    assert (ground.names_a_text, bool(ground.places), is_of(ground, BASES)) == (
        names,
        places,
        belongs,
    )


class Drafts:
    """Acts about one real procedure: its own papers, conditions and legal bases."""

    def __init__(self, version):
        self.version = version
        self.papers = [p for p in version.papers if not p.shown_only and not p.reuse_source]
        self.required = [p for p in self.papers if p.required and not p.condition]
        self.asked = (self.required or self.papers)[0]
        self.given = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p is not self.asked
        )
        self.ground = f"Khoản 1 Điều 5 {version.content.legal_bases[0]}"
        self.due = AT + timedelta(days=5)

    def request(self, **more):
        item = {
            "paper_key": self.asked.key, "defect": "missing",
            "originals": self.asked.originals, "copies": self.asked.copies,
        }  # fmt: skip
        return {
            "items": [item], "ground": self.ground, "deadline": "2026-09-25",
            "reason": f"Khi tiếp nhận chưa có “{self.asked.name}”; nộp trong hạn để giải quyết tiếp.",
        } | more  # fmt: skip

    def refusal(self, **more):
        published = conditions_of(self.version)
        return {
            "reason_code": "condition_unmet" if published else "untrue",
            "condition": published[0] if published else "", "ground": self.ground,
            "reason": "Kiểm tra thực tế ngày 01/9/2026 cho thấy trường hợp này không đáp ứng điều kiện nêu trên.",
        } | more  # fmt: skip

    def judged(self, kind, content, **more):
        cleaned = act_content.clean(kind, content, self.version)
        known = {
            "received": self.given, "due_at": self.due, "days_to_answer": 15,
            "ask_until": AT + timedelta(days=1),
        } | more  # fmt: skip
        return judging.judge(Matter(kind, cleaned, self.version, AT, **known))

    def unlawful_requests(self):
        """Each breaks one rule; with what it should be returned for."""
        outside = {"name": "Xác nhận của tổ trưởng dân phố", "ground": "Theo yêu cầu nghiệp vụ"}
        book = {"name": "Sổ hộ khẩu (bản sao)", "ground": "Khoản 1 Điều 5 Nghị định 999/2014/NĐ-CP"}
        many = {
            "paper_key": self.asked.key,
            "originals": self.asked.originals + 4,
            "defect": "missing",
        }
        yield ReturnReason.OUTSIDE_LIST, self.request(items=[outside]), {}
        yield ReturnReason.HELD_BY_STATE, self.request(items=[book]), {}
        yield ReturnReason.OUTSIDE_LIST, self.request(items=[many]), {}
        yield ReturnReason.NO_GROUND, self.request(ground="theo quy định hiện hành"), {}
        yield ReturnReason.UNCLEAR, self.request(reason="Hồ sơ chưa hợp lệ theo quy định."), {}
        yield (
            ReturnReason.SECOND_REQUEST,
            self.request(second_ground="Cần thêm"),
            {"supplements": 1},
        )
        yield ReturnReason.TOO_LATE, self.request(), {"ask_until": AT - timedelta(days=1)}
        yield ReturnReason.WRONG_DATE, self.request(deadline="2026-09-04"), {"days_to_answer": 1}
        given = ({"key": self.asked.key, "name": self.asked.name}, *self.given)
        yield ReturnReason.ALREADY_GIVEN, self.request(), {"received": given}
        if len(self.required) > 1:
            yield ReturnReason.NOT_ALL_AT_ONCE, self.request(), {"received": ()}

    def unlawful_refusals(self):
        invented = "Có ít nhất năm người trong xóm ký tên đồng thuận"
        missing = f"Hồ sơ còn thiếu {self.asked.name} nên không giải quyết."
        unmet = {"reason_code": "condition_unmet"}
        yield ReturnReason.NO_CONDITION, self.refusal(condition=invented, **unmet), {}
        yield ReturnReason.NO_CONDITION, self.refusal(condition="", **unmet), {}
        yield ReturnReason.WRONG_KIND, self.refusal(reason=missing), {}
        yield ReturnReason.NO_GROUND, self.refusal(ground="Theo quy định"), {}
        yield ReturnReason.UNCLEAR, self.refusal(reason="Không đủ điều kiện theo quy định."), {}


@pytest.fixture
def thirty(world):
    """Thirty real procedures of the day with papers and grounds: those with conditions first."""
    listed = procedures.versions_on(world.at.date())
    found = [
        version
        for version in procedures.versions(one.id for one in listed).values()
        if version.content.legal_bases and any(not p.shown_only for p in version.papers)
    ]
    found.sort(key=lambda version: (not conditions_of(version), version.code, version.id))
    chosen = [Drafts(version) for version in found[:30]]
    assert len(chosen) == 30
    return chosen


def _named(drafts, reason, checks):
    wrong = {check.reason for check in checks if check.mark is Mark.WRONG}
    return "" if reason in wrong else f"{drafts.version.code}: {reason.value} not in {wrong}"


@pytest.mark.django_db
def test_the_checklist_catches_unlawful_requests_of_thirty_real_procedures(thirty):
    lawful, unlawful, missed = 0, 0, []
    for drafts in thirty:
        checks = drafts.judged(SUPPLEMENT, drafts.request())
        lawful += not judging.is_unlawful(checks)
        for reason, content, more in drafts.unlawful_requests():
            unlawful += 1
            missed.append(_named(drafts, reason, drafts.judged(SUPPLEMENT, content, **more)))
    missed = [text for text in missed if text]
    print(
        f"requests: {lawful}/30 lawful passed, {unlawful - len(missed)}/{unlawful} unlawful caught"
    )
    assert lawful == 30
    assert missed == []


@pytest.mark.django_db
def test_the_checklist_catches_unlawful_refusals_of_thirty_real_procedures(thirty):
    with_conditions = sum(bool(conditions_of(drafts.version)) for drafts in thirty)
    lawful, unlawful, missed = 0, 0, []
    for drafts in thirty:
        given = tuple({"key": p.key, "name": p.name} for p in drafts.version.papers)
        checks = drafts.judged(REFUSAL, drafts.refusal(), received=given)
        lawful += not judging.is_unlawful(checks)
        for reason, content, more in drafts.unlawful_refusals():
            unlawful += 1
            judged = drafts.judged(REFUSAL, content, received=given, **more)
            missed.append(_named(drafts, reason, judged))
    missed = [text for text in missed if text]
    print(
        f"refusals ({with_conditions} with conditions): {lawful}/30 lawful passed,"
        f" {unlawful - len(missed)}/{unlawful} unlawful caught"
    )
    assert lawful == 30
    assert missed == []
