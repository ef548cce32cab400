"""A citizen at the portal: a browser's cookies, a clock that stands, and the papers of a birth."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader, PdfWriter

from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS
from motcua.dossiers.actions import intake
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from world import NOW, WARD

BIRTH, BUILDING, COPIES = "1.001193", "1.013225", "2.000815"
SEN = Person(
    "Nguyễn Thị Sen", id_number="051185004317", phone="0905000396", email="sen@vidu.vn",
    address="Tổ 6, phường Nghĩa Lộ",
)  # fmt: skip
MINE = {"name": SEN.name, "id_number": SEN.id_number, "phone": SEN.phone, "address": SEN.address}


def pdf(words: str = "") -> bytes:
    """A small, whole PDF; other words make other bytes."""
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    writer.add_metadata({"/Subject": words or "trang"})
    drawn = io.BytesIO()
    writer.write(drawn)
    return drawn.getvalue()


def upload(name: str = "giấy chứng sinh.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(name) if content is None else content)


def words_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def text_of(answer) -> str:
    """What a person reads of a page: no tags, no attributes, single blanks."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@dataclass
class Citizen:
    """Somebody with one browser; `at` is what the portal's clock shows."""

    clock: list[datetime]
    client: Client = field(default_factory=Client)

    def later(self, **span) -> Citizen:
        self.clock[0] += timedelta(**span)
        return self

    def get(self, address, **asked):
        return self.client.get(address, asked)

    def page(self, slug: str, code: str = BIRTH) -> str:
        return f"/nop-ho-so/{code}/{slug}/"

    def seen(self, address: str) -> str:
        """The version of the draft that the page carries."""
        found = re.search(r'name="version" value="(\d+)"', self.get(address).content.decode())
        return found.group(1) if found else "0"

    def says(self, slug: str, said: dict, code: str = BIRTH, **more):
        """Open a page of the application, fill it in and send it."""
        address = self.page(slug, code)
        return self.client.post(address, {"version": self.seen(address)} | said | more)

    def starts(self, code: str = BIRTH):
        return self.client.post(f"/nop-ho-so/{code}/")

    def area(self) -> int:
        return agencies.agency_by_key(WARD, self.clock[0].date()).area_id

    def fills_in(self, code: str = BIRTH) -> None:
        """Everything up to the page on which it is checked."""
        self.starts(code)
        self.says("nop-cho-ai", {"role": "self"}, code)
        self.says("nguoi-nop", MINE, code)
        self.says("truong-hop", {"case_code": "general"}, code)
        self.says("noi-giai-quyet", {"area_id": self.area()}, code)
        self.says("noi-dung", {"content": "Khai sinh cho con, sinh ngày 02/08/2026"}, code)
        self.says("giay-to", {"do": "next"} | self.files(code), code)
        self.says("nhan-ket-qua", {"channel": "counter"}, code)

    def files(self, code: str) -> dict:
        version = procedures.current_version(code, self.clock[0].date())
        return {
            f"paper_{paper.key}": upload(f"{paper.key}.pdf")
            for paper in version.papers
            if paper.required and not paper.condition and not paper.shown_only
        }

    def sends(self, code: str = BIRTH):
        return self.client.post(f"/nop-ho-so/{code}/xem-lai/", {"sure": "on"})

    def applies(self, code: str = BIRTH) -> str:
        """The whole application; returns the dossier's code."""
        self.fills_in(code)
        self.sends(code)
        done = self.get(f"/nop-ho-so/{code}/da-nop/").content.decode()
        return re.search(r'<span class="code">([^<]+)</span>', done[done.index("given") :]).group(1)

    def looks_up(self, code: str, digits: str = "0396"):
        return self.client.post("/tra-cuu/", {"ma": code, "so": digits})


@pytest.fixture
def clock(monkeypatch):
    """The portal's clock stands at the world's moment until somebody moves it."""
    moment = [NOW]
    monkeypatch.setattr("motcua.portal.gates.now", lambda: moment[0])
    return moment


@pytest.fixture
def citizen(world, clock, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return Citizen(clock)


@pytest.fixture
def stranger(citizen):
    """The same house, another browser."""
    return Citizen(citizen.clock)


@pytest.fixture
def submitted(world):
    """A birth submitted online at the ward, by its actions alone."""
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "copies": 1, "source": "digitised"}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    given = Intake(BIRTH, People(SEN, SEN), papers, content="Khai sinh cho cháu Nguyễn Minh An")
    unit = world.one_stop()
    return intake.submit_online(given, unit_id=unit.id, request=Request(ANONYMOUS, world.at))
