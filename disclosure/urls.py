"""/documents/: what citizens see of documents."""

from django.urls import path

from disclosure.views import (
    boards,
    cleanups,
    details,
    editions,
    exports,
    feeds,
    files,
    lists,
    notices,
    subscriptions,
)

app_name = "documents"
urlpatterns = [
    path("", lists.document_list, name="list"),
    path("export.<slug:extension>", exports.export, name="export"),
    path("feed.atom", feeds.feed, name="feed"),
    path("board/<slug:unit>/", boards.board, name="board"),
    path("cleanups/", cleanups.cleanups, name="cleanups"),
    path("cleanups/<int:pk>/", cleanups.cleanup, name="cleanup"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("subscribe/<uuid:token>/", subscriptions.confirm, name="subscription_confirm"),
    path("subscribe/<uuid:token>/end/", subscriptions.end, name="subscription_end"),
    path("<int:pk>/", details.detail, name="detail"),
    path("<int:pk>/qr.svg", details.qr, name="qr"),
    path("<int:pk>/notice.pdf", notices.notice, name="notice"),
    path("<int:pk>/changes/", editions.changes, name="changes"),
    path("<int:pk>/editions/<int:version>/", editions.edition, name="edition"),
    path("<int:document>/attachments/<int:pk>/", files.attachment, name="attachment"),
    path("<int:document>/images/<uuid:lineage>/", files.image, name="image"),
]
