"""Words of the exchange: namespaces, and how the ids of the elements are made.

Keys of steps are lower case and BPMN ids of tasks are those keys; every other element's id begins
with a capital letter, so that none can meet.
"""

from __future__ import annotations

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DDI: Final = "http://www.omg.org/spec/DD/20100524/DI"
OURS: Final = "urn:motcua:quy-trinh:1"

PROCESS, START = "Quy_trinh", "Bat_dau"
FORK, JOIN, CHOICE, END, LEG, WAIT = "Mo_", "Gop_", "Re_", "Ket_thuc_", "Lien_thong_", "Cho_"


def tag(name: str, space: str = BPMN) -> str:
    return f"{{{space}}}{name}"
