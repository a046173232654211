"""What the API says of a document, a catalog item, a unit. Of a directory entry only what 第十二条 lists."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from rest_framework import serializers

from accounts.models import Organisation
from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.views.facts import files_of
from portal.api.base import absolute

WITHHELD = ("doc_number", "registration_no")  # of what is only listed


class UnitSerializer(serializers.ModelSerializer[Organisation]):
    """A body that publishes here."""

    url = serializers.SerializerMethodField(help_text="本单位的政府信息公开专栏")

    class Meta:
        model = Organisation
        fields: ClassVar = ["code", "name", "short_name", "kind", "region_code", "url"]

    def get_url(self, unit: Organisation) -> str:
        return absolute(reverse("open:unit-home", args=[unit.code]))


class AttachmentSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    format = serializers.CharField()
    size = serializers.IntegerField(help_text="字节")
    url = serializers.SerializerMethodField()

    def get_url(self, file: Any) -> str:
        return absolute(file.url)


class NamedDocumentSerializer(serializers.Serializer[Any]):
    """A document that another thing names."""

    id = serializers.IntegerField(source="document_id")
    title = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, edition: DocumentEdition) -> str:
        return absolute(edition.get_absolute_url())


class DocumentSerializer(serializers.ModelSerializer[DocumentEdition]):
    """A public document as a row of a list."""

    id = serializers.IntegerField(source="document_id", help_text="文件编号，也是网址的一部分")
    index_number = serializers.CharField(source="document.index_number", help_text="索引号")
    unit = serializers.CharField(source="unit.code", help_text="发布机构代码")
    unit_name = serializers.CharField(source="unit.name")
    topic = serializers.CharField(source="topic.code", default="", help_text="主题分类代码")
    url = serializers.SerializerMethodField()

    class Meta:
        model = DocumentEdition
        fields: ClassVar = [
            "id", "index_number", "title", "doc_number", "issuer", "unit", "unit_name", "kind", "topic", "formed_on",
            "published_at", "before_portal_on", "validity", "effective_on", "valid_until", "repealed_on", "attribute",
            "is_normative", "registration_no", "summary", "version", "url",
        ]  # fmt: skip

    def get_url(self, edition: DocumentEdition) -> str:
        return absolute(edition.get_absolute_url())

    def to_representation(self, instance: DocumentEdition) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if instance.is_readable else shown | dict.fromkeys(WITHHELD, "")


class WholeDocumentSerializer(DocumentSerializer):
    """One document with its text and attachments, where anybody may read them."""

    text = serializers.SerializerMethodField(help_text="正文文字；依申请公开的为空")
    attachments = serializers.SerializerMethodField()

    class Meta(DocumentSerializer.Meta):
        fields: ClassVar = [*DocumentSerializer.Meta.fields, "text", "attachments"]

    def get_text(self, edition: DocumentEdition) -> str:
        return edition.text if edition.is_readable else ""

    def get_attachments(self, edition: DocumentEdition) -> list[dict[str, Any]]:
        files = [file for file in files_of(edition) if not file.refused] if edition.is_readable else []
        return AttachmentSerializer(files, many=True).data  # type: ignore[return-value]  # a list, as many says


class ItemSerializer(serializers.ModelSerializer[Node]):
    """A row of a catalog in force: the ten official columns. `null` means that the source does not say."""

    id = serializers.IntegerField(source="item_id")
    unit = serializers.CharField(source="edition.unit.code")
    unit_name = serializers.CharField(source="edition.unit.name")
    domain = serializers.CharField(source="edition.domain.code")
    domain_name = serializers.CharField(source="edition.domain.name")
    path = serializers.CharField(source="item.path_key", help_text="一级事项/二级事项")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Node
        fields: ClassVar = [
            "id", "unit", "unit_name", "domain", "domain_name", "path", "name", "content", "basis", "time_limit",
            "subject", "channels", "audience_all", "audience_group", "mode_active", "mode_request", "levels",
            "service_name", "verified", "url",
        ]  # fmt: skip

    def get_url(self, node: Node) -> str:
        return absolute(reverse("catalog:item", args=[node.item_id]))
