"""/villages/: township → village → what it published."""

from django.urls import path

from village.views import boards, feeds, ledgers, objecting, sheets

app_name = "villages"
urlpatterns = [
    path("", boards.index, name="index"),
    path("<slug:village_code>/", boards.village, name="village"),
    path("<slug:village_code>/sheet/", sheets.sheet, name="sheet"),
    path("<slug:village_code>/sheet.pdf", sheets.paper, name="paper"),
    path("<slug:village_code>/feed.atom", feeds.feed, name="feed"),
    path("<slug:village_code>/qr.svg", sheets.qr, name="qr"),
    path("<slug:village_code>/card.png", sheets.card, name="card"),
    path("<slug:village_code>/items/<int:pk>/", boards.item, name="item"),
    path("<slug:village_code>/items/<int:pk>/photo/", boards.photo, name="photo"),
    path("<slug:village_code>/items/<int:pk>/object/", objecting.object_to, name="object"),
    path("<slug:village_code>/ledger/", ledgers.ledger, name="ledger"),
    path("<slug:village_code>/ledger/<int:ledger_year>/<int:number>/", ledgers.month, name="month"),
    path("<slug:village_code>/receipts/<int:pk>.png", ledgers.receipt, name="receipt"),
]
