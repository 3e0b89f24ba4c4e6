"""What a website brought in has no message in Discord, and is read all the same."""

import pytest
from simcord.results import ResponseMessage

from tests.acceptance.website import LONG, SAID, TITLE, bring_in
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    buttons_of,
    is_spoiler,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

# As the site shows them: the chosen one first, then by votes, the oldest of the same.
IN_ORDER = ["17", *(str(10 + number) for number in range(7))]
FIRST_PAGE, SECOND_PAGE = IN_ORDER[:5], IN_ORDER[5:]


@pytest.fixture
async def numbers(forum_world: ForumWorld) -> dict[str, int]:
    """The forum's numbers of what was brought in, by the site's."""
    return await bring_in(forum_world)


async def show(world: ForumWorld, number: int) -> ResponseMessage:
    return reply_of(await world.carol.slash(world.lobby, "show", question=str(number)))


async def first_page(world: ForumWorld, number: int) -> ResponseMessage:
    return reply_of(await press(world.carol, await show(world, number), "Answers"))


def shown_on(page: ResponseMessage) -> list[str]:
    """Return which posts a page has buttons for, as they are labelled."""
    return [each for each in buttons_of(page) if each.startswith("Show #")]


def labels(numbers: dict[str, int], wanted: list[str]) -> list[str]:
    return [f"Show #{numbers[each]}" for each in wanted]


