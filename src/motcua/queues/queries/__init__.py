"""The readers of this room."""
