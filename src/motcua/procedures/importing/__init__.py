"""Take the national catalogue in as it is, and keep what is doubtful for a person to decide.

Nothing here publishes: the chairman of the province publishes the list (Decree 63/2010 art. 13),
so what is read becomes drafts. Nothing is overwritten: whatever carries a trap or contradicts a
version that is there goes to the quarantine with its reasons and the raw record.
"""
