"""How much is owed for so many copies, pages and signatures: a fee's published formula.

Circular 226/2016/TT-BTC art. 4 for certification: 2.000 đ a page of the original, 1.000 đ from the
third page on, at most 200.000 đ a copy; 10.000 đ for the signatures in one document, however many.
"""

from __future__ import annotations

from dataclasses import dataclass

from motcua.base.labels import Labelled
from motcua.procedures.reading import Reader

MOST_COPIES = 999
MOST_PAGES = 9_999
MOST_SIGNATURES = 999


class Per(Labelled):
    """What the amount of a fee is multiplied by."""

    PAGE = "page", "trang"
    COPY = "copy", "bản"
    DOCUMENT = "document", "giấy tờ"
    SIGNATURE = "signature", "chữ ký"


@dataclass(frozen=True, slots=True)
class Quantities:
    """What was certified in one entry: equal copies of one paper, its pages, its signatures.

    Where signatures are certified, `copies` counts the documents that they stand in.
    """

    copies: int = 1
    pages: int = 1
    signatures: int = 0


@dataclass(frozen=True, slots=True)
class Tariff:
    """The formula of one fee; amounts in đồng.

    By the page, the pages from number `later_from` on cost `later_amount` each, and one copy never
    costs more than `most`. Both are None where the law knows no such rule.
    """

    per: Per
    later_from: int | None = None
    later_amount: int | None = None
    most: int | None = None

    def total(self, amount: int, counted: Quantities) -> int:
        """What is owed in đồng; `amount` is the published unit price."""
        if self.per is Per.SIGNATURE:
            return amount * counted.signatures
        return counted.copies * self._one(amount, counted.pages)

    def _one(self, amount: int, pages: int) -> int:
        """What one copy, or one document, costs."""
        if self.per is not Per.PAGE:
            return amount
        first, later = pages, 0
        if self.later_from is not None and self.later_amount is not None:
            first = min(pages, self.later_from - 1)
            later = (pages - first) * self.later_amount
        cost = first * amount + later
        return cost if self.most is None else min(cost, self.most)


def read_tariff(reader: Reader | None) -> Tariff | None:
    """A formula from its JSON form; what is wrong is noted with the reader."""
    if reader is None:
        return None
    if reader.get("per") is None:
        reader.refuse("per", "không được để trống")
    tariff = Tariff(
        per=reader.word("per", Per, Per.COPY),
        later_from=reader.optional_whole("later_from"),
        later_amount=reader.optional_whole("later_amount"),
        most=reader.optional_whole("most"),
    )
    if (tariff.later_from is None) != (tariff.later_amount is None):
        reader.refuse("later_from", "ghi cùng với later_amount, hoặc bỏ trống cả hai")
    elif tariff.later_from is not None and tariff.later_from <= 1:
        reader.refuse("later_from", "phải từ trang thứ hai trở đi")
    reader.finish()
    return tariff
