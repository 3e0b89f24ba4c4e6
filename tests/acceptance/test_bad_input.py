"""Bad and odd input: one clear private sentence, the text kept, nothing doubled, nobody pinged."""

import re

import pytest

from tests.acceptance.limits import assert_within_limits
from tests.acceptance.seen import drafts_in, posts_in
from tests.support.calls import NEW_THREAD, SEND, either
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    components_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
AGAIN = "Open again with my text"
ZALGO = "H̷̡̢̛̝͔̦̪̗͕̻̼̤̳ͅȩ̸̨̧̛̼̗̯̲̗̳̬͙͉̫̜̗͚l̴̡̧̛̫̬̘̲̝̰̟̹̬͚̪p̵̨̢̧̛̛̝̗̘̘̻̜̻̗̬̤ me please"
ODD_TEXTS = {
    "zalgo": ZALGO,
    "right to left": "איך אני יכול לישון לפני מבחן? \u202eabc كيف أنام",
    "emoji": "😀" * 3500,
    "family emoji": "👨‍👩‍👧‍👦" * 500,
    "unclosed code": "Look at this:\n```python\nprint('it never ends",
    "unclosed spoiler": "||**__~~`unclosed",
    "mentions": "@everyone @here <@1> <@&2> <#3> </ask:4>",
    "own footer": "-# #99 · asked by <@1> (5.4k points) · <t:1:R> · edited by <@1>",
    "template": "{number} {0} %s %(x)s ${y}",
    "null": "before\x00after, and a lone \ud800 surrogate",
    "lines": "a\n" * 1700,
    "headings": "# Big\n## Less\n> quote\n- list\n" * 50,
}
LIVE = re.compile(r"@everyone|://|(?<!\\)[<\[*`|]")  # what Discord would draw as something else
BLANKS = [" " * 20, "\u200b" * 20, "\u3164" * 20, "\n\t \u00a0" * 8, "\u0301" * 30, "\u2800" * 15]


def pinged(world: ForumWorld) -> list[object]:
    """Return what the bot's messages allowed to be mentioned."""
    found: list[object] = []
    for call in world.gaps.tried(either(SEND, NEW_THREAD)):
        body = call.json if isinstance(call.json, dict) else {}
        message = body.get("message", body)
        allowed = message.get("allowed_mentions")
        assert allowed is not None, f"{call.route} names no allowed_mentions"
        found += [*allowed.get("parse", []), *allowed.get("users", []), *allowed.get("roles", [])]
    return found


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
async def test_odd_text_is_shown_as_it_is_and_pings_nobody(
    forum_world: ForumWorld, text: str
) -> None:
    said = private_text(await ask(forum_world.alice, forum_world.lobby, TITLE, text))
    assert "posted as [#1](" in said
    said = private_text(await answer(forum_world.bob, starter_of(forum_world.thread), text))
    assert "Your answer is posted" in said
    await forum_world.pass_time(3)
    body = (await posts_in(forum_world))[0].body
    assert body == text.strip().replace("\x00", "").replace("\ud800", "?")
    for message in forum_world.thread.history():
        texts = texts_of(message)
        assert body in texts
        assert texts[-1].startswith("-# #")
        assert buttons_of(message)[-1] == "More"
    assert len(forum_world.thread.history()) == 2
    assert pinged(forum_world) == []
    assert_within_limits(forum_world)


def texts_of(message: Shown) -> list[str]:
    """Return each text display of a message by itself."""
    return [str(c["content"]) for c in components_of(message) if c["type"] == 10]


@pytest.mark.parametrize("title", [*BLANKS, "too short", "a" * 11, ZALGO[:40]])
async def test_a_title_without_enough_to_read_is_refused_and_kept(
    forum_world: ForumWorld, title: str
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    refused = await submit(forum_world.alice, shown, title=title.ljust(12), details="My text.")
    said = private_text(refused)
    assert said.startswith("The title needs at least 12 characters; yours has ")
    assert len(said.splitlines()) == 1
    again = await press(forum_world.alice, reply_of(refused), AGAIN)
    assert fields_of(again)["details"]["value"] == "My text."
    assert await posts_in(forum_world) == []
    assert forum_world.threads == []


@pytest.mark.parametrize("body", BLANKS)
async def test_an_answer_without_anything_to_read_is_refused(
    forum_world: ForumWorld, body: str
) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE)
    refused = await answer(forum_world.bob, starter_of(forum_world.thread), body)
    said = private_text(refused)
    assert said == "The answer needs at least 12 characters; yours has 0."
    assert len(await drafts_in(forum_world)) == 1
    assert len(await posts_in(forum_world)) == 1
    assert len(forum_world.thread.history()) == 1


@pytest.mark.parametrize(
    "title",
    [
        "@everyone how do I sleep <@1> <@&2>?",
        "# A heading? *and* `code` ||spoiler||",
        "איך אני יכול לישון לפני מבחן?",
        "😀" * 50 + "x" * 50,
        "https://example.com/is-this-a-link?",
        "[a link](https://example.com) here?",
        "<t:0:R> </ask:1> <#1> <:emoji:1> one two",
        "_" * 99 + "?",
    ],
)
async def test_odd_titles_are_shown_as_written(forum_world: ForumWorld, title: str) -> None:
    assert "posted as [#1](" in private_text(await ask(forum_world.alice, forum_world.lobby, title))
    assert forum_world.thread._channel.name == title
    await answer(forum_world.bob, starter_of(forum_world.thread), options=["notify"])
    shown = private_text(await forum_world.carol.slash(forum_world.lobby, "show", question="1"))
    assert not LIVE.search(shown.splitlines()[0])
    private_text(await forum_world.carol.slash(forum_world.lobby, "browse"))
    private_text(await forum_world.alice.slash(forum_world.lobby, "inbox"))
    await press(forum_world.bob, starter_of(forum_world.thread), "Answer")
    assert_within_limits(forum_world)


@pytest.mark.parametrize("letter", ["w", "_"])
async def test_the_fullest_card_is_within_discords_limits(
    text_world: ForumWorld, letter: str
) -> None:
    for name in ("Mind and body", letter * 30):
        await text_world.owner.slash(text_world.lobby, "forum category add", name=name)
    tags = " ".join(each * 19 for each in "abcd")
    shown = await text_world.alice.slash(text_world.lobby, "ask", tags=tags, category=letter * 30)
    await submit(text_world.alice, shown, title=letter * 100, details=letter * 3500)
    for who in (text_world.bob, text_world.carol, text_world.mod, text_world.owner):
        await answer(who, starter_of(text_world.thread), f"{who.name} ".ljust(3500, letter))
    await text_world.pass_time(5)
    card = text_of(starter_of(text_world.thread))
    assert letter * 3500 in card
    assert "· 4 answers" in card
    for post in ("1", "2"):
        private_text(await text_world.carol.slash(text_world.lobby, "show", question=post))
    assert_within_limits(text_world)
