"""What the hub's page is told: people, places, questions, and how far the visitor is."""

from collections.abc import Mapping
from dataclasses import asdict

from bot.demo import world as places
from bot.demo.listing import Listed
from bot.demo.world import CAST, World

# The page's clock moves in steps, so that an unchanged page stays unchanged.
CLOCK_STEP_SECONDS = 20
CHANNELS = {
    places.WELCOME: "Press “Ask a question”, or type /ask below and Enter until the form opens.",
    places.QUESTIONS: "Type /ask below and Enter until the form opens. Questions are in the list.",
}
IN_A_QUESTION = "“Answer” answers, 👍 and 👎 vote, “More” has everything else."
# Discord limits edits of old messages, so the bot takes its time with them.
IN_AN_OLD_QUESTION = "This card is old: a vote shows on it within two minutes, in the list at once."
OLD_SECONDS = 3600


def describe(world: World, questions: list[Listed], notes: Mapping[str, int]) -> dict[str, object]:
    """Return the page's whole content as plain values."""
    now = int(world.env.now().timestamp())
    return {
        "now": now - now % CLOCK_STEP_SECONDS,
        "people": [asdict(one) | _post_of(world, one.key, notes) for one in CAST],
        "channels": [_channel(world, name) for name in CHANNELS],
        "questions": [_question(one, now) for one in questions],
        "steps": steps(world, questions, notes),
    }


def steps(world: World, questions: list[Listed], notes: Mapping[str, int]) -> dict[str, object]:
    """Say how far the visitor is: with a question of their own, or the story's for trying."""
    own = [one for one in questions if one.number > notes["baseline"]]
    asker = CAST[0].key
    messages = world.messages_to(asker)
    return {
        "question": f"q{own[0].number if own else notes['trial']}",
        "asked": bool(own),
        "answered": any(one.answers for one in own),
        "voted": any(one.votes for one in own),
        # The message that the story left there does not count.
        "read": bool(messages) and notes["first-dm"] < messages[-1] <= notes.get(asker, 0),
    }


def _channel(world: World, name: str) -> dict[str, object]:
    number = world.channel(name).id
    return {"key": name, "id": str(number), "name": name, "hint": CHANNELS[name]}


def _question(one: Listed, now: float) -> dict[str, object]:
    hint = IN_AN_OLD_QUESTION if now - one.asked_at > OLD_SECONDS else IN_A_QUESTION
    return asdict(one) | {"key": f"q{one.number}", "id": str(one.thread_id), "hint": hint}


def _post_of(world: World, key: str, notes: Mapping[str, int]) -> dict[str, object]:
    messages = world.messages_to(key)
    unread = sum(number > notes.get(key, 0) for number in messages)
    return {"messages": len(messages), "unread": unread}
