"""Who may take which step of which dossier: pure functions that answer with a `Verdict`.

A step is taken in a place: where the dossier was received, where it is held, where it has been
offered, or anywhere in the agency that decides. The row of the table names the roles; the place
says in which unit they must be held.
"""

from __future__ import annotations

from dataclasses import replace

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import TERMINAL, Status
from motcua.dossiers.transition import INTAKE, POST, Transition
from motcua.dossiers.transitions import BY_EVENT, allowed_from
from motcua.dossiers.visibility import only_carries, sees

WRITE_SCOPE = "dossiers:write"
_AT_RECEPTION = frozenset(
    {
        "accept",
        "guide_at_counter",
        "ask_to_complete",
        "complete_intake",
        "decline_intake",
        "supplement",
        "request_withdrawal",
        "decide_on_the_spot",
        "notify_result",
        "post_result",
        "return_result",
        "take_fee",
        "issue_receipt",
        "correct_entry",
        "set_priority",
        "track_post",
        "open_incident",
        "note_apology",
        "remedy_incident",
        "close_incident",
    }
)
# Paper is handled by whoever works on the dossier, also after it has ended.
_ABOUT_PAPER = frozenset({"place_paper", "keep_originals", "give_back_originals"})
_IN_AGENCY = frozenset(
    {
        "assign",
        "correct_entry",
        "set_priority",
        "request_supplement",
        "return_dossier",
        "revoke_request",
        "stop",
        "agree_withdrawal",
        "reject_withdrawal",
        "apologise",
        "refuse",
        "settle_obligation",
        "pay_notice",
        "add_notice",
        "open_incident",
        "note_apology",
        "close_incident",
    }
)
# Done by a unit that is asked or takes part, whoever holds the dossier.
_BY_THE_ASKED = frozenset({"answer_consultation", "take_leg", "finish_leg", "send_back_leg"})
# Also done where the receipt or the notice turns up: at the counter, at the authority that asked.
_OF_NOTICES = frozenset({"settle_obligation", "pay_notice", "add_notice"})
_PEOPLE_ONLY = frozenset(
    {
        "sign_result",
        "refuse",
        "return_dossier",
        "revoke_request",
        "apologise",
        "stop",
        "decline_intake",
    }
)
HEADS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
DIRECTOR = Role.CENTRE_DIRECTOR.value
CONTROL = frozenset({Role.CONTROLLER.value, Role.CENTRE_DIRECTOR.value})


def can_receive(actor: Actor, unit_id: int) -> Verdict:
    """Whether the actor may take dossiers in at that unit."""
    if actor.kind is ActorKind.MACHINE:
        return _machine(actor, unit_id)
    if actor.holds(Role.INTAKE_OFFICER.value, unit_id):
        return YES
    return no("Chỉ cán bộ tiếp nhận của đơn vị này mới nhận hồ sơ tại đây.")


def can_take_lists(actor: Actor, unit_id: int) -> Verdict:
    """Whether the actor may sign for what is handed over to that unit."""
    if actor.holds_any(BY_EVENT["take_over"].roles, unit_id):
        return YES
    return no("Chỉ cán bộ của đơn vị nhận mới ký nhận danh sách này.")


def can_carry(actor: Actor, unit_id: int) -> Verdict:
    """Postal staff who call at that counter, or whoever writes down there that the post has signed."""
    if actor.holds_any(POST, unit_id):
        return YES
    return no("Chỉ nhân viên bưu chính hoặc cán bộ trả kết quả của đơn vị giao mới làm việc này.")


def signs(actor: Actor, unit_id: int | None, step_role: str) -> bool:
    """Whether results that wait in that unit, at a step of that role, are the actor's to sign."""
    return actor.holds_any(BY_EVENT["sign_result"].holders(step_role), unit_id)


