"""The configuration of the house as one file: taken out sorted and sealed by a digest, compared, brought in.

Holds no person, no dossier and no table of its own; it changes things only by the actions of the rooms
below, so each change is a fact there.
"""
