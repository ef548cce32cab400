"""A province's years at work, made up: dossiers with the facts they would have left, loaded by COPY.

`plan` says who receives what and how often, `stories` tells each way through the life cycle with
the very fields that the actions write (`outlines` holds what comes of it), `templates` turns a story into text with gaps, `timelines`
and `writing` fill the gaps, `loading` puts it all into the database in one transaction. Whatever
the fold of the facts forbids cannot be told: a story is folded when it is made.
"""
