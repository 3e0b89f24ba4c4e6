"""Profiles, and the private list of one's anonymous posts."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.profiles import LATEST, LatestPost, OwnLine, OwnPage, Profile
from bot.publishing import layout
from bot.publishing.cards import HIDDEN_TITLE, OPEN, REMOVED_TITLE
from bot.publishing.listings import linked_title, page_buttons
from bot.publishing.opening import Reach, openers
from bot.publishing.text import ago, compact, exact, forum_named, plain
from data.tables import PostKind, PostState

NamedProfile = tuple[str, Profile]
"""A profile and its forum's name."""
MOST_PROFILES = 6
MORE_ELSEWHERE = N_("There are more in your other servers: use /profile there.")
KINDS = {
    PostKind.QUESTION: N_("question"),
    PostKind.ANSWER: N_("answer"),
    PostKind.COMMENT: N_("comment"),
}
YOURS = {
    PostKind.QUESTION: N_("your question"),
    PostKind.ANSWER: N_("your answer"),
    PostKind.COMMENT: N_("your comment"),
}
STATES = {
    PostState.QUEUED: N_("appears soon"),
    PostState.HIDDEN: N_("hidden by a moderator"),
}


def profile_page(
    user_id: int,
    profile: Profile | None,
    words: Words,
    reach: Reach,
    *,
    is_own: bool,
    is_bot: bool = False,
) -> ui.LayoutView:
    """Return somebody's profile; one's own has the way to one's anonymous posts."""
    if is_bot:
        return layout.note(words("{member} is a bot, so it has no profile.", member=_at(user_id)))
    said = _nothing_yet(user_id, words, is_own=is_own)
    if profile is not None:
        said = "\n".join(_lines(user_id, profile, words))
    container: ui.Container[ui.LayoutView] = ui.Container(layout.text(said), accent_colour=OPEN)
    if profile is not None:
        _add_latest(container, profile.latest, words, reach)
    if is_own:
        container.add_item(_own_anonymous_button(words))
    return layout.message(container)


def profiles_page(
    user_id: int, profiles: Sequence[NamedProfile], words: Words, reach: Reach, *, is_own: bool
) -> ui.LayoutView:
    """Return somebody's profiles in these forums; where they did most comes first.

    Beneath are their latest posts in any of them, each with its forum's name.
    """
    there = sorted(profiles, key=_how_active, reverse=True)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    if not there:
        container.add_item(layout.text(_nothing_yet(user_id, words, is_own=is_own)))
    for name, profile in there[:MOST_PROFILES]:
        heading, *lines = _lines(user_id, profile, words)
        if container.children:
            heading = ""
        said = [heading, f"**{forum_named(name)}**", *lines]
        container.add_item(layout.text("\n".join(filter(None, said))))
    if len(there) > MOST_PROFILES:
        container.add_item(layout.text(f"-# {words(MORE_ELSEWHERE)}"))
    _add_latest(container, latest_of(there), words, reach)
    if is_own:
        container.add_item(_own_anonymous_button(words))
    return layout.message(container)


def latest_of(profiles: Sequence[NamedProfile]) -> list[LatestPost]:
    """Return the latest posts of all these profiles, with their forums' names, the newest first."""
    posts = [replace(each, forum_name=name) for name, found in profiles for each in found.latest]
    return sorted(posts, key=lambda each: (each.at, each.post_id), reverse=True)[:LATEST]


def _how_active(named: NamedProfile) -> tuple[int, int]:
    profile = named[1]
    return profile.questions + profile.answers + profile.comments, profile.points


def _own_anonymous_button(words: Words) -> ui.ActionRow[ui.LayoutView]:
    # Always there: a button that came and went would say something.
    return layout.row(layout.button(words("My anonymous posts (only you see this)"), "mine:0"))


def _at(user_id: int) -> str:
    return f"<@{user_id}>"


