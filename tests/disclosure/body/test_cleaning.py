"""What comes in from Word, WPS, old pages and strangers, and what is left of it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from disclosure.body import clean
from disclosure.body.cleaning import ATTRIBUTES, CLASSED, TAGS
from disclosure.body.wording import CLASSES

HERE = Path(__file__).parent
WORD = (HERE / "word.html").read_text("utf-8")
WPS = (HERE / "wps.html").read_text("utf-8")

PIECES = st.sampled_from([
    "<p>", "</p>", "<div align=center>", "</div>", "<b>", "</b>", "<i style='font-weight:bold'>", "</i>", "<span>",
    "<a href='/x'>", "<a href=https://e.cn>", "</a>", "<br>", "<br>　　", "&nbsp;", "&nbsp;&nbsp;&nbsp;&nbsp;", "　　", " ",
    "\n", "正文", "a", "&lt;p&gt;", "&amp;lt;", "<ul>", "<ol start=3>", "<li>", "</li>", "</ul>", "</ol>", "<table>",
    "<caption>", "</caption>", "<thead>", "<tr>", "<td>", "<td colspan=2 align=right>", "<th scope=col>", "</td>",
    "</tr>", "</table>", "<h1>", "<h2 class=date>", "</h2>", "<h5>", "<blockquote>", "</blockquote>", "<pre>", "</pre>",
    "<figure>", "<figcaption>", "</figcaption>", "</figure>", "<img src=/documents/1/a.png alt=图>", "<hr>", "<sup>",
    "<sub>", "</sup>", "<u>", "<s>", "<font>", "<o:p>", "</o:p>", "<!--[if gte mso 9]>", "<![endif]-->", "<style>",
    "</style>", "<svg>", "<math>", "<template>", "<object>", "<p style='mso-list:Ignore'>", "<script>", "</script>",
    "<select>", "<dl><dt>", "<center>", "<form>", "<button>", "<textarea>", "<title>", "<noscript>", "<xmp>", "<!--",
])  # fmt: skip

# After the cheat sheets of OWASP and html5sec, with the places where parsers of old differ.
ATTACKS = [
    "<script>alert(1)</script>", "<ScRiPt src=//e.com/x.js></sCrIpT>", "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<img src='/documents/a.png' onerror=alert(1) alt=a>", "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>", "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>", "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>", "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>", "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href=/\\e.com>x</a>", "<a href='\\\\e.com\\x'>x</a>", "<img src='javascript:alert(1)'>",
    "<img src=data:image/svg+xml;base64,PHN2Zy8+ alt=x>", "<img src='/documents/../admin/logout' alt=x>",
    "<img src='//e.com/documents/a.png'>", "<img src='https://e.com/documents/a.png'>",
    "<img src=`/documents/`onerror=alert(1)`>", "<body onload=alert(1)>", "<div style='background:url(javascript:1)'>x",
    "<p style='width:expression(alert(1))'>x</p>", "<style>@import '//e.com';</style>", "<link rel=stylesheet href=//e>",
    "<meta http-equiv=refresh content='0;url=//e'>", "<base href=//e.com>", "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>", "<form action=//e><input name=a><button formaction=javascript:alert(1)>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>", "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[<script>alert(1)</script>]]>", "<?xml <script>alert(1)</script>?>",
    "<table background=javascript:alert(1)><td background=javascript:1>x", "<p class='btn urgent'>x</p>",
    "<p id=main name=csrfmiddlewaretoken>x</p>", "<details open ontoggle=alert(1)><summary>x", "<video src=x onerror=alert(1)>",
    "<a href='/x' target=_top ping=//e onclick=alert(1)>x</a>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<template><script>alert(1)</script></template>", "<p><svg><p><style></p><img src onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<isindex action=javascript:1>",
    "<th scope='col\" onclick=alert(1)'>x", "<img src='/documents/a\" onerror=\"alert(1)' alt=x>", "<a href='file:///c:/a'>x</a>",
]  # fmt: skip


class Strict(HTMLParser):
    """Fails at anything the allow-list does not name."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        allowed = ATTRIBUTES.get(tag, set()) | ({"class"} if tag in CLASSED else set())
        for name, value in attrs:
            assert name in allowed, (tag, name)
            self.value(tag, name, value or "")

    def value(self, tag, name, value):
        if name == "class":
            assert set(value.split()) <= set(CLASSES)
        if name == "src":
            assert value.startswith("/documents/")
            assert ".." not in value
        if name == "href":
            scheme = re.match(r"[^/?#]*?:", value)
            assert scheme is None or scheme[0] in {"http:", "https:", "mailto:"}
            assert not value.startswith(("//", "/\\", "\\"))

    def handle_comment(self, data):
        pytest.fail(f"comment: {data}")

    def handle_decl(self, decl):
        pytest.fail(f"declaration: {decl}")


def strict(html: str) -> str:
    Strict(convert_charrefs=True).feed(html)
    return html


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "frame", ["{}", "<p>前{}后</p>", "<table><tr><td>{}</td></tr></table>", "<svg>{}", "<p title='{}'>x"]
)
def test_nothing_active_gets_through(attack, frame):
    strict(clean(frame.format(attack)))


@given(st.lists(st.one_of(PIECES, st.sampled_from(ATTACKS)), max_size=25).map("".join))
@example("<a><p>一<a>二</a></p></a>")
@example("<li>一<br>　　二<table><caption>三<p>四</caption></table>")
@settings(max_examples=400, deadline=None)
def test_what_is_clean_stays_as_it_is(html):
    once = strict(clean(html))
    assert clean(once) == once


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all(text):
    once = strict(clean(text))
    assert clean(once) == once


