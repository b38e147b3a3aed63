"""Owns the way from a checkpoint to the weights file that pixgen ships.

    python -m training.export --pictures FOLDER --checkpoint FILE --size 160 -o FILE

Kernels of convolutions go into 8 bits. The whitening is fitted on the training pictures.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pixgen.embedding import builtin
from training import data, targets
from training.student import Student, as_input, folded

DIMENSIONS = 256

# Enough of the training pictures to fit the directions on.
_EVERY = 6

# 0 would leave the principal directions as strong as they are, 1 make all equally strong.
EVENNESS = 0.25


def main() -> None:
    """Write the weights file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, required=True, help="folder of zip files")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--size", type=int, required=True, help="side of the pictures in pixels")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    student = load_student(options.checkpoint)
    dataset = data.load(options.pictures, seed=options.seed)
    pictures = data.enlarged(dataset.pictures[::_EVERY], options.size)
    features, colors = look(student, pictures)
    np.savez_compressed(options.output, **contents(student, features, colors, options.size))
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.2f} MB")


def load_student(checkpoint: Path) -> Student:
    """Load the averaged weights of a checkpoint."""
    state: dict[str, Any] = torch.load(checkpoint, weights_only=True)["average"]
    student = Student(targets.DIMENSIONS, len(state["classify.bias"]))
    student.load_state_dict(state)
    return student.to(memory_format=torch.channels_last).eval()


@torch.no_grad()
def look(
    student: Student, pictures: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return features and colours of pictures, uint8 N×S×S×3."""
    features, colors = [], []
    for rows in data.batches(np.arange(len(pictures)), 250):
        features.append(student(as_input(pictures[rows]))[0].numpy())
        colors.append(builtin.colors(pictures[rows]))
    return np.concatenate(features), np.concatenate(colors)


def contents(
    student: Student, features: NDArray[np.float32], colors: NDArray[np.float32], size: int
) -> dict[str, NDArray[Any]]:
    """Return the arrays of the weights file; see `pixgen.embedding.builtin.Weights`."""
    arrays: dict[str, NDArray[Any]] = {
        "version": np.array(builtin.VERSION),
        "input_size": np.array(size),
    }
    for name, array in folded(student).items():
        if name.endswith(".kernel"):
            arrays |= quantized(name.removesuffix(".kernel"), array)
        else:
            arrays[name] = array
    mean, whiten = whitening(features, DIMENSIONS, EVENNESS)
    project = student.project.weight.detach().numpy().T
    arrays |= halved("project", project) | halved("whiten", whiten)
    arrays["project.bias"] = student.project.bias.detach().numpy()
    arrays["whiten_mean"] = mean
    arrays["color_mean"] = colors.mean(0)
    return arrays


def quantized(name: str, kernel: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Store a kernel in 8 bits with one scale for each output."""
    scale = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1))) / 127
    scale = np.maximum(scale, 1e-12).astype(np.float32)
    return {f"{name}.kernel": np.rint(kernel / scale).astype(np.int8), f"{name}.scale": scale}


def halved(name: str, kernel: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Store a kernel in 16 bits."""
    scale = np.ones(kernel.shape[-1], np.float32)
    return {f"{name}.kernel": kernel.astype(np.float16), f"{name}.scale": scale}


def whitening(
    features: NDArray[np.float32], dimensions: int, evenness: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit principal directions, each divided by a power of its spread.

    Returns
    -------
    mean : ndarray
        float32, F.
    directions : ndarray
        float32, F×`dimensions`, strongest first; signs are those that make the sum positive.
    """
    mean = features.mean(0, dtype=np.float64)
    strength, directions = np.linalg.eigh(np.cov(features - mean, rowvar=False))
    strongest = np.argsort(-strength)[:dimensions]
    spread = np.maximum(strength[strongest], 1e-12) ** (evenness / 2)
    directions = directions[:, strongest] / spread
    directions *= np.where(directions.sum(0) < 0, -1, 1)
    return mean.astype(np.float32), directions.astype(np.float32)


if __name__ == "__main__":
    main()
