"""Documents on their way out: catalogs that ask for channels, receivers, pictures."""

from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.models import WebhookEndpoint
from disclosure.workflow import Status
from tests import documents, factories

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
EVERY_CHANNEL = dict.fromkeys(
    ("政府网站", "两微一端", "公开查阅点", "便民服务站", "精准推送", "广播电视", "纸质媒体"), "used"
) | {"政府公报": "not_used", "入户/现场": "optional"}


def demand(county, channels=EVERY_CHANNEL):
    """The department's catalog asks for these channels for every item."""
    documents.published_catalog(county)
    content = [factories.row("最低生活保障", "政策法规文件", seq="1", channels=channels)]
    factories.edition(county, state=factories.Status.PUBLISHED, content=content)


def endpoint(county, **values):
    whole = {
        "organisation": county.government,
        "name": "青岚发布",
        "url": "http://127.0.0.1:9/",
        "secret": "密钥",
    }
    return WebhookEndpoint.objects.create(**whole | values)


def published(county, **values):
    return documents.document(county, state=Status.PUBLISHED, **values)


def rows(edition, event):
    return {row.label: row for row in edition.deliveries.filter(event=event)}


def photo(name="照片.png"):
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def new_edition(county, edition, **values):
    newer = documents.drafting.start_edition(
        edition.document, by=county.clerk, on=factories.ON, reason="更正"
    )
    newer = documents.drafting.save_draft(
        newer, by=county.clerk, on=factories.ON, revision=newer.revision, body=documents.BODY + "<p>补充。</p>",
        values=values,
    )  # fmt: skip
    return documents.advance(county, newer, Status.PUBLISHED)
