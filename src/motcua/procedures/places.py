"""Who does a step and where, in the words of the annex; the same words on page, diff and drawing."""

from __future__ import annotations

from motcua.accounts.states import Role
from motcua.procedures.process import Step
from motcua.procedures.states import Place

ROOM = "room:"
_ROLES = {role.value: role.label for role in Role}
_PLACES = {place.value: place.label for place in Place}


def role_words(role: str) -> str:
    """`Chuyên viên thụ lý`; a role that nobody knows is shown as it is written."""
    return _ROLES.get(role, role)


def place_words(place: str) -> str:
    """`Bộ phận Một cửa`, or `Phòng, cơ quan “kinh-te”`."""
    if place.startswith(ROOM):
        return f"Phòng, cơ quan “{place.removeprefix(ROOM)}”"
    return _PLACES.get(place, place)


def who_words(step: Step) -> str:
    """`Chuyên viên thụ lý, Cơ quan giải quyết`."""
    return f"{role_words(step.role)}, {place_words(step.place)}"
