"""The buttons beneath a post's card (product.md, How cards read)."""

import discord
from discord import ui

from bot.catalogue import Words
from bot.forum.summaries import Card
from bot.publishing import layout
from bot.publishing.opening import opener
from bot.publishing.relations import without_link
from data.tables import PostKind, PostState


def button_rows(
    shown: Card, words: Words, *, is_private: bool, is_cut: bool
) -> list[ui.ActionRow[ui.LayoutView]]:
    """Return a card's buttons: what can be done with the post, and what leads to the rest of it.

    `is_private`: it is shown to one person, by `/show`. `is_cut`: it doesn't hold the whole text.
    """
    buttons: list[ui.Button[ui.LayoutView]] = []
    # Beneath a removed question nothing is added or chosen any more.
    is_open = shown.question_state is PostState.VISIBLE
    if shown.kind is PostKind.QUESTION:
        primary = discord.ButtonStyle.primary
        # Of a closed one, too: who presses it reads why it is.
        style = discord.ButtonStyle.secondary if shown.is_closed else primary
        buttons.append(layout.button(words("Answer"), f"answer:{shown.post_id}", style=style))
    elif shown.kind is PostKind.ANSWER and is_open:
        best = layout.button(words("Best answer"), f"best:{shown.post_id}")
        if shown.is_best:
            best.style = layout.CHOSEN
        buttons.append(best)
    if is_open:
        buttons.append(layout.button(words("Comment"), f"comment:{shown.post_id}"))
    if shown.kind is PostKind.QUESTION:
        buttons.append(layout.button(words("Notify me"), f"notify:{shown.post_id}"))
    buttons.append(layout.button(words("More"), f"more:{shown.post_id}"))
    beside = _beside(shown, words, is_private=is_private, is_cut=is_cut)
    most = layout.MOST_IN_A_ROW
    if len(buttons) + len(beside) <= most:
        return [layout.row(*buttons, *beside)]
    parts = [buttons, *(beside[at : at + most] for at in range(0, len(beside), most))]
    return [layout.row(*part) for part in parts]


def _beside(
    shown: Card, words: Words, *, is_private: bool, is_cut: bool
) -> list[ui.Button[ui.LayoutView]]:
    """Return the buttons that lead to what the card doesn't show itself."""
    beside = [opener(post_id, words) for post_id in without_link(shown)]
    if shown.unseen_answers:
        beside.append(layout.button(words("Answers"), f"answers:{shown.post_id}"))
    if is_private and any(each.url is None for each in shown.comments.newest):
        beside.append(layout.button(words("Comments"), f"comments:{shown.post_id}"))
    if is_cut:
        beside.append(layout.button(words("Read all"), f"whole:{shown.post_id}"))
    if is_private and shown.place is not None and not shown.place.is_gone:
        beside.append(layout.link(words("Open"), shown.place.url))
    return beside