async def test_every_answer_is_read_also_after_restarts(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    page = await first_page(world, numbers["1"])
    assert page.ephemeral
    assert shown_on(page) == labels(numbers, FIRST_PAGE)
    said = text_of(page)
    await world.bot.close()
    await world.come_back()
    second = reply_of(await press(world.carol, page, "Next"))
    assert shown_on(second) == labels(numbers, SECOND_PAGE)
    said += text_of(second)
    assert [each for each in SAID if each not in said] == []
    assert "Hidden long ago" not in said
    await world.bot.close()
    await world.come_back()
    back = reply_of(await press(world.carol, second, "Previous"))
    assert shown_on(back) == labels(numbers, FIRST_PAGE)


async def test_each_says_its_number_votes_author_and_comments(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    page = await first_page(forum_world, numbers["1"])
    lines = text_of(page).splitlines()
    assert lines[0] == f"### Answers to #{numbers['1']} · {TITLE}"
    assert lines[1:3] == ["**✅ Best answer**", SAID[7]]
    assert lines[3].startswith(f"-# #{numbers['17']} · 0 votes · by DrLindqvist · <t:")
    assert lines[5].startswith(f"-# #{numbers['10']} · +6 votes · by DrLindqvist · <t:")
    assert lines[5].endswith(" · 1 comment")
    assert " · by Grey Finch (anonymous) · " in text_of(page)
    assert LONG not in text_of(page)
    assert f"the rest: Show #{numbers['13']}" in text_of(page)


async def test_its_card_has_all_that_may_be_done(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    page = await first_page(world, numbers["1"])
    card = reply_of(await press(world.carol, page, f"Show #{numbers['10']}"))
    assert text_of(card).startswith(f"-# Answer to {TITLE}\n{SAID[0]}")
    assert buttons_of(card) == ["Best answer", "Comment", "More", "Comments"]
    comments = reply_of(await press(world.carol, card, "Comments"))
    assert "The lantern was mine." in text_of(comments)
    of_comment = reply_of(await press(world.carol, comments, f"Show #{numbers['40']}"))
    assert "The lantern was mine." in text_of(of_comment)
    menu = reply_of(await press(world.carol, card, "More"))
    await press(world.carol, menu, "Vote up")
    again = await first_page(world, numbers["1"])
    assert f"#{numbers['10']} · +7 votes" in text_of(again)


async def test_a_long_one_is_read_whole_on_its_card(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    page = await first_page(forum_world, numbers["1"])
    card = await press(forum_world.carol, page, f"Show #{numbers['13']}")
    assert LONG.strip() in private_text(card)


async def test_more_offers_answers_wherever_there_are_any(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    card = starter_of(world.thread)
    assert "Answers" not in buttons_of(reply_of(await press(world.carol, card, "More")))
    await answer(world.bob, card)
    await world.pass_time(2)
    assert "Answers" not in buttons_of(starter_of(world.thread))
    menu = reply_of(await press(world.carol, world.fresh(card), "More"))
    page = reply_of(await press(world.carol, menu, "Answers"))
    there = world.thread.history()[-1].jump_url
    assert f"-# [#2]({there}) · 0 votes · by <@{world.bob.id}>" in text_of(page)
    assert buttons_of(page) == ["Show #2", "Answer"]


async def test_those_of_a_hidden_question_only_moderators_read(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    page = await first_page(world, numbers["1"])
    await world.mod.slash(world.lobby, "mod hide", post=str(numbers["1"]))
    await world.pass_time(2)
    said = private_text(await press(world.carol, page, "Next"))
    assert said.splitlines()[-1].startswith("That post is hidden")
    assert not any(each in said for each in SAID)
    theirs = reply_of(await press(world.carol, await show(world, numbers["1"]), "More"))
    assert "Answers" not in buttons_of(theirs)
    shown = reply_of(await world.mod.slash(world.lobby, "show", question=str(numbers["1"])))
    menu = reply_of(await press(world.mod, shown, "More"))
    read = reply_of(await press(world.mod, menu, "Answers"))
    assert shown_on(read) == labels(numbers, FIRST_PAGE)
    assert TITLE not in text_of(read)
    assert "Hidden with its question" in text_of(await show(world, numbers["11"]))


async def test_one_that_is_hidden_meanwhile_is_left_out(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    await world.mod.slash(world.lobby, "mod hide", post=str(numbers["10"]))
    page = await first_page(world, numbers["1"])
    assert shown_on(page) == labels(numbers, ["17", "11", "12", "13", "14"])
    assert SAID[0] not in text_of(page)


async def test_a_content_note_covers_the_page(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, options=["spoiler"])
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(2)
    menu = reply_of(await press(world.carol, starter_of(world.thread), "More"))
    page = reply_of(await press(world.carol, menu, "Answers"))
    assert is_spoiler(page)
    assert text_of(page).splitlines()[0] == "### Answers to #1"


async def test_the_thread_that_an_answer_makes_leads_to_the_earlier_ones(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    form = await world.bob.slash(world.lobby, "answer", question=str(numbers["1"]))
    await submit(world.bob, form, body="With a walk every evening.")
    await world.pass_time(5)
    card = starter_of(world.thread)
    lines = text_of(card).splitlines()
    assert "-# 8 answers came from the website: press **Answers** to read them." in lines
    best = next(each for each in lines if each.startswith("Best: "))
    assert best.startswith(f"Best: ✅ #{numbers['17']} 0 by DrLindqvist · #{numbers['10']} +6 by")
    assert buttons_of(card) == ["Answer", "Comment", "Notify me", "More", "Answers"]
    page = reply_of(await press(world.carol, card, "Answers"))
    assert shown_on(page) == labels(numbers, FIRST_PAGE)


async def test_a_hit_names_the_answer_and_leads_to_it(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    found = await world.carol.slash(world.lobby, "search", query='"the person number 5"')
    assert f"In answer #{numbers['15']}: " in private_text(found)
    page = reply_of(found)
    assert buttons_of(page) == labels(numbers, ["15"])
    card = await press(world.carol, page, f"Show #{numbers['15']}")
    assert SAID[5] in private_text(card)


async def test_a_list_leads_to_questions_without_a_thread(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, "What is my own question here?")
    await world.pass_time(2)
    page = reply_of(await world.carol.slash(world.lobby, "browse"))
    assert buttons_of(page) == labels(numbers, ["1"])
    card = await press(world.carol, page, f"Show #{numbers['1']}")
    assert private_text(card).startswith(f"### {TITLE}\n")


async def test_what_is_close_and_what_is_followed_lead_there(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    label = f"Show #{numbers['1']}"
    await world.carol.slash(world.lobby, "follow", question=str(numbers["1"]))
    following = reply_of(await world.carol.slash(world.lobby, "following"))
    assert buttons_of(following) == ["Stop", label]
    form = await world.alice.slash(world.lobby, "ask")
    close = reply_of(await submit(world.alice, form, title=TITLE, details="I can't find words."))
    shown = next(each for each in buttons_of(close) if each.startswith("Show #"))
    assert f"Best answer, #{numbers['17']}: " in text_of(close)
    assert SAID[7] in private_text(await press(world.alice, close, shown))


async def test_a_button_to_what_is_not_there_says_so(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    page = await first_page(world, numbers["1"])
    await world.mod.slash(world.lobby, "mod hide", post=str(numbers["17"]))
    card = await press(world.carol, page, f"Show #{numbers['17']}")
    assert "Hidden by a moderator" in private_text(card)
    assert SAID[7] not in private_text(card)


async def test_one_that_is_commented_on_stands_in_the_thread_from_then_on(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    form = await world.bob.slash(world.lobby, "comment", question=str(numbers["11"]))
    await submit(world.bob, form, body="Did the lantern burn all night?")
    await world.pass_time(5)
    assert SAID[1] in text_of(world.thread.history()[1])
    # One is there now.
    line = "-# 7 answers came from the website: press **Answers** to read them."
    assert line in text_of(starter_of(world.thread)).splitlines()


async def test_a_comments_card_leads_to_what_it_is_on(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    card = await show(world, numbers["40"])
    assert text_of(card).startswith(f"-# Comment in {TITLE}\n-# 💬 Comment on answer #")
    assert buttons_of(card) == ["Comment", "More", f"Show #{numbers['10']}"]
    on = await press(world.carol, card, f"Show #{numbers['10']}")
    assert SAID[0] in private_text(on)


async def test_a_duplicate_leads_to_the_first(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world, first = forum_world, str(numbers["1"])
    await ask(world.alice, world.lobby)
    await world.pass_time(2)
    number = max(numbers.values()) + 1
    await world.mod.slash(world.lobby, "mod close", question=str(number), duplicate_of=first)
    await world.pass_time(2)
    card = starter_of(world.thread)
    assert f"🔒 Closed as a duplicate of #{first} {TITLE}" in text_of(card)
    shown = await press(world.carol, card, f"Show #{first}")
    assert private_text(shown).startswith(f"### {TITLE}\n")


async def offered(world: ForumWorld, typed: str) -> dict[str, str]:
    """Return what `/show` offers as one types: what it would show, by how it is named."""
    found = await world.carol.autocomplete(world.lobby, "show", "question", typed)
    return {str(each["value"]): str(each["name"]) for each in found}


async def test_show_offers_answers_by_number_and_by_words(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    answered, question, comment = (str(numbers[each]) for each in ("15", "1", "40"))
    named = f"#{answered} Answer: {SAID[5]}"
    assert (await offered(world, answered))[answered] == named
    assert (await offered(world, "person number 5"))[answered] == named
    assert (await offered(world, f"#{comment}"))[comment] == (
        f"#{comment} Comment: The lantern was mine."
    )
    assert await offered(world, "begin to ta") == {question: f"#{question} {TITLE}"}
    assert await offered(world, "number nowhere") == {}


async def test_show_offers_several_answers_of_a_question_that_say_it(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    found = await offered(world, "lantern")
    answers = {str(numbers[str(10 + number)]) for number in range(8)}
    assert len(found.keys() & answers) >= 4
    assert len(found) == 5
    await ask(world.alice, world.lobby)
    await answer(world.bob, starter_of(world.thread), "A walk with a lantern.")
    await world.pass_time(2)
    assert len(await offered(world, "lanter")) == 6


async def test_show_offers_nothing_that_is_hidden(
    forum_world: ForumWorld, numbers: dict[str, int]
) -> None:
    world = forum_world
    hidden, beneath = str(numbers["30"]), str(numbers["15"])
    assert await offered(world, hidden) == {}
    assert await offered(world, "Hidden long") == {}
    await world.mod.slash(world.lobby, "mod hide", post=str(numbers["1"]))
    assert await offered(world, beneath) == {}
    assert await offered(world, "person number 5") == {}


async def test_what_a_content_note_covers_is_offered_by_its_title(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await answer(world.bob, starter_of(world.thread), "A walk with a lantern.", options=["spoiler"])
    await world.pass_time(2)
    named = "#2 Answer: How can I sleep before an exam?"
    assert await offered(world, "2") == {"2": named}
    assert await offered(world, "with a lant") == {"2": named}
