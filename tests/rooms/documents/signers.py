"""An authority, an officer's key and a file to sign, for tests."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from unittest import mock

from motcua.base.dates import VIETNAM
from motcua.documents import pdf
from motcua.documents.signing import demo
from motcua.documents.signing.ports import Mark, Wish
from rooms.documents import samples

NOW = datetime(2026, 9, 3, 9, 40, 12, tzinfo=VIETNAM)
PASSPHRASE = "mot-hai-ba"
NAME = "Nguyễn Thị Ánh Đượm"
AGENCY = "UBND phường Nghĩa Lộ"
WISH = Wish(NOW, reason="Ký kết quả", place="Quảng Ngãi", mark=Mark(NAME, AGENCY))
UNSEEN = Wish(NOW)


@cache
def authority():
    return demo.authority(at=NOW)


def write(folder, name="sen", *, until=None, by=None):
    """A key file in the folder, signed by the authority of the tests or another."""
    signed_by = by or authority()
    pair = demo.key_pair(signed_by, NAME, AGENCY, at=NOW, until=until)
    demo.write_key(folder, name, pair, PASSPHRASE, signed_by)
    return pair


@cache
def letter() -> bytes:
    with mock.patch.object(pdf, "_own_names", return_value={}):  # needs no database
        return pdf.render(samples.REFUSAL, on=samples.NEW_ERA)
