from sqlmodel import select

from data.tables import (
    Delivery,
    DeliveryKind,
    Follow,
    Member,
    Notification,
    NotificationKind,
    QuestionFollow,
)
from tests.acceptance.facts import news_in
from tests.acceptance.town import Town
from tests.support.people import press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
    text_of,
)

TITLE = "How can I sleep before an exam?"


async def test_the_cards_buttons_are_in_order(town: Town) -> None:
    await town.ask(TITLE)
    labels = buttons_of(starter_of(town.channel.threads[0]))
    assert labels == ["Answer", "Comment", "Notify me", "More"]


async def test_notify_me_sends_dms_of_answers_until_it_is_pressed_again(town: Town) -> None:
    question = await town.ask(TITLE)
    card = starter_of(town.channel.threads[0])
    said = private_text(await press(town.carol, card, "Notify me"))
    assert f"What is new in **{TITLE}** will come to you by DM." in said
    await town.answer(question, "Breathe slowly, and count.")
    (message,) = dms(town.carol)
    (text,) = dm_texts(town.carol)
    assert f"Bob answered **{TITLE}**" in text
    assert "> Breathe slowly, and count." in text
    assert "because you asked to be notified of this question" in text
    assert buttons_of(message) == [
        "Open",
        "Reply",
        "Stop for this question",
        "Stop this kind",
        "Make these discreet",
    ]
    said = private_text(await press(town.carol, card, "Notify me"))
    assert said.startswith(f"You'll get no DMs about **{TITLE}** any more.")
    await town.answer(question, "Another thing that helped me.")
    assert len(dms(town.carol)) == 1


