"""Ten thousand reactions through the bot's own listener and batches, while people wait for cards.

Floors in the same run: the very statements that the bot's batches came to, through `sqlite3`
alone on a copy of the file; and discord.py parsing and dispatching the events to nobody.
"""

import asyncio
import random
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import discord
from discord.ext import commands
from sqlmodel import col, func, select

from bench.recording import Recording, open_raw, recorded, run_raw
from bench.report import Row, milliseconds, percentile
from bench.town import Payload, Town, town
from data.migrate import copy
from data.tables import Reaction

EVENTS = 10_000
PEOPLE = 500
POSTS = 20
ROUNDS = 3
RATE_AIM = 5000
RATE_LEAST = 3000
WAIT_AIM_SECONDS = 0.3
# The socket hands over what has arrived; other work gets its turn in between.
A_GULP = 20
BETWEEN_COMMANDS_SECONDS = 0.02
THUMBS = ("👍", "👎")
ADD, REMOVE = "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"

Event = tuple[str, Payload]


@dataclass
class Round:
    """What one round of ten thousand took."""

    seconds: float
    waits: list[float]
    recording: Recording
    edits: int
    sqlite_seconds: float
    dispatch_seconds: float


async def measure() -> list[Row]:
    """Measure rounds on one file; each begins with what the last one left standing."""
    rounds = []
    async with town(people=PEOPLE) as place:
        posts = [
            await place.ask(f"How can I sleep before exam number {n}?", place.people[n])
            for n in range(POSTS // 2)
        ]
        posts += [await place.answer(posts[n], place.people[-1 - n]) for n in range(POSTS // 2)]
        await place.rest()
        crowd = Crowd(place, [(await place.link(post)) for post in posts])
        for _ in range(ROUNDS):
            rounds.append(await _round(place, crowd, posts))
        await _check(place, crowd)
    return _rows(rounds)


class Crowd:
    """People who put thumbs on, take them off and change their minds; always the same people."""

    def __init__(self, place: Town, links: "list[object]") -> None:
        """Let these people react to these posts."""
