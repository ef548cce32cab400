"""Works about the paper file, the originals, the post, and results that went wrong."""

from __future__ import annotations

from typing import Any

from motcua.desk.forms import paper as forms
from motcua.desk.forms.steps import NothingForm
from motcua.desk.works.shape import Work
from motcua.dossiers import paper
from motcua.dossiers.actions import incidents, paperwork, posting
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import Delivery, PostalState, ReturnChannel
from motcua.procedures.pinned import PinnedVersion


def _to_post(state: DossierState, _version: PinnedVersion) -> bool:
    waits = state.delivery in {Delivery.WAITING.value, Delivery.BOUNCED.value}
    return waits and state.return_channel == ReturnChannel.POST.value


def _at_the_post(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(state.postal) and PostalState(state.postal["state"]) not in posting.ENDED


def _is_paper(state: DossierState, _version: PinnedVersion) -> bool:
    return state.accepted_at is not None and paper.where(state) is not None


def _owes_originals(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(paper.still_kept(state))


def _is_faultless(state: DossierState, _version: PinnedVersion) -> bool:
    return not incidents.is_open(state)


def _at_fault(state: DossierState, _version: PinnedVersion) -> bool:
    return incidents.is_open(state)


def _unapologised(state: DossierState, _version: PinnedVersion) -> bool:
    return incidents.is_open(state) and not state.incident["apologised_on"]


def _unremedied(state: DossierState, _version: PinnedVersion) -> bool:
    return incidents.is_open(state) and not state.incident["dossier"]


def _kept(code: str, said: Any, request: Request) -> Recorded:
    named = [*said.get("names", []), said["other"]]
    lines = [{"name": name, "count": 1} for name in named if name]
    return paperwork.keep_originals(code, originals=lines, request=request)


def _opened(code: str, said: Any, request: Request) -> Recorded:
    return incidents.open_incident(
        code, kind=said["kind"], reason=said["reason"], agency_id=said["agency_id"],
        apologised_on=said["apologised_on"], request=request,
    )  # fmt: skip


PAPER_WORKS: tuple[Work, ...] = (
    Work(
        "giao-buu-chinh", "post_result", "Giao kết quả cho bưu chính", "Giao bưu chính",
        "Đã giao bưu chính.", forms.PostForm,
        lambda c, s, r: posting.post_result(c, tracking=s["tracking"], request=r), _to_post,
    ),
    Work(
        "theo-doi-buu-gui", "track_post", "Ghi trạng thái bưu gửi", "Ghi trạng thái",
        "Đã ghi trạng thái bưu gửi.", forms.TrackForm,
        lambda c, s, r: posting.track_post(c, news=s["news"], proof=s["proof"], request=r),
        _at_the_post,
    ),
    Work(
        "lap-ho-so-khac-phuc", "remedy_incident", "Lập hồ sơ khắc phục kết quả sai hoặc mất",
        "Lập hồ sơ khắc phục", "Đã lập hồ sơ khắc phục.", NothingForm,
        lambda c, _, r: incidents.remedy_incident(c, request=r), _unremedied,
    ),
    Work(
        "ghi-xin-loi", "note_apology", "Ghi việc xin lỗi về sự cố kết quả", "Ghi đã xin lỗi",
        "Đã ghi việc xin lỗi.", forms.ApologyNoteForm,
        lambda c, s, r: incidents.note_apology(c, apologised_on=s["apologised_on"], request=r),
        _unapologised,
    ),
    Work(
        "dong-su-co", "close_incident", "Đóng sự cố kết quả", "Đóng sự cố", "Đã đóng sự cố.",
        NothingForm, lambda c, _, r: incidents.close_incident(c, request=r), _at_fault,
    ),
    Work(
        "tra-ban-chinh", "give_back_originals", "Trả lại bản chính", "Đã trả lại",
        "Đã trả lại bản chính.", forms.GiveBackForm,
        lambda c, s, r: paperwork.give_back_originals(
            c, places=s["places"], receiver=s["receiver"], request=r
        ),
        _owes_originals, is_beside=True,
    ),
    Work(
        "giu-ban-chinh", "keep_originals", "Nhận bản chính để đối chiếu", "Ghi bản chính",
        "Đã ghi bản chính đang giữ.", forms.KeepForm, _kept,
        lambda state, _: state.accepted_at is not None, is_beside=True,
    ),
    Work(
        "noi-de-ho-so-giay", "place_paper", "Ghi nơi để hồ sơ giấy", "Ghi nơi để",
        "Đã ghi nơi để hồ sơ giấy.", forms.PlaceForm,
        lambda c, s, r: paperwork.place_paper(c, place=s["place"], shelf=s["shelf"], request=r),
        _is_paper, is_beside=True,
    ),
    Work(
        "su-co", "open_incident", "Mở sự cố kết quả sai hoặc mất", "Mở sự cố", "Đã mở sự cố.",
        forms.IncidentForm, _opened, _is_faultless, is_calm=False,
    ),
)  # fmt: skip
