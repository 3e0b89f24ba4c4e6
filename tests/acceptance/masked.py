"""Anonymous posts in acceptance tests, made as people make them."""

from simcord.actors import MemberActor

from tests.support.people import ask, press, submit
from tests.support.reading import starter_of
from tests.support.worlds import ForumWorld

# Longer than the random while after which an anonymous post appears.
WHILE = 25.0


async def ask_masked(
    world: ForumWorld, member: MemberActor, title: str = "How can I sleep before an exam?"
) -> None:
    """Let somebody ask anonymously, and wait until it appears."""
    await ask(member, world.lobby, title, options=["anonymous"])
    await world.pass_time(WHILE)


async def answer_masked(
    world: ForumWorld, member: MemberActor, body: str = "A walk in the evening helps a lot."
) -> None:
    """Let somebody answer the last question anonymously, and wait until it appears."""
    form = await press(member, starter_of(world.thread), "Answer")
    await submit(member, form, body=body, options=["anonymous"])
    await world.pass_time(WHILE)
