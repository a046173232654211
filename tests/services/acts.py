"""What people do on a site that runs in other processes; each prints what the test needs to find it again."""

import resource
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import Organisation, User
from accounts.policies import Refused
from accounts.roles import Role
from audit import actions
from audit.actions import record
from catalog.models import CatalogEdition, ImportBatch
from catalog.tasks import read_import
from disclosure.actions import attaching, handing_over, releasing
from disclosure.actions.telling import holders
from disclosure.models import DocumentEdition, Withdrawal
from disclosure.workflow import Status
from portal.backups import taking
from requests_app.tasks import write_letters
from tests import documents, factories

TABLE = "序号,公开事项,公开内容(要素),公开主体\n1,城市低保,办理条件,县民政局\n"


def settle(number: int) -> dict:
    """A county with documents that everybody can read, and a catalog in preparation."""
    county = factories.county()
    made = [documents.document(county, state=Status.PUBLISHED) for _ in range(number)]
    return {
        "documents": [
            {"edition": one.pk, "path": one.get_absolute_url(), "title": one.title} for one in made
        ],
        "catalog": factories.edition(county, county.township).pk,
    }


def withdraw(edition: int) -> int:
    made = DocumentEdition.objects.get(pk=edition)
    releasing.withdraw(
        made, by=holders(Role.HEAD, made.unit)[0], reason="内容有误", behaviour=Withdrawal.Behaviour.GONE
    )
    return edition


def upload(catalog: int, queue: bool = True) -> int:
    """A table somebody sent in and, with `queue`, the message that it waits."""
    edition = CatalogEdition.objects.get(pk=catalog)
    batch = ImportBatch.objects.create(
        edition=edition, by=edition.started_by, file_name="目录.csv", file_hash="0" * 64, data=TABLE.encode()
    )
    if queue:
        with suppress(OperationalError):  # as the desk does: the row is the truth
            read_import.delay(batch.pk)
    return batch.pk


def note(action: str) -> int:
    with transaction.atomic():
        return record(None, action).pk


def verify() -> list:
    """The breaks of the audit chain, if any, and how many entries it has."""
    return list(actions.verify())


def hand_over(county: int, month: str, on: str) -> int:
    unit = Organisation.objects.get(pk=county)
    return handing_over.make(unit, date.fromisoformat(month), by=None, on=date.fromisoformat(on)).pk


def back_up(folder: str) -> str:
    return str(taking.take(Path(folder), at=timezone.now(), say=lambda _: None).path)


def fill_the_disk(largest: int) -> None:
    """No file of this process may grow beyond `largest` bytes: what a full disk is to whoever writes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


def attach_on_a_full_disk(edition: int, by: int) -> str:
    made, person = DocumentEdition.objects.get(pk=edition), User.objects.get(pk=by)
    upload = SimpleUploadedFile("说明.txt", "政策说明".encode() * 50_000)
    fill_the_disk(100_000)
    try:
        attaching.attach(made, upload, by=person, on=factories.ON)
    except Refused as refusal:
        return str(refusal)
    return "attached"


def write_letters_on_a_full_disk() -> int:
    fill_the_disk(1_000)
    return write_letters()
