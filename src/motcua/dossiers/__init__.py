"""The case and its life: intake, papers, hand-overs, pauses, draft acts, result, delivery.

The room writes one fact with every change, and a dossier's row is the fold of its facts.
It sends no message, calls no national system, counts no figure and does not import control:
an act that needs the Centre's consent is issued only on a `Clearance` handed in.
"""
