"""The screens: upload, rows with their problems, the decision, the result; nobody else's batch is to be seen."""

import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from kombu.exceptions import OperationalError
from openpyxl import load_workbook

from disclosure.actions import archive_batches, importing
from disclosure.desk import archive
from disclosure.models import ArchiveBatch, Document
from tests.disclosure.bulk.archives import approved, jsonl, numbered, pack, read, row, written, xlsx
from tests.factories import ON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.disclosure.bulk.urls")]
State = ArchiveBatch.State


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What was handed to the queue: (task, arguments)."""
    found = []
    monkeypatch.setattr(archive.current_app, "send_task", lambda name, args: found.append((name, args)))
    return found


@pytest.fixture
def sign_in(client):
    def signed(person):
        client.force_login(person)
        return client

    return signed


def url(name, *args):
    return reverse(f"admin:disclosure_archive_{name}", args=args)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def submitted(county, *rows):
    return importing.submit(read(county, jsonl(*(rows or [row()]))), by=county.clerk)


def test_a_list_and_its_files_are_uploaded_and_a_worker_is_told(
    county, sign_in, sent, django_capture_on_commit_callbacks
):
    client = sign_in(county.clerk)
    data = {
        "unit": county.department.pk,
        "file": SimpleUploadedFile("清单.xlsx", xlsx(row(附件="表.txt"))),
        "pack": SimpleUploadedFile("附件.zip", pack({"表.txt": b"1"})),
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("upload"), data)
    batch = ArchiveBatch.objects.get()
    assert response.url == url("batch", batch.pk)
    assert sent == [(archive.TASK, [batch.pk])]
    assert "data-progress-url" in client.get(response.url).content.decode()
    importing.carry_on(batch, on=ON)
    page = client.get(response.url).content.decode()
    assert "送负责人审核" in page
    assert "data-progress-url" not in page


def test_a_queue_that_is_down_holds_nobody_up(
    county, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    def down(name, args):
        raise OperationalError("down")

    monkeypatch.setattr(archive.current_app, "send_task", down)
    data = {"unit": county.department.pk, "file": SimpleUploadedFile("a.jsonl", jsonl(row()))}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(county.clerk).post(url("upload"), data).status_code == 302
    assert ArchiveBatch.objects.get().state == State.WAITING


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("a.csv", b"")}], ids=["nothing", "empty"])
def test_nothing_to_upload_is_said(county, sign_in, data):
    response = sign_in(county.clerk).post(url("upload"), {"unit": county.department.pk, **data})
    assert response.url == url("list")
    assert said(response)
    assert not ArchiveBatch.objects.exists()


def test_another_units_name_in_the_form_is_refused(county, sign_in):
    data = {"unit": county.other_department.pk, "file": SimpleUploadedFile("a.jsonl", jsonl(row()))}
    assert said(sign_in(county.clerk).post(url("upload"), data))
    assert not ArchiveBatch.objects.exists()


PAGES = ["batch", "progress", "report"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("head", 200),
        ("secrecy_reviewer", 200),
        ("office", 200),
        ("other_clerk", 404),
        ("township_head", 404),
        ("city_officer", 404),
    ],
)
def test_a_batch_is_for_its_unit_and_the_county_office(county, sign_in, name, who, status):
    batch = read(county, jsonl(row()))
    assert sign_in(county.people[who]).get(url(name, batch.pk)).status_code == status
    assert sign_in(county.people[who]).get(url("row", batch.pk, 1)).status_code == status


@pytest.mark.parametrize("name", ["submit", "approve", "return", "discard"])
def test_nobody_elses_batch_can_be_decided(county, sign_in, name):
    batch = submitted(county)
    assert sign_in(county.other_head).post(url(name, batch.pk)).status_code == 404
    assert sign_in(county.other_head).get(url(name, batch.pk)).status_code == 405


def test_rows_are_shown_with_column_and_reason_and_can_be_narrowed(county, sign_in):
    rows = numbered(3)
    rows[1]["成文日期"] = "2021-02-30"
    batch = read(county, xlsx(*rows), "清单.xlsx")
    client = sign_in(county.clerk)
    page = client.get(url("batch", batch.pk))
    assert len(page.context["lines"]) == 3
    text = page.content.decode()
    assert "没有“2021-02-30”这一天" in text
    assert "有 1 行有错误" in text
    assert 'name="justification"' not in text
    only = client.get(url("batch", batch.pk), {"only": "error"})
    assert [shown["row"].number for shown in only.context["lines"]] == [2]
    assert "改好清单" in said(client.post(url("submit", batch.pk)))


def test_findings_ask_for_a_reason(county, sign_in):
    batch = read(county, jsonl(row(正文="手机13912345678")))
    client = sign_in(county.clerk)
    page = client.get(url("batch", batch.pk)).content.decode()
    assert 'name="justification"' in page
    client.post(url("submit", batch.pk), {"justification": "这是对外公布的值班手机。"})
    batch.refresh_from_db()
    assert batch.state == State.SUBMITTED


def test_the_head_approves_what_the_page_showed_and_a_worker_is_told(
    county, sign_in, sent, django_capture_on_commit_callbacks
):
    batch = submitted(county)
    client = sign_in(county.head)
    page = client.get(url("batch", batch.pk))
    assert f'value="{page.context["seal"]}"' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("approve", batch.pk), {"seen": page.context["seal"], "opinion": "已核对"})
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == (State.APPROVED, county.head)
    assert sent == [(archive.TASK, [batch.pk])]
    importing.carry_on(batch, on=ON)
    done = client.get(url("batch", batch.pk)).content.decode()
    assert "已导入 1 份文件" in done
    assert Document.objects.get().get_absolute_url() in done


def test_a_stale_page_approves_nothing(county, sign_in):
    batch = submitted(county)
    assert "重新查看" in said(
        sign_in(county.head).post(url("approve", batch.pk), {"seen": "0", "opinion": "同意"})
    )
    batch.refresh_from_db()
    assert batch.state == State.SUBMITTED


def test_returning_and_giving_up(county, sign_in):
    batch = submitted(county)
    sign_in(county.head).post(url("return", batch.pk), {"opinion": "请补发布日期"})
    client = sign_in(county.clerk)
    assert "请补发布日期" in client.get(url("batch", batch.pk)).content.decode()
    client.post(url("discard", batch.pk), {"reason": "重新整理"})
    batch.refresh_from_db()
    assert batch.state == State.DISCARDED
    assert client.get(url("batch", batch.pk)).status_code == 200


def test_who_may_not_sees_why(county, sign_in):
    batch = submitted(county)
    assert "负责人审核" in sign_in(county.clerk).get(url("batch", batch.pk)).content.decode()
    assert "opinion" not in sign_in(county.clerk).get(url("batch", batch.pk)).content.decode()


def test_progress_tells_how_far_it_is(county, sign_in):
    batch = approved(county, jsonl(*numbered(4)))
    importing.write_chunk(batch, on=ON, size=3)
    answer = sign_in(county.clerk).get(url("progress", batch.pk)).json()
    assert (answer["state"], answer["done"], answer["total"]) == ("working", 3, 4)
    importing.write_all(batch, on=ON)
    answer = sign_in(county.clerk).get(url("progress", batch.pk)).json()
    assert (answer["state"], answer["url"]) == ("done", url("batch", batch.pk))


def test_the_result_of_every_row_is_a_workbook_without_formulas(county, sign_in):
    batch = written(county, jsonl(row(标题='=HYPERLINK("http://x","y")的通知'), row(标题="乙", 索引号="")))
    response = sign_in(county.clerk).get(url("report", batch.pk))
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [one[1] for one in rows[1:]] == ["已导入", "已导入"]
    assert rows[1][3].startswith("'=HYPERLINK")
    assert rows[2][2] == Document.objects.order_by("-pk")[0].index_number
    assert all(cell.data_type in {"s", "n"} for line in sheet.iter_rows() for cell in line)


def test_one_row_reads_as_its_document_would(county, sign_in):
    batch = read(county, jsonl(row(正文="<p onclick='x'>一段<script>alert(1)</script></p>")))
    page = sign_in(county.head).get(url("row", batch.pk, 1)).content.decode()
    assert "<p>一段</p>" in page
    assert "alert(1)" not in page
    assert sign_in(county.head).get(url("row", batch.pk, 0)).status_code == 404


def test_the_empty_list_can_be_fetched(county, sign_in):
    response = sign_in(county.clerk).get(url("template"))
    assert load_workbook(io.BytesIO(response.content)).active["A1"].value == "标题"


@pytest.mark.parametrize(("size", "more"), [(2, 0), (40, 0)])
def test_the_page_asks_as_often_for_many_rows_as_for_few(
    county, sign_in, django_assert_num_queries, size, more
):
    batch = read(county, jsonl(*numbered(size)))
    client = sign_in(county.clerk)
    client.get(url("batch", batch.pk))
    with django_assert_num_queries(QUERIES):
        client.get(url("batch", batch.pk))


QUERIES = 9


def test_the_list_of_batches(county, sign_in):
    batch = read(county, jsonl(row()))
    assert f"第 {batch.pk} 批" in sign_in(county.clerk).get(url("list")).content.decode()
    other = sign_in(county.other_clerk).get(url("list")).content.decode()
    assert f"第 {batch.pk} 批" not in other
    assert 'name="file"' not in sign_in(county.secrecy_reviewer).get(url("list")).content.decode()
    assert archive_batches.left_behind(importing.timezone.now()) == []
