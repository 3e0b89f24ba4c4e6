"""What of a site comes into the forum, and in which order, a batch at a time."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from bot.forum.errors import Invalid
from bot.forum.titles import MOST_TITLES, parsed
from bot.importing.site import SiteCategory, SiteFavorite, SitePost, SiteUser, SiteVote
from data.staging import LOST, MISPLACED, Planned, Staging
from data.tables import FollowTarget, PostKind, PostState

KINDS = {"Q": PostKind.QUESTION, "A": PostKind.ANSWER, "C": PostKind.COMMENT}
STATES = {"": PostState.VISIBLE, "HIDDEN": PostState.HIDDEN, "QUEUED": PostState.QUEUED}
FAVORITES = {"Q": FollowTarget.QUESTION, "U": FollowTarget.MEMBER, "C": FollowTarget.CATEGORY}

LOST_POSTS = "posts whose parent is not in the file, or left out itself"
MISPLACED_POSTS = "posts on what can't have any, such as comments on comments"
LOST_VOTES = "votes on posts, or by users, that are not in the file"
LOST_FAVORITES = "favorites of tags, or of what is not in the file"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post that comes in; `root` and `parent` are the website's numbers."""

    record: SitePost
    kind: PostKind
    state: PostState
    root: str
    parent: str | None
    votes: int

    @property
    def external_id(self) -> str:
        """The post's number on the website."""
        return self.record.postid


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What some questions refer to, by the website's numbers: answers, originals, notes."""

    posts: Mapping[str, PlannedPost]
    notes: Mapping[str, SitePost]

    def best_of(self, post: PlannedPost) -> PlannedPost | None:
        """Return the answer to this question that is its best one."""
        found = self.posts.get(post.record.selchildid or "")
        is_answer = found is not None and found.kind is PostKind.ANSWER
        return found if found and is_answer and found.root == post.external_id else None

    def question(self, postid: str | None) -> PlannedPost | None:
        """Return a question by the website's number."""
        found = self.posts.get(postid or "")
        return found if found and found.kind is PostKind.QUESTION else None


@dataclass(slots=True)
class Site:
    """A site whose file was read and checked: `staging` holds its rows."""

    staging: Staging
    left_out: Mapping[str, int] = field(init=False)
    """How many of what were left out."""

    def __post_init__(self) -> None:
        """Plan what comes in."""
        count = self.staging.count
        self.staging.plan_posts()
        misplaced = count(MISPLACED)
        lost_votes = count(f"vote WHERE value <> 0 AND ({LOST})")
        self.staging.plan_votes()
        left_out = {
            LOST_POSTS: count("post WHERE letter <> 'N'") - count("planned") - misplaced,
            MISPLACED_POSTS: misplaced,
            LOST_VOTES: lost_votes,
            LOST_FAVORITES: count("favorite WHERE NOT instr('QUC', entitytype)"),
        }
        self.left_out = {reason: lost for reason, lost in left_out.items() if lost}

    def count(self, of: str) -> int:
        """Count what comes in of `users`, `questions`, `posts`, `votes` or `favorites`."""
        return self.staging.count(
            {
                "users": "user",
                "questions": "planned WHERE letter = 'Q'",
                "posts": "planned",
                "votes": "vote",
                "votes that stand": "vote WHERE value <> 0",
                "favorites": "favorite WHERE instr('QUC', entitytype)",
            }[of]
        )

    def categories(self) -> list[SiteCategory]:
        """Return every category; a site has few."""
        return [*map(SiteCategory.model_validate_json, self.staging.records("category"))]

    def titles(self) -> list[tuple[int, str]]:
        """Return the website's titles by points, those that are titles here as well."""
        found: dict[int, str] = {}
        for each in self.staging.option("points_to_titles").split(","):
            with suppress(Invalid):
                found |= dict(parsed(each))
        return sorted(found.items())[:MOST_TITLES]

    def users(self, size: int) -> Iterator[list[SiteUser]]:
        """Yield users in the order of the file, so many at a time."""
        yield from batches(map(SiteUser.model_validate_json, self.staging.records("user")), size)

    def favorites(self, size: int) -> Iterator[list[SiteFavorite]]:
        """Yield favorites of what a forum can follow, so many at a time."""
        found = map(SiteFavorite.model_validate_json, self.staging.records("favorite"))
        yield from batches((each for each in found if each.entitytype in FAVORITES), size)

    def posts(self, size: int, letters: str = "QAC") -> Iterator[list[PlannedPost]]:
        """Yield posts of some kinds, so many at a time, what others hang on first."""
        yield from batches(map(_planned, self.staging.planned(letters)), size)

    def posts_by_votes(self, size: int) -> Iterator[list[PlannedPost]]:
        """Yield posts so many at once that with their votes they make a batch, or one by one."""
        batch: list[PlannedPost] = []
        weight = 0
        for post in map(_planned, self.staging.planned("QAC")):
            more = 1 + post.votes
            if batch and weight + more > size:
                yield batch
                batch, weight = [], 0
            batch.append(post)
            weight += more
        if batch:
            yield batch

    def votes_on(self, posts: Collection[PlannedPost]) -> dict[str, list[SiteVote]]:
        """Return the votes on posts, by the website's numbers."""
        found: dict[str, list[SiteVote]] = {each.external_id: [] for each in posts}
        for vote in map(SiteVote.model_validate_json, self.staging.votes_on(json.dumps([*found]))):
            found[vote.postid].append(vote)
        return found

    def neighbours(self, questions: Collection[PlannedPost]) -> Neighbours:
        """Return what questions refer to."""
        records = [each.record for each in questions]
        wanted = {each.selchildid for each in records} | {each.closedbyid for each in records}
        numbers = json.dumps(sorted(each for each in wanted if each))
        posts = map(_planned, self.staging.planned_among(numbers))
        notes = map(SitePost.model_validate_json, self.staging.notes_among(numbers))
        return Neighbours(
            {each.external_id: each for each in posts}, {each.postid: each for each in notes}
        )

    def questions_among(self, numbers: Collection[str]) -> set[str]:
        """Return those of these numbers that are questions which come in."""
        found = self.staging.planned_among(json.dumps([*numbers]))
        return {each.postid for each in found if each.postid == each.root}

    def bonuses(self, users: Collection[SiteUser]) -> dict[str, int]:
        """Return what users were given by hand; their own row says it before another one."""
        given = self.staging.bonuses_of(json.dumps([each.userid for each in users]))
        return given | {each.userid: each.bonus for each in users if each.bonus is not None}


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items so many at a time."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def _planned(row: Planned) -> PlannedPost:
    record = SitePost.model_validate_json(row.record)
    letter, _, state = record.type.partition("_")
    return PlannedPost(record, KINDS[letter], STATES[state], row.root, row.parent, row.votes)
