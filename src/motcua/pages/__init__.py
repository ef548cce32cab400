"""Shared pieces of the pages: base templates, component tags, forms, security headers, theme.

For the doors only. Knows how a deadline, a status or a mistake is shown; it owns no table,
reads no clock and does not know what a dossier is.
"""
