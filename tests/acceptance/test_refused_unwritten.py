"""A DM by name of an anonymous post that Discord refuses is written down as if it had come.

Who it was for may have written that post, when nothing was sent that could be refused.
"""

import pytest
from simcord.actors import MemberActor

from data.tables import Account, Notification, NotificationKind
from tests.acceptance.facts import asked, dm_count, rows
from tests.acceptance.test_refused_dms import ONE, inbox_says_so
from tests.support.calls import SEND, in_channel
from tests.support.people import answer, press
from tests.support.reading import private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld


def closes_dms(world: ForumWorld) -> None:
    channel_id = world.env.backend.get_dm_channel(world.alice.id).id
    world.gaps.refuse(in_channel(SEND, channel_id), 403, 50007, times=None)


async def answered(world: ForumWorld, person: MemberActor, *options: str) -> None:
    body = f"A walk in the evening helped me, at {world.bot.now()}."
    await answer(person, starter_of(world.thread), body, options=options)
    await world.pass_time(30)


async def said(world: ForumWorld) -> str:
    return private_text(await world.alice.slash(world.lobby, "help"))


async def is_noted(world: ForumWorld) -> bool:
    return any(each.dm_refused_at is not None for each in await rows(world, Account))


async def heard(world: ForumWorld) -> list[bool]:
    told = await rows(world, Notification)
    return [each.is_heard for each in told if each.kind is NotificationKind.ANSWER]


@pytest.fixture
async def refused(forum_world: ForumWorld) -> ForumWorld:
    """Have Alice, who has closed her DMs, told of an anonymous answer."""
    await asked(forum_world, "notify")
    closes_dms(forum_world)
    await answered(forum_world, forum_world.bob, "anonymous")
    return forum_world


async def test_a_word_after_a_command_tells_of_it_once(refused: ForumWorld) -> None:
    assert await heard(refused) == [True]
    assert ONE in await said(refused)
    assert ONE not in await said(refused)
    assert await heard(refused) == [True]


async def test_no_word_tells_of_what_was_read(refused: ForumWorld) -> None:
    inbox = reply_of(await refused.alice.slash(refused.lobby, "inbox"))
    await press(refused.alice, inbox, "Mark all as read")
    assert ONE not in await said(refused)


async def test_the_inbox_says_so_until_they_ask_again(refused: ForumWorld) -> None:
    assert await inbox_says_so(refused.alice, refused)
    assert not await is_noted(refused)
    refused.gaps.heal()
    pressed = await press(refused.alice, starter_of(refused.thread), "Notify me")
    assert "no more" not in private_text(pressed)
    assert not await inbox_says_so(refused.alice, refused)
    await answered(refused, refused.carol, "anonymous")
    assert dm_count(refused) == 1


async def test_it_is_tried_again_and_forgotten_once_one_comes(refused: ForumWorld) -> None:
    refused.gaps.heal()
    await answered(refused, refused.carol, "anonymous")
    assert dm_count(refused) == 1
    assert ONE in await said(refused), "of the first"
    assert not await inbox_says_so(refused.alice, refused)


async def test_of_a_post_by_name_it_is_written_down(refused: ForumWorld) -> None:
    await answered(refused, refused.carol)
    assert await is_noted(refused)
    assert await heard(refused) == [True, False]
    refused.gaps.heal()
    await answered(refused, refused.mod)
    assert dm_count(refused) == 0, "nobody is written to who refuses it"


async def test_asking_with_a_new_post_asks_again(refused: ForumWorld) -> None:
    await asked(refused, "notify", title="How can I wake up early?")
    assert not await inbox_says_so(refused.alice, refused)


async def test_a_restart_forgets_it(refused: ForumWorld) -> None:
    await refused.restart()
    assert not await inbox_says_so(refused.alice, refused)
    assert ONE not in await said(refused)
