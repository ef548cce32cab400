"""Working time, and the legal clock that runs in it.

Holds working calendars (one for receiving, one for counting), time limits, pauses, extensions,
and `due()`, which turns them into a date with an explanation whose numbers re-add. Everything
but the tables of calendars is pure and starts without Django. The room may not know what a
dossier is, nor read the time of day. Guarantees and edge cases: docs/deadlines.md.
"""
