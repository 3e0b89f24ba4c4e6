"""Avatars for the simulated people: an initial on a colour of their own; the bot has its mark."""

import io
import zlib

from PIL import Image, ImageDraw, ImageFont
from simcord.env import Env

SIZE = 96
# Drawn larger and scaled down, for smooth edges.
FINE = 4
HASH = "mindwell"
TEAL = (12, 102, 93)
WHITE = (255, 255, 255)
# The hub's page uses the first four for the people whom one can be.
COLOURS = {
    "maya": (163, 70, 107),
    "tomas": (47, 102, 144),
    "priya": (122, 81, 149),
    "rowan": (79, 109, 58),
}
OTHERS = (
    (139, 94, 60),
    (70, 96, 140),
    (150, 75, 75),
    (60, 115, 110),
    (105, 90, 140),
    (95, 105, 60),
)


def hang(env: Env) -> None:
    """Give everybody in the simulated Discord a picture."""
    bot = env.backend.bot_user
    for user in env.backend.users.values():
        user.avatar = HASH
        picture = _mark() if user is bot else _initial(user.name, user.global_name or user.name)
        # simcord serves what lies here, and has no call for avatars.
        blobs = env.backend.cdn._blobs  # noqa: SLF001
        blobs[f"https://cdn.simcord.invalid/avatars/{user.id}/{HASH}.png"] = picture


def _initial(key: str, name: str) -> bytes:
    colour = COLOURS.get(key) or OTHERS[zlib.crc32(key.encode()) % len(OTHERS)]
    side = SIZE * FINE
    image = Image.new("RGB", (side, side), colour)
    font = ImageFont.load_default(side * 0.5)
    ImageDraw.Draw(image).text((side / 2, side / 2), name[0], WHITE, font, anchor="mm")
    return _png(image)


def _mark() -> bytes:
    side = SIZE * FINE
    image = Image.new("RGB", (side, side), TEAL)
    draw = ImageDraw.Draw(image)
    draw.ellipse((side * 0.2, side * 0.22, side * 0.8, side * 0.72), fill=WHITE)
    draw.polygon(
        [(side * x, side * y) for x, y in ((0.3, 0.6), (0.26, 0.82), (0.5, 0.7))], fill=WHITE
    )
    draw.ellipse((side * 0.36, side * 0.36, side * 0.64, side * 0.58), fill=TEAL)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
