"""The virus scanner: what we ask of it, ClamAV's daemon over its socket, and a fake."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

_CHUNK = 64 * 1024
_PATIENCE_SECONDS = 30.0
_LONGEST_ANSWER = 4096
# The industry's harmless test string, split so that this file does not trip a scanner.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerUnavailableError(Exception):
    """Nobody answered, or the answer was no verdict; the file stays unscanned."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` of what was found; empty for a clean file."""

    name: str = ""

    @property
    def infected(self) -> bool:
        return bool(self.name)


class Scanner(Protocol):
    """Looks at one file; raises `ScannerUnavailableError` if it cannot."""

    def scan(self, path: Path) -> Finding: ...


class NoScanner:
    """None is configured; says so each time."""

    def scan(self, path: Path) -> Finding:
        raise ScannerUnavailableError(f"no scanner is configured for {path.name}")


class FakeScanner:
    """For tests and demonstrations: only the industry's test string is a find."""

    def scan(self, path: Path) -> Finding:
        return Finding("Eicar-Test-Signature" if EICAR in path.read_bytes() else "")


class ClamdScanner:
    """ClamAV's daemon on a Unix socket, by INSTREAM: it needs no right to read our files."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, path: Path) -> Finding:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(_PATIENCE_SECONDS)
                line.connect(self.address)
                self._send(line, path)
                answer = self._answer(line)
        except OSError as error:
            raise ScannerUnavailableError(str(error)) from error
        return self._verdict(answer)

    @staticmethod
    def _send(line: socket.socket, path: Path) -> None:
        line.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))

    @staticmethod
    def _answer(line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")

    @staticmethod
    def _verdict(answer: str) -> Finding:
        said = answer.removeprefix("stream: ")
        if said == "OK":
            return Finding()
        if said.endswith(" FOUND"):
            return Finding(said.removesuffix(" FOUND"))
        raise ScannerUnavailableError(answer or "no answer")


def scanner() -> Scanner:
    """The scanner that the settings name, or one that says that there is none."""
    return ClamdScanner(settings.CLAMD_SOCKET) if settings.CLAMD_SOCKET else NoScanner()


def is_configured() -> bool:
    return bool(settings.CLAMD_SOCKET)
