"""What people wrote on the website, as text that Discord shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.texts import plain_text

LINK = '<a href="https://example.org/calm?a=1&amp;b=2" rel="nofollow">a guide</a>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>One</p>\n<p>Two</p>\n", "One\n\nTwo"),
        ("One<br>two<br />three", "One\ntwo\nthree"),
        ("<p>Hello  everyone,</p>\nalert(1)", "Hello everyone,\n\nalert(1)"),
        ("<p>I <strong>started</strong> <em>it</em>.</p>", "I started it."),
        ("3 &lt; 5 &mdash; &quot;so&quot; &amp; on", '3 < 5 — "so" & on'),
        (f"<p>{LINK} &amp; on.</p>", "a guide (https://example.org/calm?a=1&b=2) & on."),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="https://a.example"></a>', "https://a.example"),
        ('<p><img src="https://e.org/a.png" alt="a chart"></p>', "a chart (https://e.org/a.png)"),
        ('<img src="data:image/png;base64,AAAA" alt="x">', "x"),
        ("<ul>\n<li>First.</li>\n<li>Then &ndash; on.</li>\n</ul>", "- First.\n- Then – on."),
        ("<ol><li>One</li><li>Two</li></ol><p>End</p>", "1. One\n2. Two\n\nEnd"),
        ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "- A\n  - B\n- C"),
        ("<ul><li><p>A</p></li><li><p>B</p></li></ul>", "- A\n\n- B"),
        ("<blockquote>\n<p>Slow.</p>\n<p>So.</p></blockquote>after", "> Slow.\n>\n> So.\n\nafter"),
        ("wait 3) <code>repeat</code>", "wait 3) `repeat`"),
        ("<pre><code>if a:\n    b()\n</code></pre>", "```\nif a:\n    b()\n```"),
        ("<script>alert(1)</script><style>p{}</style>seen", "seen"),
        ("<p>un<blockquote>closed <a href='https://a.io'>at", "un\n\n> closed at (https://a.io)"),
        ("</p></blockquote></ul>stray", "stray"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a < b and <unknown>c</unknown>", "a < b and c"),
    ],
)  # fmt: skip
def test_markup_becomes_readable_text(html: str, text: str) -> None:
    assert plain_text(html, "html") == text


def test_plain_text_stays_as_it_is() -> None:
    written = '<b>no</b> markup & "quotes" @everyone **bold**\n\nNext'
    assert plain_text(f"{written}\r\n", "") == written
    assert plain_text("a\x00b", None) == "ab"


@given(st.text(alphabet="<>/abpreliu ol=\"'&;\n", max_size=200))
def test_any_text_at_all_is_read(html: str) -> None:
    text = plain_text(html, "html")
    assert plain_text(text, "") == text
