"""Texts of the website's length are read whole in pages, and edited whole in one form."""

import pytest

from data.posts import update_post
from tests.acceptance.facts import post_of
from tests.acceptance.limits import assert_within_limits
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
PARAGRAPHS = [f"Paragraph {n}. " + "I lie awake and think. " * 25 for n in range(1, 21)]
LONG = "\n\n".join(each.strip() for each in PARAGRAPHS)[:11_998] + "Z."
END = "the very end."


@pytest.fixture(autouse=True)
async def _asked(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "Short.")
    await forum_world.pass_time(2)


async def has(world: ForumWorld, number: int = 1, **values: object) -> None:
    """Let a post have what only the website lets it have, and its card show that."""
    async with world.bot.database.write() as session:
        await update_post(session, number, **values)
    shown = await press(world.bob, starter_of(world.thread), "More")
    await press(world.bob, reply_of(shown), "Vote up")
    await world.pass_time(70)


async def read_all(world: ForumWorld, card: Shown) -> list[str]:
    """Return the text of each page that **Read all** on a card leads to."""
    page = reply_of(await press(world.carol, card, "Read all"))
    found = [text_of(page)]
    while "Next" in buttons_of(page):
        await press(world.carol, page, "Next")
        found.append(text_of(page))
    return found


async def test_a_long_text_is_cut_at_a_paragraph_and_read_whole(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    card = starter_of(forum_world.thread)
    assert buttons_of(card) == ["Answer", "Comment", "Notify me", "More", "Read all"]
    assert "Paragraph 5." in text_of(card)
    assert "think.…\n-#" in text_of(card)
    pages = await read_all(forum_world, card)
    assert len(pages) == 4
    assert pages[0].startswith(f"### {TITLE}\nParagraph 1.")
    assert pages[3].endswith("Z.\n-# #1 · page 4 of 4")
    whole = "".join("".join(page.splitlines()[1:-1]) for page in pages)
    assert whole == LONG.replace("\n", "")
    assert_within_limits(forum_world)


async def test_one_turns_back_and_goes_on_to_the_menu(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question="1")
    page = reply_of(await press(forum_world.carol, reply_of(shown), "Read all"))
    assert buttons_of(page) == ["Next", "More", "Open"]
    await press(forum_world.carol, page, "Next")
    assert buttons_of(page) == ["Previous", "Next", "More", "Open"]
    await forum_world.restart()
    await press(forum_world.carol, page, "Previous")
    assert "page 1 of 4" in text_of(page)
    menu = await press(forum_world.carol, page, "More")
    assert "Vote up" in buttons_of(reply_of(menu))


async def test_a_page_that_is_no_longer_there_is_the_last_one(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    page = reply_of(await press(forum_world.carol, starter_of(forum_world.thread), "Read all"))
    await press(forum_world.carol, page, "Next")
    await has(forum_world, body="Short again.")
    await press(forum_world.carol, page, "Next")
    assert text_of(page) == f"### {TITLE}\nShort again.\n-# #1 · page 1 of 1"


async def test_all_is_readable_that_the_website_has_room_for(forum_world: ForumWorld) -> None:
    """A title of 800 characters, tags of as many, and a closing note of more than a message."""
    forum_world.gaps.forget()
    note = "_*See*_ [here] (why). " * 300 + END
    await has(
        forum_world,
        title=("_" * 780 + " the end?"),
        body="b" * 3400 + " " + END,
        closed_at=forum_world.bot.now(),
        close_reason=note,
    )
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question="1")
    assert "Read all" in buttons_of(reply_of(shown))
    pages = await read_all(forum_world, reply_of(shown))
    assert "the end?" in "".join(pages)
    assert "b" * 100 in "".join(pages)
    assert "".join(pages).count(END) == 2
    await press(forum_world.carol, reply_of(shown), "More")
    await forum_world.carol.slash(forum_world.lobby, "browse")
    assert_within_limits(forum_world)


async def test_a_text_that_other_lines_push_out_is_read_whole(forum_world: ForumWorld) -> None:
    await has(forum_world, title="w" * 400, body="b" * 3400 + " " + END, edited_by=1)
    card = starter_of(forum_world.thread)
    assert "Read all" in buttons_of(card)
    assert END in "".join(await read_all(forum_world, card))
    await has(forum_world, title="w" * 40, body="b" * 3400 + " " + END)
    assert "Read all" not in buttons_of(starter_of(forum_world.thread))


async def test_a_content_note_hides_the_pages_too(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG, is_spoiler=True)
    page = reply_of(await press(forum_world.carol, starter_of(forum_world.thread), "Read all"))
    assert page.components[0]["spoiler"] is True
    assert "Next" in buttons_of(page)


async def test_a_hidden_post_is_not_read(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    card = starter_of(forum_world.thread)
    page = reply_of(await press(forum_world.carol, card, "Read all"))
    await forum_world.mod.slash(forum_world.lobby, "mod hide", post="1")
    await press(forum_world.carol, page, "Next")
    assert text_of(page) == "Hidden by a moderator\n-# #1"


async def edit(world: ForumWorld, card: Shown, **over: str) -> str:
    """Let Alice edit, and return what she is told."""
    menu = reply_of(await press(world.alice, card, "More"))
    form = await press(world.alice, menu, "Edit")
    return private_text(await submit(world.alice, form, **over))


async def test_a_text_of_the_websites_length_is_edited_whole(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    card = starter_of(forum_world.thread)
    menu = reply_of(await press(forum_world.alice, card, "More"))
    fields = fields_of(await press(forum_world.alice, menu, "Edit"))
    parts = [name for name in fields if name.startswith("details")]
    assert parts == ["details", "details_2", "details_3"]
    assert all(fields[name]["max_length"] == 4000 for name in parts)
    assert "Nothing was changed" in await edit(forum_world, card)
    said = await edit(forum_world, card, details_3=fields["details_3"]["value"][:-2] + END)
    assert said == "Your changes to #1 are saved."
    assert (await post_of(forum_world)).body == LONG[:-2] + END
    assert_within_limits(forum_world)


async def test_a_text_without_any_blank_fills_three_fields_to_the_brim(
    forum_world: ForumWorld,
) -> None:
    await answer(forum_world.alice, starter_of(forum_world.thread))
    await has(forum_world, 2, body="ä" * 12_000)
    card = forum_world.thread.history()[-1]
    assert "Nothing was changed" in await edit(forum_world, card)
    assert "saved" in await edit(forum_world, card, body_2="ö" * 4000)
    assert (await post_of(forum_world, 2)).body == "ä" * 4000 + "ö" * 4000 + "ä" * 4000


async def test_a_refused_long_edit_is_offered_whole_again(forum_world: ForumWorld) -> None:
    await has(forum_world, body=LONG)
    card = starter_of(forum_world.thread)
    menu = reply_of(await press(forum_world.alice, card, "More"))
    form = await press(forum_world.alice, menu, "Edit")
    refused = await submit(forum_world.alice, form, title=" " * 20 + ".", details="New. " * 10)
    again = await press(forum_world.alice, reply_of(refused), "Open again with my text")
    assert "saved" in private_text(await submit(forum_world.alice, again, title=TITLE))
    body = (await post_of(forum_world)).body
    assert body.startswith("New. New.")
    assert body.endswith("Z.")


async def test_a_title_longer_than_forms_take_stays_whole(forum_world: ForumWorld) -> None:
    title = "How do I sleep? " * 12 + "Tell me."
    await has(forum_world, title=title)
    assert "saved" in await edit(forum_world, starter_of(forum_world.thread), details="Longer.")
    assert (await post_of(forum_world)).title == title


async def test_a_text_that_no_form_holds_says_so(forum_world: ForumWorld) -> None:
    await has(forum_world, body="x" * 16_001)
    menu = reply_of(await press(forum_world.alice, starter_of(forum_world.thread), "More"))
    said = private_text(await press(forum_world.alice, menu, "Edit"))
    assert said.startswith("This text is longer than a form in Discord can hold (16000")
