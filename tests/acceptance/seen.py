"""What acceptance tests look at besides the screen: rows, and refusals that commands make."""

from collections.abc import Awaitable
from unittest import mock

import discord
from simcord.results import InteractionResult
from sqlmodel import select

from bot.errors import is_expected
from bot.publishing import layout
from data.posts import insert_post
from data.tables import Draft, Post, PostKind, PostOrigin
from tests.support.people import Person, Value, submit
from tests.support.reading import fresh, private_text
from tests.support.worlds import ForumWorld, World


async def posts_in(world: World) -> list[Post]:
    """Return every post, oldest first."""
    async with world.bot.database.read() as session:
        return list((await session.exec(select(Post).order_by("id"))).all())


async def drafts_in(world: World) -> list[Draft]:
    """Return every draft that is kept."""
    async with world.bot.database.read() as session:
        return list((await session.exec(select(Draft))).all())


REFUSED: list[BaseException] = []
"""What was refused, or failed, in the present test; see its conftest."""


def refusal(world: World, result: InteractionResult) -> str:
    """Return the private sentence of a command that was refused, as expected.

    What checks and options refuse the library raises, and the simulated Discord notes it.
    """
    said = private_text(result)
    assert REFUSED, f"nothing was refused: {said}"
    assert all(map(is_expected, [*REFUSED, *world.env.errors])), [*REFUSED, *world.env.errors]
    return said


async def public_button(world: ForumWorld, label: str, custom_id: str) -> discord.Message:
    """Post a message in the lobby with a button that everybody can press."""
    lobby = world.bot.get_channel(world.lobby.id)
    assert isinstance(lobby, discord.TextChannel)
    sent = await lobby.send(view=layout.message(layout.row(layout.button(label, custom_id))))
    await world.env.settle()
    return fresh(world.env, sent)


async def at_once(world: World, *acts: Awaitable[InteractionResult]) -> list[InteractionResult]:
    """Let people act at the same moment: the bot hears of all before it has answered any.

    The simulated Discord lets one act settle before the next may begin.
    """
    with mock.patch.object(world.env, "_settle_internal", _stay):
        results = [await act for act in acts]
    await world.env.settle()
    return results


async def submit_twice(
    world: World, person: Person, shown: InteractionResult, **over: Value
) -> list[str]:
    """Submit one form twice at the same moment, and return what was said, sorted."""

    async def again() -> InteractionResult:
        shown._interaction.modal_consumed = False
        return await submit(person, shown, **over)

    results = await at_once(world, submit(person, shown, **over), again())
    return sorted(private_text(each) for each in results)


async def _stay(**_: object) -> None: ...


async def brought_in(world: ForumWorld) -> int:
    """Bring a question in from a website, and return its number."""
    async with world.bot.database.write() as session:
        return await insert_post(
            session,
            forum_id=1,
            kind=PostKind.QUESTION,
            origin=PostOrigin.WEBSITE,
            title="How did you begin?",
            body="As on the website",
            alias="Visitor",
            created_at=world.bot.now(),
        )
