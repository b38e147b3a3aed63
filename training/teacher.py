"""Owns the teacher: MobileNetV2's pooled features of every view, computed once and kept on disk.

    python -m training.teacher --pictures FOLDER --weights FILE --work FOLDER [--views 4]

Run on 2 CPU cores with bfloat16 instructions: about 350 pictures a second.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import data

SIZE = 160
_BATCH = 64


def feature_file(work: Path, view: int) -> Path:
    """Return where the features of a view lie: float16, N×1280, rows as in the data set."""
    return work / f"teacher-{SIZE}-view{view}.npy"


def classifier_file(work: Path) -> Path:
    """Return where the teacher's last layer lies: `weights` 1280×1000 and `bias` 1000."""
    return work / "teacher-classifier.npz"


def main() -> None:
    """Compute what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="with the classifier")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    dataset = data.load(options.pictures, seed=options.seed)
    run = _load(options.weights, classifier_file(options.work))
    for view in range(options.views):
        path = feature_file(options.work, view)
        if not path.exists():
            begun = time.monotonic()
            features = _look(run, dataset.pictures, view, options.seed)
            temporary = path.with_suffix(".tmp.npy")
            np.save(temporary, features)
            temporary.replace(path)
            print(f"view {view}: {len(features) / (time.monotonic() - begun):.0f} pictures/s")


def _load(weights: Path, classifier: Path) -> Any:
    """Make the network's frozen graph up to its pooled features, and keep its classifier."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    # Twice as fast where the processor has bfloat16, but only on a frozen graph; features keep a
    # cosine of 0.9997.
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    whole = tf.keras.applications.MobileNetV2(input_shape=(SIZE, SIZE, 3), weights=str(weights))
    kernel, bias = whole.layers[-1].get_weights()
    np.savez(classifier, weights=kernel, bias=bias)
    network = tf.keras.Model(whole.input, whole.layers[-2].output)
    signature = [tf.TensorSpec((_BATCH, SIZE, SIZE, 3), tf.uint8)]

    @tf.function(input_signature=signature)
    def run(pictures: Any) -> Any:
        return network(tf.cast(pictures, tf.float32) / 127.5 - 1, training=False)

    frozen = convert_variables_to_constants_v2(run.get_concrete_function())
    graph = frozen.graph.as_graph_def()
    source, result = frozen.inputs[0].name, frozen.outputs[0].name

    def constant(pictures: Any) -> Any:
        return tf.graph_util.import_graph_def(graph, {source: pictures}, [result])[0]

    return tf.compat.v1.wrap_function(constant, signature)


def _look(run: Any, pictures: NDArray[np.uint8], view: int, seed: int) -> NDArray[np.float16]:
    count, side = len(pictures), pictures.shape[1]
    where = data.boxes(count, view, side, seed=seed)
    features = np.empty((count, 1280), np.float16)
    for rows in data.batches(np.arange(count), _BATCH):
        seen = np.zeros((_BATCH, SIZE, SIZE, 3), np.uint8)
        seen[: len(rows)] = data.cut(pictures[rows], where[rows], SIZE, workers=2)
        features[rows] = np.asarray(run(seen))[: len(rows)]
    return features


if __name__ == "__main__":
    main()
