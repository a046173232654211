"""The look before publication: title, text and files, what was found, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import sm3
from disclosure import body as bodies
from disclosure.actions.drafting import close_edit, lock
from disclosure.models import Attachment, CountyWord, DocumentEdition, Finding, StoredFile
from disclosure.policies import may_edit
from disclosure.scanner import Found, Kind, mask, scan_file, scan_text

ARTICLE = "条例第十五条、第十七条;个人信息保护法第二十五条"


def county_words(edition: DocumentEdition) -> tuple[str, ...]:
    """The county's word list, sorted."""
    county = edition.unit.get_ancestors(include_self=True).filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    return tuple(CountyWord.objects.filter(county__in=county).order_by("word").values_list("word", flat=True))


def rescan(edition: DocumentEdition) -> list[Finding]:
    """Scan what stands now. A justification stays with the same finding; everything else is asked again.

    Under the edition's lock. Files are read once per word list: their findings are kept with them.
    """
    words = county_words(edition)
    kept = {finding.fingerprint: finding for finding in edition.findings.filter(justified_at__isnull=False)}
    found: list[tuple[Attachment | None, Found]] = [
        (None, one)
        for text, place in (
            (edition.title, "标题"),
            (edition.summary, "内容概述"),
            (edition.keywords, "主题词"),
        )
        for one in _sealed(scan_text(text, place, words=words))
    ]
    for number, paragraph in enumerate(bodies.paragraphs(edition.body), start=1):
        found += [(None, one) for one in _sealed(scan_text(paragraph, f"正文第{number}段", words=words))]
    for attachment in edition.attachments.select_related("file"):
        found += [(attachment, one) for one in _found_in(attachment, words)]
    edition.findings.all().delete()
    return Finding.objects.bulk_create(_finding(edition, place, one, kept) for place, one in found)


def _sealed(found: Iterable[Found]) -> Iterator[Found]:
    """With fingerprints nobody can guess a number from: they are kept under the site's secret."""
    for one in found:
        key = salted_hmac("disclosure.finding", one.fingerprint, algorithm="sha256").hexdigest()
        yield replace(one, fingerprint=key)


def _finding(
    edition: DocumentEdition, attachment: Attachment | None, one: Found, kept: dict[str, Finding]
) -> Finding:
    finding = Finding(
        edition=edition,
        attachment=attachment,
        kind=one.kind,
        place=one.place[:300],
        excerpt=one.excerpt[:200],
        fingerprint=one.fingerprint,
        blocking=one.blocking,
    )
    if earlier := kept.get(one.fingerprint):
        finding.justification = earlier.justification
        finding.justified_by, finding.justified_at = earlier.justified_by, earlier.justified_at
    return finding


def _found_in(attachment: Attachment, words: tuple[str, ...]) -> list[Found]:
    stored = attachment.file
    words_hash = sm3("\n".join(words).encode())
    if stored.words_hash != words_hash:
        with stored.file.open("rb") as handle:
            found = scan_file(handle.read(), attachment.name, words=words)
        stored.found = [asdict(one) for one in _sealed(found)]
        stored.words_hash = words_hash
        StoredFile.objects.filter(pk=stored.pk).update(found=stored.found, words_hash=words_hash)
    return [Found(**{**one, "kind": Kind(one["kind"])}) for one in stored.found]


@transaction.atomic
def scan_now(edition: DocumentEdition, *, by: User) -> list[Finding]:
    """扫描 on request while drafting."""
    edition = lock(edition)
    require(may_edit(by, edition))
    return rescan(edition)


@transaction.atomic
def justify(finding: Finding, *, by: User, reason: str) -> Finding:
    """保留并说明: why what was found may stay (in writing, by name). It does not change the content."""
    edition = lock(finding.edition)
    require(may_edit(by, edition))
    if len(reason.strip()) < 5:
        raise Refused("请写明保留的理由(不少于5个字)。")
    if edition.status != "draft":
        raise Refused("送审之后不能再补充说明,请先撤回。")
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    finding.justification, finding.justified_by = reason.strip()[:500], by
    finding.justified_at = timezone.now()
    finding.save(update_fields=["justification", "justified_by", "justified_at"])
    record(by, "finding.justified", edition, article=ARTICLE, organisation=edition.unit,
           kind=finding.kind, place=finding.place, reason=finding.justification)  # fmt: skip
    return finding


@transaction.atomic
def mask_text(edition: DocumentEdition, *, by: User, on: date) -> DocumentEdition:
    """遮盖: ID numbers, bank cards and mobile numbers of title, summary and body, all at once."""
    edition = lock(edition)
    require(may_edit(by, edition))
    edition.title, edition.summary = mask(edition.title), mask(edition.summary)
    edition.body = bodies.clean(bodies.map_text(edition.body, mask))
    edition.text = bodies.to_text(edition.body)
    edition = close_edit(edition, by=by, on=on, action="document.masked")
    rescan(edition)
    return edition
