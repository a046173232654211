"""Documents with everything on them, and every address under which something of them could be seen."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from disclosure.actions import attaching, drafting
from disclosure.models import Attachment, DocumentEdition, Topic
from disclosure.workflow import Status
from portal.data.datasets import DATASETS, FORMATS
from portal.sitemaps import SITEMAPS
from tests import documents
from tests.factories import ON, County

TEXT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(colour: str = "red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return SimpleUploadedFile("示意图.png", out.getvalue())


def plain(text: str, name: str = "说明.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def topic() -> Topic:
    """民政 below its group; made once."""
    group, _ = Topic.objects.get_or_create(code="12", name="民政、扶贫、救灾")
    return Topic.objects.get_or_create(code="1206", name="社会救助", parent=group)[0]


def complete(
    county: County, state: str = Status.PUBLISHED, *, word: str = "样品", on: date = ON, **values
) -> DocumentEdition:
    """A document that carries `word` in everything: title, number, summary, text, attachment, picture."""
    made = documents.draft(county, on=on, **{
        "title": f"{word}标题", "doc_number": f"{word}发〔2026〕77号", "summary": f"{word}概述", "keywords": f"{word}词",
        "body": f"<p>{word}正文第一段。</p><p>第二段没有特别之处。</p>", "topic_id": topic().pk, **values,
    })  # fmt: skip
    attaching.attach(made, plain(f"{word}附件内容"), by=county.clerk, on=on, name=f"{word}附件.txt")
    made.refresh_from_db()
    attaching.attach_image(made, picture(), by=county.clerk, on=on, alt=f"{word}图")
    made.refresh_from_db()
    image = made.attachments.get(inline=True)
    source = reverse("documents:image", args=[made.document_id, image.lineage])
    drafting.save_draft(
        made, by=county.clerk, on=on, revision=made.revision, values={},
        body=f'{made.body}<p><img src="{source}" alt="{word}图"></p>',
    )  # fmt: skip
    made.refresh_from_db()
    return documents.advance(county, made, state, on=on)


def revised(
    county: County, edition: DocumentEdition, state: str = Status.PUBLISHED, **values
) -> DocumentEdition:
    """The next edition of the document, without the old words in what `values` replace."""
    newer = drafting.start_edition(edition.document, by=county.clerk, on=ON, reason="更正")
    body = values.pop("body", None)
    newer = drafting.save_draft(
        newer, by=county.clerk, on=ON, revision=newer.revision, values=values, body=body
    )
    return documents.advance(county, newer, state, on=ON)


def own_addresses(edition: DocumentEdition) -> dict[str, str]:
    """Name → address of everything that belongs to this very document."""
    pk = edition.document_id
    found = {
        "detail": reverse("documents:detail", args=[pk]),
        "qr": reverse("documents:qr", args=[pk]),
        "notice": reverse("documents:notice", args=[pk]),
        "notice a3": reverse("documents:notice", args=[pk]) + "?size=a3",
        "changes": reverse("documents:changes", args=[pk]),
        "changes 1-2": reverse("documents:changes", args=[pk]) + "?from=1&to=2",
        "api document": reverse("api:document", args=[pk]),
    }
    for version in (1, 2, 3):
        found[f"edition {version}"] = reverse("documents:edition", args=[pk, version])
    for number, one in enumerate(Attachment.objects.filter(edition__document=pk).order_by("pk")):
        found[f"attachment {number}"] = reverse("documents:attachment", args=[pk, one.pk])
        found[f"image {number}"] = reverse("documents:image", args=[pk, one.lineage])
        found[f"image {number} of an edition"] = f"{found[f'image {number}']}?edition={one.edition_id}"
    return found


def common_addresses(county: County, *words: str) -> dict[str, str]:
    """Name → address of every page, feed and file on which documents are listed, under every filter."""
    listed, feed = reverse("documents:list"), reverse("documents:feed")
    queries = [
        "", f"?unit={county.department.code}", f"?domain={county.domain.code}", "?topic=12", "?topic=1206", "?kind=notice",
        "?year=2026", "?validity=in_force", "?validity=repealed", "?attribute=open", "?attribute=open_redacted",
        "?attribute=on_request", "?attribute=not_open", "?current=1", "?sort=formed", "?page=2",
        *(f"?q={word}" for word in words),
    ]  # fmt: skip
    found = {f"list {query}": listed + query for query in queries}
    found |= {f"feed {query}": feed + query for query in queries}
    for extension in ("csv", "jsonl"):
        found |= {f"{extension} {q}": reverse("documents:export", args=[extension]) + q for q in queries}
    found |= {
        "home": reverse("home"),
        "site map": reverse("site_map"),
        "search": reverse("search") + f"?q={words[0]}",
        "search by date": reverse("search") + f"?q={words[0]}&sort=date&current=1",
        "search of a kind": reverse("search")
        + f"?q={words[0]}&kind=document&unit={county.department.pk}&exact=1",
        "search without words": reverse("search") + f"?unit={county.department.pk}",
        "suggest": reverse("suggest") + f"?q={words[0]}",
        "search feed": reverse("search_feed") + f"?q={words[0]}",
        "search feed of a unit": reverse("search_feed") + f"?unit={county.department.pk}",
        "catalog search": reverse("catalog:search") + f"?q={words[0]}",
        "board": reverse("documents:board", args=[county.department.code]),
        "board 2": reverse("documents:board", args=[county.department.code]) + "?page=2",
        "item": reverse("catalog:item", args=[documents.item(county).pk]),
        "domain": reverse("catalog:domain", args=[county.domain.code]),
        "unit": reverse("catalog:unit", args=[county.department.code]),
        "cleanups": reverse("documents:cleanups"),
        "interpretations": reverse("interpretations:list"),
        "interpretations q": reverse("interpretations:list") + f"?q={words[0]}",
        "interpretations unit": reverse("interpretations:list") + f"?unit={county.department.code}",
        "interpretations answers": reverse("interpretations:answers"),
        "interpretations concerns": reverse("interpretations:concerns"),
        "interpretations events": reverse("interpretations:events"),
        "interpretations messages": reverse("messages:home"),
    }
    api, unit = reverse("api:documents"), county.department.code
    found |= {
        "api all": api, "api of the unit": f"{api}?unit={unit}", "api of the domain": f"{api}?domain={county.domain.code}",
        **{f"api {word}": f"{api}?q={word}" for word in words},
        "sitemap documents": reverse("sitemap_part", args=["documents"]), "kiosk": reverse("kiosk:attract"),
        "api items": reverse("api:items"), "api units": reverse("api:units"), "dcat": reverse("data:catalogue"),
        **{f"data {end}": reverse("data:file", args=["documents", end]) for end in ("csv", "json", "jsonl")},
        **{f"data items {end}": reverse("data:file", args=["items", end]) for end in ("csv", "json", "jsonl")},
    }  # fmt: skip
    found |= {f"beside {name}": address for name, address in _beside(county, *words).items()}
    for page in (
        "home",
        "content",
        "directory",
        "directory-file",
        "guide",
        "institutions",
        "normative",
        "reports",
    ):
        found |= {
            f"open {page}": reverse(f"open:{page}"),
            f"open {page} 2": reverse(f"open:unit-{page}", args=[unit]),
        }
    return found | {f"open content {word}": reverse("open:content") + f"?q={word}" for word in words}


def _beside(county: County, *words: str) -> dict[str, str]:
    """Outlets of what stands beside documents: a document is in none of them unless a thing there names it."""
    nouns = ("interpretations", "answers", "messages", "consultations", "villages", "reports")
    found = {f"api {noun}": reverse(f"api:{noun}") for noun in nouns}
    found |= {
        f"api {noun} {word}": reverse(f"api:{noun}") + f"?q={word}" for noun in nouns[:4] for word in words
    }
    found |= {
        f"data {code} {end}": reverse("data:file", args=[code, end])
        for code in DATASETS for end in FORMATS if code not in ("documents", "items")
    }  # fmt: skip
    found |= {
        f"sitemap {part}": reverse("sitemap_part", args=[part]) for part in SITEMAPS if part != "documents"
    }
    found |= {f"feed {app}": reverse(f"{app}:feed") for app in ("interpretations", "participation")}
    found["feed of the column"] = reverse("supervision:experience_feed")
    found |= {f"feed of {word}": reverse("interpretations:feed") + f"?q={word}" for word in words}
    village = county.village.code
    return found | {
        "data": reverse("data:index"), "sitemap": reverse("sitemap"), "api": reverse("api:documentation"),
        "api schema": reverse("api:schema"), "kiosk menu": reverse("kiosk:menu"), "kiosk consult": reverse("kiosk:consult"),
        "villages": reverse("villages:index"), "village": reverse("villages:village", args=[village]),
        "village sheet": reverse("villages:sheet", args=[village]), "village ledger": reverse("villages:ledger", args=[village]),
        "participation": reverse("participation:index"), "consultations": reverse("participation:consultations"),
        "reports": reverse("supervision:reports"), "apply": reverse("requests:apply"), "units": reverse("units"),
        "write": reverse("messages:write"),
    }  # fmt: skip
