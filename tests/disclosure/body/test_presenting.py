"""The body as a page shows it."""

from disclosure.body import clean, presented


def test_wide_tables_stand_in_a_frame_with_a_name():
    html = clean(
        "<p>前</p><table><caption>收费&quot;标准</caption><tr><th>甲</table><blockquote><table><tr><td>乙</table></blockquote>"
    )
    assert presented(html) == (
        '<p>前</p><div class="document-table" role="region" tabindex="0" aria-label="收费&quot;标准">'
        '<table><caption>收费"标准</caption><tbody><tr><th>甲</th></tr></tbody></table></div>'
        '<blockquote><div class="document-table" role="region" tabindex="0" aria-label="表格 2">'
        "<table><tbody><tr><td>乙</td></tr></tbody></table></div></blockquote>"
    )


def test_a_table_within_a_cell_has_no_frame_of_its_own():
    html = clean("<table><tr><td>甲<table><tr><td>乙</table></table>")
    assert presented(html).count("document-table") == 1


def test_links_and_images_are_kept():
    html = clean(
        "<p><a href='https://www.gov.cn/a?b=1&amp;c=2'>甲</a><img src='/documents/1/a.png' alt='&lt;图&gt;'></p>"
    )
    assert presented(html) == (
        '<p><a href="https://www.gov.cn/a?b=1&amp;c=2" rel="noopener noreferrer">甲</a>'
        '<img src="/documents/1/a.png" alt="&lt;图&gt;" loading="lazy" decoding="async"></p>'
    )
    assert clean(presented(html)) == html
