"""DMs to one person keep their order, also of questions that they follow, and after a fault."""

from datetime import timedelta

import pytest

from bot.forum.anonymous.notices import opened
from bot.settings import Settings
from data.tables import Notification, NotificationKind, Post
from tests.acceptance.facts import rows
from tests.acceptance.test_quiet_nights import TITLE, morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import SEND, in_channel
from tests.support.people import press, submit
from tests.support.reading import dm_texts, starter_of

OTHER = "How can I wake up early?"
FOLLOWED = NotificationKind.FOLLOWED
EARLY, LATE = "This one came early, I think.", "That one came later, I think."


async def follows_two(town: Town) -> None:
    """Let Carol follow two questions, and be told of one of them once."""
    for title in (TITLE, OTHER):
        await town.ask(title)
    for thread in town.channel.threads:
        await press(town.carol, starter_of(thread), "Notify me")
    await town.answer(1, "The first answer of all, by Bob.")
    await town.pass_time(15)
    assert len(dm_texts(town.carol)) == 1
    await town.pass_time(timedelta(minutes=11).total_seconds())


def in_order(town: Town) -> list[str]:
    """Return which of both answers Carol was told of, as they came."""
    return [each for text in dm_texts(town.carol) for each in (EARLY, LATE) if each in text]


async def as_told(town: Town) -> list[str]:
    """Return both answers as they were written down for her: they are published side by side."""
    found = [each for each in await rows(town, Notification) if each.kind is FOLLOWED]
    posts = {each.id: each.body for each in await rows(town, Post)}
    async with town.bot.database.read() as session:
        told = [opened(session, each) for each in found]
    return [posts[each.post_id] for each in told if posts[each.post_id] in {EARLY, LATE}]


@pytest.mark.parametrize("seconds_apart", [0, 3])
async def test_of_followed_questions_none_overtakes_one_that_failed(
    town: Town, seconds_apart: int
) -> None:
    await follows_two(town)
    town.gaps.break_server(in_channel(SEND, town.carol.user.dm_channel.id), times=3)
    await town.answer_at_once(1, EARLY)
    await town.pass_time(seconds_apart)
    await town.answer_at_once(2, LATE)
    await town.pass_time(60)
    assert in_order(town) == await as_told(town)


async def test_so_it_is_after_a_kill(town: Town) -> None:
    await follows_two(town)
    town.gaps.crash(in_channel(SEND, town.carol.user.dm_channel.id))
    await town.answer_at_once(1, EARLY)
    await town.answer_at_once(2, LATE)
    await town.pass_time(15)
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(60)
    assert in_order(town) == await as_told(town)


class TestAtTheUsualPace:
    """New channels are opened ten seconds apart, and of what is sealed each time."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Keep to the pace that is the default."""
        usual = Settings.model_fields["new_dm_channel_seconds"].default
        return settings.model_copy(update={"new_dm_channel_seconds": usual})

    async def test_the_turn_of_one_that_failed_comes_first(self, town: Town) -> None:
        await follows_two(town)
        town.gaps.break_server(in_channel(SEND, town.carol.user.dm_channel.id))
        await town.answer_at_once(1, EARLY)
        await town.answer_at_once(2, LATE)
        await town.pass_time(90)
        assert in_order(town) == await as_told(town)


async def asks_and_follows(town: Town) -> None:
    """Let Carol follow a question, and ask another one anonymously."""
    await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    form = await town.carol.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.carol, form, title=OTHER, details="", options=options)
    await town.pass_time(30)


class TestAskedAndFollowed:
    """The asker is told of an answer when it is written, followers once it is published."""

    @pytest.fixture(params=[0, 10])
    def settings(self, settings: Settings, request: pytest.FixtureRequest) -> Settings:
        """Let sealed messages go at once, or take turns."""
        return settings.model_copy(update={"new_dm_channel_seconds": request.param})

    @pytest.mark.parametrize("seconds_apart", [0, 0.7])
    async def test_what_is_told_first_comes_first(self, town: Town, seconds_apart: float) -> None:
        await asks_and_follows(town)
        await town.answer_at_once(2, EARLY)
        if seconds_apart:
            await town.pass_time(seconds_apart)
        await town.answer_at_once(1, LATE)
        await town.pass_time(45)
        assert in_order(town) == [EARLY, LATE]

    async def test_also_when_its_answer_is_published_after_a_while(self, town: Town) -> None:
        await asks_and_follows(town)
        town.gaps.break_server(in_channel(SEND, town.channel.threads[1].id), times=3)
        await town.answer_at_once(2, EARLY)
        await town.pass_time(2)
        await town.answer_at_once(1, LATE)
        await town.pass_time(60)
        assert in_order(town) == [EARLY, LATE]

    async def test_an_answer_that_is_never_published_holds_up_nothing_for_long(
        self, town: Town
    ) -> None:
        await asks_and_follows(town)
        await press(town.bob, starter_of(town.channel.threads[0]), "Notify me")
        town.gaps.break_server(in_channel(SEND, town.channel.threads[1].id), times=None)
        await town.answer_at_once(2, EARLY)
        await town.answer_at_once(1, LATE, by=town.alice)
        await town.pass_time(45)
        assert LATE in "".join(dm_texts(town.bob))
        assert in_order(town) == [EARLY, LATE]


@pytest.mark.parametrize("has_quiet_hours", [True, False])
async def test_what_comes_while_a_turn_backs_off_comes_after_what_waited(
    town: Town, *, has_quiet_hours: bool
) -> None:
    await sleeps(town, town.alice)
    question, other = await town.ask(TITLE, notify=True), await town.ask(OTHER, notify=True)
    await town.answer(question, EARLY)
    town.gaps.break_server(SEND, times=5)
    if has_quiet_hours:
        await morning(town)
    else:
        await town.alice.slash(town.lobby, "notifications", time_zone="Asia/Tokyo")
        await town.pass_time(3)
    await town.pass_time(5)
    assert dm_texts(town.alice) == []
    town.gaps.heal()
    await town.answer(other, LATE)
    await town.pass_time(30)
    (text,) = dm_texts(town.alice)
    assert 0 < text.index(TITLE) < text.index(OTHER)
