"""Small true files of every kind, made by hand so that each byte is understood."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from motcua.base.actor import Actor, ActorKind

CHI_HOA = Actor(ActorKind.OFFICER, "7", "Chị Hòa")


def png(width=2, height=2, tail=b""):
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00\x00" * 2)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
        + tail
    )


def jpeg(width=640, height=480, tail=b""):
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = (
        b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    )
    return b"\xff\xd8" + app + b"\xff" + frame + b"\xff\xda\0\2" + b"scan" + b"\xff\xd9" + tail


def tiff(width=100, height=50):
    fields = struct.pack("<HHIHxx", 256, 3, 1, width) + struct.pack("<HHII", 257, 4, 1, height)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + fields


def pdf(extra=b"", end=b"%%EOF\n"):
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + extra + b"\ntrailer<</Root 1 0 R>>\n" + end
    )


def office(part="word/document.xml", *more, size=None):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>" if size is None else b"0" * size)
    return packed.getvalue()


def xml(body="<hoSo><ma>H48</ma></hoSo>", head='<?xml version="1.0" encoding="UTF-8"?>'):
    return (head + body).encode()


@pytest.fixture
def vault(settings, tmp_path):
    """An empty file store and no scanner."""
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    settings.DOCUMENT_ROOT.mkdir()
    settings.CLAMD_SOCKET = ""
    return settings.DOCUMENT_ROOT
