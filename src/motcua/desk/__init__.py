"""The officers' door: inbox, counter, hand-over, the dossier's page, return counter, search.

Views are thin: each reads the dossier through `motcua.dossiers.queries`, makes one call of an
action and shows what came of it. No rule of law is decided here, and no row is written here.
"""
