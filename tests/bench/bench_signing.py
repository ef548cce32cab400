"""Signing a letter against the least it could cost: the library alone, and hashing the same bytes.

Run: `PYTHONPATH=src:tests .venv/bin/python tests/bench/bench_signing.py`
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import django
from django.conf import settings

if not settings.configured:
    settings.configure(DEMO=True, TSA_URL="", USE_TZ=True, INSTALLED_APPS=[
        "django.contrib.contenttypes", "motcua.journal", "motcua.documents", "motcua.rulebook",
    ], PROVINCE="Quảng Ngãi", CENTRE_NAME="Trung tâm", HOTLINE="0255 000 0000")  # fmt: skip
    django.setup()

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers as raw

from motcua.documents.signing import checking, demo, keys, trust
from rooms.documents import signers

ROUNDS = 60


def rate(call) -> float:
    """Calls a second, the best of three runs."""
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(ROUNDS):
            call()
        best = max(best, ROUNDS / (time.perf_counter() - began))
    return best


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    signers.write(folder)
    demo.write_root(folder / "trust", signers.authority())
    believed = trust._read(tuple((str(p), 0) for p in (folder / "trust").iterdir()))
    letter = signers.letter()
    with keys.Pkcs12Files(folder, signers.PASSPHRASE).open("sen") as ours:
        meta = raw.PdfSignatureMetadata(field_name="a")

        def library() -> None:
            raw.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(letter)), meta, signer=ours.keyed)

        signed = ours.sign(letter, signers.WISH)
        anchor = rate(library)
        print(f"library alone            {anchor:8.1f} /s   1.00")
        for name, call in (
            ("ours, invisible", lambda: ours.sign(letter, signers.UNSEEN)),
            ("ours, with its stamp", lambda: ours.sign(letter, signers.WISH)),
            ("checking one signature", lambda: checking.check(signed, believed, at=signers.NOW)),
            ("SHA-256 of the same bytes", lambda: hashlib.sha256(signed).digest()),
        ):
            found = rate(call)
            print(f"{name:<25}{found:8.1f} /s {found / anchor:6.2f}")


if __name__ == "__main__":
    main()
