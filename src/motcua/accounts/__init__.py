"""Officers, the posts they hold and lend, and machines' tokens: builds the Actor of every request.

States facts ("receives dossiers for this unit until 30/9"); holds no rule about dossiers.
"""
