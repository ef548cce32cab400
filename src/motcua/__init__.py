"""Một Cửa: the system that a province runs its administrative procedures on."""
