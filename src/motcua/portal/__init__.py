"""The citizens' door: find a procedure, read it, apply, follow a dossier, learn how dates are counted.

Thin views over the rooms below; what the law says is never decided here. Whoever looks a dossier
up without signing in sees no name, no number and no address: `following` hands out words only.
"""
