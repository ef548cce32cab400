"""What a form shows of a process or a record is what it sends back: nothing is lost on the way."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings

from motcua.desk.forms.contents import ContentForms
from motcua.desk.forms.processes import ProcessForms
from motcua.procedures.actions.starter import STARTER, _records
from motcua.procedures.content import parse_content
from motcua.procedures.spelling import to_json
from rooms.procedures.processes import processes

RECORDS = _records(STARTER)


def sent(forms) -> QueryDict:
    """What a browser would send of a page with these forms."""
    data = QueryDict(mutable=True)
    listed = forms.lists.values()
    for form in [*(rows.formset.management_form for rows in listed), *forms.every]:
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif isinstance(value, list | tuple):
                data.setlist(field.html_name, [str(one) for one in value])
            elif value not in (None, False):
                data[field.html_name] = str(value)
    return data


@given(processes())
@settings(max_examples=25, deadline=None)
def test_a_process_comes_back_as_it_was_shown(process):
    assert ProcessForms(data=sent(ProcessForms(process=process))).process() == process


@pytest.mark.parametrize("record", RECORDS[::7], ids=lambda item: item.content.code)
def test_a_record_comes_back_as_it_was_shown(record):
    content = record.content
    filled = ContentForms(data=sent(ContentForms(raw=to_json(content))))
    assert parse_content(filled.raw()) == content, filled.raw()
    assert filled.content() == content
