"""Owns the training of the built-in network.

    python -m training.train --pictures FOLDER --teacher FILE --work FOLDER --steps 20000 [--resume]

The rate of learning rises for a short while and then falls along half a cosine to zero at the last
step, so the number of steps is settled before the first one. What is random in a step comes from
the seed and the step's number; a run that was stopped goes on from its last checkpoint.
"""

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training import data, targets, teacher, views
from training.retrieval import precision
from training.student import Student

_WEIGHT_DECAY = 0.05
_AVERAGING = 0.9995
_LOG_EVERY = 100
_JUDGED_AT_ONCE = 250

# Small pictures are cheap, and most can be learned from them: up to which share of the steps each
# pair of sizes is used.
_PARTS = ((0.55, views.Sizes(96, 160)), (1.0, views.Sizes(128, 192)))

Look = Callable[[Tensor], tuple[Tensor, Tensor]]


@dataclass(slots=True)
class State:
    """All that a run goes on from.

    Attributes
    ----------
    student
        The network that learns.
    average
        A running average of its weights: what is kept in the end.
    goal
        What it is to learn.
    optimizer
        AdamW (Loshchilov and Hutter, 2019).
    step
        How many steps were made.
    seconds
        How long they took, by the clock.
    """

    student: Student
    average: Student
    goal: targets.Targets
    optimizer: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0


