"""Two workers and two clicks at one batch: every result is signed once, every number given once."""

from __future__ import annotations

from functools import partial

from motcua.dossiers import checks
from motcua.dossiers.actions import drafting, signing
from motcua.dossiers.actions.signing import Chosen
from motcua.dossiers.issued import IssuedDocument, SigningBatch
from motcua.dossiers.queries import signatures
from motcua.dossiers.records import Request
from rooms.dossiers.signed import waiting, with_key
from twin import at_once, twin
from world import World

CONTENT = {"title": "Giấy phép", "text": "Cấp phép.", "ground": ""}


def test_clicks_and_workers_at_once_sign_each_result_once(
    loaded_world, django_db_blocker, settings, tmp_path
):
    with django_db_blocker.unblock(), twin():
        world = World()
        head = with_key(world, settings, tmp_path)
        officer = world.officer("case_officer")
        codes = waiting(world, 4)
        for code in codes:
            drafting.draft_text(code, content=CONTENT, request=Request(officer, world.at))
        chosen = [Chosen(code) for code in codes]
        request = Request(head, world.at, key="mot-lan")
        clicks = at_once(*[partial(signing.begin_batch, chosen, request=request)] * 3)
        assert {click.pk for click in clicks} == {SigningBatch.objects.get().pk}
        batch = SigningBatch.objects.get()
        workers = at_once(*[partial(signing.carry_on, batch.pk, at=world.at)] * 3)
        assert sum(workers) == 4
        view = signatures.batch(batch.pk, head)
        assert (view.signed, view.failed) == (4, ())
        numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
        assert numbers == [1, 2, 3, 4]
        signing.carry_on(batch.pk, at=world.at)
        assert SigningBatch.objects.get().finished_at == world.at
        assert checks.check().findings == []
