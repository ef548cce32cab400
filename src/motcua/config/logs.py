"""Logs of web and worker: one JSON object a line, without what belongs to a person.

An identity number, a phone number or an address of mail is masked wherever it stands, and so are the
values that PostgreSQL quotes when a row is refused. Names cannot be told from other words: no code of
ours hands one to a logger.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from structlog import processors, stdlib
from structlog.typing import WrappedLogger

_PERSONAL = (
    (re.compile(r"(?<!\d)(?:\+?84|0)?\d{9,12}(?!\d)"), "•••"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "•••@•••"),
    (re.compile(r"(Key \([^)]*\)=)\([^\n]*?\)(?= )"), r"\1(•••)"),
    (re.compile(r"(Failing row contains )\([^\n]*\)"), r"\1(•••)"),
)


def without_persons(text: str) -> str:
    """The text with every number, address and quoted value of a person masked."""
    for pattern, mask in _PERSONAL:
        text = pattern.sub(mask, text)
    return text


def _masked(
    _logger: WrappedLogger, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "logger", "level"}:
            event[key] = without_persons(value)
    return event


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                stdlib.add_logger_name,
                stdlib.add_log_level,
                processors.TimeStamper(fmt="iso"),
            ],
            "processors": [
                stdlib.ProcessorFormatter.remove_processors_meta,
                processors.format_exc_info,
                _masked,
                processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "motcua": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
