"""How long personal data of closed dossiers is kept: what would go, and erasing it for good.

The facts stay as they are and can be verified; what the law may order erased lies beside them.
"""