def main() -> None:
    """Train, or go on."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.backends.cudnn.benchmark = True
    device = torch.device(options.device)
    run = options.work
    run.mkdir(parents=True, exist_ok=True)
    dataset = data.load(options.pictures, seed=options.seed)
    pictures = torch.from_numpy(dataset.pictures).permute(0, 3, 1, 2).contiguous().to(device)
    training = torch.from_numpy(np.flatnonzero(~dataset.held_out)).to(device)
    held_out = pictures[torch.from_numpy(dataset.held_out).to(device)]
    labels = dataset.labels[dataset.held_out]
    network = teacher.Teacher(teacher.read(options.teacher)).to(device).eval()
    ask = compiled(network, options.device)
    state = new_state(network.classify.out_features, device)
    if options.resume:
        restore(state, run / "last.pt", device)
    else:
        fit(state.goal, network, pictures[training], _PARTS[-1][1].teacher)
    learn = compiled(state.student, options.device)
    begun = time.monotonic() - state.seconds
    losses = []
    while state.step < options.steps:
        some = chosen(state.step, options.batch, len(training), options.seed)
        seen = pictures[training[torch.from_numpy(some).to(device, non_blocking=True)]]
        losses.append(advance(state, learn, ask, seen, options))
        if state.step % _LOG_EVERY == 0:
            loss = float(torch.stack(losses).mean())
            state.seconds = time.monotonic() - begun
            _log(run, state, loss=loss)
            losses.clear()
        if state.step % options.check_every == 0 or state.step == options.steps:
            size = sizes(state.step - 1, options.steps).student
            score = judge(state.average, held_out, labels, size)
            state.seconds = time.monotonic() - begun
            _log(run, state, precision=score)
            keep(state, run / "last.pt")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, required=True, help="folder of zip files")
    parser.add_argument("--teacher", type=Path, required=True, help="Keras file of MobileNetV2")
    parser.add_argument("--work", type=Path, required=True, help="for log and checkpoint")
    parser.add_argument("--steps", type=int, required=True, help="in all")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--warm-up", type=int, default=500, help="steps of rising rate")
    parser.add_argument("--check-every", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="auto", help="cuda, cpu, or auto: cuda if there is one")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    if options.device == "auto":
        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    return options


def new_state(classes: int, device: torch.device) -> State:
    """Begin with random weights."""
    student, average = (
        Student(targets.DIMENSIONS, classes).to(device, memory_format=torch.channels_last)
        for _ in range(2)
    )
    average.load_state_dict(student.state_dict())
    average.requires_grad_(False).eval()
    groups = [
        {"params": [p for p in student.parameters() if p.ndim > 1], "weight_decay": _WEIGHT_DECAY},
        {"params": [p for p in student.parameters() if p.ndim == 1], "weight_decay": 0.0},
    ]
    # The rate is a tensor so that it can change without a wait for the device.
    rate = torch.zeros((), device=device)
    optimizer = torch.optim.AdamW(groups, lr=rate, fused=True)
    return State(student, average, targets.Targets().to(device), optimizer)


def compiled(network: nn.Module, device: str) -> Look:
    """Make a network run in bfloat16, on a GPU with kernels made for it and the sizes."""
    network.to(memory_format=torch.channels_last)
    return in_bfloat16(
        torch.compile(network, dynamic=False) if device == "cuda" else network, device
    )


def in_bfloat16(run: Callable[[Tensor], tuple[Tensor, Tensor]], device: str) -> Look:
    """Make a network run in bfloat16, where that is exact enough."""

    def look(seen: Tensor) -> tuple[Tensor, Tensor]:
        with torch.autocast(device, torch.bfloat16):
            features, logits = run(seen.contiguous(memory_format=torch.channels_last))
        return features.float(), logits.float()

    return look


@torch.no_grad()
def fit(goal: targets.Targets, network: teacher.Teacher, pictures: Tensor, size: int) -> None:
    """Let the teacher look at all whole pictures, and fit the targets."""
    ask = in_bfloat16(network, pictures.device.type)
    blocks = pictures.split(_JUDGED_AT_ONCE)
    goal.fit(torch.cat([ask(views.enlarge(block, size))[0] for block in blocks]))


def chosen(step: int, batch: int, count: int, seed: int) -> NDArray[np.int64]:
    """Return which of the pictures a step shows; each comes at most once in an epoch."""
    epoch, position = divmod(step, count // batch)
    order = np.random.default_rng([seed, 3, epoch]).permutation(count)
    return order[position * batch : (position + 1) * batch]


def rate(step: int, options: argparse.Namespace) -> float:
    """Return the rate of learning of a step."""
    rising = min(1.0, (step + 1) / options.warm_up)
    falling = (1 + math.cos(math.pi * step / options.steps)) / 2
    return float(options.rate * rising * falling)


def sizes(step: int, steps: int) -> views.Sizes:
    """Return how large the pictures of a step are."""
    return next(size for until, size in _PARTS if step < until * steps)


def advance(
    state: State, learn: Look, ask: Look, pictures: Tensor, options: argparse.Namespace
) -> Tensor:
    """Make one step on pictures, uint8 B×3×64×64, and return its loss."""
    seed = options.seed * 1_000_003 + state.step
    random = torch.Generator(options.device).manual_seed(seed)
    with torch.no_grad():
        own, shown = views.show(pictures, sizes(state.step, options.steps), random)
        features, logits = ask(shown)
    loss: Tensor = state.goal(*learn(own), features, logits)
    loss.backward()  # type: ignore[no-untyped-call]
    for group in state.optimizer.param_groups:
        group["lr"].fill_(rate(state.step, options))
    state.optimizer.step()
    state.optimizer.zero_grad()
    state.step += 1
    _follow(state)
    return loss.detach()


@torch.no_grad()
def _follow(state: State) -> None:
    share = 1 - min(_AVERAGING, (1 + state.step) / (10 + state.step))
    old, new = state.average.state_dict(), state.student.state_dict()
    names = [name for name, value in old.items() if value.is_floating_point()]
    torch._foreach_lerp_([old[name] for name in names], [new[name] for name in names], share)


@torch.no_grad()
def judge(student: Student, pictures: Tensor, labels: NDArray[np.int64], size: int) -> float:
    """Return precision@10 of the features of pictures that were held out."""
    look = in_bfloat16(student, pictures.device.type)
    said = [
        look(views.enlarge(block, size))[0].cpu().numpy()
        for block in pictures.split(_JUDGED_AT_ONCE)
    ]
    return precision(np.concatenate(said), labels)


def keep(state: State, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    content = {
        "student": state.student.state_dict(),
        "average": state.average.state_dict(),
        "goal": state.goal.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "seconds": state.seconds,
    }
    temporary = path.with_suffix(".tmp")
    torch.save(content, temporary)
    temporary.replace(path)


def restore(state: State, path: Path, device: torch.device) -> None:
    """Take up a checkpoint."""
    content: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    state.student.load_state_dict(content["student"])
    state.average.load_state_dict(content["average"])
    state.goal.load_state_dict(content["goal"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.step, state.seconds = content["step"], content["seconds"]


def _log(run: Path, state: State, **values: float) -> None:
    line = {"step": state.step, "seconds": round(state.seconds), **values}
    with (run / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
