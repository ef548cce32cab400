"""Two versions held against each other, told in sentences; nothing that differs goes untold."""

from motcua.procedures.differences.contents import content_differences
from motcua.procedures.differences.processes import counterparts, process_differences

__all__ = ["content_differences", "counterparts", "process_differences"]
