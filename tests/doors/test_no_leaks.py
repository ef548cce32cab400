"""No sequence of steps lets anybody outside see an act that has not been issued.

Random walks over the life of acts; after every step each surface that somebody outside can reach is
read to the last word. The words of an act that is not issued, and its effect, may stand on none.
"""

from __future__ import annotations

import io
import random
import re
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from building import BINH, Case
from motcua.accounts import actions as accounts
from motcua.accounts.models import Account
from motcua.accounts.states import Scope
from motcua.base import time
from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.verdict import RefusedError
from motcua.control.actions import automatic, gate
from motcua.control.models import Review
from motcua.control.queries import apologies
from motcua.dossiers.actions import acts, continuing, issuing, pauses
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request
from motcua.dossiers.states import REASONS, ActKind, ActStatus, Status

pytestmark = pytest.mark.django_db
STEPS = 22
KINDS = [
    ActKind.SUPPLEMENT_REQUEST, ActKind.SUPPLEMENT_REQUEST, ActKind.REFUSAL, ActKind.APOLOGY,
    ActKind.STOP, ActKind.RETURN,
]  # fmt: skip


class Outside:
    """Everybody who must not learn of a draft: the applicant, a machine, other agencies, the public."""

    def __init__(self, case):
        self.case = case
        self.citizen = Client()
        self.citizen.post("/tra-cuu/", {"ma": case.code, "so": BINH.phone[-4:]})
        world = case.world
        self.others = [
            self._officer(world.officer("case_officer", "so-xay-dung")),
            self._officer(world.officer("head_of_agency", "ubnd-21040")),
            self._officer(world.officer("postal_staff", "trung-tam-pvhcc")),
            self._officer(world.officer("business_admin", "trung-tam-pvhcc")),
        ]
        unit = world.one_stop()
        issued = accounts.create_token(
            name="Phần mềm", unit_id=unit.id, scopes=frozenset(Scope),
            expires_at=world.at + timedelta(days=200), actor=SYSTEM, at=world.at - timedelta(days=1),
        )  # fmt: skip
        self.machine = Client(headers={"Authorization": f"Bearer {issued.secret}"})

    @staticmethod
    def _officer(actor):
        client = Client()
        client.force_login(
            Account.objects.get(pk=actor.account_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    def surfaces(self):
        """Every answer that somebody outside gets, as text, by name."""
        code = self.case.code
        yield "citizen's page", self._page(self.citizen, f"/tra-cuu/{code}/")
        yield "receipt", self._page(self.citizen, f"/tra-cuu/{code}/giay-tiep-nhan/")
        for address in ("/", "/thu-xin-loi/", "/tra-cuu/", f"/tra-cuu/?ma={code}"):
            yield address, self._page(Client(), address)
        yield "machine, one", self._page(self.machine, f"/api/v1/dossiers/{code}")
        for place, other in enumerate(self.others):
            yield f"officer {place}, search", self._page(other, "/tim-kiem/?tim=Bình")
            yield f"officer {place}, page", self._page(other, f"/ho-so/{code}/")
            for act in DraftAct.objects.all():
                yield f"officer {place}, act", self._page(other, f"/ho-so/{code}/van-ban/{act.pk}/")
        applicant = Actor(ActorKind.CITIZEN, code)
        shown = detail.case(code, applicant)
        yield (
            "citizen's case",
            repr((shown.acts, [f.data for f in shown.facts], detail.timeline(shown))),
        )
        yield "register", repr(apologies.register(at=time.now()))

    @staticmethod
    def _page(client, address):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.get("Content-Type", "").startswith("application/pdf"):
            return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        return body.decode()


class Walk:
    """One dossier, its officers, and what they might do next in any order."""

    def __init__(self, world, seed, clock):
        self.case, self.clock = Case(world), clock
        self.dice = random.Random(seed)
        self.written = 0
        clock[0] = self.case.at

    def by(self, actor):
        return Request(actor, self.clock[0])

    def content(self, kind):
        self.written += 1
        word = f"ZQX{self.written:04}"
        return {
            "reason": f"{word} bản vẽ mặt cắt không đọc được kích thước.",
            "ground": "Khoản 2 Điều 54 Nghị định 175/2024/NĐ-CP", "reason_code": REASONS[kind][0].value,
            "items": [{"paper_key": self.case.version.papers[0].key, "originals": 1, "defect": "unclear",
                       "note": word}],
            "deadline": "2026-12-30", "second_ground": f"Điều 3 {word}", "late_ground": f"Điều 4 {word}",
            "new_due": (self.clock[0] + timedelta(days=60)).replace(hour=17, minute=0).isoformat(),
        }  # fmt: skip

    def moves(self):
        case, by = self.case, self.by
        act = DraftAct.objects.exclude(status="issued").order_by("-id").first()
        review = Review.objects.filter(outcome="").first()
        yield lambda: acts.draft_act(
            case.code, kind=(kind := self.dice.choice(KINDS)), content=self.content(kind),
            request=by(case.officer),
        )  # fmt: skip
        yield lambda: automatic.draft_apologies(self.clock[0])
        yield lambda: automatic.draft_stops(self.clock[0])
        yield lambda: pauses.supplement(
            case.code, papers=[{"key": "them", "name": "Giấy", "originals": 1}],
            request=by(case.world.in_unit("intake_officer", case.state.receiving_unit_id)),
        )  # fmt: skip
        if act is not None:
            kind = ActKind(act.kind)
            yield lambda: acts.edit_act(
                act.pk, content=self.content(kind), version=act.version, request=by(case.officer)
            )
            yield lambda: continuing.continue_act(
                act.pk, version=act.version, request=by(self.dice.choice([case.head, case.officer]))
            )
            for _ in range(4):
                yield lambda: gate.approve(
                    act.pk,
                    version=act.version,
                    request=by(self.dice.choice([case.head, case.chief])),
                )
                yield lambda: issuing.issue_act(
                    act.pk,
                    version=act.version,
                    request=by(self.dice.choice([case.head, case.chief])),
                )
            yield lambda: gate.take_back(
                act.pk, reason="Viết lại", version=act.version, request=by(case.head)
            )
            yield lambda: gate.cancel(act.pk, version=act.version, request=by(case.officer))
        if review is not None:
            version = DraftAct.objects.get(pk=review.act_id).version
            control = by(case.controller)
            yield lambda: gate.clear(
                review.pk, version=version, note="ZQX9999 xem rồi", request=control
            )
            yield lambda: gate.send_back(
                review.pk,
                reasons=["other"],
                note="ZQX9998 chưa rõ",
                version=version,
                request=control,
            )
            yield lambda: gate.amend(
                review.pk,
                content=self.content(ActKind(review.kind)),
                version=version,
                request=control,
            )

    def step(self):
        self.clock[0] += timedelta(hours=self.dice.choice([1, 2, 20]))
        try:
            self.dice.choice(list(self.moves()))()
        except RefusedError:
            return False
        return True


@pytest.mark.parametrize("seed", range(3))
def test_nobody_outside_sees_an_act_that_is_not_issued(
    world, monkeypatch, settings, tmp_path, seed
):
    settings.DOCUMENT_ROOT = tmp_path
    clock = [world.at]
    monkeypatch.setattr(time, "now", lambda: clock[0])
    for place in ("portal.gates", "desk.gates"):
        monkeypatch.setattr(f"motcua.{place}.now", lambda: clock[0])
    walk = Walk(world, seed, clock)
    outside = Outside(walk.case)
    issued_words: set[str] = set()
    for _ in range(STEPS):
        before = walk.case.state
        if not walk.step():
            continue
        _look(walk, outside, issued_words, before)
        if walk.case.state.finished_at is not None:
            break


def _look(walk, outside, issued_words, before):
    """Read everything; the effects of an act appear only with its issue."""
    told = [act for act in DraftAct.objects.all() if act.status == ActStatus.ISSUED.value]
    for act in told:
        issued_words |= _words(repr(act.content))
    for name, text in outside.surfaces():
        stray = _words(text) - issued_words
        assert not stray, f"{name} tells {stray}"
    state = walk.case.state
    if len(told) == walk.__dict__.setdefault("issued", 0) and state.status == before.status:
        moved = (state.due_at, state.supplements, state.extension)
        assert moved == (before.due_at, before.supplements, before.extension)
    walk.issued = len(told)
    if not told:
        assert state.status is Status.PROCESSING


def _words(text):
    """The marks of this test's own making; a random token of the page may begin like one."""
    return set(re.findall(r"ZQX\d{4}", text))


def test_the_walks_reach_what_they_are_about(world, monkeypatch, settings, tmp_path):
    """Walks that never issue anything would prove nothing."""
    settings.DOCUMENT_ROOT = tmp_path
    clock = [world.at]
    kinds = set()
    for seed in range(20, 26):
        walk = Walk(world, seed, clock)
        for _ in range(40):
            walk.step()
            if walk.case.state.finished_at is not None:
                break
        kinds |= set(DraftAct.objects.filter(status="issued").values_list("kind", flat=True))
    assert len(kinds) >= 2, kinds
    assert Review.objects.filter(outcome="amended").exists()
