"""The paper beside the file: where it lies, and the originals that go back to their owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers import paper, policies, records
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import PaperPlace

_LEFT_THE_HOUSE = frozenset({PaperPlace.OWNER, PaperPlace.POST})
_MOST_NAME = 200


@records.once
def place_paper(
    code: str, *, place: str, request: Request, unit_id: int | None = None, shelf: str = ""
) -> Recorded:
    """Write down where the paper file lies, with the mark of its shelf."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("place_paper", request.actor, state).require()
    try:
        chosen = PaperPlace(place)
    except ValueError:
        raise InvalidError("Chọn nơi để hồ sơ giấy.", fields={"place": "Chọn nơi để."}) from None
    if chosen is PaperPlace.ON_THE_WAY:
        raise InvalidError("Hồ sơ giấy đang giao thì do việc bàn giao ghi. Chọn nơi để.")
    unit = None if chosen in _LEFT_THE_HOUSE else _unit_of(unit_id, state, request)
    put = paper.placed(chosen, unit, request.at, request.actor.account_id, shelf)
    context = {"place": chosen.value} | ({"unit": unit} if unit else {})
    return records.save(
        dossier_id, state, request, Step("place_paper", {"paper_place": put}, context)
    )


def _unit_of(unit_id: int | None, state: Any, request: Request) -> int:
    """One's own unit unless another of one's agency is named."""
    own = sorted(request.actor.unit_ids)
    if unit_id is None:
        return state.holder_unit_id or (own[0] if own else state.counter_id)
    if unit_id in own or agencies.unit(unit_id).agency_id in request.actor.agency_ids:
        return unit_id
    raise InvalidError("Chọn một đơn vị của cơ quan mình.", fields={"unit_id": "Chọn đơn vị."})


@records.once
def keep_originals(
    code: str, *, originals: Iterable[Mapping[str, Any]], request: Request
) -> Recorded:
    """Originals handed over for comparison with their copies; each is owed back."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("keep_originals", request.actor, state).require()
    kept = paper.kept_originals(originals, request.at)
    if not kept:
        raise InvalidError("Ghi ít nhất một bản chính.", fields={"name": "Ghi tên bản chính."})
    changes = {"originals": (*state.originals, *kept)}
    return records.save(dossier_id, state, request, Step("keep_originals", changes))


@records.once
def give_back_originals(
    code: str, *, places: Iterable[int], receiver: str, request: Request
) -> Recorded:
    """Back in their owner's hands; `places` count from 0 in the dossier's list, `receiver` signs."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("give_back_originals", request.actor, state).require()
    open_places = {place for place, _ in paper.still_kept(state)}
    chosen = set(places)
    if not chosen or not chosen <= open_places:
        raise InvalidError(
            "Chọn các bản chính còn giữ để trả lại.", fields={"places": "Chọn bản chính còn giữ."}
        )
    name = nfc(receiver).strip()[:_MOST_NAME]
    if not name:
        raise InvalidError(
            "Ghi tên người nhận lại.", fields={"receiver": "Ghi tên người nhận lại."}
        )
    now = in_vietnam(request.at).isoformat()
    everything = tuple(
        item | {"given_at": now} if place in chosen else item
        for place, item in enumerate(state.originals)
    )
    step = Step("give_back_originals", {"originals": everything}, {}, {"receiver": {"name": name}})
    return records.save(dossier_id, state, request, step)
