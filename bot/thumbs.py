"""Whose 👍 and 👎 stand on a message in Discord."""

import discord

UP, DOWN = "👍", "👎"
# Discord's largest page of people behind a reaction.
PAGE = 100


async def thumbs_on(client: discord.Client, message: discord.Message) -> tuple[set[int], set[int]]:
    """Return who put 👍 and who put 👎 on a message, bots left out; super reactions count too."""
    found: dict[str, set[int]] = {UP: set(), DOWN: set()}
    for reaction in message.reactions:
        users = found.get(str(reaction.emoji))
        if users is None:
            continue
        # A reaction that is only ours is the seed: nobody else is behind it.
        if reaction.normal_count > int(reaction.me):
            users |= await _people(
                client, message, str(reaction.emoji), discord.ReactionType.normal
            )
        if reaction.burst_count:
            users |= await _people(client, message, str(reaction.emoji), discord.ReactionType.burst)
    return found[UP], found[DOWN]


async def _people(
    client: discord.Client, message: discord.Message, emoji: str, kind: discord.ReactionType
) -> set[int]:
    """Return who reacted with one emoji in one of the two ways.

    Not with `Reaction.users`: that reads as many as were counted before, so that a newcomer would
    push somebody else off the end.
    """
    found: set[int] = set()
    after: int | None = None
    while True:
        page = await client.http.get_reaction_users(
            message.channel.id, message.id, emoji, PAGE, after=after, type=kind.value
        )
        found |= {int(user["id"]) for user in page if not user.get("bot", False)}
        if len(page) < PAGE:
            return found
        after = int(page[-1]["id"])
