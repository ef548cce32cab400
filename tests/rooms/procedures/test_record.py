"""The record is read strictly and written as it was read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.verdict import InvalidError
from motcua.clock.limits import LimitUnit, OnResume
from motcua.procedures.content import Limit, Paper, parse_content, parse_record, record_json
from motcua.procedures.spelling import digest, to_json
from rooms.procedures.records import raw_record, record


def test_a_record_is_written_as_it_was_read():
    read = record(effective_from="2025-07-01", announcement="qd-1351")
    assert parse_record(record_json(read)) == read
    assert record_json(read)["effective_from"] == "2025-07-01"


papers = st.builds(
    Paper,
    key=st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True),
    name=st.from_regex(r"[A-ZĐa-zđ]{1,20}", fullmatch=True),
    originals=st.integers(1, 99),
    copies=st.integers(0, 99),
    required=st.booleans(),
    reuse_source=st.sampled_from(["", "population"]),
    shown_only=st.booleans(),
)
limits = st.builds(
    Limit,
    amount=st.decimals("0.01", "999", places=2),
    unit=st.sampled_from(LimitUnit),
    on_resume=st.one_of(st.none(), st.sampled_from(OnResume)),
    cutoff_15h=st.booleans(),
)


@given(st.lists(papers, unique_by=lambda paper: paper.key, max_size=5), limits)
def test_any_content_survives_the_way_through_json(some, limit):
    content = replace(record().content, papers=tuple(some), limit=limit)
    read = parse_content(to_json(content))
    assert read == content
    assert digest(to_json(read)) == digest(to_json(content))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"code": " 1001193"}, "code"),
        ({"code": "1.001193-Xoa"}, "code"),
        ({"name": "  "}, "name"),
        ({"sector": None}, "sector"),
        ({"competence": {"agency": "so-xay-dung"}}, "competence.level"),
        ({"levels": ["ward"]}, "levels"),
        ({"limit": {"amount": 0.5, "unit": "working_day"}}, "limit.amount"),
        ({"limit": {"amount": "0", "unit": "working_day"}}, "limit.amount"),
        ({"limit": {"amount": "NaN", "unit": "working_day"}}, "limit.amount"),
        ({"limit": {"amount": "1", "unit": "month"}}, "limit.unit"),
        ({"limit": {"amount": "1"}}, "limit.unit"),
        ({"papers": [{"key": "a", "name": "A", "originals": 0}]}, "papers[1].originals"),
        ({"papers": [{"key": "a", "name": "A"}, {"key": "a", "name": "B"}]}, "papers"),
        ({"papers": {"key": "a"}}, "papers"),
        ({"methods": [{"channel": "fax"}]}, "methods[1].channel"),
        ({"methods": [{"channel": "direct"}, {"channel": "direct"}]}, "methods"),
        ({"flags": {"instant": "yes"}}, "flags.instant"),
        ({"flags": {"proactive_level": 5}}, "flags.proactive_level"),
        ({"sets": True}, "sets"),
        ({"effective_from": "01/07/2025"}, "effective_from"),
        ({"thoi_han": "1"}, "thoi_han"),
        ({"process": {"steps": [{"key": "B 1"}]}}, "process.steps[1].key"),
        ({"process": {"steps": [{"hours": "0.001"}]}}, "process.steps[1].hours"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(change, where):
    with pytest.raises(InvalidError) as refused:
        parse_record(raw_record(**change))
    assert where in refused.value.fields
    assert refused.value.fields[where]


def test_vietnamese_is_composed_and_eth_is_read_as_the_letter():
    read = record(name="Ða\u0306ng ky\u0301  khai sinh")
    assert read.content.name == "Đăng ký khai sinh"


def test_fees_of_several_channels_are_named_once():
    fee = {"kind": "fee", "name": "Phí", "amount": 8000}
    methods = [
        {"channel": "direct", "fees": [fee]},
        {"channel": "online", "fees": [fee, fee | {"amount": 4000}]},
    ]
    amounts = [fee.amount for fee in record(methods=methods).content.fees]
    assert amounts == [8000, 4000]


def test_a_limit_reads_as_vietnamese_writes_numbers():
    assert Limit(Decimal("6.25"), LimitUnit.CALENDAR_DAY).text == "6,25 ngày"
