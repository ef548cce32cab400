"""Asking the carrier where its parcels are, some hundreds at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from motcua.base.actor import SYSTEM
from motcua.base.verdict import RefusedError
from motcua.dossiers import ports
from motcua.dossiers.actions import posting
from motcua.dossiers.ports import CarrierUnavailableError, PostalCarrier, PostalNews, Tracked
from motcua.dossiers.records import Request
from motcua.dossiers.states import PostalState

AT_ONCE = 500


def follow_parcels(*, at: datetime, carrier: PostalCarrier | None = None) -> int:
    """Write down what is new about every parcel under way; how many had news.

    A carrier that does not answer is asked again next time; a parcel that somebody has settled
    meanwhile is left as they left it.
    """
    agent, told, after = carrier or ports.carrier(), 0, 0
    while batch := _under_way(after):
        after = batch[-1][0]
        try:
            news = agent.news([parcel for _, _, _, parcel in batch], at=at)
        except CarrierUnavailableError:
            return told
        told += sum(
            _written(code, known, news[parcel.tracking], at)
            for _, code, known, parcel in batch
            if parcel.tracking in news
        )
    return told


def _under_way(after: int) -> list[tuple[int, str, str, Tracked]]:
    with connection.cursor() as db:
        db.execute(
            "SELECT id, code, postal ->> 'state', postal ->> 'tracking', postal ->> 'handed_at'"
            " FROM dossiers_dossier WHERE delivery = 'posted' AND postal IS NOT NULL AND id > %s"
            " ORDER BY id LIMIT %s",
            [after, AT_ONCE],
        )
        return [
            (row[0], row[1], row[2], Tracked(row[3], datetime.fromisoformat(row[4])))
            for row in db.fetchall()
        ]


def _written(code: str, known: str, news: PostalNews, at: datetime) -> bool:
    if news.state.value == known or news.state is PostalState.HANDED_OVER:
        return False
    try:
        posting.track_post(
            code, news=news.state.value, proof=news.proof, happened_at=min(news.at, at),
            request=Request(SYSTEM, at),
        )  # fmt: skip
    except RefusedError:
        return False
    return True
