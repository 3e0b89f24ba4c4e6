"""Similar questions: shown before a new one is posted."""

import logging

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum import drafts
from bot.forum.characters import clean, one_line
from bot.forum.finding.similar import similar
from bot.forum.pages import Hit
from bot.forum.summaries import ForumSummary
from bot.publishing.finding import similar_first
from bot.publishing.opening import Reach
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.giving_back import give_back
from cogs.interactions import client_of, hold, reports_errors, show_done, show_instead

log = logging.getLogger(__name__)


async def asked_before(
    interaction: discord.Interaction,
    forum: ForumSummary,
    submitted: Submitted,
    tags: tuple[str, ...],
    follows_id: int | None,
) -> tuple[Hit, ...]:
    """Return the questions that are close to a submitted one; none for one that goes on.

    The one that it follows on from is none of them.
    A question whose text could not be kept is posted without that: it can't wait for an answer.
    """
    if submitted.is_new or submitted.draft_id is None:
        return ()
    try:
        return await similar(
            client_of(interaction).database,
            forum_id=forum.id,
            title=one_line(submitted.text("title")),
            details=clean(submitted.text("details")),
            tags=tags,
            follows_id=follows_id,
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, no question is held up by it
        log.warning("can't look for similar questions: %s", type(error).__name__)
        return ()


async def show_first(
    interaction: discord.Interaction, hits: tuple[Hit, ...], submitted: Submitted
) -> None:
    """Show what is close to a question instead of posting it, and keep it for then."""
    draft_id = submitted.draft_id or 0
    words, reach = words_of(interaction), Reach(interaction.client)
    await reply(interaction, similar_first(hits, draft_id, words, reach))


class AskOn(NumberedButton, template=r"askon:(?P<number>\d+)"):
    """**Post my question**."""

    action = "askon"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Post what was kept. Raises `DraftGone`."""
        await hold(interaction)
        bot = client_of(interaction)
        form = await drafts.reopen(
            bot.database,
            bot.sealer,
            user_id=interaction.user.id,
            draft_id=self.number,
            now=bot.now(),
        )
        # The buttons go: whoever presses again would hear that nothing is kept any more.
        await show_done(interaction, words_of(interaction)("Your question is on its way."))
        try:
            await bot.forms.receivers[form.form](
                interaction, Submitted(form, self.number, is_new=True)
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, the text goes back
            # In place of what the page says, which is no longer so.
            await give_back(interaction, form, self.number, error, say=show_instead)


class Enough(NumberedButton, template=r"enough:(?P<number>\d+)"):
    """**This answered it**."""

    action = "enough"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Forget what was kept. Raises `DraftGone`."""
        await hold(interaction)
        bot, words = client_of(interaction), words_of(interaction)
        await drafts.forget(
            bot.database,
            bot.sealer,
            user_id=interaction.user.id,
            draft_id=self.number,
            now=bot.now(),
        )
        await show_done(interaction, words("Good to hear. Your question was not posted."))


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(AskOn, Enough)
