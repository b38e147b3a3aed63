"""Owns the plan of the built-in network: which operation follows which, in whatever library.

A residual network (He, Zhang, Ren and Sun, 2016) of plain 3×3 and 1×1 convolutions: the picture is
brought to a quarter at once, the shortcuts of blocks that halve it are averages (He et al., 2019).
"""

from typing import Any, Protocol

# Pixels 0 to 255 come in as pixel / SCALE - 1.
SCALE = 127.5

STEM = (32, 64)
STAGES = ((64, 2), (128, 4), (256, 2))
HEAD = 640


class Operations(Protocol):
    """What a library must be able to do. Padding is size // 2 on every side."""

    def convolve(self, name: str, x: Any, outputs: int, *, size: int, stride: int) -> Any:
        """Convolve with the kernel called `name` and add its bias."""
        ...

    def rectify(self, x: Any) -> Any:
        """Set what is negative to zero."""
        ...

    def add(self, x: Any, y: Any) -> Any:
        """Add two of one shape."""
        ...

    def halve(self, x: Any) -> Any:
        """Average each 2×2 pixels."""
        ...

    def average(self, x: Any) -> Any:
        """Average over all pixels."""
        ...


def network(x: Any, do: Operations) -> Any:
    """Run the network up to its pooled features, `HEAD` per picture.

    Parameters
    ----------
    x
        Pictures as `do` takes them; their side is a multiple of 16.
    do
        The operations.
    """
    for number, width in enumerate(STEM):
        x = do.rectify(do.convolve(f"stem{number}", x, width, size=3, stride=2))
    before = STEM[-1]
    for stage, (width, depth) in enumerate(STAGES):
        for number in range(depth):
            stride = 2 if stage > 0 and number == 0 else 1
            x = _block(f"stage{stage}_block{number}", x, before, width, stride, do)
            before = width
    x = do.rectify(do.convolve("head", x, HEAD, size=1, stride=1))
    return do.average(x)


def _block(name: str, x: Any, before: int, width: int, stride: int, do: Operations) -> Any:
    inner = do.rectify(do.convolve(f"{name}_first", x, width, size=3, stride=stride))
    inner = do.convolve(f"{name}_second", inner, width, size=3, stride=1)
    if stride == 2:
        x = do.halve(x)
    if before != width:
        x = do.convolve(f"{name}_shortcut", x, width, size=1, stride=1)
    return do.rectify(do.add(inner, x))
