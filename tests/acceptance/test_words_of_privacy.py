"""What `/privacy` says comes from the catalogue, and fits when it is longer."""

from collections.abc import Iterator

import pytest
from babel.support import Translations

from bot import catalogue
from tests.acceptance.limits import assert_within_limits, bodies
from tests.acceptance.made_up import Wrapped, left_over, ours, spoken
from tests.support.people import answer, ask, press, submit
from tests.support.reading import reply_of
from tests.support.worlds import ForumWorld

# Numbers of posts, an alias and a date are nobody's words.
ALIAS = "Quiet One"


@pytest.fixture(autouse=True)
def _made_up_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    wrapped = Wrapped()
    monkeypatch.setattr(Translations, "load", lambda *_: wrapped)
    catalogue.words_for.cache_clear()
    yield
    catalogue.words_for.cache_clear()


async def test_about_export_and_deletion(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, details="I lie awake.", options=["notify"])
    await answer(world.alice, world.thread)
    await answer(world.bob, world.thread)
    for name in (ALIAS, ""):
        form = await world.alice.slash(world.lobby, "ask")
        title = "How do I fall asleep early?" if name else "Not a question at all, sorry"
        over = {"title": title, "details": "I lie awake.", "display_name": ALIAS}
        await submit(world.alice, form, **over, options=["anonymous"])
    await world.pass_time(25)
    world.gaps.forget()
    await world.alice.slash(world.lobby, "privacy about")
    await world.alice.slash(world.lobby, "privacy export")
    await world.carol.slash(world.lobby, "privacy delete-my-data")
    shown = reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data"))
    await press(world.alice, shown, ours("Choose anonymous posts"))
    await world.alice.select(shown, values=["4", "5"], custom_id="erasetick:0")
    await press(world.alice, shown, ours("Back"))
    await press(world.alice, shown, ours("Delete my data"))
    await press(world.alice, shown, ours("Yes, delete my data"))
    await press(world.alice, shown, ours("Take it back"))
    said = [text.replace(ALIAS, "") for body in bodies(world) for text in spoken(body)]
    assert {text: left_over(text) for text in said if left_over(text)} == {}
    assert_within_limits(world)
