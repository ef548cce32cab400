"""What this room tells the journal."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

CONFIGURATION = "configuration"


class BroughtIn(TypedDict):
    added: int
    changed: int
    left: int
    digest: str


class Reason(TypedDict):
    reason: str


BROUGHT_IN: Final = "blueprint.brought_in"

register(
    Verb(
        BROUGHT_IN,
        CONFIGURATION,
        "Nạp cấu hình từ tệp: thêm {added}, đổi {changed}, để nguyên {left} mục không nạp được.",
        BroughtIn,
        Reason,
    )
)
