"""The pages about documents, who gets what, and one of each thing they may be about; see tests/test_access.py."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure.actions import attaching, campaigns, importing, releasing
from disclosure.models import (
    Attachment,
    Campaign,
    CountyWord,
    HandOver,
    Subscription,
    Topic,
    WebhookEndpoint,
)
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.factories import ON, County

# Columns and marks as in tests/test_access.py. The document is the department's, still a draft in the back office.
PAGES: dict[str, str] = {
    "documents/": "ooooooooooooo",
    "documents/export.<slug:extension>": "ooooooooooooo",
    "documents/feed.atom": "ooooooooooooo",
    "documents/board/<slug:unit>/": "ooooooooooooo",
    "documents/cleanups/": "ooooooooooooo",
    "documents/cleanups/<int:pk>/": "ooooooooooooo",
    "documents/subscribe/": "ooooooooooooo",
    "documents/subscribe/<uuid:token>/": "ooooooooooooo",
    "documents/subscribe/<uuid:token>/end/": "ooooooooooooo",
    "documents/<int:pk>/": "ooooooooooooo",
    "documents/<int:pk>/qr.svg": "ooooooooooooo",
    "documents/<int:pk>/notice.pdf": "ooooooooooooo",
    "documents/<int:pk>/changes/": "ooooooooooooo",
    "documents/<int:pk>/editions/<int:version>/": "ooooooooooooo",
    "documents/<int:document>/attachments/<int:pk>/": "ooooooooooooo",
    "documents/<int:document>/images/<uuid:lineage>/": "ooooooooooooo",
    "admin/disclosure/documentedition/archive/": ">ooooooooooo>",
    "admin/disclosure/documentedition/archive/upload/": ">ppppppppppp>",
    "admin/disclosure/documentedition/archive/template.xlsx": ">ooooooooooo>",
    "admin/disclosure/documentedition/archive/<int:pk>/": ">ooo--o----->",
    "admin/disclosure/documentedition/archive/<int:pk>/progress/": ">ooo--o----->",
    "admin/disclosure/documentedition/archive/<int:pk>/rows/<int:number>/": ">ooo--o----->",
    "admin/disclosure/documentedition/archive/<int:pk>/submit/": ">ppppppppppp>",
    "admin/disclosure/documentedition/archive/<int:pk>/approve/": ">ppppppppppp>",
    "admin/disclosure/documentedition/archive/<int:pk>/return/": ">ppppppppppp>",
    "admin/disclosure/documentedition/archive/<int:pk>/discard/": ">ppppppppppp>",
    "admin/disclosure/documentedition/archive/<int:pk>/report.xlsx": ">ooo--o----->",
    "admin/disclosure/documentedition/start/": ">ooooooooooo>",
    "admin/disclosure/documentedition/gaps/": ">ooooooooooo>",
    "admin/disclosure/documentedition/<int:pk>/submit/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/recall/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/discard/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/publish/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/revise/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/withdraw/": ">ooo--o----->",
    "admin/disclosure/documentedition/<int:pk>/restore/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/review/": ">ooo--o----->",
    "admin/disclosure/documentedition/<int:pk>/resolve/": ">ooo--o----->",
    "admin/disclosure/documentedition/<int:pk>/scan/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/findings/justify/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/findings/mask/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/body/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/images/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/attachments/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/attachments/<int:attachment_pk>/replace/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/attachments/<int:attachment_pk>/remove/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/attachments/<int:attachment_pk>/clean/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/conditions/": ">ppppppppppp>",
    "admin/disclosure/documentedition/<int:pk>/conditions/<int:condition_pk>/close/": ">ppppppppppp>",
    "admin/disclosure/documentedition/deliveries/<int:pk>/confirm/": ">ppppppppppp>",
    "admin/disclosure/documentedition/deliveries/<int:pk>/retry/": ">ppppppppppp>",
    "admin/disclosure/documentedition/deliveries/<int:pk>/cancel/": ">ppppppppppp>",
    "admin/disclosure/documentedition/": ">ooooooxxxxo>",
    "admin/disclosure/documentedition/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/documentedition/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/disclosure/documentedition/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/documentedition/<path:object_id>/change/": ">ooo--o----->",
    "admin/disclosure/documentedition/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/campaign/start/": ">ooooooooooo>",
    "admin/disclosure/campaign/<int:pk>/entries/<int:entry_pk>/decide/": ">ppppppppppp>",
    "admin/disclosure/campaign/<int:pk>/close/": ">ppppppppppp>",
    "admin/disclosure/campaign/": ">ooooooxxxxo>",
    "admin/disclosure/campaign/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/campaign/<path:object_id>/history/": ">ooo>>o>>>>>>",
    "admin/disclosure/campaign/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/campaign/<path:object_id>/change/": ">ooo--o----->",
    "admin/disclosure/campaign/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/countyword/": ">xxxxxoxxxxo>",
    "admin/disclosure/countyword/add/": ">xxxxxoxxxxo>",
    "admin/disclosure/countyword/<path:object_id>/history/": ">>>>>>o>>>>>>",
    "admin/disclosure/countyword/<path:object_id>/delete/": ">xxxxxoxxxx>>",
    "admin/disclosure/countyword/<path:object_id>/change/": ">xxxxxoxxxx>>",
    "admin/disclosure/countyword/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/topic/": ">ooooooxooxo>",
    "admin/disclosure/topic/add/": ">xxxxxoxxoxo>",
    "admin/disclosure/topic/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/disclosure/topic/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/topic/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/disclosure/topic/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/handover/make/": ">ppppppppppp>",
    "admin/disclosure/handover/<int:pk>/download/": ">-----o----->",
    "admin/disclosure/handover/<int:pk>/receive/": ">ppppppppppp>",
    "admin/disclosure/handover/": ">xxxxxoxxxxo>",
    "admin/disclosure/handover/add/": ">xxxxxxxxxxx>",
    "admin/disclosure/handover/<path:object_id>/history/": ">>>>>>o>>>>>>",
    "admin/disclosure/handover/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/handover/<path:object_id>/change/": ">xxxxxoxxxx>>",
    "admin/disclosure/handover/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/disclosure/webhookendpoint/": ">xxxxxoxxxxo>",
    "admin/disclosure/webhookendpoint/add/": ">xxxxxoxxxxo>",
    "admin/disclosure/webhookendpoint/<path:object_id>/history/": ">>>>>>o>>>>>>",
    "admin/disclosure/webhookendpoint/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/disclosure/webhookendpoint/<path:object_id>/change/": ">xxxxxoxxxx>>",
    "admin/disclosure/webhookendpoint/<path:object_id>/": ">>>>>>>>>>>>>",
}


def things(county: County) -> dict[str, object]:
    """Route prefix or placeholder → what its number stands for."""
    made = documents.draft(county)
    attaching.attach(made, SimpleUploadedFile("说明.txt", "政策说明".encode()), by=county.clerk, on=ON)
    made.refresh_from_db()
    public = documents.advance(county, made, Status.SUPERSEDED)
    documents.document(county, state=Status.LEDGER, proposed_attribute=Attribute.NOT_OPEN)
    draft = documents.draft(county, title="还在起草的通知")
    condition = releasing.add_condition(draft, "approval", by=county.clerk, note="报县政府批准")
    campaign = campaigns.open_campaign(
        "reevaluation", county.government, year=2027, by=None, on=date(2027, 1, 5), due_on=date(2027, 3, 1)
    )
    result = Campaign.objects.create(
        kind="cleanup", organisation=county.government, year=2026, opened_on=ON, due_on=ON, closed_on=ON,
        result_published_at=timezone.now(),
    )  # fmt: skip
    subscription = Subscription.objects.create(email="reader@example.cn", unit=county.department)
    attachment = Attachment.objects.get(edition=public)
    delivery = public.document.editions.public().get().deliveries.first()
    assert delivery is not None
    hook = WebhookEndpoint.objects.create(
        organisation=county.government, name="青岚发布", url="https://127.0.0.1:9/", secret="s" * 48
    )
    package = HandOver.objects.create(
        county=county.government, month=ON.replace(day=1), sm3="0" * 64, count=0, received_on=ON,
        file=ContentFile(b"PK", name="package.zip"),
    )  # fmt: skip
    sheet = "标题,文号,成文日期,发布日期,正文\n关于冬季供暖补贴的通知,青民发〔2020〕7号,2020-11-02,2020-11-03,补贴标准为每户300元。\n"
    batch = importing.receive(
        county.department, by=county.clerk, file_name="旧文件.csv", data=sheet.encode(), pack=None
    )
    importing.read(batch, on=ON)
    return {
        "admin/disclosure/webhookendpoint/": hook.pk,
        "admin/disclosure/handover/": package.pk,
        "admin/disclosure/documentedition/archive/": batch.pk,
        "<int:number>": 1,
        "documents/": public.document_id,
        "documents/cleanups/": result.pk,
        "documents/<int:document>/attachments/": attachment.pk,
        "admin/disclosure/documentedition/": draft.pk,
        "admin/disclosure/documentedition/deliveries/": delivery.pk,
        "admin/disclosure/campaign/": campaign.pk,
        "admin/disclosure/countyword/": CountyWord.objects.create(
            county=county.government, word="云岭工程"
        ).pk,
        "admin/disclosure/topic/": Topic.objects.create(code="99", name="其他").pk,
        "<slug:unit>": county.department.code,
        "<int:version>": 1,
        "<int:document>": public.document_id,
        "<uuid:token>": subscription.token,
        "<uuid:lineage>": attachment.lineage,
        "<int:attachment_pk>": attachment.pk,
        "<int:condition_pk>": condition.pk,
        "<int:entry_pk>": campaign.entries.first().pk,
    }
