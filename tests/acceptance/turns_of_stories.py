"""What may happen in a random story of direct messages; each draws what it needs."""

from collections.abc import Awaitable, Callable

from simcord.actors import MemberActor

from bot.forum import preferences
from bot.forum.topics import Topic, Way
from tests.acceptance.on_screen import told
from tests.acceptance.stories import HOUR, Said, Story
from tests.acceptance.test_gone_before_its_dm import deleted, hidden
from tests.support.calls import ANY_CALL, OPEN_DM, When, either, in_channel, on

LOOK = on("GET", "/channels/*/messages")
WRITE = either(
    OPEN_DM, LOOK, on("POST", "/channels/*/messages"), on("PATCH", "/channels/*/messages/*")
)
TOPICS = (Topic.ANSWERS, Topic.QUESTIONS)


def the(number: int, when: When) -> When:
    """Return whether a call is the so-manyth of its kind from now on."""
    left = number

    def is_it(method: str, path: str) -> bool:
        nonlocal left
        left -= when(method, path)
        return left == 0 and when(method, path)

    return is_it


async def kill(story: Story) -> None:
    """Kill the bot at a request, before or after it is carried out."""
    number, is_after = story.draw.randint(1, 12), story.chance(0.5)
    when = story.draw.choice((WRITE, WRITE, ANY_CALL))
    story.note(f"to be killed {'after' if is_after else 'before'} request {number}")
    story.town.gaps.crash(the(number, when), after=is_after)


async def trouble(story: Story) -> None:
    """Have one request fail or its answer be lost."""
    number, what = story.draw.randint(1, 6), story.draw.choice(("lost", "503", "429", "long 429"))
    story.note(f"request {number} of DMs is to meet: {what}")
    gaps, when = story.town.gaps, the(number, WRITE)
    if what == "lost":
        gaps.lose_answer(when)
    elif what == "503":
        gaps.break_server(when)
    else:
        gaps.rate_limit(when, seconds=None if what == "429" else 40)


async def broken(story: Story) -> None:
    """Have one person's channel fail some times, for what is written there or looked for."""
    person, times = story.draw.choice(story.people), story.draw.randint(1, 4)
    what, when = story.draw.choice((("messages", WRITE), ("looks", LOOK)))
    story.note(f"{what} fail for {person.name}, {times} times")
    story.town.gaps.break_server(in_channel(when, channel_of(story, person)), times=times)


def channel_of(story: Story, person: MemberActor) -> int:
    """Return the channel in which somebody's DMs are."""
    return story.town.env.backend.get_dm_channel(person.id).id


async def looks_fail(story: Story) -> None:
    """Have it fail to read what stands in a channel, some times."""
    times = story.draw.randint(1, 4)
    story.note(f"looks fail, {times} times")
    story.town.gaps.break_server(LOOK, times=times)


async def too_many(story: Story) -> None:
    """Have Discord say that too many new people are written to."""
    story.note("40003 is to come")
    story.town.gaps.refuse(OPEN_DM, 400, 40003)


async def restart(story: Story) -> None:
    """Stop the bot and start it again, perhaps some time later."""
    seconds = story.draw.choice((0, 0, 120, HOUR))
    story.note(f"the bot stops, and starts {seconds} seconds later")
    await story.be_away(seconds)


async def the_hour(story: Story) -> None:
    """Be away until just before a full hour, when quiet hours begin or end."""
    now, before = story.town.bot.now(), story.draw.randint(2, 25)
    seconds = max(0, HOUR - (now.minute * 60 + now.second) - before)
    story.note(f"the bot stops, and starts {seconds} seconds later")
    await story.be_away(seconds)


async def gone(story: Story) -> None:
    """Have an answer hidden or deleted."""
    is_hidden, town = story.chance(0.5), story.town
    there = [each for each in story.said[-3:] if not each.is_gone]
    if not there:
        return
    said = story.draw.choice(there)
    said.is_gone = True
    story.note(f"{said.code} is {'hidden' if is_hidden else 'deleted'}")
    if is_hidden:
        await hidden(town, said.post_id)
    else:
        await deleted(town, said.post_id, said.by)


async def choice(story: Story) -> None:
    """Have somebody want no DMs, or want them again."""
    person = story.draw.choice(story.people)
    is_silent = person.id not in story.silent
    story.note(f"{person.name} wants {'no DMs' if is_silent else 'DMs again'}")
    came = await told(story.town, person, story.codes)
    for topic in TOPICS:
        await preferences.choose(
            story.town.bot.database,
            user_id=person.id,
            topic=topic,
            way=Way.INBOX if is_silent else (Way.ASKED if topic is Topic.ANSWERS else Way.DM),
            forum_id=None,
            now=story.town.bot.now(),
        )
    story.silent ^= {person.id}
    for each in story.said:
        if person in each.about.readers and each.code not in came:
            leave_open(each, person)


def leave_open(said: Said, person: MemberActor) -> None:
    """Say that a DM may tell somebody of an answer, or may not."""
    said.unwanted.discard(person.id)
    said.either.add(person.id)


async def discretion(story: Story) -> None:
    """Have somebody's DMs be discreet, or not any more."""
    person, is_discreet = story.draw.choice(story.people), story.chance(0.7)
    story.note(f"the DMs of {person.name} are {'discreet' if is_discreet else 'in full'}")
    await preferences.make_discreet(
        story.town.bot.database, user_id=person.id, is_discreet=is_discreet
    )


async def quiet(story: Story) -> None:
    """Have somebody choose quiet hours: this hour of the clock or the next one; or choose none."""
    person, is_quiet = story.draw.choice(story.people), story.chance(0.8)
    database, now = story.town.bot.database, story.town.bot.now()
    hour = (now.hour + story.draw.randint(0, 1)) % 24
    story.note(f"{person.name} has {f'a quiet hour from {hour}' if is_quiet else 'no quiet hours'}")
    await preferences.set_zone(database, user_id=person.id, typed="UTC", now=now)
    hours = {"starts": hour, "ends": (hour + 1) % 24} if is_quiet else {}
    await preferences.set_quiet_hours(database, user_id=person.id, now=now, **hours)


Turn = Callable[[Story], Awaitable[None]]
TURNS: dict[Turn, int] = {
    kill: 8,
    trouble: 6,
    broken: 3,
    looks_fail: 3,
    too_many: 2,
    restart: 3,
    the_hour: 2,
    gone: 1,
    choice: 1,
    discretion: 1,
    quiet: 2,
}


async def takes_its_course(story: Story) -> None:
    """Let things happen, in the order in which they are drawn."""
    draw, town = story.draw, story.town
    if story.chance(0.6):
        await story.be_away(HOUR - draw.randint(30, 150))
        await quiet(story)
    if story.chance(0.7):  # most were met before
        for _ in story.asked:
            await story.answer()
        await town.pass_time(draw.choice((15, 45)))
    for _ in range(draw.randint(4, 7)):
        for _ in range(draw.choice((0, 1, 1, 2))):
            await story.answer()
            await town.pass_time(draw.choice((0, 0, 0.5, 1, 3)))
            await story.live_on()
        (turn,) = draw.choices(tuple(TURNS), tuple(TURNS.values()))
        await turn(story)
        await story.live_on()
        await town.pass_time(draw.choice((0.5, 2, 5, 12, 30)))
        await story.live_on()
