"""Acts that bind: drafted, issued, taken back; drafts of results; files."""

from __future__ import annotations

from typing import Any

from building import Case
from motcua.base.actor import ANONYMOUS
from motcua.documents import actions as documents
from motcua.documents.models import StoredFile
from motcua.dossiers.actions import acts, attachments, drafting, issuing, pauses, results, routing
from motcua.dossiers.issued import ResultDraft
from motcua.dossiers.models import Attachment, DraftAct
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from races.house import House
from races.table import Call, Race, race
from rooms.dossiers.test_handovers import Ward

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SUPPLEMENT = ActKind.SUPPLEMENT_REQUEST


@race("dossiers.acts.draft_act")
def draft_act(house: House) -> Race:
    case = house.case()

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: acts.draft_act(
            case.code, kind=SUPPLEMENT, content=case.asking(), request=asked
        )

    return Race(by(case.officer), by(house.stranger), "act.drafted", rows=DraftAct.objects.count)


@race("dossiers.acts.edit_act")
def edit_act(house: House) -> Race:
    case = house.case()
    act = case.drafted().pk

    def by(actor: Any) -> Call:
        content, asked = case.asking(ground="Điều 55"), case.by(actor)
        return lambda: acts.edit_act(act, content=content, version=1, request=asked)

    return Race(by(case.officer), by(case.head), "act.drafted")


def _cleared(case: Case) -> DraftAct:
    return case.cleared(case.drafted())


@race("dossiers.issuing.issue_act")
def issue_act(house: House) -> Race:
    case = house.case()
    act = _cleared(case)

    def by(actor: Any) -> Call:
        return lambda: issuing.issue_act(act.pk, version=act.version, request=case.by(actor))

    return Race(by(case.head), by(case.officer), "act.issued")


@race("dossiers.issuing.issue_act", also="two acts about one dossier")
def issue_two_acts(house: House) -> Race:
    """The one that ends the case gives the other up."""
    case = house.case()
    asks = _cleared(case)
    refuses = case.cleared(
        case.drafted(
            ActKind.REFUSAL, reason="Đất nằm trong quy hoạch.", reason_code="not_eligible",
            ground="Điều 93 Luật Xây dựng",
        )
    )  # fmt: skip

    def issues(act: DraftAct, actor: Any) -> Call:
        return lambda: issuing.issue_act(act.pk, version=act.version, request=case.by(actor))

    return Race(
        issues(asks, case.head), issues(asks, case.officer), "act.issued",
        other=issues(refuses, case.chief),
    )  # fmt: skip


@race("dossiers.issuing.issue_act", also="while the case ends")
def issue_or_complete(house: House) -> Race:
    """A letter goes out or is given up with the finished case."""
    ward = Ward(house.world)
    code = at_the_clerk(ward)
    content = {
        "items": [{"name": "Sổ", "ground": "Điều 6"}], "reason": "Thiếu sổ", "ground": "Điều 6",
        "deadline": "2026-10-30",
    }  # fmt: skip
    clerk, head = ward.asks("vanthu.nghialo"), ward.asks("chutich.nghialo")
    act = acts.draft_act(code, kind=SUPPLEMENT, content=content, request=clerk)
    Case.cleared(_Way(house, head), act)
    return Race(
        lambda: issuing.issue_act(act.pk, version=act.version, request=head),
        lambda: issuing.issue_act(act.pk, version=act.version, request=clerk),
        other=lambda: results.record_result(code, request=clerk),
    )


class _Way:
    """What `Case.cleared` needs of a case, for a dossier of the ward."""

    def __init__(self, house: House, head: Request) -> None:
        self.controller, self.head, self.at = house.controller, head.actor, head.at

    def by(self, actor: Any) -> Request:
        return Request(actor, self.at)


def at_the_clerk(ward: Ward) -> str:
    """Signed by the chairman; the clerk has yet to record it."""
    code = ward.received()
    for giver, taker in (("tiepnhan", "hotich"), ("hotich", "chutich")):
        routing.forward(code, request=ward.asks(f"{giver}.nghialo"))
        routing.take_over(code, request=ward.asks(f"{taker}.nghialo"))
    results.sign_result(code, number="1/2026", request=ward.asks("chutich.nghialo"))
    routing.take_over(code, request=ward.asks("vanthu.nghialo"))
    return code


