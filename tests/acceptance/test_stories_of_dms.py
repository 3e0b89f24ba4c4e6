"""Whatever happens meanwhile, each is told once of what they want to be told of, in order.

`MINDWELL_STORIES=300` tells so many stories, each drawn by its number; a few are usual.
"""

import os
from random import Random

import pytest

from bot.settings import Settings
from tests.acceptance.ends_of_stories import wrong
from tests.acceptance.stories import Story
from tests.acceptance.town import Town
from tests.acceptance.turns_of_stories import takes_its_course

# 5 and 17 found messages that came before their turn, and again after a restart in quiet hours.
USUAL = (0, 2, 3, 5, 8, 12, 14, 17)
STORIES = range(int(os.environ.get("MINDWELL_STORIES", "0"))) or USUAL
ADDED_FOR = (0, 10)


@pytest.fixture
def settings(settings: Settings, number: int) -> Settings:
    """Keep to the pace that is the default; add to the last DM in every other story."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    added_for = ADDED_FOR[number % 2]
    return settings.model_copy(
        update={"new_dm_channel_seconds": usual, "add_to_dm_minutes": added_for}
    )


@pytest.mark.parametrize("number", STORIES)
async def test_in_a_story_each_is_told_once(town: Town, number: int) -> None:
    town.env.settle_timeout = 60.0
    story = Story(town, Random(number))  # noqa: S311  # drawn alike in each run
    try:
        await story.begin()
        await takes_its_course(story)
        await story.end()
        found = await wrong(story)
        assert not found, "\n".join(found)
    except Exception as error:
        error.add_note("\n".join([f"Story {number}:", *story.lines]))
        raise
