"""Pure rules of publication: what must not be missing, how a limit is budgeted, how names are found.

Conversion of a limit into working minutes (`working_minutes`): a working hour is 60 minutes, a
working day 8 hours. Calendar days are converted to what is certain for any day of receipt: whole
weeks give 5 working days each, and of the days left over two may fall on the weekend, though a
date on a weekend moves to the next working day and so always leaves one. Public holidays are not
foreseen: when one falls in the way, the appointment moves with it and so do the steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from motcua.base.text import fold
from motcua.clock.limits import MINUTES_PER_DAY, LimitUnit
from motcua.procedures.content import Competence, Content, Limit

# Decree 63/2010 art. 8(2): the parts without which it is not an administrative procedure.
# Forms, conditions, fees and results are parts only where the procedure has them.
MANDATORY: tuple[tuple[str, Callable[[Content], bool]], ...] = (
    ("tên thủ tục", lambda content: bool(content.name)),
    ("trình tự thực hiện", lambda content: bool(content.steps)),
    ("cách thức thực hiện", lambda content: bool(content.methods)),
    ("thành phần hồ sơ", lambda content: bool(content.papers)),
    ("số lượng hồ sơ", lambda content: content.sets > 0),
    ("thời hạn giải quyết", lambda content: content.limit is not None),
    ("đối tượng thực hiện", lambda content: bool(content.subjects)),
    ("cơ quan thực hiện", lambda content: bool(content.executing)),
)


def missing_parts(content: Content) -> tuple[str, ...]:
    """The mandatory parts that are empty, each by its Vietnamese name, in the decree's order."""
    return tuple(name for name, present in MANDATORY if not present(content))


def working_minutes(limit: Limit) -> int:
    """The working time that the limit certainly holds, in minutes."""
    if limit.unit is LimitUnit.WORKING_HOUR:
        return int(limit.amount * 60)
    days = limit.amount if limit.unit is LimitUnit.WORKING_DAY else _certain_days(limit.amount)
    return int(days * MINUTES_PER_DAY)


def _certain_days(days: Decimal) -> Decimal:
    weeks, rest = divmod(days, 7)
    certain = max(rest - 2, min(rest, Decimal(1)))
    return weeks * 5 + certain


def scope_of(competence: Competence) -> str:
    """`commune`, or `province:so-xay-dung`."""
    return f"{competence.level}:{competence.agency}" if competence.agency else competence.level


def search_words(text: str) -> str:
    """Folded words without punctuation: `Thủ tục khai sinh (lại)` becomes `khai sinh lai`.

    Many names begin with “Thủ tục”, which tells nothing: it is left out of names and questions.
    """
    words = " ".join(re.findall(r"[^\W_]+", fold(text)))
    return words.removeprefix("thu tuc ")


def bare_name(name: str) -> str:
    """The name as it is sorted: `Thủ tục đăng ký` stands under Đ."""
    return re.sub(r"^thủ tục\s+(?=\S)", "", name, flags=re.IGNORECASE)


def search_initials(text: str) -> str:
    """`Cấp Giấy xác nhận tình trạng hôn nhân` becomes `cgxntthn`."""
    return "".join(word[0] for word in search_words(text).split())
