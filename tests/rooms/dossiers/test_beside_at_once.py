"""Two people at one leg, letter or notice in the same moment: one succeeds, the other is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.dossiers import records
from motcua.dossiers.actions import consultations, legs, pauses, verifications
from motcua.dossiers.models import Verification
from motcua.dossiers.records import Request
from rooms.dossiers.chains import POLICE, POLICE_HEAD, TAX, Chain, notice
from rooms.dossiers.test_twice_at_once import (  # noqa: F401 - fixtures of the twin
    all_look_first,
    apart,
    facts_of,
    one_succeeds,
    world,
)
from twin import at_once

pytestmark = pytest.mark.usefixtures("apart")


def both(look_first, *calls):
    look_first(len(calls))
    return one_succeeds(at_once(*calls))


def test_two_officers_finish_the_same_leg(world, all_look_first):  # noqa: F811
    chain = Chain(world).birth_with_legs()
    asked = [chain.asks(POLICE), chain.asks(POLICE_HEAD)]
    done = both(
        all_look_first,
        *[
            lambda ask=ask: legs.finish_leg(chain.code, leg="thuong-tru", note="Xong", request=ask)
            for ask in asked
        ],
    )
    assert facts_of(done.state).count("dossier.finish_leg") == 1
    assert facts_of(done.state).count("dossier.open_leg") == 2


def test_a_leg_is_taken_while_its_head_sends_it_back(world, all_look_first):  # noqa: F811
    chain = Chain(world).birth_with_legs()
    taker, head = chain.asks(POLICE), chain.asks(POLICE_HEAD)
    both(
        all_look_first,
        lambda: legs.take_leg(chain.code, leg="thuong-tru", request=taker),
        lambda: legs.send_back_leg(chain.code, leg="thuong-tru", reason="Thiếu", request=head),
    )
    (leg,) = records.load(chain.code, SYSTEM)[1].legs
    assert bool(leg["taken_at"]) != bool(leg["returned_at"])


def test_the_same_receipt_is_brought_to_two_counters(world, all_look_first):  # noqa: F811
    chain = Chain(world).land_at_tax().paused()
    asked = [chain.asks("return_officer"), chain.asks(TAX)]
    done = both(
        all_look_first,
        *[
            lambda ask=ask: pauses.settle_obligation(
                chain.code, receipt="GNT-1", amount=4_500_000, request=ask
            )
            for ask in asked
        ],
    )
    assert facts_of(done.state).count("dossier.settle_obligation") == 1
    assert sum(pause[1] is None for pause in done.state.pauses) == 0


def test_a_notice_is_replaced_while_it_is_paid(world, all_look_first):  # noqa: F811
    chain = Chain(world).land_at_tax().paused()
    payer, authority = chain.asks("return_officer"), chain.asks(TAX)
    both(
        all_look_first,
        lambda: pauses.settle_obligation(
            chain.code, receipt="GNT-1", amount=4_500_000, request=payer
        ),
        lambda: pauses.add_notice(
            chain.code, notice=notice("14/TB", 100), replaces="1", request=authority
        ),
    )
    first = records.load(chain.code, SYSTEM)[1].obligations[0]
    assert bool(first["paid"]) != bool(first["replaced_by"])


def test_silence_is_told_once_though_two_workers_notice_it(world, all_look_first):  # noqa: F811
    chain = Chain(world).received("1.004884").on("intake_officer", "hotich.nghialo")
    police = agencies.unit_by_key("ubnd-21028-cong-an", world.at.date()).id
    consultations.consult(
        chain.code, unit_id=police, question="?", amount=Decimal(1),
        request=chain.asks("hotich.nghialo"),
    )  # fmt: skip
    late = Request(SYSTEM, chain.asks("hotich.nghialo", 5 * 1440).at)
    done = both(
        all_look_first,
        *[
            lambda: consultations.miss_consultation(chain.code, consultation="1", request=late)
        ] * 2,
    )  # fmt: skip
    assert facts_of(done.state).count("dossier.miss_consultation") == 1


def test_two_records_of_one_verification_leave_one(world, all_look_first):  # noqa: F811
    chain = Chain(world).received("1.004884").on("intake_officer", "hotich.nghialo")
    ask = chain.asks("hotich.nghialo")
    before = Verification.objects.count()
    said = {"held_at": chain.at, "place": "Nhà", "participants": "A", "content": "B"}
    both(
        all_look_first,
        *[lambda: verifications.verify(chain.code, request=ask, **said)] * 2,
    )
    assert Verification.objects.count() == before + 1