async def test_stop_on_the_dm_ends_it(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(question)
    (message,) = dms(town.carol)
    said = private_text(await press(town.carol, message, "Stop for this question"))
    assert said.startswith(f"You'll get no DMs about **{TITLE}** any more.")
    await town.answer(question, "Another thing that helped me.")
    assert len([text for text in dm_texts(town.carol) if "answered" in text]) == 1
    assert "answered" in private_text(await town.carol.slash(town.lobby, "inbox"))


async def test_it_works_through_show_and_more(town: Town) -> None:
    question = await town.ask(TITLE)
    shown = reply_of(await town.carol.slash(town.lobby, "show", question=str(question)))
    menu = reply_of(await press(town.carol, shown, "More"))
    await press(town.carol, menu, "Notify me")
    menu = reply_of(await press(town.carol, shown, "More"))
    assert "Stop notifying me" in buttons_of(menu)
    await town.answer(question)
    assert len(dms(town.carol)) == 1


async def test_whoever_answers_is_not_told_of_it(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.bob, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(question, by=town.bob)
    assert dms(town.bob) == []
    assert news_in(private_text(await town.bob.slash(town.lobby, "inbox"))) == 0


async def test_an_asker_is_told_once_and_as_the_asker(town: Town) -> None:
    question = await town.ask(TITLE)
    card = starter_of(town.channel.threads[0])
    await press(town.alice, card, "Notify me")
    await town.alice.slash(town.lobby, "follow", question=str(question))
    await town.answer(question)
    (text,) = dm_texts(town.alice)
    assert "Bob answered your question" in text
    assert news_in(private_text(await town.alice.slash(town.lobby, "inbox"))) == 1
    await press(town.alice, card, "Notify me")
    await town.answer(question, "Another thing that helped me.")
    assert len(dm_texts(town.alice)) == 1


async def test_an_asker_who_asks_for_it_is_told_of_all_that_is_new(town: Town) -> None:
    question = await town.ask(TITLE)
    said = private_text(await press(town.alice, starter_of(town.channel.threads[0]), "Notify me"))
    assert f"What is new in **{TITLE}** will come to you by DM." in said
    await town.answer(question)
    form = await press(town.carol, town.channel.threads[0].history()[-1], "Comment")
    private_text(await submit(town.carol, form, body="That helped me, too."))
    await town.pass_time(700)
    assert ["answered" in each for each in dm_texts(town.alice)] == [True, False]
    assert "commented in" in dm_texts(town.alice)[1]
    assert TITLE in private_text(await town.alice.slash(town.lobby, "following"))
    stopped = private_text(await press(town.alice, dms(town.alice)[1], "Stop for this question"))
    assert "You follow nothing" in private_text(await town.alice.slash(town.lobby, "following"))
    await town.answer(question, "Another thing that helped me.", by=town.carol)
    assert dm_texts(town.alice)[2:] == [stopped]


async def test_a_category_with_those_beneath_it_is_told_of_in_the_inbox_alone(town: Town) -> None:
    below = await town.category("Parents", parent_id=await town.category("Family"))
    said = private_text(await town.carol.slash(town.lobby, "follow", category="Family"))
    assert said.startswith("New questions in **Family** will be in your /inbox.")
    await town.ask(TITLE, category_id=below)
    assert dms(town.carol) == []
    inbox = private_text(await town.carol.slash(town.lobby, "inbox"))
    assert f"Alice asked **{TITLE}**" in inbox
    said = private_text(await town.carol.slash(town.lobby, "follow", category="Family"))
    assert said.startswith("You follow **Family** already.")


async def test_each_one_by_dm_and_this_kind_stopped(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="#Sleep")
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")
    await town.ask(TITLE, tags=["sleep"])
    (message,) = dms(town.carol)
    (text,) = dm_texts(town.carol)
    assert "You get this because you follow the tag sleep." in text
    stops = ["Stop for this question", "Stop this kind"]
    assert buttons_of(message) == ["Open", "Answer", *stops, "Make these discreet"]
    await press(town.carol, message, "Stop this kind")
    await town.ask("How long does a nap take?", tags=["sleep"])
    assert len([each for each in dm_texts(town.carol) if "asked" in each]) == 1
    inbox = private_text(await town.carol.slash(town.lobby, "inbox"))
    assert inbox.count("Alice asked") == 2


async def test_two_rules_that_match_tell_once(town: Town) -> None:
    category = await town.category("Nights")
    await town.ask("How do I stay awake at noon?", tags=["sleep"], category_id=category)
    for options in ({"tag": "sleep"}, {"category": "Nights"}, {"member": town.alice}):
        await town.carol.slash(town.lobby, "follow", **options)
    await town.ask(TITLE, tags=["sleep"], category_id=category)
    inbox = private_text(await town.carol.slash(town.lobby, "inbox"))
    assert inbox.count(TITLE) == 1


async def test_a_member_is_told_of_by_name(town: Town) -> None:
    said = private_text(await town.carol.slash(town.lobby, "follow", member=town.bob))
    assert said == "They haven't posted here by name yet, so there is nothing to follow."
    said = private_text(await town.carol.slash(town.lobby, "follow", member=town.carol))
    assert said.startswith("You can't follow yourself.")
    question = await town.ask(TITLE)
    await town.answer(question)
    await town.carol.slash(town.lobby, "follow", member=town.bob)
    await town.ask("How do I stay awake at noon?", by=town.bob)
    await town.answer(question, "Another thing that helped me.")
    inbox = private_text(await town.carol.slash(town.lobby, "inbox"))
    assert "Bob asked **How do I stay awake at noon?**" in inbox
    assert f"Bob answered **{TITLE}**" in inbox


async def test_bad_choices_get_one_sentence(town: Town) -> None:
    await town.ask(TITLE, tags=["sleep"])
    for options, said in (
        ({"tag": "nothing"}, "No question has that tag yet."),
        ({"tag": "sleep", "member": town.alice}, "Say one thing to follow"),
        ({}, "Use this in a question's thread"),
        ({"question": "999"}, "I can't find that post."),
        ({"category": "None"}, "I don't know that category."),
    ):
        assert said in private_text(await town.carol.slash(town.lobby, "follow", **options))
    assert private_text(await town.carol.slash(town.lobby, "following")).startswith(
        "You follow nothing yet."
    )


async def test_the_list_pages_stops_and_works_after_a_restart(town: Town) -> None:
    numbers = [await town.ask(f"How do I sleep on night {number}?") for number in range(7)]
    for number in numbers:
        await town.carol.slash(town.lobby, "follow", question=str(number))
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    assert buttons_of(shown) == [*["Stop"] * 6, "Next"]
    await town.restart()
    await press(town.carol, shown, "Next")
    assert buttons_of(shown) == ["Stop", "Previous"]
    await town.carol.click(shown, custom_id=button_ids(shown)[0])
    assert buttons_of(shown) == [*["Stop"] * 6]
    await town.answer(numbers[0])
    assert dms(town.carol) == []
    await town.answer(numbers[1])
    assert len(dms(town.carol)) == 1


async def test_in_a_dm_every_forum_is_listed_by_name_and_notify_me_works(town: Town) -> None:
    question = await town.ask(TITLE)
    await town.carol.slash(town.lobby, "follow", question=str(question))
    shown = private_text(await town.carol.user.slash("following"))
    assert "-# Calm Waters · Question · by DM" in shown
    assert f"[{TITLE}](https://discord.com/channels/" in shown


async def test_nobody_stops_what_somebody_else_follows(town: Town) -> None:
    await town.ask(TITLE, tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    for action in button_ids(shown):
        copied = await town.post_button("Stop", action)
        pressed = await press(town.bob, copied, "Stop")
        assert "You don't follow that any more." in text_of(pressed.followups[-1])
    async with town.bot.database.read() as session:
        assert len((await session.exec(select(Follow))).all()) == 1


async def test_whoever_left_is_told_nothing(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    town.env.backend.remove_member(town.guild.id, town.carol.id)
    await town.answer(question)
    assert dms(town.carol) == []
    async with town.bot.database.read() as session:
        kinds = {each.kind for each in (await session.exec(select(Delivery))).all()}
    assert kinds <= {DeliveryKind.MIRROR_CATEGORIES}


async def test_following_a_question_stores_nobodys_name(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(question)
    async with town.bot.database.read() as session:
        assert (await session.exec(select(Follow))).all() == []
        assert len((await session.exec(select(QuestionFollow))).all()) == 1
        names = [each.name for each in (await session.exec(select(Member))).all()]
        told = (await session.exec(select(Notification.recipient_id, Notification.kind))).all()
    assert sorted(filter(None, names)) == ["Alice", "Bob"]
    assert [kind for recipient, kind in told if recipient is None] == [NotificationKind.FOLLOWED]


async def test_whoever_is_told_as_an_author_gets_the_dm_they_asked_for_by_following(
    town: Town,
) -> None:
    question = await town.ask(TITLE)
    await town.answer(question)
    thread = town.channel.threads[0]
    await press(town.bob, starter_of(thread), "Notify me")
    form = await press(town.carol, thread.history()[-1], "Comment")
    await town.carol.submit_modal(form, {"body": "That helped me as well, thank you."})
    await town.carry_out()
    (text,) = dm_texts(town.bob)
    assert "Carol commented on your post" in text
    assert news_in(private_text(await town.bob.slash(town.lobby, "inbox"))) == 1
