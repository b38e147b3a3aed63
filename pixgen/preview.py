"""Draws what a network sees of an image, for people who choose a crop and a preprocessing."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import load_embedder
from pixgen.embedding.preprocess import Mode, preprocess, value_range
from pixgen.embedding.registry import MODELS
from pixgen.imaging.derive import DeriveSpec, Square, derive

_SIDE, _MARGIN, _TITLE = 360, 16, 46
_BACKGROUND, _INK, _FRAME = (24, 24, 27), (235, 235, 235), (255, 196, 0)
_FONT_SIZE = 15


def preview_input(path: Path, choice: Choice, background: tuple[int, int, int]) -> Image.Image:
    """Draw an image, the square made of it, and its values as the network gets them.

    No weights are loaded.

    Parameters
    ----------
    path
        The image.
    choice
        The model and what was said of it.
    background
        Colour under transparent parts, and beside the image where it is padded.

    Raises
    ------
    ModelError
        There is no such model.
    ImageError
        The image cannot be read.
    """
    embedder = load_embedder(choice)
    square = Square(embedder.input_size, choice.crop)
    spec = DeriveSpec((square,), display_size=2 * _SIDE, background=background)
    derived = derive(path, spec)
    (seen,) = derived.inputs
    mode = mode_of(choice)
    original = _original(derived.display, choice.crop)
    low, high = value_range(mode)
    panels = [
        (original, f"{path.name}\n{derived.width:,} by {derived.height:,} px"),
        (_square(seen), f"Cropped: {choice.crop}\n{square.size} by {square.size} px"),
        (
            _square(normalized(seen, mode)),
            f"As {embedder.name} gets it: {mode}\nvalues from {low:.4g} to {high:.4g}"
            + (", blue first" if mode == "caffe" else ""),
        ),
    ]
    return _side_by_side(panels)


def mode_of(choice: Choice) -> Mode:
    """Return what becomes of pixels; of a file of bytes nothing."""
    if choice.preprocess:
        return choice.preprocess  # type: ignore[return-value]
    return MODELS[choice.model].preprocess if choice.model in MODELS else "none"


def normalized(pixels: NDArray[np.uint8], mode: Mode) -> NDArray[np.uint8]:
    """Show a network's numbers as colours: its least value dark, its greatest bright.

    Channels stand in the order in which it gets them.
    """
    low, high = value_range(mode)
    values = preprocess(pixels[None].astype(np.float32), mode)[0]
    return np.asarray(np.rint((values - low) * (255 / (high - low))), np.uint8)


def _original(display: bytes, crop: str) -> Image.Image:
    """Return the whole image, with a frame around what the network sees of it."""
    picture = Image.open(BytesIO(display)).convert("RGB")
    picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    if crop == "center":
        width, height = picture.size
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        frame = (left, top, left + side - 1, top + side - 1)
        ImageDraw.Draw(picture).rectangle(frame, outline=_FRAME, width=3)
    return picture


def _square(pixels: NDArray[np.uint8]) -> Image.Image:
    # Small inputs are shown with their pixels.
    kind = Image.Resampling.NEAREST if len(pixels) < _SIDE // 2 else Image.Resampling.BICUBIC
    return Image.fromarray(pixels).resize((_SIDE, _SIDE), kind)


def _side_by_side(panels: list[tuple[Image.Image, str]]) -> Image.Image:
    step = _SIDE + _MARGIN
    sheet = Image.new(
        "RGB", (step * len(panels) + _MARGIN, _SIDE + 2 * _MARGIN + _TITLE), _BACKGROUND
    )
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(_FONT_SIZE)
    for place, (picture, text) in enumerate(panels):
        left = _MARGIN + place * step
        draw.multiline_text((left, _MARGIN), _fitted(text, font), fill=_INK, font=font, spacing=5)
        centred = (left + (_SIDE - picture.width) // 2, (_SIDE - picture.height) // 2)
        sheet.paste(picture, (centred[0], _MARGIN + _TITLE + centred[1]))
    return sheet


def _fitted(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """Shorten lines that would run into the next picture."""
    lines = []
    for line in text.splitlines():
        shown = line
        while font.getlength(shown) > _SIDE:
            shown = shown.rstrip("…")[:-1] + "…"
        lines.append(shown)
    return "\n".join(lines)
