"""Owns the training of the built-in network.

    python -m training.train --pictures FOLDER --work FOLDER --steps 10000 [--resume]

The rate of learning rises, stays and falls; a run that stayed can be taken up again with more steps
(`--resume --steps MORE`), and is finished by a last part in which it falls (`--fall`).
"""

import argparse
import copy
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import data, targets
from training.augment import augment
from training.retrieval import precision
from training.student import Student, as_input

_WARM_UP = 300
_WEIGHT_DECAY = 0.05
_AVERAGING = 0.999
_LOG_EVERY = 50


@dataclass(slots=True)
class State:
    """All that a run goes on from.

    Attributes
    ----------
    student
        The network that learns.
    copies
        The same weights once for each worker, with statistics of batch normalisation of their own;
        the first is `student` itself.
    pool
        The workers. A share of the batch each, on one thread, is faster than all of it on several
        that wait for each other in every operation, and by far where other programs run.
    average
        A running average of its weights: what is kept in the end.
    optimizer
        AdamW (Loshchilov and Hutter, 2019).
    step
        How many steps were made.
    seconds
        How long they took, by the clock.
    best
        The highest precision@10 on the pictures held out.
    """

    student: Student
    copies: list[Student]
    pool: ThreadPoolExecutor
    average: Student
    optimizer: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0
    best: float = 0.0


def main() -> None:
    """Train, or go on."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    run = options.work / options.name
    run.mkdir(parents=True, exist_ok=True)
    dataset = data.load(options.pictures, seed=options.seed)
    goal = targets.load(options.work, options.views, ~dataset.held_out)
    state = new_state(goal.classes, options.workers)
    if options.resume:
        restore(state, run / "last.pt")
    views = render(dataset, options.views, options.size, options)
    validation = data.cut(
        dataset.pictures[dataset.held_out],
        data.whole(int(dataset.held_out.sum()), dataset.pictures.shape[1]),
        options.size,
        workers=options.workers,
    )
    training = np.flatnonzero(~dataset.held_out)
    begun = time.monotonic() - state.seconds
    losses = []
    while state.step < options.steps:
        _wait_while(options.pause_file)
        view, picture = pairs(state.step, options.batch, options.views, training, options.seed)
        seen = torch.from_numpy(views[view, picture])
        losses.append(advance(state, goal, seen, view, picture, options))
        state.seconds = time.monotonic() - begun
        if state.step % _LOG_EVERY == 0:
            _log(run, state, loss=float(np.mean(losses)))
            losses.clear()
        if state.step % options.check_every == 0 or state.step == options.steps:
            score = judge(state.average, validation, dataset.labels[dataset.held_out])
            _log(run, state, precision=score)
            if score > state.best:
                state.best = score
                keep(state, run / "best.pt")
            keep(state, run / "last.pt")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, required=True, help="folder of zip files")
    parser.add_argument("--work", type=Path, required=True, help="where the teacher's features lie")
    parser.add_argument("--name", default="run", help="folder in WORK for log and checkpoints")
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--size", type=int, default=64, help="side of the student's pictures")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--steps", type=int, required=True, help="in all, those before included")
    parser.add_argument("--fall", type=int, default=0, help="steps at the end of falling rate")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--check-every", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2, help="threads, each with its share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--pause-file", type=Path, help="training waits while this file exists")
    return parser.parse_args()


def new_state(classes: int, workers: int) -> State:
    """Begin with random weights."""
    student = Student(targets.DIMENSIONS, classes).to(memory_format=torch.channels_last)
    average = Student(targets.DIMENSIONS, classes).to(memory_format=torch.channels_last).eval()
    average.load_state_dict(student.state_dict())
    average.requires_grad_(False)
    groups = [
        {"params": [p for p in student.parameters() if p.ndim > 1], "weight_decay": _WEIGHT_DECAY},
        {"params": [p for p in student.parameters() if p.ndim == 1], "weight_decay": 0.0},
    ]
    copies = [student, *(copy.deepcopy(student) for _ in range(workers - 1))]
    for other in copies[1:]:
        for theirs, own in zip(other.parameters(), student.parameters(), strict=True):
            theirs.data = own.data
    pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,))
    return State(student, copies, pool, average, torch.optim.AdamW(groups, lr=0.0))


def render(
    dataset: data.Dataset, views: int, size: int, options: argparse.Namespace
) -> NDArray[np.uint8]:
    """Cut all views, uint8 V×N×S×S×3."""
    count, side = dataset.pictures.shape[:2]
    out = np.empty((views, count, size, size, 3), np.uint8)
    for view in range(views):
        where = data.boxes(count, view, side, seed=options.seed)
        out[view] = data.cut(dataset.pictures, where, size, workers=options.workers)
    return out


def pairs(
    step: int, batch: int, views: int, training: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the views and pictures of a step; each pair comes once in an epoch."""
    per_epoch = views * len(training) // batch
    epoch, position = divmod(step, per_epoch)
    order = np.random.default_rng([seed, 3, epoch]).permutation(views * len(training))
    chosen = order[position * batch : (position + 1) * batch]
    return chosen // len(training), training[chosen % len(training)]


