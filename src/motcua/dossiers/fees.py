"""What a dossier owes, from its version's published fees; phí (fee) and lệ phí (charge) apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.base.verdict import InvalidError
from motcua.procedures.content import Fee
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.tariffs import Quantities

MOST = 10**12
_METHODS = {"counter": "direct", "online": "online", "post": "postal"}


def fees_published(version: PinnedVersion, channel: str) -> tuple[Fee, ...]:
    """The fee lines of a channel; one that publishes none takes those of the first that does."""
    wanted = _METHODS[channel]
    named = next((m.fees for m in version.methods if m.channel == wanted and m.fees), None)
    return named or next((m.fees for m in version.methods if m.fees), ())


def fees_due(version: PinnedVersion, channel: str) -> tuple[dict[str, Any], ...]:
    """What is owed when nobody chose: the lines with an amount that are owed in every case."""
    published = fees_published(version, channel)
    return tuple(_line(fee, fee.amount) for fee in published if fee.amount and not fee.condition)


def fees_counted(
    version: PinnedVersion, channel: str, counted: Quantities
) -> tuple[dict[str, Any], ...]:
    """What is owed for so many copies, pages and signatures, by each fee's published formula."""
    lines = []
    for fee in fees_published(version, channel):
        if fee.amount and not fee.condition:
            total = fee.tariff.total(fee.amount, counted) if fee.tariff else fee.amount
            lines.append(_line(fee, total))
    return tuple(lines)


def fees_chosen(
    version: PinnedVersion, channel: str, amounts: Mapping[str, int]
) -> tuple[dict[str, Any], ...]:
    """The lines that the officer ticked, by published name, with the amount to be taken."""
    published = {fee.name: fee for fee in fees_published(version, channel)}
    for name, amount in amounts.items():
        if name not in published:
            raise InvalidError(f"“{name}” không có trong mức thu đã công bố của thủ tục.")
        if not 0 <= amount <= MOST:
            raise InvalidError(
                f"“{name}”: số tiền chưa đúng.", fields={"fees": "Số tiền chưa đúng."}
            )
    return tuple(_line(published[name], amount) for name, amount in amounts.items() if amount)


def _line(fee: Fee, amount: int) -> dict[str, Any]:
    return {"kind": str(fee.kind), "name": fee.name, "amount": amount}


def accepts_online(version: PinnedVersion) -> bool:
    """Whether the version may be applied for online at all (một phần or toàn trình)."""
    return version.accepts_dossiers and str(version.online_level) != "information"
