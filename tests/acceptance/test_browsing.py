import pytest

from bot.forum import categories, edits
from tests.acceptance.town import Town, actor
from tests.support.people import press
from tests.support.reading import buttons_of, private_text, reply_of, text_of

TITLES = [f"How do I calm down, attempt {number:02}?" for number in range(14)]


async def fill(town: Town, count: int) -> None:
    askers = [town.alice, town.bob, town.carol]
    for number, title in enumerate(TITLES[:count]):
        await town.ask(title, by=askers[number % 3])


async def test_a_page_shows_the_newest_questions_with_what_one_needs_to_choose(town: Town) -> None:
    category_id = await categories.add(
        town.bot.database,
        forum_id=town.forum_id,
        actor=actor(town.alice),
        name="Sleep",
        now=town.bot.now(),
    )
    await town.ask("How do I fall asleep early?", category_id=category_id)
    second = await town.ask("Why [do] I *wake* up at night?", category_id=category_id)
    await town.answer(second)
    shown = private_text(await town.carol.slash(town.lobby, "browse"))
    newer, older = shown.index("wake"), shown.index("fall asleep early")
    assert newer < older
    link = f"https://discord.com/channels/{town.guild.id}/{town.channel.threads[-1].id}"
    assert f"**[Why \\[do\\] I \\*wake\\* up at night?]({link}" in shown
    assert "-# 0 votes · 1 answer · in Sleep · <t:" in shown
    assert f"#{second}" in shown


async def test_pages_are_turned_in_place_both_ways(town: Town) -> None:
    await fill(town, 14)
    first = reply_of(await town.alice.slash(town.lobby, "browse"))
    assert TITLES[13] in text_of(first)
    assert buttons_of(first) == ["Older"]
    await press(town.alice, first, "Older")
    await press(town.alice, first, "Older")
    assert [title for title in TITLES if title in text_of(first)] == TITLES[:2]
    assert buttons_of(first) == ["Newer"]


async def test_browse_on_a_public_message_answers_privately_also_after_a_restart(
    town: Town,
) -> None:
    await town.ask(TITLES[0])
    welcome = await town.post_button("Browse", "browse:0")
    await town.restart()
    assert TITLES[0] in private_text(await press(town.carol, welcome, "Browse"))
    assert buttons_of(town.fresh(welcome)) == ["Browse"]


async def test_a_page_beyond_the_end_shows_the_last(town: Town) -> None:
    await fill(town, 8)
    old = await town.post_button("Older", "browse:99999999999999999999999")
    shown = reply_of(await press(town.bob, old, "Older"))
    assert [title for title in TITLES if title in text_of(shown)] == TITLES[:2]
    assert buttons_of(shown) == ["Newer"]


async def test_unanswered_leaves_out_answered_questions_on_every_page(town: Town) -> None:
    await fill(town, 9)
    answered = await town.ask("Who has an answer already?")
    await town.answer(answered)
    first = reply_of(await town.alice.slash(town.lobby, "browse", sort="unanswered"))
    assert "Who has an answer already?" not in text_of(first)
    await press(town.alice, first, "Older")
    assert [title for title in TITLES if title in text_of(first)] == TITLES[:3]


async def test_a_forum_without_questions_says_how_to_begin(town: Town) -> None:
    assert "/ask" in private_text(await town.alice.slash(town.lobby, "browse"))
    assert "/browse" in private_text(
        await town.alice.slash(town.lobby, "browse", sort="unanswered")
    )


async def test_removed_questions_are_not_listed(town: Town) -> None:
    kept, gone = await town.ask(TITLES[0]), await town.ask(TITLES[1])
    await edits.delete(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=gone,
        actor=actor(town.alice),
        now=town.bot.now(),
    )
    shown = private_text(await town.bob.slash(town.lobby, "browse"))
    assert f"#{kept}" in shown
    assert f"#{gone}" not in shown


async def test_the_longest_titles_fit_a_page(town: Town) -> None:
    for number in range(6):
        await town.ask(f"{number} " + "_" * 96 + "?")
    assert "5 " in private_text(await town.alice.slash(town.lobby, "browse"))


async def test_a_server_without_a_forum_is_told_what_to_do(town: Town) -> None:
    elsewhere = town.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("chat")
    member = elsewhere.add_member(town.alice.user)
    await town.env.settle()
    assert "/forum setup" in private_text(await member.slash(channel, "browse"))
    assert town.env.errors == []


