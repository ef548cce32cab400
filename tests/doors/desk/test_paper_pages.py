"""Pages about paper: where a file lies, originals owed, incidents, the register."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from doors.desk.conftest import ADMIN, DUYEN, HA, STRANGER, TOAN, TUAN, VINH
from world import NOW


def page(client, address, **asked):
    return client.get(address, asked).content.decode()


def test_files_are_put_on_shelves_by_scanning_and_found_again(ward):
    codes = [ward.processing(), ward.processing()]
    duyen = ward.client(DUYEN)
    said = {"codes": "\n".join([*codes, "KHONG-CO"]), "place": "archive", "shelf": "K7/1"}
    answer = duyen.post("/ho-so-giay/ghi/", said, follow=True).content.decode()
    assert "Đã ghi nơi để 2 hồ sơ giấy" in answer
    assert "KHONG-CO" in answer
    assert "K7/1" in page(duyen, "/ho-so-giay/", tim=codes[0])
    assert "K7/1" in page(duyen, f"/ho-so/{codes[0]}/")
    assert "K7/1" not in page(ward.client(STRANGER), "/ho-so-giay/", tim=codes[0])


def test_originals_are_written_down_and_given_back(ward):
    code = ward.received()
    name = ward.state(code).papers[0]["name"]
    kept = ward.step(HA, code, "giu-ban-chinh", names=[name], other="Sổ hộ khẩu cũ")
    assert kept.status_code == 302
    listed = page(ward.client(HA), "/ho-so-giay/ban-chinh/")
    assert "Sổ hộ khẩu cũ" in listed
    assert (
        ward.step(HA, code, "tra-ban-chinh", places=["0", "1"], receiver="Sen").status_code == 302
    )
    assert code not in page(ward.client(HA), "/ho-so-giay/ban-chinh/")


def printed(client, code, place, kind):
    answer = client.get(f"/ho-so/{code}/ban-chinh/{place}/{kind}/")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_slips_for_originals_name_the_papers_and_both_who_sign(ward):
    code, ha = ward.received(), ward.client(HA)
    ward.step(HA, code, "giu-ban-chinh", other="Sổ hộ khẩu cũ")
    taken, given = (f"/ho-so/{code}/ban-chinh/0/{kind}/" for kind in ("giay-nhan", "giay-tra"))
    assert taken in page(ha, "/ho-so-giay/ban-chinh/")
    assert ha.get(given).status_code == 404
    text = printed(ha, code, 0, "giay-nhan")
    for shown in ("GIẤY NHẬN BẢN CHÍNH", code, "Sổ hộ khẩu cũ bản chính 1", "Phạm Thị Thu Hà"):
        assert shown in text
    ward.step(HA, code, "tra-ban-chinh", places=["0"], receiver="Lê Văn Sen")
    shown = page(ha, f"/ho-so/{code}/")
    assert taken in shown
    assert given in shown
    text = printed(ha, code, 0, "giay-tra")
    for shown in ("GIẤY TRẢ BẢN CHÍNH", "NGƯỜI NHẬN LẠI", "Lê Văn Sen", "Phạm Thị Thu Hà"):
        assert shown in text
    for wrong in ("7/giay-nhan", "0/giay-khac"):
        assert ha.get(f"/ho-so/{code}/ban-chinh/{wrong}/").status_code == 404
    assert ward.client(STRANGER).get(taken).status_code == 404


def test_an_incident_from_opening_to_its_remedy(ward):
    code = ward.completed()
    assert "còn giữ" not in page(ward.client(TOAN), f"/quay/tra-ket-qua/{code}/")
    agency = ward.state(code).competent_agency_id
    said = {"kind": "wrong", "agency_id": agency, "reason": "Sai ngày sinh"}
    assert ward.step(TOAN, code, "su-co", **said).status_code == 302
    assert "Chưa lập hồ sơ khắc phục" in page(ward.client(TUAN), "/ket-qua/su-co/") or (
        "Chưa lập hồ sơ khắc phục" in page(ward.client(TOAN), "/ket-qua/su-co/")
    )
    assert ward.step(HA, code, "lap-ho-so-khac-phuc").status_code == 302
    remedy = ward.state(code).incident["dossier"]
    assert remedy in page(ward.client(TOAN), "/ket-qua/su-co/")
    assert remedy in page(ward.client(HA), f"/ho-so/{code}/")
    assert code in page(ward.client(HA), f"/ho-so/{remedy}/")
    assert ward.step(TOAN, code, "ghi-xin-loi", apologised_on=f"{NOW:%Y-%m-%d}").status_code == 302
    refused = ward.step(TOAN, code, "dong-su-co").content.decode()
    assert "chưa trả kết quả" in refused
    assert "Chưa có sự cố nào đã đóng" in page(
        ward.client(TOAN), "/ket-qua/su-co/", **{"da-dong": 1}
    )


def test_the_register_is_read_narrowed_exported_and_not_closed_early(ward, settings, tmp_path):
    settings.EXPORT_ROOT = tmp_path
    codes = [ward.received(), ward.received()]
    client = ward.client(HA)
    shown = page(client, "/so-theo-doi/")
    assert all(code in shown for code in codes)
    assert '<a href="#xuat">Xuất sổ</a>' in shown
    assert '<a href="#xuat">Xuất, khóa sổ</a>' in page(ward.client(TUAN), "/so-theo-doi/")
    assert codes[1] not in page(client, "/so-theo-doi/", tim=codes[0])
    assert codes[0] not in page(client, "/so-theo-doi/", sau="1")
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        said = {"bo-phan": ward.unit.id, "nam": "2026", "kieu": kind}
        file = client.post("/so-theo-doi/xuat/", said, follow=True)
        assert b"".join(file.streaming_content).startswith(start)
    address = file.redirect_chain[-1][0]
    assert "Đã xong" in page(client, address.removesuffix("tep/"))
    assert ward.client(TOAN).get(address).status_code == 404
    closed = {"bo-phan": ward.unit.id, "nam": "2026"}
    assert client.post("/so-theo-doi/khoa/", closed).status_code == 403
    told = ward.client(TUAN).post("/so-theo-doi/khoa/", closed, follow=True).content.decode()
    assert "17 giờ ngày 31/12/2026" in told


@pytest.mark.parametrize("asked", [{"bo-phan": "x"}, {"bo-phan": "99999999"}])
def test_another_units_register_is_not_there(ward, asked):
    assert ward.client(HA).get("/so-theo-doi/", asked).status_code == 404
    assert ward.client(ADMIN).get("/so-theo-doi/").status_code == 403


def test_rubbish_in_the_address_is_no_fault(ward):
    asked = {"nam": "năm nay", "sau": "-1", "tinh-trang": "x", "tim": "%"}
    assert ward.client(VINH).get("/so-theo-doi/", asked).status_code == 200
    assert re.search("Sổ theo dõi", page(ward.client(VINH), "/so-theo-doi/", nam="2020"))
