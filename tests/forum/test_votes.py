import asyncio

import pytest

from bot.forum.errors import NotFound, NotVotable, OwnPost, PostGone
from bot.forum.summaries import Actor
from data.posts import insert_post
from data.tables import DeliveryKind, Member, PostKind, Reaction, Vote, VoteSource
from tests.forum.world import ANNA, BEN, CLEO, MESSAGES, World

UP, DOWN = "+👍", "+👎"
UP_AWAY, DOWN_AWAY = "-👍", "-👎"


async def reactions(world: World) -> list[tuple[int, bool, bool, bool]]:
    found = await world.all(Reaction)
    return [(each.discord_id, each.up, each.down, each.is_undecided) for each in found]


async def test_a_private_vote_counts_for_both(world: World) -> None:
    question = await world.ask(ANNA)
    assert await world.vote(question, BEN, 1) == 1
    assert await world.score(question) == (1, 0)
    assert (await world.points(ANNA), await world.points(BEN)) == (130, 110)
    await world.check_counts()


async def test_the_same_private_vote_again_takes_it_away(world: World) -> None:
    question = await world.ask(ANNA)
    await world.vote(question, BEN, -1)
    assert await world.vote(question, BEN, -1) == 0
    assert await world.score(question) == (0, 0)
    assert (await world.points(ANNA), await world.points(BEN)) == (120, 100)


async def test_the_other_private_vote_replaces_it(world: World) -> None:
    question = await world.ask()
    await world.vote(question, BEN, 1)
    assert await world.vote(question, BEN, -1) == -1
    assert await world.score(question) == (0, 1)
    await world.check_counts()


async def test_votes_that_cannot_be_cast_are_refused(world: World) -> None:
    question = await world.ask(ANNA)
    with pytest.raises(OwnPost):
        await world.vote(question, ANNA, 1)
    with pytest.raises(NotFound):
        await world.vote(4711, BEN, 1)
    async with world.database.write() as session:
        comment = await insert_post(
            session,
            forum_id=world.forum_id,
            kind=PostKind.COMMENT,
            question_id=question,
            parent_id=question,
            body="A comment",
            created_at=world.now,
        )
    with pytest.raises(NotVotable):
        await world.vote(comment, BEN, 1)
    await world.delete(question, ANNA)
    with pytest.raises(PostGone):
        await world.vote(question, BEN, 1)
    assert await world.all(Vote) == []
    assert await world.member(BEN) is None


async def test_a_reaction_is_a_vote(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP), (CLEO, DOWN))
    assert await world.score(question) == (1, 1)
    assert await reactions(world) == [(12, True, False, False), (13, False, True, False)]
    assert {vote.source for vote in await world.all(Vote)} == {VoteSource.REACTION}
    await world.check_counts()


async def test_taking_the_reaction_away_takes_the_vote_away(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP))
    await world.react(question, (BEN, UP_AWAY))
    assert await world.score(question) == (0, 0)
    assert await reactions(world) == []
    await world.check_counts()


@pytest.mark.parametrize(
    ("moves", "score"),
    [
        ([UP, DOWN], (0, 1)),
        ([UP, DOWN, DOWN_AWAY], (1, 0)),
        ([UP, DOWN, UP_AWAY], (0, 1)),
        ([UP, DOWN, UP_AWAY, DOWN_AWAY], (0, 0)),
        ([DOWN, UP, DOWN_AWAY], (1, 0)),
        ([UP, UP], (1, 0)),
        ([UP_AWAY], (0, 0)),
        ([UP, UP_AWAY, UP], (1, 0)),
    ],
)
@pytest.mark.parametrize("is_batch", [True, False])
async def test_the_newest_act_wins(
    world: World, moves: list[str], score: tuple[int, int], *, is_batch: bool
) -> None:
    question = await world.ask()
    acts = [(BEN, move) for move in moves]
    for batch in [acts] if is_batch else [[act] for act in acts]:
        await world.react(question, *batch)
    assert await world.score(question) == score
    await world.check_counts()


async def test_an_unchanged_reaction_never_overrides_a_later_private_vote(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP))
    await world.vote(question, BEN, -1)
    await world.react(question, (BEN, UP))
    await world.reconcile(question, ups=[BEN])
    assert await world.score(question) == (0, 1)


async def test_a_removed_reaction_leaves_a_vote_of_the_other_value(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP))
    await world.vote(question, BEN, -1)
    await world.react(question, (BEN, UP_AWAY))
    assert await world.score(question) == (0, 1)


async def test_ones_own_reaction_is_noted_and_counts_for_nothing(world: World) -> None:
    question = await world.ask(ANNA)
    await world.react(question, (ANNA, UP), (ANNA, DOWN), (ANNA, UP_AWAY))
    assert await world.score(question) == (0, 0)
    assert await reactions(world) == [(11, False, True, False)]
    assert await world.points(ANNA) == 120


async def test_reactions_elsewhere_are_no_business_of_ours(world: World) -> None:
    await world.react(4711, (BEN, UP))
    assert await reactions(world) == []
    assert await world.member(BEN) is None


async def test_a_voter_unknown_to_the_forum_is_a_number_without_a_name(world: World) -> None:
    await world.react(await world.ask(), (BEN, UP))
    member = await world.member(BEN)
    assert member is not None
    assert (member.name, member.points) == (None, 110)


async def test_a_private_vote_names_nobody_either(world: World) -> None:
    question = await world.ask(ANNA)
    await world.vote(question, BEN, 1)
    member = await world.member(BEN)
    assert member is not None
    assert member.name is None
    answer = await world.answer(question, BEN)
    await world.vote(answer, Actor(ANNA.discord_id, "Anna, renamed"), 1)
    assert [each.name for each in await world.all(Member)] == ["Anna", "Ben"]


