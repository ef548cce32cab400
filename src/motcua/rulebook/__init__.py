"""What a province decides for itself, as dated values: names, symbols, limits, periods, words of messages.

Which values there are, of what kind and within which bounds stands in `table.py`; what the province
chose, and from which day, stands in the database. Knows no dossier and acts on nothing itself.
"""
