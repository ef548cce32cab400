"""Digital signatures in PDF files: made (PAdES), drawn on the page, and checked.

Keys lie in files or on tokens and are opened here by name; whose they are is said above.
"""
