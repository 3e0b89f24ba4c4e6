"""How each button and menu that works for ever is reached in direct messages, and what it says.

A way begins with a button or menu that stands in a DM; the other steps press what the last reply
shows, by the action in its custom_id, or fill in the form that it opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.people import Value

# What the street has: Alice's question, Bob's answer to it, Carol's comment on that, and what
# Carol answered anonymously.
QUESTION, ANSWER, COMMENT, MASKED = 1, 2, 3, 4
COMMENTED = "A comment of mine."
TITLE, BODY = "How can I sleep before an exam?", "That helped me as well, thank you."
REASON = "They write that they will hurt somebody tonight."
IN_SERVER = "That only works in a server."

Step = str | Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Way:
    """Who presses what, and a part of what they then read, in texts or on buttons.

    `chosen` is what is chosen where the first one is a menu; the ways `after` are gone before.
    """

    who: str
    first: str
    steps: tuple[Step, ...] = ()
    says: str = ""
    chosen: str | None = None
    after: tuple[str, ...] = ()


def _card(who: str, number: int, *steps: Step, says: str, after: tuple[str, ...] = ()) -> Way:
    """Return a way that begins with **Show #73**."""
    return Way(who, f"show:{number}", steps, says, after=after)


def _more(who: str, number: int, *steps: Step, says: str, after: tuple[str, ...] = ()) -> Way:
    """Return a way through **More** of a card."""
    return _card(who, number, "more", *steps, says=says, after=after)


def _menu(first: str, chosen: str, says: str) -> Way:
    return Way("alice", first, (), says, chosen)


_FURTHER = ("further", {"title": "What is such a lantern for?"})
_ASKED = ("follow_ons.Further",)
_BY_NAME = ("comment", {"body": BODY, "options": []})
_ASK_WHO = ("unmask", {"reason": REASON})

UNDER_CARDS = {
    "browsing.BrowsePage": Way("bob", "browse:0", (), TITLE),
    "showing.ShowPost": _card("bob", QUESTION, says=TITLE),
    "more.More": _more("bob", QUESTION, says="Votes by these buttons are private."),
    "more.VoteUp": _more("carol", ANSWER, "up", says="You voted 👍"),
    "more.VoteDown": _more("carol", ANSWER, "down", says="You voted 👎"),
    "more.CopyLink": _more("carol", ANSWER, "link", says="https://discord.com/channels/"),
    "more.Delete": _more("bob", ANSWER, "delete", says="Delete #2?"),
    "more.Erase": _more("bob", ANSWER, "delete", "erase", says="#2 is deleted."),
    "editing.Edit": _more("bob", ANSWER, "edit", {"body": BODY}, says="to #2 are saved"),
    "editing.EditSilently": _more("mod", ANSWER, "silent", {"body": BODY}, says="to #2 are saved"),
    "histories.History": _more(
        "mod", ANSWER, "history", says="change 1 of 1", after=("editing.Edit",)
    ),
    "retagging.Retag": _more("alice", QUESTION, "retag", {"tags": "rest"}, says="#1 are saved"),
    "closing.Close": _more("mod", QUESTION, "close", {"reason": "Done."}, says="#1 is closed."),
    "closing.Reopen": _more("mod", QUESTION, "reopen", says="Close", after=("closing.Close",)),
    "hiding.Hide": _more("mod", ANSWER, "hide", {"reason": ""}, says="#2 is hidden"),
    "hiding.Unhide": _more("mod", ANSWER, "unhide", says="Hide", after=("hiding.Hide",)),
    "reading.ReadAll": _more("mod", ANSWER, "whole", says="A walk", after=("hiding.Hide",)),
    "converting.TurnIntoComment": _more("bob", ANSWER, "tocomment", says="#2"),
    "converting.ReallyTurn": _more("mod", ANSWER, "tocomment", "turned", says="Hide"),
    "naming.ShowName": _more("carol", MASKED, "name", says="Show your name on #4?"),
    "naming.ReallyShowName": _more(
        "carol", MASKED, "name", "named", says="1 post of yours stands under your name now."
    ),
    "unmasking.AskWhoWrote": _more("mod", MASKED, *_ASK_WHO, says="You asked who wrote #4."),
    "unmasking.Confirm": _more(
        "other", MASKED, "confirm", says="#4 was written by", after=("unmasking.AskWhoWrote",)
    ),
    "unmasking.ShowWhoWrote": _more(
        "mod", MASKED, "author", says="#4 was written by", after=("unmasking.Confirm",)
    ),
    "answering.Answer": _card(
        "bob", QUESTION, "answer", {"body": BODY}, says="Your answer is posted"
    ),
    "commenting.Comment": _card(
        "bob", ANSWER, "comment", {"body": BODY}, says="Your comment is posted"
    ),
    "commenting.Comments": _more("bob", ANSWER, "comments", says=COMMENTED),
    "answer_pages.Answers": _more("bob", QUESTION, "answers", says="A walk"),
    "following.NotifyMe": _card("bob", QUESTION, "notify", says=TITLE),
    "choosing.BestAnswer": _card("alice", ANSWER, "best", says="#2 is the best answer now."),
    "choosing.UndoBestAnswer": _card(
        "alice", ANSWER, "best", "unbest", says="#2 is the best answer no more."
    ),
    "follow_ons.Further": _more(
        "bob", QUESTION, "further", {"title": "What is a lantern?"}, says="question is posted"
    ),
    "follow_ons.Related": _more("bob", QUESTION, "related", says="Nothing here is close"),
    "follow_ons.FollowOns": Way("bob", "followons:1", (), "lantern", after=_ASKED),
    "similar.AskOn": _more(
        "bob", QUESTION, *_FURTHER, "askon", says="question is posted", after=_ASKED
    ),
    "similar.Enough": _more(
        "bob", QUESTION, *_FURTHER, "enough", says="was not posted", after=_ASKED
    ),
    "slips.AsAlias": _card("carol", QUESTION, *_BY_NAME, "asalias", says="It appears by itself"),
    "slips.AsMyself": _card("carol", QUESTION, *_BY_NAME, "asme", says="comment is posted"),
    "submissions.OpenDraft": _card(
        "bob",
        QUESTION,
        "comment",
        {"body": " " * 20 + "."},
        "draft",
        {"body": BODY},
        says="comment is posted",
    ),
}

