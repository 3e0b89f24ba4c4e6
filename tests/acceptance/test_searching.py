from tests.acceptance.town import Town
from tests.support.people import press
from tests.support.reading import button_ids, buttons_of, private_text, reply_of, text_of


async def test_a_search_finds_questions_by_their_titles_texts_and_answers(town: Town) -> None:
    first = await town.ask("How do I fall asleep early?")
    await town.ask("Why does my cat wake me up?")
    await town.answer(first, body="A cup of chamomile tea before bed helped me.")
    shown = private_text(await town.carol.slash(town.lobby, "search", query="chamomile"))
    assert "fall asleep early" in shown
    assert "In an answer: A cup of chamomile tea" in shown
    assert "my cat" not in shown


async def test_a_hit_in_an_answer_leads_to_that_answer(town: Town) -> None:
    first = await town.ask("How do I fall asleep early?")
    await town.answer(first, body="A cup of chamomile tea before bed helped me.")
    shown = private_text(await town.carol.slash(town.lobby, "search", query="chamomile"))
    message = town.channel.threads[-1].history()[-1]
    assert f"({message.jump_url})" in shown


async def test_a_hit_leads_to_what_says_most_of_the_words(town: Town) -> None:
    first = await town.ask("Does lavender help to fall asleep?")
    long = "For me it was lavender on the pillow and magnesium in the evening. " + "More. " * 200
    await town.answer(first, body=long)
    await town.answer(first, body="Lavender it was.")
    shown = private_text(await town.carol.slash(town.lobby, "search", query="lavender magnesium"))
    message = town.channel.threads[-1].history()[-2]
    assert f"({message.jump_url})" in shown
    assert "In an answer: For me it was lavender" in shown


async def test_pages_are_turned_in_place_also_after_a_restart(town: Town) -> None:
    for number in range(9):
        await town.ask(f"How do I calm my dog down, attempt {number}?")
    first = reply_of(await town.alice.slash(town.lobby, "search", query="dog"))
    assert buttons_of(first) == ["Next"]
    await town.come_back()
    await press(town.alice, first, "Next")
    assert text_of(first).count("calm my dog") == 3
    assert buttons_of(first) == ["Previous"]
    assert "dog" not in "".join(button_ids(first))
