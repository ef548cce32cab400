"""What every form of the desk carries unseen: an idempotency key and the version looked at."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms


def fresh_key() -> str:
    return str(uuid4())


class StampedForm(forms.Form):
    """A form that may be sent twice and counts once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=fresh_key)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
