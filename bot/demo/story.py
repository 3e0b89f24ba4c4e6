"""Telling the story: the people of the demo use the real bot, as Discord users do."""

from collections.abc import Callable, Sequence

import discord
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from bot.demo import world as places
from bot.demo.listing import newest_questions
from bot.demo.parts import AnswerPart, CommentPart, QuestionPart, chapters
from bot.demo.questions import CATEGORIES, QUESTIONS
from bot.demo.session import Session
from bot.demo.world import CAST, World

UP, DOWN = "👍", "👎"
FURTHER = "Ask a related question"
# After each chapter the bot gets this long, in simulated seconds, to refresh cards and send DMs.
PAUSE_SECONDS = 25
# Votes on cards older than an hour wait for so long, and a little.
OLD_CARDS_SECONDS = 75
HELPER, FOLLOWED = "tomas", "Anxiety & low mood"
MODERATOR = next(one.key for one in CAST if one.part == "moderates")
# Longer than the random while after which an anonymous post appears.
MASKED_SECONDS = 22
TITLES = "100 Newcomer\n180 Regular\n300 Guide"


class Story:
    """The demo's posts, told in the order in which they happened."""

    def __init__(self, session: Session, progress: Callable[[int, int], None]) -> None:
        self.session = session
        self.world: World = places.build(session.env)
        self.progress = progress
        self.threads: dict[str, ChannelHandle] = {}
        # By the question's title and who answers.
        self.answers: dict[tuple[str, str], discord.Message] = {}
        self._votes: list[tuple[discord.Message, str, int]] = []
        self._last_votes: list[tuple[discord.Message, str, int]] = []
        self._done = 0

    async def tell(self) -> World:
        """Set the forum up and let everything happen; return the world as it is then."""
        await self._set_up()
        for ago, questions, answers in chapters(QUESTIONS):
            await self.session.jump(minutes_ago=ago)
            for question in questions:
                await self._ask(question)
            for question, answer in answers:
                await self._answer(question, answer)
            for question in questions:
                await self._finish(question)
            self._cast_votes()
            await self.session.env.advance_time(PAUSE_SECONDS)
        # A card says how many points its author had when it was drawn: so all are drawn last.
        self._votes, self._last_votes = self._last_votes, []
        self._cast_votes()
        await self.session.env.advance_time(OLD_CARDS_SECONDS)
        await self.session.jump(minutes_ago=0)
        self.world.forget_private_replies()
        return self.world

    async def notes(self) -> dict[str, int]:
        """Return what the hub compares with: which posts and messages are the story's."""
        questions = await newest_questions(self.session.bot.database)
        asker = CAST[0].key
        own = next(one for one in QUESTIONS if one.by == asker)
        return {
            "baseline": questions[0].number,
            "trial": next(one.number for one in questions if one.title == own.title),
            "first-dm": max(self.world.messages_to(asker), default=0),
        }

    async def _set_up(self) -> None:
        owner, channel = self.world.owner, self.world.channel(places.QUESTIONS)
        await owner.slash(channel, "forum setup", channel=channel)
        for name, description in CATEGORIES.items():
            await owner.slash(channel, "forum category add", name=name, description=description)
        panel = reply_in(await owner.slash(channel, "forum settings"))
        form = await owner.click(panel, label="Change titles")
        await owner.submit_modal(form, {"titles": TITLES})
        welcome = self.world.channel(places.WELCOME)
        await owner.slash(channel, "forum post-welcome", channel=welcome)
        helper = self.world.actors[HELPER]
        await helper.slash(channel, "follow", category=FOLLOWED)

    async def _ask(self, part: QuestionPart) -> None:
        author, channel = self.world.actors[part.by], self.world.channel(places.QUESTIONS)
        before = {thread.id for thread in channel.threads}
        if part.follows is not None:
            form = await author.click(await self._menu(part.by, *part.follows), label=FURTHER)
        else:
            form = await author.slash(channel, "ask", **({"tags": part.tags} if part.tags else {}))
        options = ["notify"] if part.is_notified else []
        options += ["anonymous"] if part.is_anonymous else []
        values = {"title": part.title, "details": part.details, "options": options}
        values["category"] = [choice_of(form, "category", part.category)]
        await author.submit_modal(form, values)
        if part.is_anonymous:
            await self.session.env.advance_time(MASKED_SECONDS)
        self.threads[part.title] = next(one for one in channel.threads if one.id not in before)
        card = self.threads[part.title].history()[0]
        self._note_votes(card, part)
        await self._comment(card, part.comments)
        self._step()

    async def _menu(self, who: str, title: str, answered_by: str) -> ResponseMessage:
        """Let somebody press More on the answer that another gave to a question."""
        card = self.answers[title, answered_by]
        return reply_in(await self.world.actors[who].click(card, label="More"))

    async def _comment(self, card: discord.Message, comments: Sequence[CommentPart]) -> None:
        for comment in comments:
            form = await self.world.actors[comment.by].click(card, label="Comment")
            await self.world.actors[comment.by].submit_modal(form, {"body": comment.body})

    async def _finish(self, part: QuestionPart) -> None:
        """Let its author edit a question, or the moderator close it."""
        thread = self.threads[part.title]
        if part.added:
            author = self.world.actors[part.by]
            menu = await author.click(thread.history()[0], label="More")
            form = await author.click(reply_in(menu), label="Edit")
            details = f"{part.details}\n\n{part.added}"
            texts = {"title": part.title, "details": details, "tags": part.tags}
            await author.submit_modal(form, texts)
        if part.closed:
            moderator = self.world.actors[MODERATOR]
            menu = await moderator.click(thread.history()[0], label="More")
            form = await moderator.click(reply_in(menu), label="Close")
            await moderator.submit_modal(form, {"reason": part.closed})

    async def _answer(self, part: QuestionPart, answer: AnswerPart) -> None:
        author, thread = self.world.actors[answer.by], self.threads[part.title]
        form = await author.slash(thread, "answer")
        await author.submit_modal(form, {"body": answer.body})
        card = thread.history()[-1]
        self.answers[part.title, answer.by] = card
        if answer.is_best:
            await self.world.actors[part.by].click(card, label="Best answer")
        self._note_votes(card, answer)
        await self._comment(card, answer.comments)
        self._step()

    def _note_votes(self, message: discord.Message, part: QuestionPart | AnswerPart) -> None:
        others = [one.id for one in self.world.voters if one.id != self.world.actors[part.by].id]
        first = self._done % len(others)  # not always the same people begin
        voters = others[first:] + others[:first]
        votes = [
            (message, thumb, voter)
            for thumb, voter in zip(UP * part.up + DOWN * part.down, voters, strict=False)
        ]
        self._votes += votes[:-1]
        self._last_votes += votes[-1:]

    def _cast_votes(self) -> None:
        """Let everybody react at once, at a chapter's end: the bot counts in batches anyway."""
        for message, thumb, voter in self._votes:
            channel_id = message.channel.id
            self.session.env.backend.add_reaction(channel_id, message.id, thumb, voter)
        self._votes.clear()

    def _step(self) -> None:
        self._done += 1
        self.progress(self._done, len(QUESTIONS) + sum(len(one.answers) for one in QUESTIONS))


def choice_of(form: InteractionResult, field: str, label: str) -> str:
    """Return the value of a choice in a form's select, by what it reads like."""
    components = [one.get("component") or {} for one in (form.modal or {}).get("components", [])]
    select = next(one for one in components if one.get("custom_id") == field)
    return next(str(one["value"]) for one in select["options"] if one["label"] == label)


def reply_in(result: InteractionResult) -> ResponseMessage:
    """Return what the bot said to one person, however it said it."""
    said = [one for one in (result.response, *result.followups) if one is not None]
    return said[-1]