def rate(step: int, options: argparse.Namespace) -> float:
    """Return the rate of learning: it rises, stays, and falls over the last steps."""
    rising = min(1.0, (step + 1) / _WARM_UP)
    falling = min(1.0, (options.steps - step) / options.fall) if options.fall else 1.0
    return float(options.rate * rising * falling)


def advance(
    state: State,
    goal: targets.Targets,
    seen: Tensor,
    view: NDArray[np.int64],
    picture: NDArray[np.int64],
    options: argparse.Namespace,
) -> float:
    """Make one step on pictures, uint8 B×S×S×3, and return its loss."""

    def learn(worker: int) -> tuple[float, tuple[Tensor, ...]]:
        own = slice(worker, None, options.workers)
        seed = (options.seed * 1_000_003 + state.step) * 64 + worker
        changed = augment(seen[own], torch.Generator().manual_seed(seed))
        student = state.copies[worker]
        with torch.autocast("cpu", torch.bfloat16):
            said, logits = student(changed)
        loss = goal.loss(view[own], picture[own], said.float(), logits.float())
        return float(loss.detach()), torch.autograd.grad(loss, tuple(student.parameters()))

    shares = list(state.pool.map(learn, range(options.workers)))
    gradients = zip(*(gradient for _, gradient in shares), strict=True)
    for parameter, parts in zip(state.student.parameters(), gradients, strict=True):
        parameter.grad = torch.stack(parts).mean(0)
    for group in state.optimizer.param_groups:
        group["lr"] = rate(state.step, options)
    state.optimizer.step()
    state.step += 1
    _follow(state)
    return float(np.mean([loss for loss, _ in shares]))


@torch.no_grad()
def _follow(state: State) -> None:
    share = 1 - min(_AVERAGING, (1 + state.step) / (10 + state.step))
    old, new = state.average.state_dict(), state.student.state_dict()
    names = [name for name, value in old.items() if value.is_floating_point()]
    torch._foreach_lerp_([old[name] for name in names], [new[name] for name in names], share)


@torch.no_grad()
def judge(student: Student, pictures: NDArray[np.uint8], labels: NDArray[np.int64]) -> float:
    """Return precision@10 of the features of pictures that were held out."""
    said = []
    for rows in data.batches(np.arange(len(pictures)), 250):
        with torch.autocast("cpu", torch.bfloat16):
            said.append(student(as_input(pictures[rows]))[0].float().numpy())
    return precision(np.concatenate(said), labels)


def keep(state: State, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    content = {
        "student": state.student.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "seconds": state.seconds,
        "best": state.best,
    }
    temporary = path.with_suffix(".tmp")
    torch.save(content, temporary)
    temporary.replace(path)


def restore(state: State, path: Path) -> None:
    """Take up a checkpoint."""
    content: dict[str, Any] = torch.load(path, weights_only=True)
    state.student.load_state_dict(content["student"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.step, state.seconds = content["step"], content["seconds"]
    state.best = content["best"]


def _wait_while(file: Path | None) -> None:
    while file is not None and file.exists():
        time.sleep(1)


def _log(run: Path, state: State, **values: float) -> None:
    line = {"step": state.step, "seconds": round(state.seconds), **values}
    with (run / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
