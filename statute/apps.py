from django.apps import AppConfig


class StatuteConfig(AppConfig):
    name = "statute"
    verbose_name = "法定规则"
    default_auto_field = "django.db.models.BigAutoField"
