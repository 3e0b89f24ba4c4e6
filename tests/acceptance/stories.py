"""Random stories of who is told what by DM: who is there, what was said, and how it ends.

What happens in them is in `turns_of_stories.py`, what is true at last in `ends_of_stories.py`.
"""

from dataclasses import dataclass, field
from random import Random

from simcord.actors import MemberActor

from bot.forum import notifying, questions
from bot.forum.summaries import Guise
from data.tables import Delivery, DeliveryKind, Forum
from tests.acceptance.facts import rows
from tests.acceptance.on_screen import word
from tests.acceptance.town import Town, actor

TITLES = (
    "Why do I wake up at night so often?",
    "How can I sleep before an exam?",
    "What do I say to my father?",
)
HOUR = 3600
# More than so many are not all named by what comes after quiet hours.
MOST_SAID = 8
# Nothing that fails waits for longer; to let so much time pass costs more than a restart.
LOOKED_AGAIN, WORTH_A_RESTART, MOST_LOOKS = 30, 600, 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and who wants DMs of its answers."""

    number: int
    readers: list[MemberActor]


@dataclass(slots=True)
class Said:
    """An answer: who is told of it, and by no DM, or by one or none, as it came."""

    code: str
    post_id: int
    about: Asked
    by: MemberActor
    unwanted: set[int] = field(default_factory=set)
    either: set[int] = field(default_factory=set)
    is_gone: bool = False


@dataclass
class Story:
    """What happened so far; its lines tell it to whoever finds out that something is wrong."""

    town: Town
    draw: Random
    people: list[MemberActor] = field(default_factory=list)
    writers: list[MemberActor] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)

    def note(self, happened: str) -> None:
        """Note what happens now."""
        self.lines.append(f"{self.town.bot.now():%H:%M:%S} {happened}")

    @property
    def codes(self) -> dict[int, str]:
        """By what each answer is known, by its number."""
        return {each.post_id: each.code for each in self.said}

    def chance(self, of: float) -> bool:
        """Draw whether something happens."""
        return self.draw.random() < of

    # ---------------------------------------------------------------- how it begins

    async def begin(self) -> None:
        """Have people ask by name and anonymously, and follow what others ask."""
        town, draw = self.town, self.draw
        self.people = [self._join(f"reader{number}") for number in range(draw.randint(2, 4))]
        self.writers = [self._join(f"writer{number}") for number in range(3)]
        async with town.bot.database.write() as session:
            (forum,) = await rows(town, Forum)
            forum.anonymous_delay_seconds = 0
            session.add(forum)
        for title in TITLES[: draw.randint(1, 3)]:
            self.asked.append(await self._ask(title))
        for each in self.people:
            await word(self.town, each)  # that they are welcome

    def _join(self, name: str) -> MemberActor:
        user = self.town.env.create_user(name, global_name=name.title())
        return self.town.guild.add_member(user)

    async def _ask(self, title: str) -> Asked:
        town, asker, is_anonymous = self.town, self.draw.choice(self.people), self.chance(0.3)
        made = await questions.ask(
            town.bot.database,
            forum_id=town.forum_id,
            actor=actor(asker),
            title=title,
            details="",
            category_id=None,
            guise=Guise() if is_anonymous else None,
            notify=True,
            now=town.bot.now(),
        )
        await town.carry_out()
        readers, how = [asker], "anonymously" if is_anonymous else "by name"
        for each in self.people:
            if self.chance(0.7):
                await self._follow(made.post_id, each)
                readers += [each] if each is not asker else []
        names = ", ".join(each.name for each in readers[1:])
        self.note(f"{asker.name} asks question {made.post_id} {how}; {names or 'nobody'} follows")
        return Asked(made.post_id, readers)

    async def _follow(self, question: int, person: MemberActor) -> None:
        await notifying.notify_me(
            self.town.bot.database,
            post_id=question,
            actor=actor(person),
            now=self.town.bot.now(),
            is_toggle=False,
        )

    async def answer(self) -> None:
        """Have somebody answer one of the questions, and let nothing else happen yet."""
        asked, by = self.draw.choice(self.asked), self.draw.choice(self.writers)
        if len(self.said) == MOST_SAID:
            return
        code = f"X{len(self.said):03}X"
        self.note(f"{by.name} says {code} to question {asked.number}")
        body = f"My advice {code} for you."
        post_id = await self.town.answer_at_once(asked.number, body, by)
        silent = {each.id for each in asked.readers} & self.silent
        self.said.append(Said(code, post_id, asked, by, unwanted=silent))

    # ---------------------------------------------------------------- how it ends

    async def end(self) -> None:
        """Have Discord in order, and let time pass until nothing waits any more."""
        town = self.town
        town.gaps.heal()
        await self.live_on()
        self.note("all is in order again")
        before = 0
        for _ in range(MOST_LOOKS):
            times = [each.due_at for each in await self.waiting()]
            if not times:
                break
            left = (min(times) - town.bot.now()).total_seconds()
            # What is done looks every few seconds whether the others are, in a pause as well.
            if left > WORTH_A_RESTART or len(times) == before:
                await self.be_away(max(left, WORTH_A_RESTART))
            before = len(times)
            await town.pass_time(LOOKED_AGAIN)
        # Quiet hours are over by then, and whose turn it was got their message.
        await self.be_away(2 * HOUR)
        await town.pass_time(15 * len(self.people))

    async def be_away(self, seconds: float) -> None:
        """Stop the bot, and start it so much later, which takes less time than waiting."""
        await self.town.bot.close()
        self.town.env.backend.advance_clock(seconds)
        await self.town.come_back()
        await self.live_on()

    async def live_on(self) -> None:
        """Bring the bot back if it was killed."""
        while self.town.gaps.is_dead:
            self.note("the bot was killed, and comes back")
            await self.town.come_back()

    async def waiting(self) -> list[Delivery]:
        """Return the direct messages that still wait."""
        found = await rows(self.town, Delivery)
        return [each for each in found if each.kind is DeliveryKind.DIRECT_MESSAGE]
