"""Tickets at the counters: who waits, who is served, how long it took.

Knows a counter and a number, never a dossier: what somebody came for is a word on the ticket.
"""
