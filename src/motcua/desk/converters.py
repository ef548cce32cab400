"""How a number stands in an address of the desk: one that fits into the database's."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """Longer ones are no address."""

    regex = "[0-9]{1,18}"


def register() -> None:
    """Make `<number:…>` known; called once, before the addresses are read."""
    register_converter(Number, "number")
