"""Every sentence comes from the catalogue: a made-up language wraps each and lengthens it."""

from collections.abc import Iterator

import pytest
from babel.support import Translations

from bot import catalogue
from bot.translation import CatalogueTranslator
from tests.acceptance.limits import assert_within_limits, bodies, parts
from tests.acceptance.made_up import Wrapped, left_over, ours, spoken
from tests.acceptance.seen import refusal
from tests.support.moderators import deny, lock, new_post
from tests.support.people import answer, ask, press, submit, vote
from tests.support.reading import dms, reply_of, starter_of
from tests.support.worlds import ForumWorld


@pytest.fixture(autouse=True)
def _made_up_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    wrapped = Wrapped()
    monkeypatch.setattr(Translations, "load", lambda *_: wrapped)
    catalogue.words_for.cache_clear()
    yield
    catalogue.words_for.cache_clear()


def assert_spoken_by_the_catalogue(world: ForumWorld) -> None:
    """Fail when a word went out that is neither a message's nor somebody's own."""
    said = [text for body in bodies(world) for text in spoken(body)]
    assert said
    assert {text: left_over(text) for text in said if left_over(text)} == {}
    assert_within_limits(world)


async def start(world: ForumWorld) -> None:
    """Have one question with an answer."""
    await world.owner.slash(world.lobby, "forum category add", name="Sleep")
    await world.owner.slash(world.lobby, "forum category add", name="Naps", parent="Sleep")
    options = ["notify", "spoiler"]
    await ask(
        world.alice,
        world.lobby,
        details="I lie awake.",
        category="Sleep › Naps",
        options=options,
        command={"tags": "exam"},
    )
    await answer(world.bob, world.thread, options=options)
    await vote(world.carol, starter_of(world.thread))
    await world.pass_time(5)


async def test_asking_answering_and_reading(forum_world: ForumWorld) -> None:
    await start(forum_world)
    for name in ("inbox", "browse", "help"):
        await forum_world.alice.slash(forum_world.lobby, name)
    for number in ("1", "2"):
        await forum_world.carol.slash(forum_world.lobby, "show", question=number)
    await forum_world.carol.slash(forum_world.lobby, "browse", sort="unanswered")
    (message,) = dms(forum_world.alice)
    for label in ("Stop for this question", "Stop this kind"):
        await press(forum_world.alice, message, ours(label))
    panel = reply_of(await forum_world.alice.slash(forum_world.lobby, "notifications"))
    await press(forum_world.alice, panel, ours("Only in {forum}").format(forum="Calm Waters"))
    assert_spoken_by_the_catalogue(forum_world)


async def test_the_menu_and_what_it_does(text_world: ForumWorld) -> None:
    await start(text_world)
    card = starter_of(text_world.thread)
    votes = reply_of(await press(text_world.bob, card, ours("More")))
    for label in ("Vote up", "Vote down", "Copy link"):
        await press(text_world.bob, votes, ours(label))
    menu = reply_of(await press(text_world.alice, card, ours("More")))
    form = await press(text_world.alice, menu, ours("Edit"))
    await submit(text_world.alice, form, title="How do I fall asleep early?")
    asked = reply_of(await press(text_world.alice, menu, ours("Delete")))
    await press(text_world.alice, asked, ours("Delete"))
    await text_world.pass_time(5)
    assert_spoken_by_the_catalogue(text_world)


async def test_the_owners_commands(forum_world: ForumWorld) -> None:
    owner, lobby = forum_world.owner, forum_world.lobby
    await start(forum_world)
    await owner.slash(lobby, "forum setup", channel=forum_world.channel)
    await owner.slash(lobby, "forum post-welcome")
    await owner.slash(lobby, "forum category rename", category="Naps", name="Nights")
    await owner.slash(lobby, "forum category move", category="Nights", position=1)
    await owner.slash(lobby, "forum category remove", category="Nights", move_to="Sleep")
    await press(owner, reply_of(forum_world.setup), ours("Add a category"))
    await deny(forum_world.env, forum_world.channel, "send_messages", "manage_channels")
    await ask(forum_world.carol, lobby, "How do I fall asleep early?")
    await owner.slash(lobby, "forum setup", channel=forum_world.channel)
    shown = await owner.slash(lobby, "forum health")
    await press(owner, reply_of(shown), ours("Try again now"))
    assert_spoken_by_the_catalogue(forum_world)


async def test_refusals(forum_world: ForumWorld) -> None:
    await start(forum_world)
    alice, lobby = forum_world.alice, forum_world.lobby
    await ask(alice, lobby, " " * 20 + ".")
    for name, options in (
        ("ask", {"category": "Nowhere"}),
        ("ask", {"tags": "one two three four five six"}),
        ("ask", {"tags": "?!"}),
        ("show", {"question": "99"}),
        ("answer", {}),
    ):
        refusal(forum_world, await alice.slash(lobby, name, **options))
    form = await press(forum_world.carol, starter_of(forum_world.thread), ours("Answer"))
    await lock(forum_world.mod, forum_world.thread)
    await submit(forum_world.carol, form, body="A walk in the evening helped me a lot.")
    assert_spoken_by_the_catalogue(forum_world)


async def test_discords_own_controls(forum_world: ForumWorld) -> None:
    await start(forum_world)
    thread = await new_post(
        forum_world.bob, forum_world.channel, "Not a question at all, sorry", "I lie awake."
    )
    await forum_world.pass_time(2)
    offer = thread.history()[-1]
    await press(forum_world.bob, offer, ours("Make it a question"))
    await press(forum_world.carol, offer, ours("Make it a question"))
    await forum_world.mod.delete(forum_world.threads[0].history()[-1])
    await forum_world.mod.delete(starter_of(forum_world.threads[0]))
    await forum_world.pass_time(3)
    assert_spoken_by_the_catalogue(forum_world)


async def test_commands_are_described_in_every_language_within_the_limits(
    forum_world: ForumWorld,
) -> None:
    translator = CatalogueTranslator()
    for command in forum_world.bot.tree.get_commands():
        payload = await command.get_translated_payload(forum_world.bot.tree, translator)
        for part in parts(payload):
            assert len(part.get("name", "")) <= 32
            for said in (part.get("description_localizations") or {}).values():
                assert said.startswith("«"), part
                assert len(said) <= 100, said
