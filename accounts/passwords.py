"""密码规则: Django's, with the one sentence its Chinese translation lacks."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return (
            f"密码太短，至少要{self.min_length}个字符。几个不相干的词连起来，比一个短而怪的词好记也更安全。"
        )

    def get_help_text(self) -> str:
        return f"密码至少要{self.min_length}个字符。"
