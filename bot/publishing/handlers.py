"""Which piece of publishing carries out which kind of delivery."""

from bot.publishing import (
    answers,
    arranging,
    category_tags,
    crowding,
    digests,
    followers,
    mailing,
    questions,
    redrawing,
    reveals,
    roles,
    threads,
    waking,
)
from bot.publishing.context import Handler
from data.tables import DeliveryKind

HANDLERS: dict[DeliveryKind, Handler] = {
    DeliveryKind.PUBLISH_QUESTION: followers.then_tells(questions.publish),
    DeliveryKind.PUBLISH_ANSWER: followers.then_tells(answers.publish),
    DeliveryKind.PUBLISH_COMMENT: followers.then_tells(answers.publish),
    DeliveryKind.SEED_REACTIONS: answers.seed,
    DeliveryKind.REFRESH_CARD: answers.refresh,
    DeliveryKind.ARRANGE_THREAD: arranging.arrange,
    DeliveryKind.REMOVE_MESSAGE: threads.remove_message,
    DeliveryKind.DIRECT_MESSAGE: mailing.deliver,
    DeliveryKind.MIRROR_CATEGORIES: category_tags.mirror_categories,
    DeliveryKind.OFFER_QUESTION: threads.offer,
    DeliveryKind.REVEAL_POST: reveals.reveal,
    DeliveryKind.MAKE_ROOM: crowding.make_room,
    DeliveryKind.TELL_FOLLOWERS: followers.tell,
    DeliveryKind.SET_ROLES: roles.set_for_one,
    DeliveryKind.CHECK_ROLES: roles.check_all,
    DeliveryKind.WAKE_UP: waking.wake_up,
    DeliveryKind.DIGEST: digests.deliver,
    DeliveryKind.REDRAW_MESSAGES: redrawing.redraw,
}
