"""`/privacy about` and `/privacy export`, as a person reads them."""

import json
import re
from pathlib import Path

import pytest

from bot.forum.privacy.erasing import erase
from tests.acceptance.seen import public_button
from tests.support.people import answer, ask, press, submit, vote
from tests.support.reading import buttons_of, private_text, replies_of, reply_of, starter_of
from tests.support.worlds import ForumWorld

POLICY = Path("docs/privacy.md")
POLICY_TEXT = POLICY.read_text(encoding="utf-8")
TITLE = "How can I sleep before an exam?"


async def files_of(world: ForumWorld) -> dict[str, str]:
    """Return what Alice is sent as files, which only she sees."""
    result = await world.alice.slash(world.lobby, "privacy export")
    assert private_text(result).startswith("Here is everything that is stored about you")
    attachments = replies_of(result)[-1].attachments
    return {each.filename: (await each.read()).decode() for each in attachments}


async def test_about_says_what_how_long_and_who(forum_world: ForumWorld) -> None:
    said = private_text(await forum_world.alice.slash(forum_world.lobby, "privacy about"))
    for part in (
        "24 hours",
        "90 days",
        "365 days",
        "30 days",
        "/privacy export",
        "style of writing",
        "that thumbs of yours that stand in Discord don't count",
        "and what you are told about your anonymous posts, 90 days",
        "what you chose, 14 days",
        "unread ones until you do",
        "you consent explicitly",
        "discord.com/privacy",
        "complain to a data protection authority",
    ):
        assert part in said
    assert "ask the server's owner" in said


async def test_about_is_one_page(forum_world: ForumWorld) -> None:
    result = await forum_world.alice.slash(forum_world.lobby, "privacy about")
    assert buttons_of(reply_of(result)) == []


async def test_the_policy_that_comes_with_the_bot_can_be_shown_as_it_is(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    world.bot.settings.privacy_file = POLICY
    result = await world.alice.slash(world.lobby, "privacy about")
    shown, pages = reply_of(result), [private_text(result)]
    while "Read on" in buttons_of(shown):
        await press(world.alice, shown, "Read on")
        pages.append(private_text(result))
    for paragraph in POLICY_TEXT.split("\n\n"):
        assert any(paragraph.strip() in page for page in pages), paragraph


def test_the_policy_that_comes_with_the_bot_links_to_nothing_beside_it() -> None:
    # That would lead nowhere once it is published, or shown in Discord.
    assert re.findall(r"\]\((?!https://)[^)]*\)|\]:", POLICY_TEXT) == []


async def test_about_shows_the_operators_own_text_page_by_page(
    forum_world: ForumWorld, tmp_path: Path
) -> None:
    settings = forum_world.bot.settings
    settings.operator = "Ada Lovelace, ada@example.org"
    settings.privacy_file = tmp_path / "privacy.md"
    settings.privacy_file.write_text("First part.\n\n" + "x" * 3380 + "\n\nLast part. @everyone")
    result = await forum_world.alice.slash(forum_world.lobby, "privacy about")
    said = private_text(result)
    assert "First part." in said
    assert "Last part." not in said
    assert "**Who runs this bot:** Ada Lovelace, ada@example.org" in said
    shown = reply_of(result)
    await press(forum_world.alice, shown, "Read on")
    assert "Last part." in private_text(result)
    assert buttons_of(shown) == ["Back"]


async def test_a_policy_that_cant_be_read_is_warned_of_once_and_the_bots_own_is_shown(
    forum_world: ForumWorld, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = forum_world.bot.settings.privacy_file = tmp_path / "privacy.md"
    said = ["**What is kept.**", "**What is kept.**", "Ours.", "**What is kept.**"]
    for content, part in zip([None, "für".encode("latin-1"), b"Ours.", b"\xff"], said, strict=True):
        if content is not None:
            file.write_bytes(content)
        for _ in range(2):
            shown = await forum_world.alice.slash(forum_world.lobby, "privacy about")
            assert part in private_text(shown)
    warned = [each.getMessage() for each in caplog.records if "PRIVACY_FILE" in each.getMessage()]
    assert [each.partition(f"{file} ")[2] for each in warned] == [
        "can't be read: No such file or directory.",
        "can't be read: it is not written in UTF-8.",
        "can't be read: it is not written in UTF-8.",
    ]


async def test_a_button_leads_there_from_anywhere(forum_world: ForumWorld) -> None:
    shown = await public_button(forum_world, "Privacy", "privacy:0")
    said = private_text(await press(forum_world.carol, shown, "Privacy"))
    assert "**What is kept.**" in said


async def test_an_export_is_a_page_and_data_with_everything(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE, "I lie awake for hours.", options=["notify"])
    await answer(world.bob, world.thread, "Bob's advice is a walk in the evening.")
    await vote(world.alice, world.thread.history()[-1])
    form = await world.alice.slash(world.lobby, "ask")
    await submit(
        world.alice,
        form,
        title="How do I fall asleep early?",
        details="Nobody may know.",
        options=["anonymous"],
    )
    await world.pass_time(25)
    files = await files_of(world)
    assert sorted(files) == ["your-data.json", "your-data.md"]
    found = json.loads(files["your-data.json"])
    (forum,) = found["forums"]
    assert forum["name"] == "Calm Waters"
    assert [post["body"] for post in forum["post"]] == ["I lie awake for hours."]
    assert [post["body"] for post in forum["anonymous post"]] == ["Nobody may know."]
    assert [each["value"] for each in forum["vote"]] == [1]
    assert [each["kind"] for each in forum["notification"]] == ["welcome", "answer"]
    page = files["your-data.md"]
    assert "## Your anonymous posts" in page
    assert "> Nobody may know." in page
    for text in files.values():
        assert str(world.bob.id) not in text
        assert "Bob" not in text


async def test_the_page_says_that_thumbs_of_who_was_erased_dont_count(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.bob, world.lobby, TITLE)
    await vote(world.alice, starter_of(world.thread))
    await world.pass_time(10)
    assert "don't count" not in (await files_of(world))["your-data.md"]
    await erase(world.bot.database, user_id=world.alice.id, removes=(), now=world.bot.now())
    files = await files_of(world)
    assert json.loads(files["your-data.json"])["forums"][0]["ignored_user"]
    assert "- Those that stand in Discord don't count, until you act here" in files["your-data.md"]


async def test_an_export_for_nobody_says_so_little(forum_world: ForumWorld) -> None:
    found = json.loads((await files_of(forum_world))["your-data.json"])
    assert found["forums"] == []
    assert found["user"] == str(forum_world.alice.id)


async def test_an_export_makes_no_member(forum_world: ForumWorld) -> None:
    await files_of(forum_world)
    shown = await forum_world.alice.slash(forum_world.lobby, "privacy delete-my-data")
    assert private_text(shown) == "There is nothing about you here."


async def test_the_commands_work_in_dms_and_as_ones_own_app(forum_world: ForumWorld) -> None:
    command = forum_world.bot.tree.get_command("privacy")
    assert command is not None
    payload = command.to_dict(forum_world.bot.tree)
    assert payload["integration_types"] == [0, 1]
    assert payload["contexts"] == [0, 1, 2]
    assert [each["name"] for each in payload["options"]] == ["about", "export", "delete-my-data"]
    result = await forum_world.alice.user.slash("privacy export")
    assert len(replies_of(result)[-1].attachments) == 2
