"""The Centre's gate: which drafts must be cleared, the desk that clears them, its own time budget,
oversight of the one-stop units, and the register of apologies.

Touches no row of a dossier: it hands a `Clearance` down to `dossiers` and reads facts.
"""
