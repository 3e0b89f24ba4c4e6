"""Following: whoever wrote anonymously follows as anybody does, and is told as anybody is."""

import discord
from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.calls import CALLBACK, OPEN_DM, SEND, in_channel
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
)

# Three people and somebody new are told, ten seconds apart.
ALL_TURNS_SECONDS = 45.0
# Nothing is added any more to a DM that is so old.
NOT_ADDED_SECONDS = 11 * 60.0


@script()
async def everybody_asks_to_be_notified(stage: Stage) -> None:
    """The author follows the own question too, with and without a wish for DMs, and stops."""
    world = stage.world
    for title, options in (
        ("How can I sleep before an exam?", ["notify"]),
        ("How can I wake up early?", []),
    ):
        card = await stage.asks(title, *options)
        await stage.answers(card)
        await both_press(stage, card)
        await answer(world.bob, card, f"An answer of Bob's to {title}")
        await stage.while_passes()
        await stage.answers(card, "Another thing that I found out.")
        await stage.each(lambda person: person.slash(world.lobby, "inbox"))
        await both_press(stage, card)
        await answer(world.carol, card, f"An answer of Carol's to {title}")
        await stage.while_passes()


async def both_press(stage: Stage, card: discord.Message) -> None:
    """Let both who could be the author press **Notify me**.

    Not the others: in which order people get DMs is Discord's to see alone.
    """
    for person in stage.suspects:
        private_text(await press(person, card, "Notify me"))


@script()
async def the_author_alone_asks_to_be_notified(stage: Stage) -> None:
    """Nobody else presses: what is stored, and whom it tells, says nothing about who did."""
    world, author = stage.world, stage.author
    card = await stage.asks()
    private_text(await press(author, card, "Notify me"))
    await answer(world.bob, card)
    await stage.while_passes()
    menu = await stage.more(author, card)
    assert "Stop notifying me" in buttons_of(menu)
    (message,) = dms(author)
    private_text(await press(author, message, "Stop for this question"))
    private_text(await author.slash(world.lobby, "follow", question="1"))
    await answer(world.carol, card, "Another answer, by Carol this time.")
    await stage.while_passes()
    shown = reply_of(await author.slash(world.lobby, "following"))
    await press(author, shown, "Stop")
    await author.user.slash("following")


@script()
async def the_author_is_refused_a_dm(stage: Stage) -> None:
    """It ends the DMs of that question, and is noted nowhere else."""
    world, author = stage.world, stage.author
    card = await stage.asks()
    private_text(await press(author, card, "Notify me"))
    channel = world.env.backend.get_dm_channel(author.id).id
    world.gaps.refuse(
        lambda method, path: method == "POST" and path == f"/channels/{channel}/messages",
        403,
        50007,
        times=None,
    )
    for person in (world.bob, world.carol):
        await answer(person, card, f"What helped me was a walk, says {person.name}.")
        await stage.while_passes()


@script(known="follows a category, a tag and a member")
async def everybody_follows_everything(stage: Stage) -> None:
    """The author's own posts, too, belong to what they follow, each of them by DM."""
    world = stage.world
    await world.owner.slash(world.lobby, "forum category add", name="Nights")
    form = await world.bob.slash(world.lobby, "ask", category="Nights", tags="sleep")
    await world.bob.submit_modal(form, {"title": "How do I stay awake?", "details": ""})
    await stage.while_passes()

    async def follow(person: MemberActor) -> None:
        for options in ({"category": "Nights"}, {"tag": "sleep"}, {"member": world.bob}):
            await person.slash(world.lobby, "follow", **options)
        for option in ("question", "category", "tag"):
            await person.autocomplete(world.lobby, "follow", option, "s")
        shown = reply_of(await person.slash(world.lobby, "following"))
        for custom_id in button_ids(shown):
            if custom_id.startswith("each:"):
                await person.click(shown, custom_id=custom_id)

    await stage.each(follow)
    card = await stage.asks()
    await answer(world.bob, card)
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))

    async def stop(person: MemberActor) -> None:
        # A suspect's DMs depend on who they are, and so does which kind comes first.
        for message in dms(person) if person not in stage.suspects else ():
            if "Stop this kind" in buttons_of(message):
                await press(person, message, "Stop this kind")
                break
        for number in range(7):
            await person.slash(world.lobby, "follow", question="2" if number else "1")
        shown = reply_of(await person.slash(world.lobby, "following"))
        await person.click(shown, custom_id=button_ids(shown)[-1])
        unfollow = [each for each in button_ids(shown) if each.startswith("unfollow:")]
        await person.click(shown, custom_id=unfollow[0])

    await stage.each(stop)
    await stage.asks("How can I wake up early?")


