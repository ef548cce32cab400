"""Money is an integer of đồng, everywhere."""

from __future__ import annotations


def format_money(amount: int) -> str:
    """`1234000` as `1.234.000 ₫`, with a no-break space before the sign."""
    return f"{amount:,}".replace(",", ".") + "\u00a0₫"
