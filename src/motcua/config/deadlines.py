"""`motcua due`: the clock on the command line, without database or Django."""

from __future__ import annotations

import argparse
import sys

from motcua.clock import lines


def due(options: argparse.Namespace) -> int:
    return lines.run(sys.stdin.buffer, sys.stdout.buffer, options.calendar)
