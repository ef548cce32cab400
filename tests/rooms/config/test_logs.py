"""What reaches the log says what went wrong and nothing about a person."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import sys

import pytest

from motcua.config.logs import LOGGING, without_persons


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("CCCD 051199001234 bị trùng", "CCCD ••• bị trùng"),
        ("gọi 0905123456, +84905123456", "gọi •••, •••"),
        ("thư an.nguyen@example.com hỏng", "thư •••@••• hỏng"),
        ("Key (name, born)=(Nguyễn Văn A, 1990-01-01) already exists.", "Key (name, born)=(•••) already exists."),
        ("Failing row contains (1, Nguyễn Văn A, (x)).", "Failing row contains (•••)."),
        ("Hồ sơ H48.01-260903-0001 lúc 09:40", "Hồ sơ H48.01-260903-0001 lúc 09:40"),
        ("Internal Server Error: /tra-cuu/", "Internal Server Error: /tra-cuu/"),
    ],
)  # fmt: skip
def test_persons_are_masked_and_the_rest_is_kept(said, kept):
    assert without_persons(said) == kept


def fault(sentence: str):
    try:
        int(sentence)
    except ValueError:
        return sys.exc_info()


def test_a_line_is_json_and_its_traceback_is_masked_too():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configured = logging.config.DictConfigurator(LOGGING)
    handler.setFormatter(configured.configure_formatter(dict(LOGGING["formatters"]["json"])))
    record = logging.LogRecord(
        "motcua.desk", logging.ERROR, "x.py", 1, "gọi 0905123456", (), fault("số 051199001234")
    )
    handler.emit(record)
    line = json.loads(stream.getvalue())
    assert line["level"] == "error"
    assert line["logger"] == "motcua.desk"
    assert "ValueError" in line["exception"]
    assert "051199001234" not in stream.getvalue()
    assert "0905123456" not in stream.getvalue()
