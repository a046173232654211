"""Bodies cleaned in bulk are those `disclosure.body` would make, character for character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure import body
from disclosure.bulk.texts import cleaned

WORDS = st.text(st.sampled_from("一二三民政 \u3000\xa0\u200b&<>\"'\t\r\n\x85a1"), max_size=12)
TAGS = st.sampled_from(
    ["<p>", "</p>", '<p style="text-align:center">', '<p class="signature x">', "<div>", "</div>", "<br>", "<strong>", "</strong>", "<b>",
     "<span style='font-weight:bold'>", "</span>", "<table><tr><td>", "</td></tr></table>", "<h1>", "</h1>", "<ul><li>", "</li></ul>",
     "<img src='/documents/1/images/2/'>", "<script>alert(1)</script>", "<a href='javascript:x'>", "</a>", "&nbsp;", "&lt;p&gt;"]
)  # fmt: skip


@given(st.lists(st.one_of(WORDS, TAGS), max_size=12).map("".join))
def test_markup(html):
    made, text = cleaned(f"<p>{html}")
    assert made == body.clean(f"<p>{html}")
    assert text == body.to_text(made)


@given(WORDS)
def test_plain_text_is_canonical_as_it_is_made(typed):
    made, text = cleaned(typed)
    assert body.clean(made) == made
    assert body.to_text(made) == text


@pytest.mark.parametrize(
    ("typed", "made", "text"),
    [
        ("一\n\n 二<5", "<p>一</p><p>二&lt;5</p>", "一\n二<5"),
        ('<div><p style="x">一</p><script>x</script></div>', "<p>一</p>", "一"),
        ("<p>一<strong>二</strong></p>", "<p>一<strong>二</strong></p>", "一二"),
        ("", "", ""),
    ],
)
def test_examples(typed, made, text):
    assert cleaned(typed) == (made, text)
