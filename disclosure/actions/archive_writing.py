"""Writing approved rows of an archive as documents that stand: some twenty statements for a chunk of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from audit.chain import sm3
from catalog.bulk import insert
from disclosure.actions.attaching import store
from disclosure.bulk import ArchiveDocument, BadPack, FilePack
from disclosure.content import FIELDS, Content
from disclosure.findable import findable
from disclosure.models import (
    ArchiveBatch,
    ArchiveRow,
    Attachment,
    Document,
    DocumentEdition,
    Finding,
    IndexCounter,
    Placement,
    Relation,
    StoredFile,
    Validity,
    ValidityEvent,
    private_storage,
)
from disclosure.numbering import prefix
from disclosure.workflow import CURRENT, Attribute, Status
from search import actions as searching
from statute.index_numbers import format_index

GONE = (Validity.REPEALED, Validity.EXPIRED)
# Fields of an edition's content that an archive fills under the same name.
SAME = (
    "title", "kind", "doc_number", "registration_no", "issuer", "formed_on", "issued_on", "effective_on", "valid_until",
    "is_normative", "summary", "keywords", "body", "redaction_note",
)  # fmt: skip


class ChunkWriter:
    """One chunk of a locked batch. `justification` is what the importer wrote about the scanner's findings."""

    def __init__(
        self,
        batch: ArchiveBatch,
        rows: Sequence[ArchiveRow],
        *,
        on: date,
        justification: Mapping[str, Any] | None,
    ) -> None:
        self.batch, self.rows, self.on = batch, rows, on
        self.justification = justification
        self.now = timezone.now()
        self.made = [ArchiveDocument.from_json(row.values) for row in rows]
        self.touched: list[DocumentEdition] = []  # documents whose validity these rows change
        self.saved: list[str] = []  # files that must go again when the chunk fails

    def write(self) -> None:
        """Everything for these rows. The caller's transaction; on an error the files written so far are removed."""
        try:
            files = self._files()
            documents = self._documents()
            editions = self._editions(documents, files)
            self._parts(editions, files)
            self._publish(editions)
            self._relate(editions)
            searching.put(*findable([*editions, *self.touched]))
        except BaseException:
            for name in self.saved:
                private_storage().delete(name)
            raise

    # --- files ----------------------------------------------------------------------------------------------

    def _files(self) -> list[list[StoredFile]]:
        """The stored files of each row; their bytes must be those that were approved."""
        if not any(made.files for made in self.made):
            return [[] for _ in self.made]
        with self.batch.files_zip.open("rb") as handle:
            pack = FilePack(handle)
            return [
                [self._stored(pack, one.entry, one.name, one.sm3) for one in made.files] for made in self.made
            ]

    def _stored(self, pack: FilePack, entry: str, name: str, approved: str) -> StoredFile:
        data = pack.read(entry)
        if sm3(data) != approved:
            raise BadPack(f"附件包里的“{entry}”与审核时不一致。")
        stored = store(ContentFile(data), name, by=self.batch.by)
        self.saved.append(stored.file.name)
        return stored

    # --- documents and editions -----------------------------------------------------------------------------

    def _documents(self) -> list[Document]:
        """The identities, with the number they came with, else the next ones of the unit."""
        unit = self.batch.unit
        documents = [Document(unit=unit, index_number=made.index_number) for made in self.made]
        without = [document for document in documents if not document.index_number]
        for document, serial in zip(without, self._serials(len(without)), strict=True):
            document.index_year, document.index_serial = self.on.year, serial
            document.index_number = format_index(prefix(document), self.on.year, serial)
        made = Document.objects.bulk_create(documents)
        for row, document in zip(self.rows, made, strict=True):
            row.document = document
        _point(self.rows)
        return made

    def _serials(self, number: int) -> Iterator[int]:
        """So many serials of this year under the counter's lock, none of them in use as a number that was given."""
        if not number:
            return
        unit, year = self.batch.unit, self.on.year
        IndexCounter.objects.get_or_create(unit=unit, year=year)
        counter = IndexCounter.objects.select_for_update().get(unit=unit, year=year)
        start = format_index(prefix(Document(unit=unit)), year, 1).rpartition("-")[0]
        taken = set(
            Document.objects.filter(index_number__startswith=f"{start}-").values_list(
                "index_number", flat=True
            )
        ) | {made.index_number for made in self.made}
        while number:
            counter.last += 1
            if f"{start}-{counter.last:05d}" not in taken:
                number -= 1
                yield counter.last
        counter.save(update_fields=["last"])

    def _editions(
        self, documents: Sequence[Document], files: Sequence[Sequence[StoredFile]]
    ) -> list[DocumentEdition]:
        self.relations = self._targets(documents)
        editions = [
            self._edition(document, made, self._content(made, stored, relations))
            for document, made, stored, relations in zip(
                documents, self.made, files, self.relations, strict=True
            )
        ]
        insert(DocumentEdition, editions)
        pks = dict(DocumentEdition.objects.filter(document__in=documents).values_list("document_id", "pk"))
        for edition in editions:
            edition.pk = pks[edition.document_id]
        return editions

    def _content(
        self,
        made: ArchiveDocument,
        stored: Sequence[StoredFile],
        relations: Sequence[tuple[str, int | None, str]],
    ) -> Content:
        """The same value `DocumentEdition.content` would read back, without reading."""
        values = dict.fromkeys(FIELDS, "") | {name: getattr(made, name) for name in SAME}
        values |= {
            "topic_id": made.topic,
            "forwards_id": None,
            "responsible_basis": "made",
            "proposed_attribute": made.attribute,
            "proposed_ground": made.ground,
            "proposed_reason": made.reason,
        }
        return Content(
            fields=values,
            attachments=[(one.name, file.sm3, "") for one, file in zip(made.files, stored, strict=True)],
            items=[item for item, _ in made.items],
            co_issuers=list(made.co_issuers),
            relations=list(relations),
        )

    def _edition(self, document: Document, made: ArchiveDocument, content: Content) -> DocumentEdition:
        """Signed as approved; when it was first public stays what the list said."""
        digest, batch = content.digest(), self.batch
        ledger = made.attribute == Attribute.NOT_OPEN
        validity = made.validity_on(self.on)
        repealed_on = made.repealed_on if validity == Validity.REPEALED else None
        return DocumentEdition(
            document=document,
            unit=batch.unit,
            status=Status.LEDGER if ledger else Status.SIGNED,
            **content.fields,
            text=made.text,
            attribute=made.attribute,
            ground=made.ground,
            attribute_reason=made.reason if made.ground else "",
            attribute_reviewed_on=self.on,
            validity=validity,
            repealed_on=repealed_on,
            content_hash=digest,
            approved_hash=digest,
            first_publication=made.before_portal_on is None,
            started_by=batch.by,
            started_on=self.on,
            submitted_by=batch.by,
            signed_by=batch.approved_by,
            signed_on=self.on,
            published_by=None if ledger else batch.approved_by,
            before_portal_on=made.before_portal_on,
            batch=batch,
        )

    # --- what belongs to an edition -------------------------------------------------------------------------

    def _parts(self, editions: Sequence[DocumentEdition], files: Sequence[Sequence[StoredFile]]) -> None:
        pairs = list(zip(editions, self.made, strict=True))
        author = DocumentEdition.authors.through
        joint = DocumentEdition.co_issuers.through
        insert(author, [author(documentedition_id=one.pk, user_id=self.batch.by_id) for one in editions])
        insert(
            joint,
            [
                joint(documentedition_id=one.pk, organisation_id=body)
                for one, made in pairs
                for body in made.co_issuers
            ],
        )
        insert(
            Placement,
            [Placement(edition=one, item_id=i, domain_id=d) for one, made in pairs for i, d in made.items],
        )
        attached = [
            Attachment(edition=edition, file=file, name=one.name, position=place)
            for (edition, made), stored in zip(pairs, files, strict=True)
            for place, (one, file) in enumerate(zip(made.files, stored, strict=True))
        ]
        insert(Attachment, attached)
        if any(row.problems for row in self.rows):
            self._findings(editions)

    def _publish(self, editions: Sequence[DocumentEdition]) -> None:
        """The server's stamp, last of all: from here on the database lets nobody change text, files or places."""
        signed = [edition for edition in editions if edition.status == Status.SIGNED]
        for edition in signed:
            edition.status, edition.published_at = Status.PUBLISHED, self.now
        pks = [edition.pk for edition in signed]
        DocumentEdition.objects.filter(pk__in=pks).update(status=Status.PUBLISHED, published_at=self.now)

    def _findings(self, editions: Sequence[DocumentEdition]) -> None:
        """What was found and let stand, with who let it stand and why."""
        attachments = {
            (edition, name): pk
            for edition, name, pk in Attachment.objects.filter(edition__in=editions).values_list(
                "edition", "name", "pk"
            )
        }
        found = []
        for edition, row in zip(editions, self.rows, strict=True):
            for problem in row.problems:
                if one := problem.get("found"):
                    finding = Finding(edition=edition, **one)
                    finding.place, finding.excerpt = finding.place[:300], finding.excerpt[:200]
                    finding.attachment_id = attachments.get((edition.pk, problem["attachment"]))
                    self._justified(finding)
                    found.append(finding)
        insert(Finding, found)

    def _justified(self, finding: Finding) -> None:
        if finding.blocking and self.justification:
            finding.justification = self.justification["text"]
            finding.justified_by_id = self.justification["by"]
            finding.justified_at = datetime.fromisoformat(self.justification["at"])

    # --- relations ------------------------------------------------------------------------------------------

    def _targets(self, documents: Sequence[Document]) -> list[list[tuple[str, int | None, str]]]:
        """Relations of each row as (kind, document, text): a row of the list is the document it became."""
        became = {row.number: document.pk for row, document in zip(self.rows, documents, strict=True)}
        wanted = {one.row for made in self.made for one in made.relations if one.row} - became.keys()
        if wanted:
            written = self.batch.rows.filter(number__in=wanted, document__isnull=False)
            became |= dict(written.values_list("number", "document_id"))
        return [
            [
                (one.kind, target, "" if target else one.text)
                for one in made.relations
                for target in [became.get(one.row) if one.row else one.document]
            ]
            for made in self.made
        ]

    def _relate(self, editions: Sequence[DocumentEdition]) -> None:
        """Writes the relations; those in effect take effect on documents that do not say so themselves."""
        rows, due = [], []
        for edition, made, relations in zip(editions, self.made, self.relations, strict=True):
            in_effect = edition.status == Status.PUBLISHED and not (
                edition.effective_on and edition.effective_on > self.on
            )
            for kind, target, text in relations:
                applied = self.on if in_effect and target else None
                rows.append(
                    Relation(
                        edition=edition, kind=kind, target_id=target, target_text=text, applied_on=applied
                    )
                )
                if applied:
                    since = edition.effective_on or made.formed_on or made.before_portal_on or self.on
                    due.append((kind, target, edition, since))
        insert(Relation, rows)
        if due:
            self._take_effect(due)

    def _take_effect(self, due: Sequence[tuple[str, int | None, DocumentEdition, date]]) -> None:
        locked = DocumentEdition.objects.select_for_update(of=("self",)).order_by("pk")
        standing = {
            one.document_id: one
            for one in locked.filter(document__in={d for _, d, _, _ in due}, status__in=CURRENT)
        }
        changed, events = [], []
        for kind, target, cause, since in due:
            edition = standing.get(target or 0)
            modifies = kind == Relation.Kind.MODIFIES
            if (
                edition is None
                or edition.validity == Validity.REPEALED
                or (modifies and edition.validity in GONE)
            ):
                continue
            edition.validity = Validity.MODIFIED if modifies else Validity.REPEALED
            edition.repealed_on = None if modifies else since
            changed.append(edition)
            if edition.batch_id != self.batch.pk:  # what comes in with this batch comes in as it is
                events.append(
                    ValidityEvent(
                        edition=edition,
                        validity=edition.validity,
                        cause=cause,
                        due_on=self.on,
                        applied_on=self.on,
                    )
                )
        self.touched = changed
        DocumentEdition.objects.bulk_update(changed, ["validity", "repealed_on"])
        ValidityEvent.objects.bulk_create(events)


def _point(rows: Sequence[ArchiveRow]) -> None:
    """Each row to the document it became, in one statement (a CASE for each row would cost a third of the import)."""
    table = connection.ops.quote_name(ArchiveRow._meta.db_table)
    pairs = ", ".join(["(%s, %s)"] * len(rows))
    values = [value for row in rows for value in (row.pk, row.document_id)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET document_id = became.column2 FROM (VALUES {pairs}) AS became "  # noqa: S608  names from the model
            f"WHERE {table}.id = became.column1",
            values,
        )
