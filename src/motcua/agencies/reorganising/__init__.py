"""Decisions by which institutions pass their work on: the map, its four eyes, the structure it leaves.

What becomes of dossiers is decided on the floor of the case, with this room's map in hand.
"""
