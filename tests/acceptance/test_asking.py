"""Asking: from the form to the card, its thread and the link."""

import pytest

from tests.acceptance.seen import at_once, posts_in, refusal, submit_twice
from tests.support.calls import NEW_THREAD
from tests.support.people import answer, ask, filled, press, submit
from tests.support.reading import (
    buttons_of,
    choice,
    dm_texts,
    fields_of,
    is_spoiler,
    links_of,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"


async def add_categories(world: ForumWorld, *names: str) -> None:
    for name in names:
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await world.pass_time(2)


async def test_a_question_becomes_a_thread_with_its_card(forum_world: ForumWorld) -> None:
    shown = await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie **awake** for hours.")
    thread = forum_world.thread
    assert thread.name == TITLE
    card = starter_of(thread)
    lines = text_of(card).splitlines()
    assert lines[0] == "**0 votes** · 0 answers"
    assert lines[1] == "I lie **awake** for hours."
    assert lines[-1].startswith(f"-# #1 · asked by <@{forum_world.alice.id}> (")
    assert "points) · <t:" in lines[-1]
    assert buttons_of(card) == ["Answer", "Comment", "Notify me", "More"]
    await forum_world.pass_time(2)
    assert reactions_of(forum_world.env, card) == {"👍": 1, "👎": 1}
    said = private_text(shown)
    assert said == f"Your question is posted as [#1]({links_of(reply_of(shown))['Open']})."
    assert f"/{forum_world.guild.id}/{thread.id}" in said


async def test_under_a_text_channel_the_card_carries_the_title(text_world: ForumWorld) -> None:
    await ask(text_world.alice, text_world.lobby, TITLE)
    assert text_world.thread.name == TITLE
    assert f"### {TITLE}" in text_of(starter_of(text_world.thread))


async def test_the_form_asks_for_a_category_when_there_are_some(forum_world: ForumWorld) -> None:
    await add_categories(forum_world, "Sleep", "Stress")
    await ask(forum_world.alice, forum_world.lobby, TITLE, category="Stress")
    assert "· in Stress" in text_of(starter_of(forum_world.thread))


async def test_a_category_named_by_the_command_is_not_asked_again(forum_world: ForumWorld) -> None:
    await add_categories(forum_world, "Sleep", "Stress")
    shown = await forum_world.alice.slash(forum_world.lobby, "ask", category="Stress")
    assert "category" not in fields_of(shown)
    await submit(forum_world.alice, shown, title=TITLE)
    assert "· in Stress" in text_of(starter_of(forum_world.thread))


async def test_an_unknown_category_is_refused_before_the_form(forum_world: ForumWorld) -> None:
    await add_categories(forum_world, "Sleep")
    shown = await forum_world.alice.slash(forum_world.lobby, "ask", category="Nowhere")
    assert "don't know that category" in refusal(forum_world, shown)


async def test_tags_stand_on_the_card_each_once(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, command={"tags": "#Exam, sleep exam  night"})
    heading = text_of(starter_of(forum_world.thread)).splitlines()[0]
    assert heading == "**0 votes** · 0 answers · exam, sleep, night"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sleep ", ["sleep exam", "sleep mañana"]),
        ("sleep, sl", []),
        ("#sl", ["sleep"]),
        ("#sleep #ma", ["sleep mañana"]),
        ("manana", ["mañana"]),
        ("MAÑ", ["mañana"]),
        ("éxa", ["exam"]),
    ],
)
async def test_tags_are_offered_once_and_without_signs_and_accents(
    forum_world: ForumWorld, typed: str, offered: list[str]
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, command={"tags": "exam sleep mañana"})
    await world.pass_time(2)
    found = await world.bob.autocomplete(world.lobby, "ask", "tags", typed)
    assert [each["name"] for each in found] == offered


async def test_tags_are_completed_word_by_word(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, command={"tags": "exam-fear sleep"})
    found = await forum_world.bob.autocomplete(forum_world.lobby, "ask", "tags", "night ex")
    assert [each["value"] for each in found] == ["night exam-fear"]


async def test_tags_that_do_not_do_are_refused_before_the_form(forum_world: ForumWorld) -> None:
    async def said(tags: str) -> str:
        shown = await forum_world.alice.slash(forum_world.lobby, "ask", tags=tags)
        return refusal(forum_world, shown)

    assert "at most 5 tags" in await said("one two three four five six")
    assert "up to 30 letters" in await said("x" * 31)
    assert "letters, digits or hyphens" in await said("what?!")


async def test_the_longest_tags_that_fit_are_kept(forum_world: ForumWorld) -> None:
    tags = ["a" * 30, "b" * 30, "c" * 18]
    await ask(forum_world.alice, forum_world.lobby, command={"tags": " ".join(tags)})
    assert ", ".join(tags) in text_of(starter_of(forum_world.thread))