def can(event: str, actor: Actor, state: DossierState, step_role: str = "") -> Verdict:
    """Whether the actor may take this step now; the reason is fit for the screen."""
    row = BY_EVENT[event]
    if not sees(actor, state):
        return no("Hồ sơ này do cơ quan khác giải quyết nên anh/chị không mở được.")
    if not allowed_from(event, state.status):
        return no(_wrong_moment(row, state))
    if actor.kind is ActorKind.SYSTEM:
        return YES
    if event in _BY_THE_ASKED | _ABOUT_PAPER:
        return (_handles if event in _ABOUT_PAPER else _asked)(row, actor, state)
    if actor.kind is ActorKind.MACHINE:
        return _machine_may(event, actor, state)
    if actor.kind is ActorKind.CITIZEN:
        return _citizen(event)
    return _officer(row, actor, state, place_of(event, state), step_role)


def _machine_may(event: str, actor: Actor, state: DossierState) -> Verdict:
    if event in _PEOPLE_ONLY:
        return no("Bước này cần một người ký, máy không làm thay được.")
    if event in _OF_NOTICES and (ours := actor.unit_ids & _of_finished_legs(state)):
        return _machine(actor, min(ours))
    return _machine(actor, place_of(event, state))


def can_answer(
    event: str, actor: Actor, state: DossierState, *, unit_id: int, officer_id: int | None = None
) -> Verdict:
    """Whether the actor may take this step for the unit that is asked or takes part.

    With `officer_id` somebody of that unit is in charge already; then only they or a head may.
    """
    row = BY_EVENT[event]
    if not sees(actor, state):
        return no("Hồ sơ này do cơ quan khác giải quyết nên anh/chị không mở được.")
    if not allowed_from(event, state.status):
        return no(_wrong_moment(row, state))
    if actor.kind is ActorKind.SYSTEM:
        return YES
    if actor.kind is ActorKind.MACHINE:
        return _machine(actor, unit_id)
    if not actor.holds_any(row.roles, unit_id):
        return no(f"“{row.meaning}” là việc của đơn vị được hỏi hoặc tham gia giải quyết.")
    if officer_id is None or officer_id in actor.hands or actor.holds_any(HEADS, unit_id):
        return YES
    return no(
        "Phần việc này đang do người khác làm. Xin lãnh đạo đơn vị giao lại nếu cần làm thay."
    )


def _asked(row: Transition, actor: Actor, state: DossierState) -> Verdict:
    verdict = no("Không có việc nào chờ đơn vị của anh/chị ở hồ sơ này.")
    for unit_id in state.waiting_unit_ids:
        verdict = can_answer(row.event, actor, state, unit_id=unit_id)
        if verdict:
            return verdict
    return verdict


def _has_the_paper(row: Transition, actor: Actor, state: DossierState) -> bool:
    """The counter that receives, and the unit whose leg ends with a notice."""
    return actor.holds_any(row.roles, state.counter_id) or any(
        actor.holds_any(row.roles | INTAKE, unit_id) for unit_id in _of_finished_legs(state)
    )


def _of_finished_legs(state: DossierState) -> set[int]:
    return {leg["unit"] for leg in state.legs if leg["finished_at"]}


def in_time(event: str, state: DossierState) -> Verdict:
    """Whether the event may happen now at all, whoever asks."""
    row = BY_EVENT[event]
    return YES if allowed_from(event, state.status) else no(_wrong_moment(row, state))


def place_of(event: str, state: DossierState) -> int | None:
    """The unit in which the role must be held; None when nobody holds the dossier."""
    if event in _AT_RECEPTION:
        return state.counter_id
    if event in {"take_over", "decline_offer"}:
        return state.offer_unit_id
    return state.holder_unit_id


def can_recall(
    actor: Actor, state: DossierState, *, sender: int | None, unit_id: int | None
) -> Verdict:
    """Whether the actor may take back what `sender` sent from that unit; when, is the action's."""
    if state.offer:
        return can("recall", actor, state)
    if sender in actor.hands or actor.holds_any(HEADS, unit_id):
        return can("recall", actor, state)
    return no("Chỉ người đã chuyển, người thay hoặc lãnh đạo của người ấy mới thu hồi được.")


def _machine(actor: Actor, unit_id: int | None) -> Verdict:
    if WRITE_SCOPE not in actor.scopes:
        return no(f"Khóa truy cập không có quyền “{WRITE_SCOPE}”.")
    if unit_id in actor.unit_ids:
        return YES
    return no("Khóa truy cập gắn với một đơn vị khác.")


