"""`/privacy about`: what is stored, why, how long, who sees it, who runs this, how to object."""

from datetime import timedelta

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.privacy.erasures import PROMISED_SPREAD_DAYS
from bot.forum.privacy.retention import Retention
from bot.publishing import layout
from bot.publishing.cards import OPEN

PAGE_CHARACTERS = 3400

PARAGRAPHS = (
    N_(
        "**What is kept.** Your questions, answers and comments with their earlier versions, your "
        "votes and thumbs on posts, what you follow, your notifications and choices, and who you "
        "are in Discord: your id, and the name you post under. Chat in threads is not stored, and "
        "nothing from outside the forum."
    ),
    N_(
        "**Why.** Only to run this forum. Nothing is sold, used for advertising, or used to train "
        "anything. What you post may tell about your health: by posting it you consent explicitly "
        "to its being stored and shown, and you can take that back by deleting it. Votes, "
        "notifications and settings are kept because you ask for what they do; the log, blocks and "
        "limits to keep this place safe for everybody."
    ),
    N_(
        "**Who sees it.** Posts, their earlier versions and thumbs: everyone who can see the "
        "channel. What you vote on by button: nobody; only how many votes stands in your profile. "
        "Hidden posts and the log: moderators. Whoever hosts this bot could read its database, and "
        "may keep it on a rented computer. Discord gets what is posted and sent here, also in the "
        "USA, and answers for that itself: <https://discord.com/privacy>. Nobody else gets any of "
        "it."
    ),
    N_(
        "**How long.** Posts, votes and settings until you delete them. Texts of failed forms "
        "{drafts} hours. Notifications {notifications} days after you read them, unread ones until "
        "you do; about anonymous posts and questions that you follow {notifications} days. The log "
        "of what moderators did {log} days; a block until it ends. When you leave a server, "
        "everything else but your texts goes after {left} days; the texts stay without your name. "
        "When a server removes the bot, everything goes after {removed} days. Backups are kept for "
        "{backups} days, with what was sealed then."
    ),
    N_(
        "**What stays, sealed,** when you leave or delete your data: that thumbs of yours that "
        "stand in Discord don't count, until you act here again; and what you are told about your "
        "anonymous posts, {notifications} days. When you delete your data, also that you did, "
        "when, and what you chose, {wish} days (longer if the bot is away); and, if you had quiet "
        "hours, when they end next."
    ),
    N_(
        "**Anonymous posts.** Who wrote one is stored sealed. Its form says, before you post, who "
        "could open that: whoever hosts this bot, in some servers also two moderators together. "
        "Leaving and deleting your data don't touch anonymous posts but those that you tick."
    ),
    N_(
        "**What anonymity does not cover.** Discord knows what you do in Discord. Your style of "
        "writing, and what you tell about yourself, can be recognised. What you chat in the thread "
        "carries your name, and your thumb under a post shows your account, also under your own. A "
        "display name that you use twice links both. Who sees when you are online or typing can "
        "guess. A computer or an account that others can use is not yours alone."
    ),
    N_(
        "**Your rights.** **/privacy export** gives you a copy of everything. "
        "**/privacy delete-my-data** removes it. To object, to correct something, to have it kept "
        "but not used, or to ask, write to whoever runs this bot; you can also complain to a data "
        "protection authority."
    ),
)
RUN_BY = N_("**Who runs this bot:** {operator}")
RUN_BY_SOMEBODY = N_(
    "**Who runs this bot:** they haven't said yet how to reach them. Please ask the server's owner."
)


def about_page(text: str, operator: str, page: int, words: Words) -> ui.LayoutView:
    """Return a page of the text; whoever runs the bot stands on each."""
    pages = _pages(text)
    number = min(page, len(pages) - 1)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text(pages[number]))
    container.add_item(layout.text(_run_by(operator, words)))
    buttons: list[ui.Item[ui.LayoutView]] = []
    if number > 0:
        buttons.append(layout.button(words("Back"), f"privacy:{number - 1}"))
    if number + 1 < len(pages):
        buttons.append(layout.button(words("Read on"), f"privacy:{number + 1}"))
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def about_text(keep: Retention, words: Words) -> str:
    """Return the text that comes with the bot."""
    values = {
        "drafts": keep.drafts // timedelta(hours=1),
        "notifications": keep.read_notifications.days,
        "log": keep.log.days,
        "left": keep.members_who_left.days,
        "removed": keep.removed_servers.days,
        "backups": keep.backups.days,
        "wish": PROMISED_SPREAD_DAYS,
    }
    said = [words(paragraph, **values) for paragraph in PARAGRAPHS]
    return "\n\n".join(["### " + words("Privacy"), *said])


def _run_by(operator: str, words: Words) -> str:
    return words(RUN_BY, operator=operator) if operator else words(RUN_BY_SOMEBODY)


def _pages(text: str) -> list[str]:
    """Return a text in parts that a message can show, cut between paragraphs where it can be."""
    pages = [""]
    for paragraph in text.split("\n\n"):
        for start in range(0, max(len(paragraph), 1), PAGE_CHARACTERS):
            part = paragraph[start : start + PAGE_CHARACTERS]
            if len(pages[-1]) + len(part) > PAGE_CHARACTERS:
                pages.append("")
            pages[-1] = f"{pages[-1]}\n\n{part}".strip()
    return [page for page in pages if page] or ["…"]
