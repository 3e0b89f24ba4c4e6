"""Two people at once, what changed meanwhile, pages that are not there, and every keystroke."""

import pytest
from simcord.actors import MemberActor

from data.tables import Post, PostState
from tests.acceptance.facts import answered, asked, counts_are_right, post_of, rows, waiting
from tests.acceptance.seen import at_once, public_button, refusal
from tests.support.people import answer, ask, press, submit
from tests.support.reading import fields_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

EMOJI = "😀" * 40


async def test_two_people_choose_at_once(forum_world: ForumWorld) -> None:
    """The asker one answer, a moderator another: both are heard, and the last one counts."""
    world = forum_world
    card = await asked(world)
    first = await answered(world)
    await answer(world.carol, card, "Warm milk, and no bright screens.")
    await world.pass_time(2)
    second = world.thread.history()[-1]
    said = await at_once(
        world, press(world.alice, first, "Best answer"), press(world.mod, second, "Best answer")
    )
    assert ["is the best answer now" in private_text(each) for each in said] == [True, True]
    await world.pass_time(5)
    chosen = (await post_of(world)).best_answer_id
    marked = [
        number
        for number, each in ((2, first), (3, second))
        if "✅ Best answer" in text_of(world.fresh(each))
    ]
    assert marked == [chosen]
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_one_person_chooses_twice_at_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    said = await at_once(world, *(press(world.alice, card, "Best answer") for _ in range(2)))
    told = sorted(private_text(each) for each in said)
    assert ["already" in each for each in told] == [True, False]
    assert await counts_are_right(world)


@pytest.mark.parametrize("way", ["hidden", "deleted"])
async def test_an_edit_of_what_is_gone_meanwhile_gives_the_text_back(
    forum_world: ForumWorld, way: str
) -> None:
    world = forum_world
    card = await asked(world)
    await answered(world)
    form = await press(world.alice, reply_of(await press(world.alice, card, "More")), "Edit")
    if way == "hidden":
        await world.mod.slash(world.lobby, "mod hide", post="1")
    else:
        menu = reply_of(await press(world.alice, card, "More"))
        await press(world.alice, reply_of(await press(world.alice, menu, "Delete")), "Delete")
    refused = await submit(world.alice, form, details="What I wrote in the meantime.")
    why = "That post is hidden" if way == "hidden" else "has been removed"
    assert why in private_text(refused)
    assert (await post_of(world)).body != "What I wrote in the meantime."
    again = await press(world.alice, reply_of(refused), "Open again with my text")
    assert again.modal is None
    (said,) = [each for each in (again.response, *again.followups) if each is not None]
    assert "Your text is in the file below." in text_of(said) or said.content


async def test_a_category_with_questions_is_removed_while_somebody_asks_in_it(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    for name in ("Family", "Sleep"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await ask(world.alice, world.lobby, category="Sleep")
    form = await world.bob.slash(world.lobby, "ask", category="Sleep")
    await world.owner.slash(
        world.lobby, "forum category remove", category="Sleep", move_to="Family"
    )
    await world.pass_time(5)
    assert "in Family" in text_of(starter_of(world.thread))
    refused = await submit(world.bob, form, title="Which bicycle is best for winter roads?")
    again = await press(world.bob, reply_of(refused), "Open again with my text")
    (family,) = fields_of(again)["category"]["options"]
    assert family["label"] == "Family"
    await submit(world.bob, again, category=[str(family["value"])])
    await world.pass_time(2)
    assert "in Family" in text_of(starter_of(world.thread))


async def test_a_tag_of_forty_emoji_is_refused_in_one_sentence(forum_world: ForumWorld) -> None:
    world = forum_world
    shown = await world.alice.slash(world.lobby, "ask", tags=EMOJI)
    assert "letters, digits or hyphens" in refusal(world, shown)
    assert await rows(world, Post) == []


@pytest.mark.parametrize(
    "query", ['"', "*", "NEAR(", '""', "a NEAR(b)", "(", "title:", "' OR 1=1 --", EMOJI]
)
async def test_signs_that_mean_something_elsewhere_find_nothing(
    forum_world: ForumWorld, query: str
) -> None:
    world = forum_world
    await asked(world)
    shown = await world.bob.slash(world.lobby, "search", query=query)
    said = private_text(shown)
    assert "Nothing here says that" in said or "at least" in said or "word" in said
    assert len(said) < 200


PAGES = [
    "browse:999:recent",
    "browse:999:hot",
    "comments:1:999",
    "followons:1:999",
    "history:1:999",
    "whole:1:999",
    "inbox:999",
    "following:999",
    "leaders:999:week",
    "mine:999",
]


@pytest.mark.parametrize("custom_id", PAGES)
async def test_page_999_is_the_last_or_says_that_there_is_nothing(
    forum_world: ForumWorld, custom_id: str
) -> None:
    world = forum_world
    await asked(world)
    button = await public_button(world, "Turn", custom_id)
    for person in (world.alice, world.bob):
        said = private_text(await press(person, button, "Turn"))
        assert said
        assert "Something went wrong" not in said


async def test_somebody_who_never_posted(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for command, options in (
        ("profile", {"member": world.carol}),
        ("browse", {"member": world.carol}),
        ("follow", {"member": world.carol}),
        ("profile", {}),
        ("leaderboard", {}),
        ("inbox", {}),
        ("following", {}),
    ):
        shown = await world.carol.slash(world.lobby, command, **options)
        said = private_text(shown)
        assert said, command
        assert "Something went wrong" not in said, command
        world.env._errors_acknowledged = len(world.env._errors)


TYPED = 'How can’t I? 😀#1,%_"*('
COMPLETED = [
    ("ask", "category"),
    ("ask", "tags"),
    ("answer", "question"),
    ("comment", "question"),
    ("show", "question"),
    ("browse", "category"),
    ("browse", "tag"),
    ("follow", "question"),
    ("follow", "category"),
    ("follow", "tag"),
    ("helplines", "country"),
]


@pytest.mark.parametrize(("command", "option"), COMPLETED)
async def test_every_keystroke_is_answered_with_a_list(
    forum_world: ForumWorld, command: str, option: str
) -> None:
    world = forum_world
    await asked(world)
    for end in range(len(TYPED) + 1):
        await typed(world.bob, world, command, option, TYPED[:end])
    for odd in ("x" * 100, EMOJI, "\u202e\u0000", "'; --", "#" * 50):
        await typed(world.bob, world, command, option, odd)


async def typed(
    person: MemberActor, world: ForumWorld, command: str, option: str, text: str
) -> None:
    """Look at what is offered for what was typed so far."""
    found = await person.autocomplete(world.lobby, command, option, text)
    assert len(found) <= 25
    assert all(0 < len(each["name"]) <= 100 for each in found)


async def test_what_is_hidden_while_somebody_chooses_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    said = await at_once(
        world,
        press(world.alice, card, "Best answer"),
        world.mod.slash(world.lobby, "mod hide", post="2"),
    )
    assert all(private_text(each) for each in said)
    await world.pass_time(3)
    assert (await post_of(world, 2)).state is PostState.HIDDEN
    assert (await post_of(world)).best_answer_id is None
    assert await counts_are_right(world)