OF_ONESELF = {
    "leaderboard.LeaderboardPage": Way("bob", "leaders:0:week", (), "Your place:"),
    "profile.MyAnonymousPosts": Way("carol", "mine:0", (), TITLE),
    "inbox.InboxPage": Way("alice", "inbox:0", (), "Bob answered"),
    "inbox.MarkAllRead": Way("alice", "read:0", (), "Bob answered"),
    "inbox.Stop": Way("alice", "stop:3", (), TITLE),
    "inbox.StopKind": Way("alice", "stopkind:3", (), "You'll get no more DMs"),
    "inbox.StopOne": _menu("stopone:0", "question:3", TITLE),
    "discretion.Show": Way("alice", "reveal:3", (), "Bob answered"),
    "discretion.ShowGathered": Way("alice", "gathered:1", (), "Bob answered"),
    "discretion.MakeDiscreet": Way("alice", "discreet:3", (), "From now on my DMs say only"),
    "following_pages.FollowingPage": Way("bob", "following:0", (), "sleep"),
    "following_pages.StopNotifying": Way("bob", "unnotify:1", (), "sleep"),
    "following_pages.EachByDM": Way("bob", "each:1", (), "No DMs"),
    "following_pages.Unfollow": Way("bob", "unfollow:1", (), "You follow nothing"),
    "notifications.ChooseWay": _menu("way-answers:0", "inbox", "Answers"),
    "notifications.ChooseHour": _menu("quiet-start:0", "22", "Choose your time zone first"),
    "notifications.Hush": Way("alice", "hush:1", (), "Show them in full"),
    "notifications.TurnTo": Way("alice", "ways:0", (), "every server"),
    "digests.ChooseDigest": _menu("digest-every:0", "weekly", "Digest"),
    "digests.StopDigest": Way("alice", "digest-off:0", (), "You'll get no more digests."),
    "digests.ShowDigest": Way("bob", "digest-show:0", (), "There is nothing new any more."),
    "privacy.PrivacyPage": Way("alice", "privacy:0", (), "stored"),
    "erasing.ChooseTexts": _menu("erase-question:0", "remove", "Delete my data"),
    "erasing.TickPosts": Way("carol", "erasetick:0", (), f"Answer to {TITLE}", "4"),
    "erasing.ChoosePosts": Way("carol", "eraseposts:0", (), f"Answer to {TITLE}"),
    "erasing.GoBack": Way("carol", "eraseback:0", (), "Delete my data"),
    "erasing.GoOn": Way("carol", "erasego:0", (), "Yes, delete my data"),
    "erasing.Confirm": Way("carol", "eraseyes:0", (), "Take it back"),
    "erasing.TakeBack": Way(
        "carol", "eraseundo:0", (), "Delete my data", after=("erasing.Confirm",)
    ),
    "help.HelpNow": Way("alice", "helpnow:0", (), "findahelpline"),
    "help.ChooseCountry": _menu("country:0", "DE", "Germany"),
}

# They stand in servers alone, on what commands show there that can't be used in a DM.
ONLY_IN_SERVERS = {
    name: Way("alice", first, (), IN_SERVER, chosen)
    for name, first, chosen in (
        ("asking.Begin", "begin:0", None),
        ("asking.MakeQuestion", "make:0", None),
        ("categories.AddCategory", "category:0", None),
        ("forum_settings.ChooseSetting", "set-anonymity:1", "off"),
        ("health.CheckHealth", "health:0", None),
        ("health.ForgetFailed", "forget:0", None),
        ("health.TryAgain", "retry:0", None),
        ("roles.ChangeRoles", "roles:0", None),
        ("titles.ChangeTitles", "titles:0", None),
        ("welcome.PostWelcome", "welcome:0", None),
    )
}

# No page of what was found stands there: which words it is about can't be told.
ONLY_IN_SERVERS["searching.SearchPage"] = Way("alice", "search:0", (), "Please use /search again.")

WAYS = {**UNDER_CARDS, **OF_ONESELF, **ONLY_IN_SERVERS}
