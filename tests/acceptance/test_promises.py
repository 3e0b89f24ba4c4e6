"""What a form promises whoever posts anonymously holds, whatever the settings are by then."""

import pytest
from simcord.results import InteractionResult

from bot.publishing.promises import FADING
from data.forums import update_forum
from data.tables import Anonymity, Post
from tests.acceptance.facts import rows
from tests.acceptance.made_up import LONGER
from tests.acceptance.masked import WHILE, ask_masked
from tests.support.people import ask, press, submit
from tests.support.reading import buttons_of, fields_of, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

SEALED = "Members and moderators can't see it's you. Only whoever hosts this bot holds the key."
GLASS = "Only this bot's host could see it's you, or two moderators together"
FADED = "Only the host can tell; 30 days after the last post or edit nobody."
CHANGED = "While you wrote, it changed who could learn that it's you."
Settings = dict[str, object]


async def set_to(world: ForumWorld, settings: Settings) -> None:
    async with world.bot.database.write() as session:
        await update_forum(session, 1, **settings)


def promised(form: InteractionResult) -> str:
    """Return what a form says beside **Post anonymously**."""
    options = {each["value"]: each for each in fields_of(form)["options"]["options"]}
    return str(options["anonymous"]["description"])


@pytest.mark.parametrize("anonymity", [Anonymity.SEALED, Anonymity.BREAK_GLASS])
async def test_a_seal_that_goes_is_promised_from_the_last_post_on(
    forum_world: ForumWorld, anonymity: Anonymity
) -> None:
    await set_to(forum_world, {"anonymity": anonymity, "seal_days": 30})
    form = await forum_world.alice.slash(forum_world.lobby, "ask")
    assert promised(form).endswith("; 30 days after the last post or edit nobody.")
    (option,) = (
        each for each in fields_of(form)["options"]["options"] if each["value"] == "anonymous"
    )
    assert option["label"] == "Post anonymously (no edits once nobody can tell who it is)"


@pytest.mark.parametrize("is_unmaskable", [False, True])
def test_the_promise_of_a_seal_that_goes_is_whole_when_it_is_longer(*, is_unmaskable: bool) -> None:
    template = FADING[is_unmaskable]
    longer = template.format(days=365) + "~" * round(len(template) * LONGER)
    assert len(longer) < 100


async def terms(world: ForumWorld) -> list[tuple[bool, int | None]]:
    return [(each.is_unmaskable, each.seal_days) for each in await rows(world, Post)]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ({"anonymity": Anonymity.SEALED}, {"anonymity": Anonymity.BREAK_GLASS}, SEALED),
        ({"anonymity": Anonymity.BREAK_GLASS}, {"anonymity": Anonymity.SEALED}, GLASS),
        ({"anonymity": Anonymity.SEALED}, {"anonymity": Anonymity.OFF}, SEALED),
        ({"seal_days": 30}, {"seal_days": None}, FADED),
        ({"seal_days": None}, {"seal_days": 30}, SEALED),
        ({"seal_days": 30}, {"seal_days": 365}, FADED),
    ],
)
async def test_a_name_keeps_its_first_promise_through_its_question(
    forum_world: ForumWorld, first: Settings, then: Settings, said: str
) -> None:
    world = forum_world
    await set_to(world, first)
    await ask_masked(world, world.alice)
    await set_to(world, then)
    form = await press(world.alice, starter_of(world.thread), "Answer")
    assert said in promised(form)
    body = "A walk in the evening helps a lot."
    replied = await submit(world.alice, form, body=body, options=["anonymous"])
    assert private_text(replied).startswith("Saved as #2.")
    await world.pass_time(WHILE)
    question, answer = await terms(world)
    assert question == answer


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"anonymity": Anonymity.SEALED}, {"anonymity": Anonymity.BREAK_GLASS}),
        ({"anonymity": Anonymity.BREAK_GLASS}, {"anonymity": Anonymity.SEALED}),
        ({"seal_days": 30}, {"seal_days": None}),
        ({"seal_days": 30}, {"seal_days": 90}),
    ],
)
async def test_a_form_that_is_open_while_it_changes_is_asked_about(
    forum_world: ForumWorld, first: Settings, then: Settings
) -> None:
    world = forum_world
    await set_to(world, first)
    form = await world.alice.slash(world.lobby, "ask")
    before = promised(form)
    await set_to(world, then)
    title = "How can I sleep before an exam?"
    refused = await submit(world.alice, form, title=title, details="", options=["anonymous"])
    assert private_text(refused).startswith(CHANGED)
    assert await rows(world, Post) == []
    again = await press(world.alice, reply_of(refused), "Open again with my text")
    assert fields_of(again)["title"]["value"] == title
    assert promised(again) != before
    replied = await submit(world.alice, again, title=title, details="", options=["anonymous"])
    assert private_text(replied).startswith("Saved as #1.")


async def test_who_posts_by_name_is_not_asked(forum_world: ForumWorld) -> None:
    form = await forum_world.alice.slash(forum_world.lobby, "ask")
    await set_to(forum_world, {"anonymity": Anonymity.BREAK_GLASS})
    title = "How can I sleep before an exam?"
    replied = await submit(forum_world.alice, form, title=title, details="", options=[])
    assert private_text(replied).startswith("Your question is posted as [#1](")


async def test_what_it_does_not_cover_is_one_tap_away(forum_world: ForumWorld) -> None:
    world = forum_world
    replied = reply_of(await ask(world.alice, world.lobby, options=["anonymous"]))
    assert buttons_of(replied) == ["What this doesn't cover"]
    page = private_text(await press(world.alice, replied, "What this doesn't cover"))
    assert "**What anonymity does not cover.**" in page
    helped = reply_of(await world.alice.slash(world.lobby, "help"))
    assert "does not cover" in private_text(await press(world.alice, helped, "Privacy"))


async def test_nobody_takes_a_name_that_was_given_up(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.bob, world.lobby)
    card = starter_of(world.thread)
    for who in (world.alice, world.carol):
        form = await press(who, card, "Answer")
        shown = {"display_name": "Night Owl", "options": ["anonymous"]}
        replied = await submit(who, form, body=f"What helped {who.name}, I think.", **shown)
        await world.pass_time(WHILE)
        if who is world.carol:
            assert "could be taken for somebody else" in private_text(replied)
            continue
        menu = reply_of(await press(who, world.thread.history()[-1], "More"))
        sure = reply_of(await press(who, menu, "Show my name"))
        await press(who, sure, "Show my name")
        assert [each.alias for each in await rows(world, Post)] == [None, None]