async def test_longer_tags_stand_in_the_form_and_can_be_unticked(forum_world: ForumWorld) -> None:
    world, tags = forum_world, [letter * 30 for letter in "abcde"]
    form = await world.alice.slash(world.lobby, "ask", tags=" ".join(tags))
    ticked = [f"tag:{tag}" for tag in tags]
    said = private_text(await submit(world.alice, form, title="            ", options=ticked[1:]))
    assert "needs at least 12" in said
    again = await world.alice.slash(world.lobby, "ask")
    assert again.modal is not None
    assert filled(again)["options"] == ticked[1:]
    await submit(world.alice, again, title="How can I sleep before an exam?")
    await world.pass_time(2)
    said = text_of(starter_of(world.thread))
    assert ", ".join(tags[1:]) in said
    assert tags[0] not in said
    fresh = await world.alice.slash(world.lobby, "ask", tags="night")
    assert "tag:" not in str(fresh.modal)


async def test_a_content_note_hides_the_card(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, options=["spoiler"])
    assert is_spoiler(starter_of(forum_world.thread))


async def test_who_chose_dms_gets_one_with_the_privacy_line(forum_world: ForumWorld) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    _, notify, spoiler = fields_of(shown)["options"]["options"]
    privacy = "Privacy: your Discord account will only be used for sending these notifications."
    assert (notify["label"], notify["description"]) == ("DM me about replies", privacy)
    assert spoiler["label"] == "Content note: hide until tapped"
    await submit(forum_world.alice, shown, title=TITLE, options=["notify"])
    await answer(forum_world.bob, starter_of(forum_world.thread))
    await forum_world.pass_time(2)
    (told,) = dm_texts(forum_world.alice)
    assert f"Bob answered your question **{TITLE}**" in told
    assert privacy in told


async def test_a_form_submitted_twice_makes_one_question(forum_world: ForumWorld) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    said = await submit_twice(forum_world, forum_world.alice, shown, title=TITLE)
    assert said[0].startswith("You already posted this: ")
    assert said[1].startswith("Your question is posted as [#1](")
    assert len(forum_world.threads) == len(await posts_in(forum_world)) == 1
    assert forum_world.gaps.count(NEW_THREAD) == 1


async def test_the_same_text_again_links_to_the_first(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.")
    said = private_text(await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake."))
    assert "You already posted this: [#1](https://discord.com/channels/" in said
    assert str(forum_world.thread.id) in said
    other = private_text(await ask(forum_world.bob, forum_world.lobby, TITLE, "I lie awake."))
    assert "This very question is here already: [#1](https://discord.com/channels/" in other
    more = private_text(await ask(forum_world.bob, forum_world.lobby, TITLE, "I fall asleep late."))
    assert "posted as [#2](" in more


async def test_two_people_ask_at_once(forum_world: ForumWorld) -> None:
    alices = await forum_world.alice.slash(forum_world.lobby, "ask")
    bobs = await forum_world.bob.slash(forum_world.lobby, "ask")
    said = await at_once(
        forum_world,
        submit(forum_world.alice, alices, title="How do I fall asleep early?"),
        submit(forum_world.bob, bobs, title="Why do I wake up at night?"),
    )
    assert all("Your question is posted as [#" in private_text(each) for each in said)
    assert sorted(str(thread.name) for thread in forum_world.threads) == [
        "How do I fall asleep early?",
        "Why do I wake up at night?",
    ]


async def test_two_people_ask_the_same_at_once(forum_world: ForumWorld) -> None:
    people = (forum_world.alice, forum_world.bob)
    forms = [await who.slash(forum_world.lobby, "ask") for who in people]
    results = await at_once(
        forum_world,
        *(
            submit(who, form, title=TITLE, details="I lie awake.")
            for who, form in zip(people, forms, strict=True)
        ),
    )
    refused, posted = sorted(results, key=private_text)
    assert "Your question is posted as [#1]" in private_text(posted)
    assert "This very question is here already: #1 (`/show 1`)" in private_text(refused)
    assert buttons_of(reply_of(refused)) == ["Open again with my text"]
    assert [str(thread.name) for thread in forum_world.threads] == [TITLE]


async def test_a_category_removed_while_the_form_was_open_costs_no_text(
    forum_world: ForumWorld,
) -> None:
    await add_categories(forum_world, "Sleep", "Stress")
    for command in ({}, {"category": "Sleep"}):
        shown = await forum_world.alice.slash(forum_world.lobby, "ask", **command)
        over = {} if command else {"category": [choice(shown, "category", "Sleep")]}
        await forum_world.owner.slash(forum_world.lobby, "forum category remove", category="Sleep")
        refused = await submit(
            forum_world.alice, shown, title=TITLE, details="I lie awake.", **over
        )
        assert "no longer exists. Your text is kept" in private_text(refused)
        assert buttons_of(reply_of(refused)) == ["Open again with my text"]
        again = await press(forum_world.alice, reply_of(refused), "Open again with my text")
        fields = fields_of(again)
        assert (fields["title"]["value"], fields["details"]["value"]) == (TITLE, "I lie awake.")
        assert [each["label"] for each in fields["category"]["options"]] == ["Stress"]
        await add_categories(forum_world, "Sleep")
    await submit(forum_world.alice, again, category=[choice(again, "category", "Stress")])
    assert "· in Stress" in text_of(starter_of(forum_world.thread))
    assert len(await posts_in(forum_world)) == 1
