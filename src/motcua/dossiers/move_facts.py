"""What a move of running dossiers to another internal process tells the journal."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.dossiers.facts import Beside
from motcua.journal.verbs import Verb, register

PROCESS_MOVE: Final = "process_move"
MOVE_PREPARED: Final = "process_move.prepared"
MOVE_BEGUN: Final = "process_move.begun"
MOVE_CONFIRMED: Final = "process_move.confirmed"
MOVE_WITHDRAWN: Final = "process_move.withdrawn"


class MoveTold(TypedDict):
    """A move of running dossiers from one internal process to another, by their numbers."""

    code: str
    from_process: int
    to_process: int
    moving: int
    staying: int


_MOVE = "quy trình {from_process} của thủ tục {code} sang quy trình {to_process}"
register(
    Verb(
        MOVE_PREPARED,
        PROCESS_MOVE,
        f"Đã tập dượt chuyển {{moving}} hồ sơ từ {_MOVE}; {{staying}} hồ sơ ở lại.",
        MoveTold,
        Beside,
    ),
    Verb(
        MOVE_BEGUN,
        PROCESS_MOVE,
        f"Đã xác nhận chuyển {{moving}} hồ sơ từ {_MOVE}; chuyển dần từng đợt nhỏ.",
        MoveTold,
        Beside,
    ),
    Verb(
        MOVE_CONFIRMED,
        PROCESS_MOVE,
        f"Đã chuyển {{moving}} hồ sơ từ {_MOVE}; {{staying}} hồ sơ ở lại.",
        MoveTold,
        Beside,
    ),
    Verb(MOVE_WITHDRAWN, PROCESS_MOVE, f"Đã rút đợt chuyển từ {_MOVE}.", MoveTold, Beside),
)
