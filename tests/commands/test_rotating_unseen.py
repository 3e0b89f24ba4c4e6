"""A bot in which nobody does anything while its keys are changed knows the new one all the same."""

from bot.forum.anonymous.authors import own_posts
from bot.forum.identity import Sealer
from data.database import Database
from tests.commands.conftest import Host
from tests.forum.sealed_things import ask_anonymously, check
from tests.forum.world import World


def test_a_key_is_destroyed_before_the_bot_looked_again(host: Host) -> None:
    made = host.fill()

    async def bot(database: Database, sealer: Sealer) -> None:
        world, old = World(database, 1), sealer.key_id
        for command in (["keys", "rotate"], ["keys", "destroy-old", "--yes"]):
            status, said = await host.run_beside(*command)
            assert status == 0, said
        assert [old] != sealer.key_ids
        await check(world, sealer, made)
        number = await ask_anonymously(world, made[0].user_id)
        async with database.read() as session:
            own = await own_posts(session, world.forum_id, made[0].user_id)
        assert number in [post.post_id for post in own]
        made[0].questions.append(number)

    host.in_bot(bot)
    host.check(made)
    assert len(host.query("SELECT key_id FROM sealing_key")) == 1
