"""Anonymous posts in acceptance tests, made as people make them."""

from simcord.actors import MemberActor

from tests.support.people import ask, own_words, press, submit
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


async def answer_masked(world: ForumWorld, member: MemberActor, body: str | None = None) -> None:
    """Let somebody answer the last question anonymously, and wait until it appears."""
    form = await press(member, starter_of(world.thread), "Answer")
    said = own_words(member, "A walk in the evening helps a lot.") if body is None else body
    await submit(member, form, body=said, options=["anonymous"])
    await world.pass_time(WHILE)
