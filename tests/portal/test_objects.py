"""Files in an S3-compatible store, over HTTP: a server on loopback that speaks the protocol."""

from collections.abc import Iterator

import boto3
import pytest
from django.utils import timezone
from moto.server import ThreadedMotoServer
from storages.backends.s3 import S3Storage

from disclosure.actions import releasing
from disclosure.models import StoredFile, Withdrawal
from portal.backups import contents, restoring, shelf
from portal.backups.taking import take
from tests.disclosure.public import made

CONTENT = "样品附件内容".encode()
KEYS = {"access_key": "portal", "secret_key": "only-for-tests"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch, request) -> S3Storage:
    """A bucket of its own, in which the files of documents lie."""
    name = f"portal-{abs(hash(request.node.name))}"
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"], aws_secret_access_key=KEYS["secret_key"],
    )  # fmt: skip
    client.create_bucket(Bucket=name)
    store = S3Storage(
        bucket_name=name, endpoint_url=server, region_name="us-east-1", default_acl="private", file_overwrite=False,
        max_memory_size=1024 * 1024, **KEYS,
    )  # fmt: skip
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", store)
    return store


def names(store: S3Storage) -> list[str]:
    return sorted(one.key for one in store.bucket.objects.all())


@pytest.mark.django_db
def test_an_attachment_lies_in_the_bucket_and_goes_out_in_ranges_until_it_is_withdrawn(
    client, county, bucket
):
    edition = made.complete(county)
    listed = edition.attachments.get(inline=False)
    assert listed.file.file.name in names(bucket)
    whole = client.get(listed.get_absolute_url())
    assert b"".join(whole.streaming_content) == CONTENT
    part = client.get(listed.get_absolute_url(), headers={"range": "bytes=3-8"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, CONTENT[3:9])
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.NOT_FOUND)
    assert client.get(listed.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_backup_takes_the_files_out_of_the_bucket_and_brings_them_back(
    tmp_path, lasting_county, bucket, monkeypatch
):
    monkeypatch.setattr(contents, "storage", lambda _: bucket)
    made.complete(lasting_county)
    before = names(bucket)
    assert len(before) == 2
    taken = take(tmp_path, at=timezone.now(), say=lambda _: None)
    assert (taken.files, taken.copied, taken.damaged) == (2, 2, [])
    bucket.bucket.objects.all().delete()
    for one in shelf.read_files(taken.path):
        restoring._put_back(tmp_path, one, overwrite=False)
    assert names(bucket) == before
