"""What is true about villages."""

from village.models.item import BoardItem, Notice, Objection, Order, Posting
from village.models.matter import Matter, ModelMatter, Rules, VillageRule

__all__ = [
    "BoardItem",
    "Matter",
    "ModelMatter",
    "Notice",
    "Objection",
    "Order",
    "Posting",
    "Rules",
    "VillageRule",
]