def _asked(case: Case) -> DraftAct:
    act = _cleared(case)
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    act.refresh_from_db()
    return act


@race("dossiers.issuing.revoke_request")
def revoke_request(house: House) -> Race:
    case = house.case()
    act = _asked(case)

    def by(actor: Any) -> Call:
        asked = case.by(actor, 26)
        return lambda: issuing.revoke_request(
            act.pk, reason="Đã có", version=act.version, request=asked
        )

    return Race(by(case.head), by(case.officer), "dossier.revoke_request")


@race("dossiers.pauses.supplement")
def supplement(house: House) -> Race:
    case = house.case()
    _asked(case)
    return Race(_brings(house, case), _brings(house, case, house.stranger), "dossier.supplement")


def _brings(house: House, case: Case, actor: Any = None) -> Call:
    clerk = actor or house.world.in_unit("intake_officer", case.state.receiving_unit_id)
    papers = [{"key": case.version.papers[0].key, "name": "Bản vẽ", "originals": 1}]
    asked = case.by(clerk, 26)
    return lambda: pauses.supplement(case.code, papers=papers, request=asked)


@race("dossiers.issuing.revoke_request", "dossiers.pauses.supplement")
def revoke_or_supplement(house: House) -> Race:
    case = house.case()
    act = _asked(case)
    asked, wrong = case.by(case.head, 26), case.by(case.officer, 26)
    more = {"reason": "Đã có", "version": act.version}
    return Race(
        lambda: issuing.revoke_request(act.pk, request=asked, **more),
        lambda: issuing.revoke_request(act.pk, request=wrong, **more),
        other=_brings(house, case),
    )


# Files and drafts of results


def _stored(house: House) -> StoredFile:
    content = PDF + house.fresh("%").encode()
    sha256 = documents.store(content, actor=ANONYMOUS, at=house.at).sha256
    return StoredFile.objects.get(pk=sha256)


@race("dossiers.attachments.attach")
def attach(house: House) -> Race:
    """The same file twice is there twice, and either can be taken out."""
    case, file = house.case(), _stored(house)

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: attachments.attach(case.code, file=file, name="a.pdf", request=asked)

    verb, rows = "attachment.added", Attachment.objects.count
    return Race(by(case.officer), by(house.stranger), verb, wins=2, changes=2, rows=rows)


@race("dossiers.attachments.attach", also="the last place")
def attach_the_last(house: House) -> Race:
    case, file = house.case(), _stored(house)
    Attachment.objects.bulk_create(
        Attachment(
            dossier_id=case.id, file=file, place="paper", name=f"{n}.pdf", added_at=house.at,
            added_by="1",
        )
        for n in range(attachments.MOST_FILES - 1)
    )  # fmt: skip

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: attachments.attach(case.code, file=file, name="a.pdf", request=asked)

    return Race(by(case.officer), by(house.stranger), "attachment.added")


@race("dossiers.attachments.detach")
def detach(house: House) -> Race:
    case = house.case()
    place = attachments.attach(
        case.code, file=_stored(house), name="a.pdf", request=case.by(case.officer)
    ).pk

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: attachments.detach(case.code, attachment_id=place, request=asked)

    return Race(by(case.officer), by(case.head), "attachment.removed")


@race("dossiers.drafting.draft_file")
def draft_file(house: House) -> Race:
    """Whoever comes second in the same moment has not seen the first draft, and is told."""
    case, file = house.case(), _stored(house)

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: drafting.draft_file(
            case.code, file=file, name="a.pdf", number="1/GP", request=asked
        )

    rows = ResultDraft.objects.filter(dossier_id=case.id, closed_at=None).count
    return Race(by(case.officer), by(house.stranger), wins=(1, 2), rows=rows)


@race("dossiers.drafting.drop_draft")
def drop_draft(house: House) -> Race:
    case = house.case()
    drafting.draft_file(
        case.code, file=_stored(house), name="a.pdf", number="1/GP", request=case.by(case.officer)
    )

    def by(actor: Any) -> Call:
        asked = case.by(actor)
        return lambda: drafting.drop_draft(case.code, request=asked)

    return Race(by(case.officer), by(house.stranger), "attachment.removed")
