"""Where moderators' acts with Discord's own controls come in, one after another."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from functools import partial

from bot.forum import controls
from bot.forum.thread_changes import ThreadState, thread_changed
from bot.inbound import Inbound
from bot.publishing.context import Context

# With this much waiting something is badly wrong; reconciling makes it right afterwards.
MOST_WAITING = 10_000

Act = Callable[[], Awaitable[None]]


class ActIntake(Inbound[Act]):
    """Takes acts over in the order in which they were heard; each is dated when it was."""

    def __init__(self, context: Context, after_batch: Callable[[], None]) -> None:
        """Apply to this context's database; `after_batch` is called when something was applied."""
        super().__init__("acts of moderators", after_batch, most_waiting=MOST_WAITING)
        self._database = context.database
        self._clock = context.clock
        self._echoes = context.echoes

    def post_made(self, channel_id: int, thread_id: int) -> None:
        """Take in that somebody used New Post in a forum channel."""
        use_case = partial(controls.post_made_by_hand, channel_id=channel_id, thread_id=thread_id)
        self.put(partial(use_case, self._database, now=self._clock()))

    def thread_changed(
        self,
        thread_id: int,
        show: Callable[[], ThreadState],
        before: ThreadState | None = None,
    ) -> None:
        """Take in that a thread changed; `before` is what it showed until then, if that is known.

        `show` says what it shows when its turn comes: a name that is already history is no news.
        Tags are those of now: what stands later may be what the bot has put there meanwhile.
        """
        now, heard = self._clock(), show()
        is_own_name, is_own_tags = self._echoes.heard(thread_id, heard, before)

        async def act() -> None:
            await thread_changed(
                self._database,
                thread_id=thread_id,
                state=replace(show(), tag_ids=heard.tag_ids),
                before=before,
                is_own_name=is_own_name,
                is_own_tags=is_own_tags,
                now=now,
            )

        self.put(act)

    def thread_deleted(self, thread_id: int) -> None:
        """Take in that a thread was deleted."""
        use_case = partial(controls.thread_deleted, thread_id=thread_id)
        self.put(partial(use_case, self._database, now=self._clock()))

    def messages_deleted(self, message_ids: Collection[int]) -> None:
        """Take in that messages were deleted."""
        use_case = partial(controls.messages_deleted, message_ids=frozenset(message_ids))
        self.put(partial(use_case, self._database, now=self._clock()))

    async def _apply(self, batch: list[Act]) -> None:
        for act in batch:
            await act()
