"""What the law asks: announcements, procedures and their versions, internal processes, the catalogue.

A published version is never edited or deleted, only ended by the one that follows it; dossiers
keep the version they were accepted under. This room knows no dossier, moves no work and owes
nobody a message: it answers what is asked of the citizen, in what time, and by which steps.
"""
