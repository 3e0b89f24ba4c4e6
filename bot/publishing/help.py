"""`/help`: one page; whom to talk to in a crisis comes first."""

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.helplines import Help
from bot.publishing import layout
from bot.publishing.forms import NOTIFY_PRIVACY
from bot.publishing.helplines import CALM, FIND_A_HELPLINE, find_a_helpline, whom_to_call

CRISIS = N_(
    "If you are in danger or thinking about ending your life, please reach out now: call your "
    "local emergency number, or find someone to talk to at {url}. You don't have to go through "
    "this alone."
)
HOW = (
    N_("**/ask** opens a form. Your question gets its own thread, where others can answer."),
    N_("**Answer** under a question opens a form for your answer; **/answer** does the same."),
    N_("**Comment** adds a few words to a question or an answer; **/comment** does the same."),
    N_(
        "👍 and 👎 on a question or an answer are votes. The vote buttons under **More** are "
        "private."
    ),
    N_(
        "**More** also lets you edit or delete what you wrote, read the **History** of changes, "
        "and **Ask a related question**, which is linked both ways."
    ),
    N_(
        "Tick **Post anonymously** in a form, where this server allows it, and a name such as "
        "Quiet Heron stands there instead of yours. **Privacy** says what that can't cover."
    ),
    N_(
        "**/search** finds what was said before, **/browse** lists questions. **/show 1234** shows "
        "one with every button, just to you; its number stands on its card. In a direct message to "
        "me they have all servers that we share."
    ),
    N_(
        "Tick **DM me about replies** to hear of them by direct message; a button on each one "
        "stops that. **/follow** tells you what is new in a question, a category or a tag. "
        "**/inbox** keeps everything."
    ),
    N_(
        "Moderators look after this place: they can edit and hide posts. If something worries "
        "you, tell one of them."
    ),
)
LIMITS = N_("People here support each other. This is not professional or emergency care.")
PUBLIC = N_(
    "Everyone in this server can read questions and answers. They carry your name, unless you "
    "post anonymously."
)


def help_page(found: Help, words: Words, locale: str) -> ui.LayoutView:
    """Return the page; with numbers to call when the reader's country is known."""
    crisis: ui.Container[ui.LayoutView] = ui.Container(accent_colour=CALM)
    crisis.add_item(layout.text(words(CRISIS, url=FIND_A_HELPLINE)))
    if found.country is not None:
        for paragraph in whom_to_call(found, words, locale):
            crisis.add_item(layout.text(paragraph))
    now = layout.button(words("Help now"), "helpnow:0", style=layout.DANGER)
    crisis.add_item(layout.row(now, find_a_helpline(words)))
    lines = "\n".join(f"- {words(line)}" for line in HOW)
    small = "\n".join(f"-# {words(line)}" for line in (PUBLIC, NOTIFY_PRIVACY))
    how = layout.text("### " + words("How it works") + f"\n{lines}")
    privacy = layout.row(layout.button(words("Privacy"), "privacy:0"))
    return layout.message(crisis, how, layout.text(f"**{words(LIMITS)}**\n{small}"), privacy)
