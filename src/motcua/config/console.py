"""What an operator reads while something runs. Standard library only: the bootstrap uses it too."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

NOTE_EVERY_S = 10.0


def say(text: str = "") -> None:
    """Print one line at once; a reader that has gone away is no reason to stop."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = sys.stderr


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def seconds(duration: float) -> str:
    """`1,4 giây`, or `2 phút 05 giây` from one minute on."""
    minutes, rest = divmod(duration, 60)
    if not minutes:
        return f"{duration:.1f} giây".replace(".", ",")
    return f"{int(minutes)} phút {int(rest):02d} giây"


class Progress:
    """A step that is under way. `note()` rewrites its line on a terminal, else prints now and then."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._began = self._noted = time.monotonic()
        self._live = sys.stdout.isatty()
        if self._live:
            self._write(f"  … {title}")

    def _write(self, text: str) -> None:
        sys.stdout.write(f"\r\033[K{text}")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        if self._live:
            self._write(f"  … {self.title}: {text}")
        elif time.monotonic() - self._noted >= NOTE_EVERY_S:
            self._noted = time.monotonic()
            say(f"  … {self.title}: {text}")

    def finish(self, mark: str) -> None:
        if self._live:
            self._write("")
        say(f"  {mark} {self.title} ({seconds(time.monotonic() - self._began)})")


@contextmanager
def step(title: str) -> Iterator[Progress]:
    """Show `title` while the body runs and its duration afterwards."""
    progress = Progress(title)
    mark = "✗"
    try:
        yield progress
        mark = "✓"
    finally:
        progress.finish(mark)
