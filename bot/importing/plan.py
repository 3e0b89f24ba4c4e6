"""What of a site comes into the forum, and in which order: pure rules, no database.

Parents come before what hangs on them, and of one kind the older post first, so that our numbers
grow as the website's did.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.importing.site import PostType, Site, SiteFavorite, SitePost, SiteVote
from data.tables import FollowTarget, PostKind, PostState

KINDS = {"Q": PostKind.QUESTION, "A": PostKind.ANSWER, "C": PostKind.COMMENT}
STATES = {"": PostState.VISIBLE, "HIDDEN": PostState.HIDDEN, "QUEUED": PostState.QUEUED}
ORDER = {PostKind.QUESTION: 0, PostKind.ANSWER: 1, PostKind.COMMENT: 2}
FAVORITES = {"Q": FollowTarget.QUESTION, "U": FollowTarget.MEMBER, "C": FollowTarget.CATEGORY}

LOST_POSTS = "posts whose parent is not in the file"
LOST_VOTES = "votes on posts, or by users, that are not in the file"
LOST_FAVORITES = "favorites of tags, or of what is not in the file"


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post that comes in; `root` and `parent` are the website's numbers."""

    record: SitePost
    kind: PostKind
    state: PostState
    root: str
    parent: str | None

    @property
    def external_id(self) -> str:
        """The post's number on the website."""
        return self.record.postid


@dataclass(frozen=True, slots=True)
class Plan:
    """All that comes in, what closes questions, and how much is left out and why."""

    posts: tuple[PlannedPost, ...]
    by_id: Mapping[str, PlannedPost]
    notes: Mapping[str, SitePost]
    votes: Mapping[str, tuple[SiteVote, ...]]
    favorites: tuple[SiteFavorite, ...]
    bonuses: Mapping[str, int]
    left_out: Mapping[str, int]

    def best_of(self, post: PlannedPost) -> PlannedPost | None:
        """Return the answer to this question that is its best one."""
        found = self.by_id.get(post.record.selchildid or "")
        is_answer = found is not None and found.kind is PostKind.ANSWER
        return found if found and is_answer and found.root == post.external_id else None

    def question(self, postid: str | None) -> PlannedPost | None:
        """Return a question by the website's number."""
        found = self.by_id.get(postid or "")
        return found if found and found.kind is PostKind.QUESTION else None

    @property
    def questions(self) -> list[PlannedPost]:
        """The questions among the posts, in order."""
        return [post for post in self.posts if post.kind is PostKind.QUESTION]


def plan(site: Site) -> Plan:
    """Return what of a site comes in."""
    left_out: Counter[str] = Counter()
    posts = _posts(site, left_out)
    known, users = {post.external_id for post in posts}, {user.userid for user in site.users}
    votes: dict[str, list[SiteVote]] = defaultdict(list)
    for vote in site.votes:
        if vote.postid in known and vote.userid in users:
            votes[vote.postid].append(vote)
        elif vote.vote:
            left_out[LOST_VOTES] += 1
    favorites = tuple(each for each in site.favorites if each.entitytype in FAVORITES)
    left_out[LOST_FAVORITES] += len(site.favorites) - len(favorites)
    bonuses = {row.userid: row.bonus for row in site.userpoints}
    bonuses |= {user.userid: user.bonus for user in site.users if user.bonus is not None}
    return Plan(
        posts=tuple(posts),
        by_id={post.external_id: post for post in posts},
        notes={each.postid: each for each in site.posts if each.type is PostType.NOTE},
        votes={post: tuple(each) for post, each in votes.items()},
        favorites=favorites,
        bonuses=bonuses,
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _posts(site: Site, left_out: Counter[str]) -> list[PlannedPost]:
    records = {each.postid: each for each in site.posts if each.type is not PostType.NOTE}
    planned = []
    for record in records.values():
        letter, _, state = record.type.partition("_")
        root = _root(record, records)
        if root is None:
            left_out[LOST_POSTS] += 1
            continue
        kind = KINDS[letter]
        # Only an answer can be what a question follows on.
        follows_on = kind is PostKind.QUESTION and not _is(record.parentid, records, "A")
        parent = None if follows_on else record.parentid
        planned.append(PlannedPost(record, kind, STATES[state], root, parent))
    return sorted(
        planned,
        key=lambda each: (ORDER[each.kind], each.record.created, int(each.external_id)),
    )


def _root(record: SitePost, records: Mapping[str, SitePost]) -> str | None:
    """Return the question that a post is, or is under, if the file has all that is between."""
    if record.type.startswith("Q"):
        return record.postid
    if _is(record.parentid, records, "Q"):
        return record.parentid
    if record.type.startswith("C") and _is(record.parentid, records, "A"):
        above = records[record.parentid or ""]
        return above.parentid if _is(above.parentid, records, "Q") else None
    return None


def _is(postid: str | None, records: Mapping[str, SitePost], letter: str) -> bool:
    found = records.get(postid or "")
    return found is not None and found.type.startswith(letter)