@script(known="follows a member")
async def both_follow_who_answers_the_author(stage: Stage) -> None:
    """A DM brings one the answer, a word the other: of both the rows by name say the same."""
    world = stage.world
    private_text(await ask(world.bob, world.lobby, "How do I stay awake, asks Bob?"))
    await stage.while_passes()
    for person in stage.suspects:
        private_text(await person.slash(world.lobby, "follow", member=world.bob))
    for title in ("How can I sleep before an exam?", "How can I wake up early?"):
        card = await stage.asks(title, "notify")
        private_text(await press(stage.author, card, "Notify me"))
        await answer(world.bob, card, f"An answer of Bob's to {title}")
        # The first DM's channel has its turn to be opened.
        await world.pass_time(60)
        assert title in "".join(dm_texts(stage.author))
        for person in stage.suspects:
            await person.slash(world.lobby, "help")


@script(known="asks by name")
async def each_suspect_has_a_follower(stage: Stage) -> None:
    """Bob follows Alice, Carol follows Dora: of what is anonymous neither hears anything."""
    world, author = stage.world, stage.author
    followers = dict(zip(stage.suspects, (world.bob, world.carol), strict=True))
    for person, follower in followers.items():
        private_text(await ask(person, world.lobby, f"Who wakes up early like {person.name}?"))
        await stage.while_passes()
        private_text(await follower.slash(world.lobby, "follow", member=person))
        shown = reply_of(await follower.slash(world.lobby, "following"))
        each = [custom_id for custom_id in button_ids(shown) if custom_id.startswith("each:")]
        await follower.click(shown, custom_id=each[0])
        private_text(await ask(person, world.lobby, f"How do I stay awake, asks {person.name}?"))
        await stage.while_passes()
        assert dms(follower), "of what stands by name they are told"
    card = await stage.asks()
    answered = await stage.answers(card)
    form = await press(author, answered, "Comment")
    body = "What I forgot to say before."
    private_text(await submit(author, form, body=body, options=[ANONYMOUS]))
    await stage.while_passes()
    for follower in followers.values():
        await follower.slash(world.lobby, "inbox")


async def all_follow(stage: Stage) -> discord.Message:
    """Let Bob ask what both follow, and Carol, and return its card."""
    world = stage.world
    private_text(await ask(world.bob, world.lobby, "How can I sleep before an exam?"))
    await stage.while_passes()
    card = starter_of(world.thread)
    for person in (*stage.suspects, world.carol):
        private_text(await press(person, card, "Notify me"))
    return card


async def somebody_new_has_the_turn(stage: Stage, *, later: float = 0) -> discord.Message:
    """Have both follow a question of which they had a DM, and others wait; return its card.

    `later`: so many seconds after that DM.
    """
    world = stage.world
    private_text(await ask(world.bob, world.lobby, "A question that Bob asks by name"))
    await stage.while_passes()
    card = starter_of(world.thread)
    for person in (*stage.suspects, world.mod):
        private_text(await press(person, card, "Notify me"))
    await answer(world.carol, card, "An answer of Carol's, of which all are told.")
    await world.pass_time(ALL_TURNS_SECONDS)
    assert all(dms(person) for person in stage.suspects)
    private_text(await ask(world.carol, world.lobby, "What Carol asks", options=["notify"]))
    await stage.while_passes()
    await world.pass_time(later)
    await answer(world.bob, starter_of(world.thread), "An answer by Bob, who is awake.")
    return card