def test_word():
    assert clean(WORD) == (
        '<p class="align-center"><strong>关于做好城乡低保工作的通知</strong></p>'
        '<p>各乡镇人民政府，县直有关单位：现将《<a href="https://www.gov.cn/a.htm" rel="noopener noreferrer">管理办法</a>》印发给你们。</p>'
        "<p>1. 申请条件</p><p>2. 办理时限</p>"
        '<table><tbody><tr><td class="align-center" colspan="2"><strong>对象</strong></td><td>标准</td></tr>'
        '<tr><td rowspan="2">城镇</td><td>甲</td><td>750元</td></tr><tr><td>乙</td><td>560</td></tr></tbody></table>'
        '<p class="align-right">青岚县民政局</p><p class="align-right">2024年3月5日</p>'
    )


def test_wps():
    assert clean(WPS) == (
        '<h2 class="align-center"><strong>青岚县2026年义务教育招生方案</strong></h2><p class="align-right">青教〔2026〕8号</p>'
        "<p>为做好招生工作，<u>现通知如下</u>。</p><p>一、招生范围</p><p>• 城区六校</p>"
        "<table><tbody><tr><td>学校</td><td>计划（人）</td></tr>"
        '<tr><td>实验小学</td><td class="align-center">240</td></tr></tbody></table>'
    )


@pytest.mark.parametrize(("given", "expected"), [
    ("<h1>一</h1><h5>五</h5><h6>六</h6>", "<h2>一</h2><h4>五</h4><h4>六</h4>"),
    ("散放的字", "<p>散放的字</p>"),
    ("<div><div>甲</div>乙<div><b>丙</b></div></div>", "<p>甲</p><p>乙</p><p><strong>丙</strong></p>"),
    ("<center><h3>附件</h3></center>", '<h3 class="align-center">附件</h3>'),
    ("<p>　　一<br>　　二<br><br>三<br>四</p>", "<p>一</p><p>二</p><p>三<br>四</p>"),
    ("<p>&nbsp;&nbsp;&nbsp;&nbsp;一<br>&nbsp;&nbsp;&nbsp;&nbsp;二</p>", "<p>一</p><p>二</p>"),
    ("<p>局　长：张三</p>", "<p>局　长：张三</p>"),
    ("<p>&nbsp;</p><p> <span></span> </p><p><br></p><p><o:p></o:p></p>", ""),
    ("<p>中国\n  人民</p>", "<p>中国人民</p>"),
    ("<p>the\n people</p>", "<p>the people</p>"),
    ("<p class='MsoNormal signature x'>署名</p>", '<p class="signature">署名</p>'),
    ("<p style='text-align: RIGHT'>右</p>", '<p class="align-right">右</p>'),
    ("<b style='font-weight:normal'><p>甲<b>乙</b></p></b>", "<p>甲<strong>乙</strong></p>"),
    ("<span style='font-weight:700;text-decoration:underline'>甲</span>", "<p><strong><u>甲</u></strong></p>"),
    ("<i><b>甲</b></i><b><i>乙</i></b>", "<p><strong><em>甲乙</em></strong></p>"),
    ("<p>10<span style='vertical-align:super'>2</span></p>", "<p>10<sup>2</sup></p>"),
    ("<ol start=3 type=a><li><p>甲</p><li>乙<ul><li>丙</ul></ol>",
     '<ol start="3" type="a"><li>甲</li><li>乙<ul><li>丙</li></ul></li></ol>'),
    ("<a href='//e.cn/x'>甲</a><a href='mailto:a@b.cn'>乙</a><a name=_GoBack>丙</a><a href='#_ftn1'>丁</a>",
     '<p><a href="https://e.cn/x" rel="noopener noreferrer">甲</a><a href="mailto:a@b.cn">乙</a>丙丁</p>'),
    ("<img src='/documents/3/图 一.png'>", ""),
    ("<img src='/documents/3/a.png' width=300px height=50% alt=' 流程图 '>",
     '<p><img src="/documents/3/a.png" alt="流程图" width="300"></p>'),
    ("<figure><img src='/documents/3/a.png' alt=图><figcaption><p>图 1</p></figcaption></figure>",
     '<figure><img src="/documents/3/a.png" alt="图"><figcaption>图 1</figcaption></figure>'),
    ("<table><caption>表 1</caption><tr><th scope=col rowspan=2 bgcolor=red>甲<td colspan=1>乙</table>",
     '<table><caption>表 1</caption><tbody><tr><th rowspan="2" scope="col">甲</th><td>乙</td></tr></tbody></table>'),
    ("<pre>一\n二</pre>", "<p>一<br>二</p>"),
    ("<table></table><ul></ul><blockquote> </blockquote><figure></figure>", ""),
    ("a &lt;b&gt; &amp;amp; \"c\"", "<p>a &lt;b&gt; &amp;amp; \"c\"</p>"),
])  # fmt: skip
def test_one_plain_form(given, expected):
    assert clean(given) == expected
    assert clean(expected) == expected


def test_ten_thousand_levels_and_a_long_page_are_read():
    assert clean("<div><b>" * 10_000 + "深") == "<p><strong>深</strong></p>"
    assert len(clean("<br>" * 20_000 + "末")) < 50
    long = (
        "<p class=MsoNormal style='text-indent:2em'><span style='font-size:16pt'>　　本办法自公布之日起施行。</span></p>"
        * 3_000
    )
    assert clean(long).count("<p>") == 3_000
