"""**More**: what each person may do with a post, and doing it."""

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.acceptance.seen import posts_in
from tests.support.people import answer, ask, press, submit, vote
from tests.support.reading import (
    buttons_of,
    fields_of,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
BODY = "Warm milk, and no screens."


@pytest.fixture(autouse=True)
async def _asked(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.")
    await forum_world.pass_time(2)


async def more(world: ForumWorld, who: MemberActor, *, last: bool = False) -> InteractionResult:
    """Press **More** on the question's card, or on the thread's last message."""
    card = world.thread.history()[-1] if last else starter_of(world.thread)
    return await press(who, card, "More")


def card(world: ForumWorld) -> str:
    return text_of(starter_of(world.thread))


async def test_everybody_sees_what_they_may_do(forum_world: ForumWorld) -> None:
    async def menu(who: MemberActor) -> list[str]:
        shown = await more(forum_world, who)
        assert private_text(shown).startswith("#1")
        return buttons_of(reply_of(shown))

    last = ["Notify me", "Ask a related question", "Related questions", "Copy link"]
    assert await menu(forum_world.alice) == ["Edit", "Tags and category", "Delete", "Close", *last]
    assert await menu(forum_world.bob) == ["Vote up", "Vote down", *last]
    votes = ["Vote up", "Vote down"]
    moderators = ["Edit", "Edit silently", "Tags and category", "Hide", "Close", *last]
    assert await menu(forum_world.mod) == [*votes, *moderators]


async def test_a_private_vote_counts_and_shows_no_name(forum_world: ForumWorld) -> None:
    shown = reply_of(await more(forum_world, forum_world.bob))
    await press(forum_world.bob, shown, "Vote up")
    assert "You voted 👍" in text_of(shown)
    await forum_world.pass_time(5)
    assert "**+1 vote**" in card(forum_world)
    assert reactions_of(forum_world.env, starter_of(forum_world.thread)) == {"👍": 1, "👎": 1}
    await press(forum_world.bob, shown, "Vote down")
    await forum_world.pass_time(5)
    assert "**−1 vote**" in card(forum_world)
    await press(forum_world.bob, shown, "Vote down")
    assert "Votes by these buttons are private." in text_of(shown)
    await forum_world.pass_time(5)
    assert "**0 votes**" in card(forum_world)


async def test_a_private_vote_and_a_reaction_are_one_vote(forum_world: ForumWorld) -> None:
    await vote(forum_world.bob, starter_of(forum_world.thread), "👍")
    await forum_world.pass_time(5)
    shown = reply_of(await more(forum_world, forum_world.bob))
    assert "You voted 👍" in text_of(shown)
    await press(forum_world.bob, shown, "Vote down")
    await forum_world.pass_time(5)
    assert "**−1 vote**" in card(forum_world)


async def test_an_edit_is_shown_with_who_and_when(forum_world: ForumWorld) -> None:
    shown = await press(
        forum_world.alice, reply_of(await more(forum_world, forum_world.alice)), "Edit"
    )
    fields = fields_of(shown)
    assert (fields["title"]["value"], fields["details"]["value"]) == (TITLE, "I lie awake.")
    said = private_text(
        await submit(forum_world.alice, shown, title="How can I rest at night?", details="")
    )
    assert said == "Your changes to #1 are saved."
    await forum_world.pass_time(2)
    assert forum_world.thread._channel.name == "How can I rest at night?"
    assert "I lie awake." not in card(forum_world)
    assert f"edited by <@{forum_world.alice.id}> <t:" in card(forum_world)


async def test_a_moderators_edit_is_shown_as_theirs(forum_world: ForumWorld) -> None:
    await answer(forum_world.bob, starter_of(forum_world.thread), BODY)
    menu = reply_of(await more(forum_world, forum_world.mod, last=True))
    shown = await press(forum_world.mod, menu, "Edit")
    await submit(forum_world.mod, shown, body="Warm milk, and no bright screens.")
    await forum_world.pass_time(2)
    said = text_of(forum_world.thread.history()[-1])
    assert "no bright screens" in said
    assert f"by <@{forum_world.bob.id}>" in said
    assert f"edited by <@{forum_world.mod.id}>" in said


async def test_an_edit_of_an_older_version_loses_nothing(forum_world: ForumWorld) -> None:
    late = await press(
        forum_world.alice, reply_of(await more(forum_world, forum_world.alice)), "Edit"
    )
    early = await press(forum_world.mod, reply_of(await more(forum_world, forum_world.mod)), "Edit")
    await submit(forum_world.mod, early, details="Written by a moderator.")
    refused = await submit(forum_world.alice, late, details="Written by Alice.")
    assert "Someone changed this post while you were writing." in private_text(refused)
    again = await press(forum_world.alice, reply_of(refused), "Open again with my text")
    assert fields_of(again)["details"]["value"] == "Written by Alice."
    assert "saved" in private_text(await submit(forum_world.alice, again))
    (post,) = await posts_in(forum_world)
    assert (post.body, post.revision) == ("Written by Alice.", 3)


async def test_an_edit_that_changes_nothing_says_so(forum_world: ForumWorld) -> None:
    menu = reply_of(await more(forum_world, forum_world.alice))
    shown = await press(forum_world.alice, menu, "Edit")
    assert "Nothing was changed" in private_text(await submit(forum_world.alice, shown))
    assert "edited by" not in card(forum_world)


async def test_what_changed_nothing_does_not_stand_in_for_what_others_write(
    forum_world: ForumWorld,
) -> None:
    menu = reply_of(await more(forum_world, forum_world.alice))
    unchanged = await submit(forum_world.alice, await press(forum_world.alice, menu, "Edit"))
    assert buttons_of(reply_of(unchanged)) == []
    theirs = await press(
        forum_world.mod, reply_of(await more(forum_world, forum_world.mod)), "Edit"
    )
    await submit(forum_world.mod, theirs, details="Without the link that stood here.")
    form = await press(forum_world.alice, menu, "Edit")
    assert fields_of(form)["details"]["value"] == "Without the link that stood here."


async def test_deleting_asks_first_and_takes_a_lone_question_away(forum_world: ForumWorld) -> None:
    menu = reply_of(await more(forum_world, forum_world.alice))
    asked = reply_of(await press(forum_world.alice, menu, "Delete"))
    assert text_of(asked) == "Delete #1? Your text goes for good."
    assert len(forum_world.threads) == 1
    await press(forum_world.alice, asked, "Delete")
    assert text_of(asked) == "#1 is deleted."
    await forum_world.pass_time(2)
    assert forum_world.threads == []


async def test_a_deleted_question_with_answers_keeps_them(forum_world: ForumWorld) -> None:
    await answer(forum_world.bob, starter_of(forum_world.thread), BODY)
    menu = reply_of(await more(forum_world, forum_world.alice))
    asked = reply_of(await press(forum_world.alice, menu, "Delete"))
    assert "the answers of others stay" in text_of(asked)
    await press(forum_world.alice, asked, "Delete")
    await forum_world.pass_time(2)
    assert card(forum_world).startswith("Removed by its author")
    assert forum_world.thread._channel.name == "Removed question"
    assert BODY in text_of(forum_world.thread.history()[-1])


async def test_a_deleted_question_goes_with_the_last_that_stood_beneath_it(
    forum_world: ForumWorld,
) -> None:
    await answer(forum_world.bob, starter_of(forum_world.thread), BODY)
    thread_id = forum_world.thread.id
    for who, last in ((forum_world.alice, False), (forum_world.bob, True)):
        menu = reply_of(await more(forum_world, who, last=last))
        await press(who, reply_of(await press(who, menu, "Delete")), "Delete")
        await forum_world.pass_time(2)
    assert thread_id not in {each.id for each in forum_world.threads}


async def test_a_deleted_answer_goes_and_is_no_longer_counted(forum_world: ForumWorld) -> None:
    await answer(forum_world.bob, starter_of(forum_world.thread), BODY)
    menu = reply_of(await more(forum_world, forum_world.bob, last=True))
    asked = reply_of(await press(forum_world.bob, menu, "Delete"))
    await press(forum_world.bob, asked, "Delete")
    await forum_world.pass_time(2)
    assert len(forum_world.thread.history()) == 1
    assert "0 answers" in card(forum_world)


async def test_the_link_is_easy_to_copy(forum_world: ForumWorld) -> None:
    menu = reply_of(await more(forum_world, forum_world.bob))
    said = private_text(await press(forum_world.bob, menu, "Copy link"))
    url = f"https://discord.com/channels/{forum_world.guild.id}/{forum_world.thread.id}"
    assert said.startswith(f"Link to {TITLE}\n```\n{url}")


async def test_a_removed_post_leaves_nothing_to_do(forum_world: ForumWorld) -> None:
    shown = await forum_world.bob.slash(forum_world.lobby, "show", question="1")
    await forum_world.mod.delete(starter_of(forum_world.thread))
    menu = await press(forum_world.bob, reply_of(shown), "More")
    assert not {"Vote up", "Edit", "Delete"} & set(buttons_of(reply_of(menu)))
