"""What a dossier owes, from its version's published fees; phí (fee) and lệ phí (charge) apart."""

from __future__ import annotations

from typing import Any

from motcua.procedures.content import Fee
from motcua.procedures.pinned import PinnedVersion

_METHODS = {"counter": "direct", "online": "online", "post": "postal"}


def fees_due(version: PinnedVersion, channel: str) -> tuple[dict[str, Any], ...]:
    """The lines to be taken for this channel, in đồng; a fee without an amount is left out.

    A channel that publishes no fees of its own takes those of the first that does.
    """
    wanted = _METHODS[channel]
    named = next((m.fees for m in version.methods if m.channel == wanted and m.fees), None)
    fees = named or next((m.fees for m in version.methods if m.fees), ())
    return tuple(_line(fee) for fee in fees if fee.amount)


def _line(fee: Fee) -> dict[str, Any]:
    return {"kind": str(fee.kind), "name": fee.name, "amount": fee.amount or 0}


def accepts_online(version: PinnedVersion) -> bool:
    """Whether the version may be applied for online at all (một phần or toàn trình)."""
    return version.accepts_dossiers and str(version.online_level) != "information"