def _citizen(event: str) -> Verdict:
    if event == "request_withdrawal":
        return YES
    return no("Việc này do cán bộ giải quyết thực hiện.")


def _officer(
    row: Transition, actor: Actor, state: DossierState, unit: int | None, step_role: str
) -> Verdict:
    if row.event in _IN_AGENCY and _leads(actor, row, state):
        return YES
    if row.event in _OF_NOTICES and _has_the_paper(row, actor, state):
        return YES
    if unit is None:
        return no("Hồ sơ chưa giao cho đơn vị nào.")
    row = replace(row, roles=row.holders(step_role))
    roles = row.roles & {step_role} if step_role in row.roles else row.roles
    if row.event in _AT_RECEPTION or row.event in {"take_over", "decline_offer"}:
        return _needs(actor, row.roles, unit, row)
    if state.holder_id in actor.hands or _sent_on(row, state):
        return _needs(actor, row.roles, unit, row)
    if actor.holds_any(HEADS & row.roles, unit):
        return YES
    if state.holder_id is not None:
        return no("Hồ sơ đang do người khác thụ lý. Xin phân công lại nếu cần làm thay.")
    return _needs(actor, roles, unit, row)


def _handles(row: Transition, actor: Actor, state: DossierState) -> Verdict:
    taking_part = set(state.agency_ids)
    if any(grant.role in row.roles and grant.agency_id in taking_part for grant in actor.grants):
        return YES
    return no(f"“{row.meaning}” là việc của cán bộ ở cơ quan nhận hoặc giải quyết hồ sơ.")


def _sent_on(row: Transition, state: DossierState) -> bool:
    """What is taken back lies with the next one already, in the unit of who sent it."""
    return row.event == "recall" and not state.offer


def _needs(actor: Actor, roles: frozenset[str], unit: int, row: Transition) -> Verdict:
    if actor.holds_any(roles, unit):
        return YES
    names = ", ".join(sorted(Role(role).label.lower() for role in roles))
    if not names:
        return no(f"“{row.meaning}” không phải việc của cán bộ.")
    return no(f"“{row.meaning}” là việc của {names} ở đơn vị đang giữ hồ sơ.")


def _leads(actor: Actor, row: Transition, state: DossierState) -> bool:
    return any(
        grant.role in row.roles
        and grant.role == Role.HEAD_OF_AGENCY.value
        and grant.agency_id == state.competent_agency_id
        for grant in actor.grants
    )


def _wrong_moment(row: Transition, state: DossierState) -> str:
    label = state.status.label.lower()
    if state.status in TERMINAL:
        return f"Hồ sơ đã kết thúc ({label}) nên không thể “{row.meaning.lower()}”."
    if state.status is Status.COMPLETED:
        return f"Hồ sơ đã có kết quả nên không thể “{row.meaning.lower()}”."
    return f"Hồ sơ đang ở trạng thái “{label}” nên chưa thể “{row.meaning.lower()}”."


def can_open(actor: Actor) -> Verdict:
    """Read all of a dossier that is in sight: not for whoever only carries its result.

    Where a parcel is to go stands on the page of the post; the rest is no business of a postman.
    """
    if only_carries(actor):
        return no("Nhân viên bưu chính không mở được hồ sơ. Bưu gửi xem ở trang “Bưu chính”.")
    return YES


def can_see_attachment(actor: Actor, state: DossierState, place: str, *, removed: bool) -> Verdict:
    """A file is seen by whoever sees the dossier, but not by the eyes of a mere look-up.

    Papers and results hold what only their owner should read, and four digits can be guessed:
    until people sign in with their electronic identity they get files at the counter or by post.
    """
    if removed or not sees(actor, state):
        return no("Tệp này không mở được từ đây.")
    if place == "draft_result" and actor.kind is not ActorKind.OFFICER:
        return no("Kết quả chưa ký nên chưa mở được.")
    if only_carries(actor):
        return no("Nhân viên bưu chính không mở được giấy tờ trong hồ sơ.")
    if actor.kind is ActorKind.CITIZEN:
        return no("Tệp trong hồ sơ chỉ mở được khi đăng nhập bằng tài khoản định danh.")
    return YES
