"""Files: who gets them, which of them, and how the bytes go out."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.test import Client
from django.urls import reverse

from disclosure.actions import attaching, drafting, releasing
from disclosure.models import Attachment, StoredFile, VirusState
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.disclosure.public import made
from tests.factories import ON

pytestmark = pytest.mark.django_db
CONTENT = "样品附件内容".encode()


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def listed(edition) -> Attachment:
    return edition.attachments.get(inline=False)


@pytest.fixture
def open_(county):
    return made.complete(county)


@pytest.fixture
def url(open_) -> str:
    return listed(open_).get_absolute_url()


def test_the_whole_file_with_its_name_and_its_rules(client, open_, url):
    response = client.get(url)
    assert response.status_code == 200
    assert body_of(response) == CONTENT
    headers = response.headers
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Length"] == str(len(CONTENT))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename=")
    assert f"filename*=UTF-8''{quote('样品附件.txt')}" in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-cache"
    assert headers["ETag"] == f'"{listed(open_).file.sm3}"'
    assert headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("application/pdf", "inline"), ("image/png", "inline"), ("text/plain; charset=utf-8", "inline"),
        ("image/svg+xml", "attachment"), ("text/html", "attachment"), ("text/csv; charset=utf-8", "attachment"),
        ("application/zip", "attachment"), ("application/ofd", "attachment"),
    ],
)  # fmt: skip
def test_only_what_cannot_act_is_shown_in_place(client, open_, url, mime, kind):
    StoredFile.objects.filter(attachments__edition=open_).update(mime=mime)
    assert client.get(url).headers["Content-Disposition"].startswith(f"{kind};")


def test_a_name_cannot_break_the_header(client, county):
    edition = documents.draft(county)
    name = 'a"; filename=x.exe\r\nSet-Cookie: y=1 附件.txt'
    attaching.attach(edition, made.plain("x"), by=county.clerk, on=ON, name=name)
    edition.refresh_from_db()
    edition = documents.advance(county, edition, Status.PUBLISHED)
    response = client.get(listed(edition).get_absolute_url())
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].count('"') == 2


@pytest.mark.parametrize(
    ("asked", "status", "part", "range_"),
    [
        ("bytes=0-2", 206, CONTENT[:3], "bytes 0-2/18"),
        ("bytes=3-", 206, CONTENT[3:], "bytes 3-17/18"),
        ("bytes=-6", 206, CONTENT[-6:], "bytes 12-17/18"),
        ("bytes=-999", 206, CONTENT, "bytes 0-17/18"),
        ("bytes=15-99", 206, CONTENT[15:], "bytes 15-17/18"),
        ("bytes=17-17", 206, CONTENT[17:], "bytes 17-17/18"),
        ("bytes=18-", 416, b"", "bytes */18"),
        ("bytes=99-100", 416, b"", "bytes */18"),
        ("bytes=-0", 416, b"", "bytes */18"),
        ("bytes=" + "9" * 400 + "-", 416, b"", "bytes */18"),
        ("bytes=5-2", 200, CONTENT, None),
        ("bytes=0-1,3-4", 200, CONTENT, None),
        ("bytes=-", 200, CONTENT, None),
        ("pages=1-2", 200, CONTENT, None),
        ("bytes=a-b", 200, CONTENT, None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_one_range_of_it(client, url, asked, status, part, range_):
    response = client.get(url, headers={"range": asked})
    assert response.status_code == status
    assert response.headers.get("Content-Range") == range_
    assert body_of(response) == part
    if status != 416:
        assert response.headers["Content-Length"] == str(len(part))


def test_if_range_asks_for_the_same_file(client, url):
    first = client.get(url)
    for value in (first.headers["ETag"], first.headers["Last-Modified"]):
        again = client.get(url, headers={"range": "bytes=0-2", "if-range": value})
        assert again.status_code == 206
    changed = client.get(url, headers={"range": "bytes=0-2", "if-range": '"other"'})
    assert (changed.status_code, body_of(changed)) == (200, CONTENT)


def test_what_the_browser_has_is_not_sent_again(client, url):
    etag = client.get(url).headers["ETag"]
    for value in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = client.get(url, headers={"if-none-match": value})
        assert (response.status_code, body_of(response)) == (304, b"")
        assert response.headers["ETag"] == etag
    assert client.get(url, headers={"if-none-match": '"x"'}).status_code == 200


def test_head_says_everything_and_sends_nothing(client, url):
    whole, part = client.head(url), client.head(url, headers={"range": "bytes=0-2"})
    assert (whole.status_code, whole.headers["Content-Length"], body_of(whole)) == (200, "18", b"")
    assert (part.status_code, part.headers["Content-Length"]) == (206, "3")
    assert client.post(url).status_code == 405


def test_a_proxy_may_send_the_bytes_after_we_have_judged(client, county, open_, url, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/protected/"
    response = client.get(url)
    assert body_of(response) == b""
    assert response.headers["X-Accel-Redirect"] == f"/protected/{listed(open_).file.file.name}"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    releasing.withdraw(open_, by=county.head, reason="有误", behaviour="gone")
    assert client.get(url).status_code == 404


def test_a_storage_without_paths_serves_the_same(client, open_, url, monkeypatch):
    """Like S3: no `path`, only `open` and `exists`."""

    class Bucket(Storage):
        def _open(self, name, mode="rb"):
            return ContentFile(CONTENT, name)

        def exists(self, name):
            return True

    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", Bucket())
    response = client.get(url, headers={"range": "bytes=3-8"})
    assert (response.status_code, body_of(response)) == (206, CONTENT[3:9])


def test_a_large_file_goes_out_in_pieces(client, county, open_, url):
    stored = listed(open_).file
    data = bytes(range(256)) * 4096
    stored.file.storage.delete(stored.file.name)
    stored.file.storage.save(stored.file.name, ContentFile(data))
    StoredFile.objects.filter(pk=stored.pk).update(size=len(data))
    pieces = list(client.get(url).streaming_content)
    assert max(map(len, pieces)) <= 64 * 1024
    assert b"".join(pieces) == data


def test_a_missing_or_infected_file_is_404_and_the_page_says_so(client, open_, url):
    stored = listed(open_).file
    StoredFile.objects.filter(pk=stored.pk).update(virus_state=VirusState.INFECTED)
    assert client.get(url).status_code == 404
    page = client.get(open_.get_absolute_url()).content.decode()
    assert "发现病毒，已停止下载" in page
    assert url not in page
    StoredFile.objects.filter(pk=stored.pk).update(virus_state=VirusState.CLEAN)
    stored.file.storage.delete(stored.file.name)
    assert client.get(url).status_code == 404


def test_a_file_belongs_to_its_document_only(client, county, open_):
    other = made.complete(county, word="别的")
    address = reverse("documents:attachment", args=[other.document_id, listed(open_).pk])
    assert client.get(address).status_code == 404


# --- editions -----------------------------------------------------------------------------------------------


def replaced(county, edition):
    """The next edition of it with another file under the same name."""
    newer = drafting.start_edition(edition.document, by=county.clerk, on=ON, reason="更正附件")
    attaching.replace(listed(newer), made.plain("新的内容"), by=county.clerk, on=ON)
    newer.refresh_from_db()
    return documents.advance(county, newer, Status.PUBLISHED)


def test_the_old_address_of_a_replaced_file_leads_to_the_new_one(client, county, open_, url):
    newer = replaced(county, open_)
    response = client.get(url)
    target = listed(newer).get_absolute_url()
    assert (response.status_code, response.headers["Location"]) == (302, f"{target}?replaced=1")
    assert response.headers["Link"] == f'<{target}>; rel="latest-version"'
    assert body_of(client.get(url, follow=True)) == "新的内容".encode()


def test_an_unchanged_file_keeps_its_address(client, county, open_, url):
    made.revised(county, open_, title="新的标题")
    assert body_of(client.get(url)) == CONTENT


def test_a_file_taken_out_is_served_with_the_earlier_edition_only(client, county, open_, url):
    newer = drafting.start_edition(open_.document, by=county.clerk, on=ON, reason="删去附件")
    attaching.remove(listed(newer), by=county.clerk, on=ON)
    newer.refresh_from_db()
    newer = documents.advance(county, newer, Status.PUBLISHED)
    assert body_of(client.get(url)) == CONTENT
    assert url not in client.get(open_.get_absolute_url()).content.decode()
    assert url in client.get(reverse("documents:edition", args=[open_.document_id, 1])).content.decode()
    releasing.withdraw(newer, by=county.head, reason="有误", behaviour="gone")
    assert client.get(url).status_code == 404


def test_a_picture_has_one_address_in_every_edition(client, county, open_):
    picture = open_.attachments.get(inline=True)
    address = reverse("documents:image", args=[open_.document_id, picture.lineage])
    assert client.get(address).headers["Content-Type"] == "image/png"
    made.revised(county, open_, title="新的标题")
    assert client.get(address).status_code == 200
    assert address in client.get(open_.get_absolute_url()).content.decode()


# --- staff --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("head", 200), ("secrecy_reviewer", 200), ("office", 200), ("other_clerk", 404),
     ("township_clerk", 404), ("superuser", 404), ("stranger", 404)],
)  # fmt: skip
@pytest.mark.parametrize("attribute", [Attribute.OPEN, Attribute.ON_REQUEST])
def test_files_of_what_is_not_public_are_for_the_units_own_people(county, who, status, attribute):
    state = Status.DRAFT if attribute == Attribute.OPEN else Status.PUBLISHED
    hidden = made.complete(county, state, proposed_attribute=attribute)
    staff = Client()
    staff.force_login(getattr(county, who))
    picture = hidden.attachments.get(inline=True)
    image = reverse("documents:image", args=[hidden.document_id, picture.lineage])
    for address in (listed(hidden).get_absolute_url(), image, f"{image}?edition={hidden.pk}"):
        response = staff.get(address)
        assert response.status_code == status, address
        if status == 200:
            assert response.headers["Cache-Control"] == "private, no-cache"
        assert Client().get(address).status_code == 404


def test_staff_may_look_at_the_picture_of_a_draft_beside_the_published_one(client, county, open_):
    newer = drafting.start_edition(open_.document, by=county.clerk, on=ON, reason="换图")
    attaching.replace(newer.attachments.get(inline=True), made.picture("blue"), by=county.clerk, on=ON)
    picture = newer.attachments.get(inline=True)
    address = reverse("documents:image", args=[open_.document_id, picture.lineage])
    public = body_of(client.get(address))
    assert body_of(client.get(f"{address}?edition={newer.pk}")) == public
    client.force_login(county.clerk)
    assert body_of(client.get(address)) == public
    assert body_of(client.get(f"{address}?edition={newer.pk}")) != public
