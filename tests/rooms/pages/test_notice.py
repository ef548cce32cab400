"""NOTICE names every file of others with its digest, and the digests are right."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOREIGN = ("src/motcua/pages/static/motcua/vendor", "src/motcua/pages/static/motcua/fonts")
FONTS = "src/motcua/documents/fonts"


def test_every_vendored_file_is_named_with_its_digest():
    named = dict(
        reversed(pair)
        for pair in re.findall(
            r"^ {2}([0-9a-f]{64}) {2}(\S+)$", (ROOT / "NOTICE").read_text(), re.MULTILINE
        )
    )
    for folder in (*FOREIGN, FONTS):
        for path in sorted((ROOT / folder).iterdir()):
            if path.suffix in {".css", ".woff2", ".ttf", ".js"}:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                assert named.get(str(path.relative_to(ROOT))) == digest, path