@script(known="had DMs before")
async def who_was_met_is_told_before_their_turn(stage: Stage) -> None:
    """Both follow and had a DM; one of both answers anonymously, while somebody new has a turn."""
    world, card = stage.world, await somebody_new_has_the_turn(stage)
    await stage.answers(card)
    await world.pass_time(ALL_TURNS_SECONDS)
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


async def answers_soon(stage: Stage, card: discord.Message, more: str = "") -> None:
    """Let the author answer, of which others are told before their turn."""
    form = await press(stage.author, card, "Answer")
    body = f"What I found out myself, and others are told.{more}"
    private_text(await submit(stage.author, form, body=body, options=[ANONYMOUS]))
    await stage.world.pass_time(4)


async def others_came_before_their_turn(stage: Stage) -> None:
    """Have an anonymous answer told to the other suspect before their turn."""
    await answers_soon(stage, await somebody_new_has_the_turn(stage, later=NOT_ADDED_SECONDS))
    (other,) = (person for person in stage.suspects if person is not stage.author)
    assert any("What I found out" in text for text in dm_texts(other)), "it came early"


def fails_for_alice(stage: Stage) -> None:
    """Let nothing be sent to Alice from now on."""
    world = stage.world
    to_alice = in_channel(SEND, world.env.backend.get_dm_channel(world.alice.id).id)
    world.gaps.break_server(to_alice, times=None)


async def looked_at(stage: Stage) -> None:
    """Have the owner look at what fails, and everybody at their inbox once nothing does."""
    world = stage.world
    await world.pass_time(60)
    await world.owner.slash(world.lobby, "forum health")
    world.gaps.heal()
    await world.pass_time(10 * 60)
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


@script(known="had DMs before")
async def alices_messages_fail_once_others_came_before_their_turn(stage: Stage) -> None:
    """What was asked in vain of the author before their turn isn't asked again in it."""
    await others_came_before_their_turn(stage)
    fails_for_alice(stage)
    await looked_at(stage)


@script(known="had DMs before")
async def alices_messages_fail_after_a_restart(stage: Stage) -> None:
    """What came before it is found; what was asked in vain isn't, nor asked again."""
    await others_came_before_their_turn(stage)
    await stage.world.bot.close()
    fails_for_alice(stage)
    await stage.world.come_back()
    await looked_at(stage)


@script(known="had DMs before")
async def alices_messages_fail_before_and_after_a_restart(stage: Stage) -> None:
    """What failed before their turn is tried again, whoever wrote what it tells of."""
    world, card = stage.world, await somebody_new_has_the_turn(stage, later=NOT_ADDED_SECONDS)
    fails_for_alice(stage)
    await answers_soon(stage, card)
    await world.bot.close()
    await world.come_back()
    await looked_at(stage)


@script(known="had DMs before")
async def alices_messages_fail_before_and_after_a_kill(stage: Stage) -> None:
    """What failed a minute before it is known over it, whoever wrote what it tells of."""
    world, card = stage.world, await somebody_new_has_the_turn(stage, later=NOT_ADDED_SECONDS)
    world.gaps.refuse(OPEN_DM, 400, 40003)
    await world.pass_time(30)
    paused = world.bot.context.channels.paused_until(world.bot.now())
    assert paused is not None, "so no turn comes before the kill"
    fails_for_alice(stage)
    await answers_soon(stage, card)
    await world.pass_time(61)
    world.gaps.crash(CALLBACK)
    await world.owner.slash(world.lobby, "help")
    await world.come_back()
    fails_for_alice(stage)
    await world.pass_time((paused - world.bot.now()).total_seconds())
    await looked_at(stage)


@script(known="had DMs before")
async def an_answer_is_hidden_between_two_restarts(stage: Stage) -> None:
    """Of what is told before its turn some is wanted no more, and others come after it."""
    world = stage.world
    card = await somebody_new_has_the_turn(stage, later=NOT_ADDED_SECONDS)
    await answers_soon(stage, card)
    await answers_soon(stage, card, " And more of it.")
    await world.bot.close()
    await world.come_back()
    await world.mod.slash(world.lobby, "mod hide", post="6", reason="Please be kind.")
    await answers_soon(stage, card, " That is all.")
    await world.bot.close()
    await world.come_back()
    await looked_at(stage)