async def test_a_vote_for_a_number_too_large_to_be_stored_finds_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        await world.vote(2**63, BEN, 1)


async def test_a_batch_goes_to_several_posts(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question, BEN)
    await asyncio.gather(
        world.react(question, (BEN, UP), (CLEO, UP)),
        world.react(answer, (ANNA, UP), (CLEO, DOWN)),
        world.vote(answer, Actor(30, "Dana"), 1),
    )
    assert await world.score(question) == (2, 0)
    assert await world.score(answer) == (2, 1)
    await world.check_counts()


async def test_many_votes_cost_one_refresh_of_each_card(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    await world.drop_deliveries()
    for number in range(20):
        await world.react(answer, (Actor(100 + number, ""), UP))
    assert await world.refreshed() == {question, answer}
    assert len(await world.deliveries()) == 2


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 2), (59, 2), (60, 60)])
async def test_the_score_follows_in_seconds_on_young_cards_and_later_on_old_ones(
    world: World, minutes: int, seconds: int
) -> None:
    question = await world.ask()
    world.later(minutes=minutes)
    await world.react(question, (BEN, UP))
    (refresh,) = await world.deliveries(DeliveryKind.REFRESH_CARD)
    assert (refresh.due_at - world.now).total_seconds() == seconds


async def test_what_changes_nothing_refreshes_nothing(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP_AWAY), (ANNA, UP), (CLEO, UP), (CLEO, UP_AWAY))
    assert await world.refreshed() == set()


async def test_caps_hold_in_both_directions(world: World) -> None:
    question = await world.ask(ANNA)
    crowd = [Actor(100 + number, "") for number in range(14)]
    await world.react(question, *((each, UP) for each in crowd))
    assert await world.points(ANNA) == 120 + 100
    await world.react(question, *((each, UP_AWAY) for each in crowd[:3]))
    assert await world.points(ANNA) == 120 + 100
    await world.react(question, *((each, DOWN) for each in crowd))
    assert await world.points(ANNA) == 120 - 30
    await world.check_counts()


async def test_clearing_withdraws_the_votes_made_by_reaction(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP), (CLEO, DOWN))
    await world.vote(question, Actor(30, "Dana"), 1)
    await world.clear(question)
    assert await world.score(question) == (1, 0)
    assert await reactions(world) == []
    (seeding,) = await world.deliveries(DeliveryKind.SEED_REACTIONS)
    assert seeding.payload == {"post": question}
    await world.check_counts()


async def test_clearing_one_thumb_leaves_the_other(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP), (CLEO, DOWN))
    await world.clear(question, [True])
    assert await world.score(question) == (0, 1)
    assert await reactions(world) == [(13, False, True, False)]


async def test_clearing_more_than_a_batch_keeps_the_caps_right(world: World) -> None:
    question = await world.ask()
    crowd = [Actor(10_000 + number, "") for number in range(620)]
    for start in (0, 310):
        await world.react(question, *((each, UP) for each in crowd[start : start + 310]))
    await world.clear(question)
    assert await world.score(question) == (0, 0)
    await world.check_counts()


async def test_clearing_elsewhere_is_no_business_of_ours(world: World) -> None:
    await world.clear(4711)
    assert await world.deliveries(DeliveryKind.SEED_REACTIONS) == []


async def test_reconciling_finds_what_was_missed(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP), (CLEO, UP))
    await world.reconcile(question, ups=[CLEO], downs=[Actor(30, "Dana")])
    assert await world.score(question) == (1, 1)
    await world.reconcile(question, ups=[CLEO], downs=[Actor(30, "Dana")])
    assert await world.score(question) == (1, 1)
    await world.check_counts()


async def test_a_switch_while_away_is_taken_over(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP))
    await world.reconcile(question, downs=[BEN])
    assert await world.score(question) == (0, 1)


async def test_both_found_new_at_once_are_no_vote_until_one_goes(world: World) -> None:
    question = await world.ask()
    await world.reconcile(question, ups=[BEN], downs=[BEN])
    assert await world.score(question) == (0, 0)
    assert await reactions(world) == [(12, True, True, True)]
    await world.reconcile(question, ups=[BEN], downs=[BEN])
    assert await world.score(question) == (0, 0)
    await world.react(question, (BEN, DOWN_AWAY))
    assert await world.score(question) == (1, 0)
    assert await reactions(world) == [(12, True, False, False)]


async def test_a_second_thumb_found_beside_a_known_one_is_the_newer_act(world: World) -> None:
    question = await world.ask()
    await world.react(question, (BEN, UP))
    await world.reconcile(question, ups=[BEN], downs=[BEN])
    assert await world.score(question) == (0, 1)


async def test_reconciling_a_large_crowd(world: World) -> None:
    question = await world.ask()
    crowd = [Actor(10_000 + number, "") for number in range(1_100)]
    await world.reconcile(question, ups=crowd)
    assert await world.score(question) == (1_100, 0)
    assert len(await world.all(Member)) == 1_101
    await world.reconcile(question)
    assert await world.score(question) == (0, 0)


async def test_a_message_of_another_number_is_another_post(world: World) -> None:
    first, second = await world.ask(), await world.ask(BEN)
    await world.react(first, (CLEO, UP))
    assert await world.score(second) == (0, 0)
    assert {each.message_id for each in await world.all(Reaction)} == {MESSAGES + first}