async def titles(town: Town, **options: object) -> list[str]:
    """Return the titles of a list's first page, in order."""
    shown = private_text(await town.alice.slash(town.lobby, "browse", **options))
    found = [title for title in TITLES if title in shown]
    return sorted(found, key=shown.index)


async def test_every_order_is_there(town: Town) -> None:
    first, second, third = [await town.ask(title, by=town.alice) for title in TITLES[:3]]
    for text in ("A walk in the evening.", "Tea before going to bed."):
        await town.answer(first, text)
    await town.answer(second, "I count the sheep of others.")
    await town.vote_for(third, by=town.bob)
    a, b, c = TITLES[:3]
    assert await titles(town) == [c, b, a]
    assert await titles(town, sort="hot") == [a, b, c]
    assert await titles(town, sort="votes") == [c, b, a]
    assert await titles(town, sort="answers") == [a, b, c]
    assert await titles(town, sort="views") == [c, b, a]
    assert await titles(town, sort="unanswered") == [c]
    assert await titles(town, sort="needs-a-reply") == [c, b]
    assert await titles(town, sort="no-best-answer") == [c, b, a]


async def test_a_category_holds_those_beneath_it_on_every_page(town: Town) -> None:
    above, below = None, None
    for name in ("Family", "Parents"):
        below = await categories.add(
            town.bot.database,
            forum_id=town.forum_id,
            actor=actor(town.alice),
            name=name,
            parent_id=above,
            now=town.bot.now(),
        )
        above = above or below
    await town.ask(TITLES[0], category_id=above)
    for number in range(1, 8):
        await town.ask(TITLES[number], category_id=below, by=town.bob)
    other = await categories.add(
        town.bot.database,
        forum_id=town.forum_id,
        actor=actor(town.alice),
        name="Work",
        now=town.bot.now(),
    )
    await town.ask("What has nothing to do with it?", category_id=other)
    page = reply_of(await town.alice.slash(town.lobby, "browse", category="Family", sort="votes"))
    assert "Questions with the most votes · in Family" in text_of(page)
    assert buttons_of(page) == ["Next"]
    await press(town.alice, page, "Next")
    assert [title for title in TITLES if title in text_of(page)] == TITLES[:2]
    assert buttons_of(page) == ["Previous"]
    empty = private_text(
        await town.alice.slash(town.lobby, "browse", category="Work", sort="no-best-answer")
    )
    assert "What has nothing to do with it?" in empty


async def test_a_tag_and_a_member_narrow_every_page(town: Town) -> None:
    for number in range(8):
        await town.ask(TITLES[number], by=town.bob, tags=["calm"])
    await town.ask(TITLES[8], by=town.alice, tags=["calm"])
    await town.ask(TITLES[9], by=town.bob)
    page = reply_of(
        await town.carol.slash(town.lobby, "browse", tag="#Calm", member=town.bob, sort="votes")
    )
    heading = f"### Questions with the most votes · with the tag calm · by <@{town.bob.id}>"
    assert heading in text_of(page)
    assert [title for title in TITLES if title in text_of(page)] == TITLES[2:8]
    await town.restart()
    await press(town.carol, page, "Next")
    assert heading in text_of(page)
    assert [title for title in TITLES if title in text_of(page)] == TITLES[:2]
    assert await titles(town, member=town.alice) == [TITLES[8]]
    assert await town.carol.autocomplete(town.lobby, "browse", "tag", "ca")


async def test_a_list_by_views_tells_them(town: Town) -> None:
    await town.ask(TITLES[0])
    shown = private_text(await town.alice.slash(town.lobby, "browse", sort="views"))
    assert "· 0 views · <t:" in shown


@pytest.mark.parametrize("tag", ["nothing", "😀" * 40, "x" * 200, "'; --", "%", "a b"])
async def test_a_tag_that_no_question_has(town: Town, tag: str) -> None:
    await town.ask(TITLES[0])
    said = private_text(await town.alice.slash(town.lobby, "browse", tag=tag))
    assert said.startswith("There is no such question with the tag ")
    assert said.endswith(". See all with /browse.")
    assert len(said) < 150


async def test_who_asked_nothing_by_name(town: Town) -> None:
    await town.ask(TITLES[0])
    said = private_text(await town.alice.slash(town.lobby, "browse", member=town.carol))
    assert said == f"There is no such question by <@{town.carol.id}>. See all with /browse."
    old = await town.post_button("Older", f"browse:3:recent::{9**30}:{9**30}")
    assert "No question has that tag" in private_text(await press(town.bob, old, "Older"))
