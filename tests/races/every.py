"""The tables of all rooms; whoever imports this has them entered."""

from __future__ import annotations

from races import (
    of_accounts,
    of_acts,
    of_agencies,
    of_control,
    of_dossiers,
    of_factors,
    of_procedures,
    of_queues,
    of_rulebook,
    of_signing,
    of_steps,
)

TABLES = (
    of_rulebook,
    of_accounts,
    of_factors,
    of_agencies,
    of_control,
    of_queues,
    of_acts,
    of_dossiers,
    of_steps,
    of_procedures,
    of_signing,
)
