"""The systems of authorities that take part do their leg and answer letters, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from doors.api.conftest import EVERYTHING, Machine
from motcua.accounts import actions as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from rooms.dossiers.chains import Chain


@pytest.fixture
def system_of(world, now):
    def made(unit_key):
        unit = agencies.unit_by_key(unit_key, world.at.date())
        at = world.at - timedelta(days=1)
        token = accounts.create_token(
            name="Phần mềm ngành", unit_id=unit.id, scopes=EVERYTHING,
            expires_at=at + timedelta(days=30), actor=SYSTEM, at=at,
        )  # fmt: skip
        return Machine(token.secret)

    return made


def test_police_and_insurer_do_their_legs_by_machine(world, now, system_of):
    chain = Chain(world).birth_with_legs()
    now.at = chain.at + timedelta(hours=1)
    police = system_of("ubnd-21028-cong-an")
    insurer = system_of("bhxh-tinh-phong-chuyen-mon")
    assert insurer.step(chain.code, "take_leg", leg="thuong-tru").status_code == 404
    assert police.step(chain.code, "take_leg", leg="the-bhyt").status_code == 422
    assert police.step(chain.code, "forward").status_code == 403
    done = police.step(chain.code, "finish_leg", leg="thuong-tru", number="88/CT")
    assert done.status_code == 200, done.content
    assert insurer.step(chain.code, "send_back_leg", leg="the-bhyt").status_code == 422
    done = insurer.step(chain.code, "finish_leg", leg="the-bhyt", reason="Đã cấp thẻ")
    assert done.status_code == 200
    again = insurer.step(chain.code, "finish_leg", leg="the-bhyt", reason="Đã cấp thẻ")
    assert again.status_code == 422


def test_the_tax_system_sends_its_notice_and_any_counter_its_receipt(world, now, system_of):
    chain = Chain(world).land_at_tax()
    now.at = chain.at + timedelta(hours=1)
    tax = system_of("thue-tinh-phong-chuyen-mon")
    done = tax.step(chain.code, "finish_leg", leg="thue", number="12/TB", amount=1000)
    assert json.loads(done.content)["dossier"]["status"] == "obligation_requested"
    wrong = tax.step(chain.code, "settle_obligation", receipt="GNT", amount=999)
    assert wrong.status_code == 422
    assert "Thông báo ghi" in json.dumps(json.loads(wrong.content)["fields"], ensure_ascii=False)
