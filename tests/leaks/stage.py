"""The stage that leak scripts are acted out on: a forum, its people, one of whom is anonymous."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import discord
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from bot.forum.people import member_of
from bot.forum.summaries import Actor
from data.forums import get_forum
from tests.support.people import Value, ask, insisted, press, submit
from tests.support.reading import Shown, fields_of, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

ANONYMOUS = "anonymous"
FORUM = 1
# Of these two, one is the author; the other does nothing anonymous. Alice has a name in the
# forum, Dora has never done anything by hers, which nothing else in the world contains.
SUSPECTS = ("alice", "dora")
PLANTED_NAME = "quillanthe"
DAY_SECONDS = 24 * 3600.0
# What the worker needs for a post and all that follows from it.
SOON_SECONDS = 5.0
# The longest that an anonymous post waits, unless a forum is set otherwise.
LATE_SECONDS = 20.0


@dataclass
class Stage:
    """A forum, its people, and the one who acts anonymously in this performance."""

    world: ForumWorld
    dora: MemberActor
    author: MemberActor
    dora_moderates: bool = False
    second: MemberActor | None = None
    """Who does the second of two things, if that is another person than did the first."""
    ends: list[Callable[[], object]] = field(default_factory=list)
    late_seconds: float = LATE_SECONDS

    @property
    def suspects(self) -> tuple[MemberActor, MemberActor]:
        """Those who could be the author, as far as anybody else can tell."""
        return self.world.alice, self.dora

    @property
    def everybody(self) -> tuple[MemberActor, ...]:
        """All people, in an order that does not depend on who is the author."""
        world = self.world
        return world.alice, world.bob, self.dora, world.carol, world.mod, world.owner

    @contextmanager
    def second_turn(self) -> Iterator[None]:
        """Let the author be whoever does the second of two things."""
        first, self.author = self.author, self.second or self.author
        try:
            yield
        finally:
            self.author = first

    async def each(self, act: Callable[[MemberActor], Awaitable[object]]) -> None:
        """Let everybody do the same, one after another."""
        for person in self.everybody:
            await act(person)

    async def asks(
        self, title: str = "How can I sleep before an exam?", *options: str, name: str = ""
    ) -> discord.Message:
        """Let the author ask anonymously, and return the question's card once it is there."""
        await self.submits(title, *options, name=name)
        await self.while_passes()
        return starter_of(self.world.thread)

    async def submits(self, title: str, *options: str, name: str = "") -> InteractionResult:
        """Let the author send the ask form; what became of it, they alone are told."""
        form = await self.author.slash(self.world.lobby, "ask")
        over: dict[str, Value] = {"title": title, "details": "I lie awake for hours."}
        categories = fields_of(form).get("category", {}).get("options", [])
        if categories:
            over["category"] = [str(categories[0]["value"])]
        over |= {"display_name": name, "options": [ANONYMOUS, *options]}
        result = await insisted(self.author, await submit(self.author, form, **over))
        private_text(result)
        return result

    async def answers(
        self, card: Shown, body: str = "What I found out myself meanwhile.", *options: str
    ) -> discord.Message:
        """Let the author answer anonymously, and return the answer's card once it is there."""
        form = await press(self.author, card, "Answer")
        private_text(await submit(self.author, form, body=body, options=[ANONYMOUS, *options]))
        await self.while_passes()
        return self.world.thread.history()[-1]

    async def alice_asks(
        self, title: str = "How do I stay awake?", options: Sequence[str] = ()
    ) -> discord.Message:
        """Let Alice ask by name, as she does in every performance."""
        private_text(await ask(self.world.alice, self.world.lobby, title, options=options))
        await self.while_passes()
        return starter_of(self.world.thread)

    async def alice_is_known(self) -> None:
        """Store Alice as whoever has posted by name: what is kept of her could show a change."""
        now = self.world.bot.context.clock()
        async with self.world.bot.database.write() as session:
            forum = await get_forum(session, FORUM)
            await member_of(session, forum, Actor(self.world.alice.id, "alice"), now)

    async def more(self, person: MemberActor, card: Shown) -> ResponseMessage:
        """Let somebody press **More**, and return the menu."""
        return reply_of(await press(person, card, "More"))

    async def posts_appear_at_once(self) -> None:
        """Set the forum so; simulated time is not free."""
        lobby, owner = self.world.lobby, self.world.owner
        panel = reply_of(await owner.slash(lobby, "forum settings"))
        await owner.select(panel, ["0"], custom_id="set-anonymous_delay_seconds:1")
        self.late_seconds = 0.0

    async def while_passes(self) -> None:
        """Let pass what an anonymous post waits at most, and what the worker needs."""
        await self.world.pass_time(self.late_seconds + SOON_SECONDS)

    async def days_pass(self, days: float) -> None:
        """Let the bot be away for days, which takes the test less time than waiting."""
        await self.world.bot.close()
        self.world.env.backend.advance_clock(days * DAY_SECONDS)
        await self.world.come_back()
        await self.world.pass_time(SOON_SECONDS)

    def curtain(self) -> None:
        """End what is compared: from here on the author is named, by their own wish or by rule."""
        for end in self.ends:
            end()
