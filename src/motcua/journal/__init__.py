"""The one memory: append-only facts, sealed so that nobody can change what was.

Every room writes its facts here, in the transaction that changes its rows; histories, statistics,
notices and the national push are read from here. The room may not update or delete a fact, hold
a foreign key upward, or know what a subject is beyond its kind and number. docs/journal.md says
what is guaranteed, against whom, and how to check it alone.
"""