def _nothing_yet(user_id: int, words: Words, *, is_own: bool) -> str:
    if is_own:
        return words("Your profile begins with your first question, answer or vote by name.")
    return words(
        "{member} has no profile here yet. It begins with a first question or answer by name.",
        member=_at(user_id),
    )


def _lines(user_id: int, profile: Profile, words: Words) -> list[str]:
    (given_up, given_down), (got_up, got_down) = profile.given, profile.received
    standing = [points_line(profile.points, words)]
    if profile.rank is not None:
        standing.append(words("place {rank}", rank=profile.rank))
    if profile.title is not None:
        standing.append(plain(profile.title))
    return [
        "### " + words("Profile of {member}", member=_at(user_id)),
        " · ".join(standing),
        " · ".join(
            (
                words.plural("{count} question", "{count} questions", profile.questions),
                words.plural("{count} answer", "{count} answers", profile.answers),
                words.plural("{count} comment", "{count} comments", profile.comments),
            )
        ),
        words(
            "Best answers: {received} received, {chosen} chosen",
            received=profile.best_received,
            chosen=profile.best_chosen,
        ),
        words("Votes given: {up} up, {down} down", up=given_up, down=given_down),
        words("Votes received: {up} up, {down} down", up=got_up, down=got_down),
        "-# " + words("Member since {day}", day=discord.utils.format_dt(profile.since, "D")),
    ]


def points_line(points: int, words: Words) -> str:
    """Return points in bold, short and exact: `**5.4k points** (5,432)`."""
    short, whole = compact(points), exact(points)
    said = words.plural("{points} point", "{points} points", points, points=short)
    return f"**{said}**" if short == whole else f"**{said}** ({whole})"


def _add_latest(
    container: ui.Container[ui.LayoutView], posts: Sequence[LatestPost], words: Words, reach: Reach
) -> None:
    """Add somebody's latest posts, if any, with buttons to those that can't be opened there."""
    if not posts:
        return
    container.add_item(layout.text("\n".join(_latest(posts, words))))
    apart = (each.post_id for each in posts if not reach.includes(each.url))
    for row in openers(apart, words):
        container.add_item(row)


def _latest(posts: Sequence[LatestPost], words: Words) -> list[str]:
    lines = ["**" + words("Latest posts") + "**"]
    for post in posts:
        about = [] if post.forum_name is None else [forum_named(post.forum_name)]
        about += [words(KINDS[post.kind]), ago(post.at), f"#{post.post_id}"]
        linked = linked_title(post.title, post.url, otherwise=f"#{post.post_id}")
        lines.append(f"{linked}\n-# {' · '.join(about)}")
    return lines


def own_anonymous_page(page: OwnPage, words: Words, reach: Reach) -> ui.LayoutView:
    """Return a page of one's anonymous posts, each with its link."""
    if not page.lines:
        return layout.note(words("You have no anonymous posts here. Only you see this."))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    heading = "### " + words("My anonymous posts")
    container.add_item(layout.text(f"{heading}\n-# " + words("Only you see this.")))
    for line in page.lines:
        container.add_item(layout.text(_entry(line, words)))
    there = (line for line in page.lines if line.state is not PostState.QUEUED)
    for row in openers((line.post_id for line in there if not reach.includes(line.url)), words):
        container.add_item(row)
    buttons = page_buttons("mine:{page}", page.number, words, has_more=page.has_more)
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def _entry(line: OwnLine, words: Words) -> str:
    title = words(HIDDEN_TITLE) if line.title is None else line.title
    linked = linked_title(title, line.url, otherwise=words(REMOVED_TITLE))
    about = [] if line.forum_name is None else [forum_named(line.forum_name)]
    about += [
        words(YOURS[line.kind]),
        words("as {alias}", alias=plain(line.alias)),
        ago(line.at),
        f"#{line.post_id}",
    ]
    if line.state in STATES:
        about.append(words(STATES[line.state]))
    return f"{linked}\n-# {' · '.join(about)}"
