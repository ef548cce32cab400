"""Areas, agencies and their units, each with the dates between which it existed, and who succeeded whom.

Answers "who was competent for this, here, on that day". There is no "current" without a date.
Knows no staff, no procedure and no dossier.
"""
