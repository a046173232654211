"""How one signs in, and what one keeps of it."""

from django.urls import path

from accounts.views import external, own, second

app_name = "account"
urlpatterns = [
    path("login/second/", second.second, name="second"),
    path("login/unified/", external.start, name="external"),
    path("login/unified/back/", external.back, name="external_back"),
    path("account/", own.home, name="home"),
    path("account/confirm/", second.confirm, name="confirm"),
    path("account/totp/", own.add_totp, name="totp"),
    path("account/passkey/", own.add_passkey, name="passkey"),
    path("account/codes/", own.codes, name="codes"),
    path("account/factors/<uuid:pk>/remove/", own.remove_factor, name="remove_factor"),
    path("account/sessions/end/", own.end_others, name="end_others"),
    path("account/sessions/<int:pk>/end/", own.end_session, name="end_session"),
]
