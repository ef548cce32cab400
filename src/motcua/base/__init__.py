"""Values with no opinion: actor, period, money, verdict, Vietnamese text, time in Vietnam.

Owns no table, imports no room and knows no word of administration.
"""
