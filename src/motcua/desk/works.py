"""Everything an officer may do with one dossier, as a table: address, event, form, action.

What may be done now, and why not, is said by `motcua.dossiers.policies`; the table only knows
how a step is called, asked for and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from motcua.base.actor import Actor
from motcua.base.verdict import Verdict
from motcua.desk.forms import steps
from motcua.desk.forms.steps import StepForm
from motcua.dossiers import policies
from motcua.dossiers.actions import intake, pauses, results, routing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import Money, Status
from motcua.dossiers.transitions import allowed_from
from motcua.procedures.pinned import PinnedVersion

Act = Callable[[str, Any, Request], Recorded]
Fits = Callable[[DossierState, PinnedVersion], bool]


@dataclass(frozen=True, slots=True)
class Work:
    """`fits` says whether the step makes sense for this dossier at all; the policy judges after."""

    slug: str
    event: str
    title: str
    button: str
    done: str
    form: type[StepForm]
    act: Act
    fits: Fits
    is_calm: bool = True


def _always(_state: DossierState, _version: PinnedVersion) -> bool:
    return True


def _before_acceptance(state: DossierState, _version: PinnedVersion) -> bool:
    return state.accepted_at is None


def _after_acceptance(state: DossierState, _version: PinnedVersion) -> bool:
    return state.accepted_at is not None


def _offered(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(state.offer)


def _kind(state: DossierState, version: PinnedVersion) -> str:
    return next((s.kind.value for s in version.process.steps if s.key == state.step_key), "")


def _on_the_way(state: DossierState, version: PinnedVersion) -> bool:
    """Not offered to anybody, with a step to go to, and not one that ends by signing."""
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    signing = _kind(state, version) == "sign" and not state.result
    return not state.offer and step is not None and bool(step.next) and not signing


def _first_step(state: DossierState, version: PinnedVersion) -> bool:
    return state.status is Status.ACCEPTED and _on_the_way(state, version)


def _later_step(state: DossierState, version: PinnedVersion) -> bool:
    waits_for_record = bool(state.result) and _kind(state, version) == "record"
    return (
        state.status is Status.PROCESSING and _on_the_way(state, version) and not waits_for_record
    )


def _may_go_back(state: DossierState, version: PinnedVersion) -> bool:
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    return not state.offer and step is not None and bool(step.send_back_to)


def _to_sign(state: DossierState, version: PinnedVersion) -> bool:
    return not state.offer and not state.result and _kind(state, version) == "sign"


def _signed(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(state.result)


def _instant(_state: DossierState, version: PinnedVersion) -> bool:
    return version.flags.instant


def _asked(state: DossierState, _version: PinnedVersion) -> bool:
    return any(not item["answered_at"] for item in state.consultations)


def _owing(state: DossierState, _version: PinnedVersion) -> bool:
    return state.money == Money.DUE.value


def _by_post(state: DossierState, _version: PinnedVersion) -> bool:
    return state.return_channel == "post" and state.delivery == "waiting"


def _unsigned(state: DossierState, _version: PinnedVersion) -> bool:
    return not state.result


def _land(_state: DossierState, version: PinnedVersion) -> bool:
    return version.limit.land or bool(version.limit.pauses_on)


def _forwarded(code: str, said: Any, request: Request) -> Recorded:
    return routing.forward(
        code, request=request, choice=said.get("choice") or None,
        to_officer=said.get("to_officer"), note=said["note"],
    )  # fmt: skip


def _returned(code: str, said: Any, request: Request) -> Recorded:
    receiver = {"name": said["receiver_name"], "id_number": said["receiver_id"]}
    return results.return_result(
        code, identity_check=said["identity_check"], receiver=receiver,
        method=said["method"], request=request,
    )  # fmt: skip


def _signed_result(code: str, said: Any, request: Request) -> Recorded:
    return results.sign_result(
        code, number=said["number"], signed_on=said["signed_on"], note=said["note"],
        request=request,
    )  # fmt: skip


WORKS: tuple[Work, ...] = (
    Work(
        "tiep-nhan", "accept", "Tiếp nhận hồ sơ trực tuyến", "Tiếp nhận", "Đã tiếp nhận hồ sơ.",
        steps.NothingForm, lambda c, _, r: intake.accept(c, request=r), _always,
    ),
    Work(
        "nhan-ban-giao", "take_over", "Nhận hồ sơ được giao", "Nhận hồ sơ", "Đã nhận hồ sơ.",
        steps.NothingForm, lambda c, _, r: routing.take_over(c, request=r), _offered,
    ),
    Work(
        "ky-ket-qua", "sign_result", "Ký kết quả", "Ký kết quả", "Đã ký kết quả.",
        steps.SignForm, _signed_result, _to_sign,
    ),
    Work(
        "ghi-nhan-ket-qua", "complete", "Ghi nhận kết quả tại Bộ phận Một cửa",
        "Ghi nhận kết quả", "Đã ghi nhận kết quả.", steps.RecordForm,
        lambda c, s, r: results.record_result(c, number=s["number"], request=r), _signed,
    ),
    Work(
        "giao-buoc-dau", "offer", "Giao hồ sơ cho cơ quan giải quyết", "Giao hồ sơ",
        "Đã giao, chờ nơi nhận xác nhận.", steps.ForwardForm, _forwarded, _first_step,
    ),
    Work(
        "chuyen-buoc", "forward", "Chuyển bước", "Chuyển bước", "Đã chuyển bước.",
        steps.ForwardForm, _forwarded, _later_step,
    ),
    Work(
        "thu-phi", "take_fee", "Thu phí, lệ phí", "Ghi đã thu", "Đã ghi khoản thu.",
        steps.FeeForm,
        lambda c, s, r: results.take_fee(c, amount=s["amount"], receipt=s["receipt"], request=r),
        _owing,
    ),
    Work(
        "tra-ket-qua", "return_result", "Trả kết quả", "Trả kết quả", "Đã trả kết quả.",
        steps.ReturnForm, _returned, _always,
    ),
    Work(
        "nhan-bo-sung", "supplement", "Nhận đủ giấy tờ bổ sung", "Đã nhận đủ",
        "Đã nhận bổ sung, đồng hồ chạy tiếp.", steps.SupplementForm,
        lambda c, s, r: pauses.supplement(c, papers=s["papers"], request=r), _after_acceptance,
    ),
    Work(
        "da-hoan-thien", "complete_intake", "Người nộp đã hoàn thiện hồ sơ", "Đã hoàn thiện",
        "Hồ sơ chờ tiếp nhận.", steps.NothingForm,
        lambda c, _, r: intake.complete_intake(c, request=r), _before_acceptance,
    ),
    Work(
        "da-nop-nghia-vu", "settle_obligation", "Đã thực hiện nghĩa vụ tài chính", "Ghi đã nộp",
        "Đã ghi nhận, đồng hồ chạy tiếp.", steps.SettlementForm,
        lambda c, s, r: pauses.settle_obligation(c, receipt=s["receipt"], request=r), _always,
    ),
    Work(
        "phan-cong", "assign", "Phân công người thụ lý", "Phân công", "Đã phân công.",
        steps.AssignForm,
        lambda c, s, r: routing.assign(c, officer=s["officer"], note=s["note"], request=r),
        lambda state, _: not state.offer,
    ),
    Work(
        "giai-quyet-ngay", "decide_on_the_spot", "Giải quyết ngay tại quầy", "Giải quyết ngay",
        "Đã có kết quả.", steps.InstantForm,
        lambda c, s, r: results.decide_on_the_spot(c, number=s["number"], request=r), _instant,
    ),
    Work(
        "tra-loi-y-kien", "answer_consultation", "Trả lời lấy ý kiến", "Trả lời",
        "Đã gửi ý kiến.", steps.AnswerForm,
        lambda c, s, r: routing.answer_consultation(
            c, consultation=s["consultation"], answer=s["answer"], request=r
        ),
        _asked,
    ),
    Work(
        "bao-nguoi-nop", "notify_result", "Báo người nộp đến nhận kết quả", "Ghi đã báo",
        "Đã ghi là đã báo người nộp.", steps.NothingForm,
        lambda c, _, r: results.notify_result(c, request=r), _always,
    ),
    Work(
        "giao-buu-chinh", "post_result", "Giao kết quả cho bưu chính", "Giao bưu chính",
        "Đã giao bưu chính.", steps.PostForm,
        lambda c, s, r: results.post_result(c, tracking=s["tracking"], request=r), _by_post,
    ),
    Work(
        "huong-dan-bo-sung", "ask_to_complete", "Hướng dẫn hoàn thiện trước khi tiếp nhận",
        "Gửi hướng dẫn", "Đã gửi hướng dẫn.", steps.NoteForm,
        lambda c, s, r: intake.ask_to_complete(c, note=s["note"], request=r), _always,
    ),
    Work(
        "lay-y-kien", "consult", "Lấy ý kiến", "Gửi lấy ý kiến", "Đã gửi lấy ý kiến.",
        steps.ConsultForm,
        lambda c, s, r: routing.consult(
            c, unit_id=s["unit_id"], question=s["question"], due_at=s["due_at"], request=r
        ),
        _unsigned,
    ),
    Work(
        "nghia-vu-tai-chinh", "request_obligation", "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Ghi yêu cầu", "Đã ghi yêu cầu, đồng hồ dừng.", steps.ObligationForm,
        lambda c, s, r: pauses.request_obligation(c, note=s["note"], request=r), _land,
    ),
    Work(
        "lay-lai", "offer", "Lấy lại hồ sơ đã giao", "Lấy lại", "Đã lấy lại hồ sơ.",
        steps.NothingForm, lambda c, _, r: routing.withdraw_offer(c, request=r), _offered,
        is_calm=False,
    ),
    Work(
        "tra-lai-buoc", "send_back", "Trả lại bước trước", "Trả lại", "Đã trả lại bước trước.",
        steps.SendBackForm,
        lambda c, s, r: routing.send_back(c, to_step=s["to_step"], reason=s["reason"], request=r),
        _may_go_back, is_calm=False,
    ),
    Work(
        "khong-nhan", "decline_offer", "Không nhận hồ sơ được giao", "Không nhận",
        "Đã trả về nơi giao.", steps.ReasonForm,
        lambda c, s, r: routing.decline_offer(c, reason=s["reason"], request=r), _offered,
        is_calm=False,
    ),
    Work(
        "xin-rut", "request_withdrawal", "Người nộp xin rút hồ sơ", "Ghi yêu cầu rút",
        "Đã ghi yêu cầu rút.", steps.WithdrawalForm,
        lambda c, s, r: pauses.request_withdrawal(c, reason=s["reason"], request=r), _unsigned,
        is_calm=False,
    ),
    Work(
        "su-co", "open_incident", "Mở sự cố kết quả sai hoặc mất", "Mở sự cố", "Đã mở sự cố.",
        steps.ReasonForm, lambda c, s, r: results.open_incident(c, reason=s["reason"], request=r),
        _always, is_calm=False,
    ),
)  # fmt: skip

BY_SLUG = {work.slug: work for work in WORKS}


def verdict(work: Work, actor: Actor, state: DossierState, version: PinnedVersion) -> Verdict:
    """The policy's answer for this step of this dossier."""
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    role = step.role if step and work.event in {"offer", "forward", "send_back"} else ""
    return policies.can(work.event, actor, state, role)


def at_hand(
    actor: Actor, state: DossierState, version: PinnedVersion
) -> Iterator[tuple[Work, Verdict]]:
    """The steps that this dossier may take in its present state, each with the answer for the actor."""
    for work in WORKS:
        if allowed_from(work.event, state.status) and work.fits(state, version):
            yield work, verdict(work, actor, state, version)
