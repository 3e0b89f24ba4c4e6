"""From INTERACTION_CREATE to the request that carries what the person reads."""

import discord

from bench.report import Row, milliseconds, percentile
from bench.town import Town, town

SAMPLES = 200
WARM_UP = 20
PEOPLE = 100
QUESTIONS = 20
P50_AIM_SECONDS = 0.030
P99_AIM_SECONDS = 0.150
COMPONENT = 3
FLOOR_BUTTON = "bench:floor"


async def measure() -> list[Row]:
    """Measure a form, a card and a posted answer, one at a time, beside an empty answer."""
    async with town(people=PEOPLE) as place:
        place.bot.add_listener(_answer_at_once, "on_interaction")
        posts = [
            await place.ask(f"How can I sleep before exam number {n}?", place.people[n])
            for n in range(QUESTIONS)
        ]
        await place.rest()
        taken: dict[str, list[float]] = {name: [] for name in ("form", "card", "answer", "floor")}
        for number in range(WARM_UP + SAMPLES):
            for name, seconds in (await _round(place, posts, number)).items():
                if number >= WARM_UP:
                    taken[name].append(seconds)
            await place.rest()
    floor = taken.pop("floor")
    names = {"form": "/ask → form", "card": "/show → card", "answer": "form sent → posted, link"}
    return [
        row
        for name, samples in taken.items()
        for row in (
            _row(names[name], samples, floor, 50, P50_AIM_SECONDS),
            _row(names[name], samples, floor, 99, P99_AIM_SECONDS),
        )
    ]


async def _round(place: Town, posts: list[int], number: int) -> dict[str, float]:
    person, post = place.people[number % PEOPLE], posts[number % QUESTIONS]
    button = {"custom_id": FLOOR_BUTTON, "component_type": 2}
    body = f"Take a walk in the evening and put the books away; that is tip {number}."
    return {
        "floor": await place.answered(COMPONENT, person, button),
        "form": await place.command(person, "ask"),
        "card": await place.command(person, "show", question=str(post)),
        "answer": await place.submit(person, f"answer:{post}", body=body),
    }


async def _answer_at_once(interaction: discord.Interaction) -> None:
    """Be the floor: what discord.py and the simulated Discord cost by themselves."""
    if interaction.data and interaction.data.get("custom_id") == FLOOR_BUTTON:
        await interaction.response.send_message("Here.", ephemeral=True)


def _row(name: str, samples: list[float], floor: list[float], percent: int, aim: float) -> Row:
    figure, beside = percentile(samples, percent), percentile(floor, percent)
    return Row(
        f"{name}, p{percent}",
        milliseconds(figure),
        f"{milliseconds(beside)} (bare answer)",
        f"{figure / beside:.0f}×",
        f"≤ {aim * 1000:.0f} ms",
        figure <= aim,
    )
