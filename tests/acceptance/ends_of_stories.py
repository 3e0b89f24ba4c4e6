"""What has to be true at the end of a random story of direct messages."""

from simcord.actors import MemberActor

from tests.acceptance.on_screen import inbox, told, word
from tests.acceptance.stories import Said, Story


async def wrong(story: Story) -> list[str]:
    """Return what is not as it has to be once all is in order again."""
    found = [f"waits: {each}" for each in await story.waiting()]
    for each in story.people:
        found += [f"{each.name}: {fault}" for fault in await _wrong_for(story, each)]
    return found


async def _wrong_for(story: Story, reader: MemberActor) -> list[str]:
    town, codes = story.town, story.codes
    own = [said for said in story.said if reader in said.about.readers]
    # Whoever looks into their inbox, or presses a button, needs no word any more.
    words, listed = await word(town, reader), await inbox(town, reader)
    came = await told(town, reader, codes)
    found = [
        f"told of {code} {came.count(code)} times" for code in set(came) if came.count(code) > 1
    ]
    for said in own:
        found += _wrong_about(said, reader.id, is_told=said.code in came)
        if listed.count(said.code) != (not said.is_gone):
            found.append(f"the inbox has {said.code} {listed.count(said.code)} times")
    for number in {said.about.number for said in own}:
        those = [each for each in came if each in {s.code for s in own if s.about.number == number}]
        if those != sorted(those):
            found.append(f"told of question {number} in another order: {those}")
    untold = [said for said in own if said.code not in came]
    # What was held, and is not wanted when quiet hours end, stands in the inbox alone; of what is
    # gone a message may tell that says no more than so.
    least = sum(not said.is_gone and reader.id not in said.either for said in untold)
    if not least <= words <= len(untold):
        found.append(f"a word of {words}, of {len(untold)} no DM told")
    return found


def _wrong_about(said: Said, reader: int, *, is_told: bool) -> list[str]:
    if is_told and reader in said.unwanted:
        return [f"told of {said.code}, which is not wanted"]
    if not is_told and not said.is_gone and reader not in said.unwanted | said.either:
        return [f"not told of {said.code}"]
    return []
