"""Everything an officer may do with one dossier, as tables: address, event, form, action.

One module for each kind of work; `table` puts them together. What may be done now, and why not,
is said by `motcua.dossiers.policies`.
"""
