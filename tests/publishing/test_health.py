"""The health panel: what it calls each kind of trouble."""

from datetime import UTC, datetime

import pytest
from discord import ui

from bot.catalogue import words_for
from bot.forum.health import Health, Trouble
from bot.forum.summaries import ForumSummary
from bot.publishing.health import panel
from data.tables import ChannelKind, DeliveryKind

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FORUM = ForumSummary(1, 2, 3, ChannelKind.FORUM, "Help", "en")


SHOWN = [kind for kind in DeliveryKind if kind is not DeliveryKind.REDRAW_MESSAGES]


@pytest.mark.parametrize("kind", SHOWN)
async def test_every_kind_of_delivery_is_named_that_has_trouble(kind: DeliveryKind) -> None:
    trouble = Trouble(
        kind.value, "Fault:OSError", 1, is_final=False, since=NOW, due_at=NOW, subject=7
    )
    shown = panel(FORUM, None, Health(1, (trouble,)), words_for("en"))
    said = [each.content for each in shown.walk_children() if isinstance(each, ui.TextDisplay)]
    line = next(each for each in "\n".join(said).splitlines() if "OSError" in each)
    what, _, _ = line.removeprefix("⏳ ").partition(" (<t:")
    assert what[0].isupper()
    assert kind.value not in what
