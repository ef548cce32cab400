"""Files by their hash, and forms as PDF.

Keeps bytes, their kind and the answer of the virus scanner, and draws the statutory forms. It does
not know what a file is attached to: whoever owns the attachment decides who may open it.
"""
