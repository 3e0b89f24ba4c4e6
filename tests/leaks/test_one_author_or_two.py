"""Two anonymous acts in two places: nobody can tell one author from two, in no row either."""

import pytest

from tests.leaks.conftest import Act
from tests.leaks.script import Script, Story
from tests.leaks.scripts import twice
from tests.leaks.scripts.twice import by_two

STORIES = [twice.posts_in_two_questions, twice.two_drafts_are_kept, twice.two_aliases_are_blocked]


@pytest.mark.parametrize("author", ["alice", "dora"])
@pytest.mark.parametrize("story", STORIES)
async def test_nobody_can_tell_one_author_from_two(story: Story, author: str, act: Act) -> None:
    one, two = await act(Script(story), author), await act(Script(by_two(story)), author)
    assert not one.told | two.told
    difference = one.difference(two)
    assert not difference, f"it shows whether one or two were anonymous:\n{difference}"
