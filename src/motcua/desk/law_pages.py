"""What the pages of procedures and decisions share: drafts by number, people by their signature."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.base.verdict import InvalidError
from motcua.procedures import queries as procedures
from motcua.procedures.queries import DraftView, UnknownVersionError
from motcua.procedures.states import VersionState

EDITORS = (Role.BUSINESS_ADMIN, Role.CONTROLLER)
KEEPERS = (*EDITORS, Role.CENTRE_DIRECTOR)
PUBLISHERS = (Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR)
_MOST_DIGITS = 9


def draft(version_id: int) -> DraftView:
    """A version that may still be edited; not found when there is none, refused once published."""
    found = any_version(version_id)
    if found.state != VersionState.DRAFT:
        raise InvalidError(
            f"Bản {found.number} của thủ tục {found.record.content.code} đã công bố, không sửa được "
            "nữa. Mở bản đó rồi bấm soạn bản mới."
        )
    return found


def any_version(version_id: int) -> DraftView:
    try:
        return procedures.draft(version_id)
    except UnknownVersionError as unknown:
        raise InvalidError(str(unknown), code="not_found") from unknown


def person(signature: str) -> str:
    """The name behind `officer:12`."""
    return people([signature])[signature]


def people(signatures: Iterable[str]) -> dict[str, str]:
    """Names for many signatures in one statement; the system and strangers keep a word."""
    wanted = set(signatures)
    numbers = {
        int(ref)
        for kind, _, ref in (signature.partition(":") for signature in wanted)
        if kind == "officer" and ref.isdecimal()
    }
    names = accounts.names_for(numbers)
    return {signature: _name(signature, names) for signature in wanted}


def _name(signature: str, names: dict[int, str]) -> str:
    kind, _, ref = signature.partition(":")
    if kind == "officer" and ref.isdecimal():
        return names.get(int(ref), "cán bộ đã nghỉ")
    return "hệ thống"


def whole(text: str) -> int:
    """A small number from an address or a hidden field; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
