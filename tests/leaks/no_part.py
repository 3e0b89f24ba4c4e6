"""What takes no part in any leak script, with a reason that a stranger accepts."""

NOT_WRITTEN = "no code writes to it yet"
CONNECTION = "says how Discord and the bot are connected, and nothing of any person"
SERVER = "says that a server has removed the bot: it holds a forum's number and a date"
TROUBLE = "is said when Discord or the database fails, and holds an error's class, not its words"
START = "is said at the start, before anybody can do anything"

TAKES_NO_PART = {
    "event on_disconnect": CONNECTION,
    "event on_resumed": CONNECTION,
    "event on_guild_unavailable": CONNECTION,
    "event on_guild_remove": CONNECTION,
    "table flag": NOT_WRITTEN,
    "table website_link": "is written when a website's file is imported, with its numbers alone",
    "table removal": SERVER,
    "table search_queue": "is empty whenever a transaction has ended",
    "log bot.keys: SECRET_KEY has fewer than %d characters: whoever gets the database could guess "
    "it. README.md says how to change it.": START,
    "log data.leftovers: the database is not written anew, it has over %d MB: README.md says what "
    "to do, at “What was deleted”": "says how large the file may be, a constant",
    "log data.leftovers: the database is not written anew, trying again in a day: %s": TROUBLE,
    "log data.migrate: database schema moved from %s to %s": START,
    "log bot.backlog: can't read %s yet: %s, try %s": TROUBLE,
    "log bot.backlog: gave up reading %s: %s": TROUBLE,
    "log bot.errors: an answer may be lost: %s": TROUBLE,
    "log bot.errors: can't answer: %s": TROUBLE,
    "log bot.errors: can't say how it ended: %s": TROUBLE,
    "log bot.errors: can't tell about an error in %s: %s": TROUBLE,
    "log bot.errors: error in %s: %s": TROUBLE,
    "log bot.forum.privacy.erasing: can't erase what is due, trying again: %s": TROUBLE,
    "log bot.forum.privacy.erasing: can't open a wish to be erased: its key is not at hand": (
        "holds nothing that differs from person to person"
    ),
    "log bot.inbound: %s %s wait: %s": TROUBLE,
    "log bot.inbound: one of the %s is left out": TROUBLE,
    "log bot.outbox: can't look for deliveries: %s": TROUBLE,
    "log bot.outcomes: can't note the failure yet: %s": TROUBLE,
    "log bot.own_policy: PRIVACY_FILE can't be shown, the bot's own text is instead: %s": (
        "says that the operator's file can't be read, whoever asked for it"
    ),
    "log bot.publishing.crowding: a thread can't be archived to make room: %s": TROUBLE,
    "log bot.publishing.questions: can't take an offer back: %s": TROUBLE,
    "log bot.reconciling: forum %s has no channel to read": TROUBLE,
    "log cogs.giving_back: can't give a text back: %s": TROUBLE,
    "log cogs.guises: can't look for members of a name: %s": TROUBLE,
    "log cogs.interactions: can't show it in place of the page: %s": TROUBLE,
    "log cogs.interactions: can't show what was done: %s": TROUBLE,
    "log cogs.leaderboard: can't count points ahead: %s": TROUBLE,
    "log cogs.leaving: can't ask who is there, trying again: %s": TROUBLE,
    "log cogs.publishing: can't say where post %s is": TROUBLE,
    "log cogs.leaving_choosers: can't ask who is there, trying again: %s": TROUBLE,
    "log cogs.reconciling: can't note that Discord is heard: %s": TROUBLE,
    "log cogs.searching: can't index what is not yet: %s": TROUBLE,
    "log cogs.similar: can't look for similar questions: %s": TROUBLE,
    "log cogs.submissions: can't acknowledge a form: %s": TROUBLE,
    "log cogs.submissions: can't keep a draft: %s": TROUBLE,
    "log cogs.tidying: can't %s, trying again later: %s": TROUBLE,
    "log cogs.unheard: can't say what is unheard: %s": TROUBLE,
    "log cogs.viewing: can't count views, trying again later: %s": TROUBLE,
}
