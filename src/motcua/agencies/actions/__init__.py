"""The only writers of areas, agencies, units, names and successions."""

from motcua.agencies.actions.agencies import (
    establish_agency,
    pass_on,
    receive_at,
)
from motcua.agencies.actions.laying import lay_rows
from motcua.agencies.actions.loading import LoadReport, load_province
from motcua.agencies.actions.naming import refresh_names, rename_agency, rename_unit
from motcua.agencies.actions.refusing import UnableToChangeRegisterError
from motcua.agencies.actions.units import (
    assign_calendars,
    close_unit,
    establish_unit,
    recode_unit,
    reopen_unit,
)

__all__ = [
    "LoadReport",
    "UnableToChangeRegisterError",
    "assign_calendars",
    "close_unit",
    "establish_agency",
    "establish_unit",
    "lay_rows",
    "load_province",
    "pass_on",
    "receive_at",
    "recode_unit",
    "refresh_names",
    "rename_agency",
    "rename_unit",
    "reopen_unit",
]
