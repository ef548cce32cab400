"""The records of verification of one dossier, for whoever sees the dossier."""

from __future__ import annotations

from motcua.base.verdict import InvalidError
from motcua.dossiers.models import Verification
from motcua.dossiers.queries.detail import Case


def verifications(case: Case) -> tuple[Verification, ...]:
    """Oldest first; asks the database only where a fact says that there are any."""
    if all(fact.verb != "dossier.verify" for fact in case.facts):
        return ()
    return tuple(Verification.objects.filter(dossier_id=case.id).order_by("id"))


def of_dossier(dossier_id: int, verification_id: int) -> Verification:
    """One record, through the dossier that it belongs to."""
    row = Verification.objects.filter(pk=verification_id, dossier_id=dossier_id).first()
    if row is None:
        raise InvalidError("Hồ sơ không có biên bản này.", code="not_found")
    return row
