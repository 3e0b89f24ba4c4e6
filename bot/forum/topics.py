"""What people are told of, in as few kinds as a person tells apart, and how they want each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.forum.quiet_hours import QuietHours, next_at
from data.notices import Unwanted
from data.tables import NotificationKind


class Topic(StrEnum):
    """A kind of notification as people know it."""

    ANSWERS = "answers"
    COMMENTS = "comments"
    CHOSEN = "chosen"
    MODERATION = "moderation"
    QUESTIONS = "questions"
    FOLLOWED = "followed"
    WELCOME = "welcome"


class Way(StrEnum):
    """How somebody is told of a topic."""

    ASKED = "asked"
    """By DM where they asked for it by an act of their own; the rest is in their inbox."""
    DM = "dm"
    """Always by DM, but of what they write anonymously: nothing may differ there by a choice."""
    INBOX = "inbox"
    OFF = "off"


SILENT = frozenset({Way.INBOX, Way.OFF})
"""No DM is sent, whatever else somebody asked for."""

TOPICS: Mapping[NotificationKind, Topic] = {
    NotificationKind.ANSWER: Topic.ANSWERS,
    NotificationKind.COMMENT: Topic.COMMENTS,
    NotificationKind.COMMENT_AFTER: Topic.COMMENTS,
    NotificationKind.CHOSEN: Topic.CHOSEN,
    NotificationKind.EDITED: Topic.MODERATION,
    NotificationKind.HIDDEN: Topic.MODERATION,
    NotificationKind.CLOSED: Topic.MODERATION,
    NotificationKind.CONVERTED: Topic.MODERATION,
    NotificationKind.UNMASKED: Topic.MODERATION,
    NotificationKind.RESTORED: Topic.MODERATION,
    NotificationKind.REOPENED: Topic.MODERATION,
    NotificationKind.MOVED: Topic.MODERATION,
    NotificationKind.WELCOME: Topic.WELCOME,
    NotificationKind.FOLLOWED: Topic.FOLLOWED,
}

LACKING: Mapping[Topic, Way] = {
    # Who follows a question asked for DMs of it: there is nothing that more would be.
    Topic.QUESTIONS: Way.DM,
    # Nobody asks to be welcomed.
    Topic.WELCOME: Way.ASKED,
}
WAYS: Mapping[Topic, tuple[Way, ...]] = {
    topic: tuple(way for way in Way if way is not LACKING.get(topic)) for topic in Topic
}
AT_FIRST: Mapping[Topic, Way] = {
    topic: Way.ASKED if Way.ASKED in ways else Way.INBOX for topic, ways in WAYS.items()
}
"""How somebody is told of a topic who never chose."""
# That somebody learned who they are was promised to be told.
NEVER_OFF = frozenset({NotificationKind.UNMASKED})

# They tell of what became of somebody's own post, which may be that it is hidden.
OF_ONES_OWN = frozenset(kind for kind, topic in TOPICS.items() if topic is Topic.MODERATION)

Ways = Mapping[Topic, Way]

MOST_STOPPED = 300
"""So many questions are remembered of which somebody wants no DMs: their row stays short."""
DAILY, WEEKLY = "daily", "weekly"
DIGEST_HOUR = 18
MONDAY = 0
UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants to be told: everywhere, and in which forums otherwise.

    `is_discreet`: DMs say only that there is something new. `zone` is an IANA time zone, quiet
    hours are minutes after midnight there, `channel_id` is where an account's turns write to it.
    `digest` is daily or weekly, at an hour there, or in UTC before a time zone is chosen.
    `refused_at` is when Discord refused a DM of an account's turns, `asked_at` when its owner asked
    for DMs again after a refusal, in seconds; `brought` is of which moments digests brought what
    was new, before they were given up or refused. `stopped` are the questions of which they want no
    DMs, whatever else they chose; the last is the newest. `stopped_as_alias` are those where they
    said so about what they wrote anonymously: they go with their seals there.
    """

    user_id: int
    everywhere: Ways = field(default_factory=dict)
    by_forum: Mapping[int, Ways] = field(default_factory=dict)
    is_discreet: bool = False
    zone: str | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    channel_id: int | None = None
    digest: str | None = None
    digest_hour: int | None = None
    refused_at: float | None = None
    asked_at: float | None = None
    brought: tuple[tuple[float, float], ...] = ()
    stopped: tuple[int, ...] = ()
    stopped_as_alias: tuple[int, ...] = ()

    def digest_after(self, now: datetime) -> datetime | None:
        """Return when their next digest comes: at its hour, or when quiet hours end then."""
        if self.digest is None:
            return None
        hour = DIGEST_HOUR if self.digest_hour is None else self.digest_hour
        weekday = MONDAY if self.digest == WEEKLY else None
        at = next_at(self.zone or UTC, hour, now, weekday=weekday)
        return self.quiet_end_after(at) or at

    def quiet_end_after(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end in which a moment lies; None when it lies in none."""
        quiet = self.quiet
        return quiet.end_after(now) if quiet is not None and quiet.are_at(now) else None

    @property
    def quiet(self) -> QuietHours | None:
        """Their quiet hours; none when they begin and end at the same time."""
        if self.zone is None or self.quiet_from is None or self.quiet_until is None:
            return None
        if self.quiet_from == self.quiet_until:
            return None
        return QuietHours(self.quiet_from, self.quiet_until, self.zone)

    def way(self, topic: Topic, forum_id: int) -> Way:
        """Return how they are told of a topic in a forum."""
        own = self.by_forum.get(forum_id, {})
        return own.get(topic, self.everywhere.get(topic, AT_FIRST[topic]))

    def is_silent(self, topic: Topic, forum_id: int) -> bool:
        """Tell whether they want no DMs of a topic in a forum."""
        return self.way(topic, forum_id) in SILENT

    def with_way(self, topic: Topic, way: Way | None, forum_id: int | None) -> "Preferences":
        """Return them with another choice, everywhere or in one forum; None: as everywhere."""
        if forum_id is None:
            chosen = None if way is AT_FIRST[topic] else way
            return replace(self, everywhere=_put(self.everywhere, topic, chosen))
        own = _put(self.by_forum.get(forum_id, {}), topic, way)
        others = {each: ways for each, ways in self.by_forum.items() if each != forum_id}
        return replace(self, by_forum=others | ({forum_id: own} if own else {}))

    def has_stopped(self, question_id: int) -> bool:
        """Tell whether they stopped the DMs of a question."""
        return question_id in self.stopped or question_id in self.stopped_as_alias

    def without_dms_of(self, question_id: int, *, as_alias: bool = False) -> "Preferences":
        """Return them with no DMs of a question; the one stopped first is forgotten of too many.

        `as_alias`: only their anonymous posts there say why. Who stopped it otherwise stays as
        they are, also in their order: nothing is left that only an author would have.
        """
        if as_alias and question_id in self.stopped:
            return self
        hidden = _but(self.stopped_as_alias, question_id)
        if as_alias:
            return replace(self, stopped_as_alias=(*hidden, question_id)[-MOST_STOPPED:])
        stopped = (*_but(self.stopped, question_id), question_id)[-MOST_STOPPED:]
        return replace(self, stopped=stopped, stopped_as_alias=hidden)

    def with_no_stop_as_alias(self, question_id: int) -> "Preferences":
        """Return them without what they stopped because of anonymous posts in a question."""
        return replace(self, stopped_as_alias=_but(self.stopped_as_alias, question_id))

    def without_dms(self, topic: Topic) -> "Preferences":
        """Return them with no DMs of a topic in any forum; what is off stays off."""
        found = self
        for forum_id, ways in self.by_forum.items():
            if ways.get(topic, Way.OFF) not in SILENT:
                found = found.with_way(topic, Way.INBOX, forum_id)
        is_off = self.everywhere.get(topic) is Way.OFF
        return found if is_off else found.with_way(topic, Way.INBOX, None)

    def in_forums(self, there: Iterable[int]) -> "Preferences":
        """Return them without what they chose for forums that are gone."""
        kept = set(there)
        return replace(self, by_forum={f: w for f, w in self.by_forum.items() if f in kept})

    def unwanted(self) -> Unwanted:
        """Return which notifications that stand by name they don't want to see."""
        kinds = {forum_id: self._off(forum_id) for forum_id in self.by_forum}
        return Unwanted(self._off(0), kinds)

    def wants_to_see(self, kind: NotificationKind, forum_id: int) -> bool:
        """Tell whether they want to see a sealed notification."""
        topic = sealed_topic(kind)
        return kind in NEVER_OFF or self.way(topic, forum_id) is not Way.OFF

    def _off(self, forum_id: int) -> frozenset[NotificationKind]:
        off = {kind for kind, topic in TOPICS.items() if self.way(topic, forum_id) is Way.OFF}
        return frozenset(off - NEVER_OFF)


def sealed_topic(kind: NotificationKind) -> Topic:
    """Return what a sealed notification is about: of followers only those of questions get one."""
    return Topic.QUESTIONS if kind is NotificationKind.FOLLOWED else TOPICS[kind]


def _but(questions: tuple[int, ...], question_id: int) -> tuple[int, ...]:
    return tuple(each for each in questions if each != question_id)


def _put(ways: Ways, topic: Topic, way: Way | None) -> Ways:
    others = {each: chosen for each, chosen in ways.items() if each is not topic}
    return others if way is None else others | {topic: way}
