"""Owns the ways to run a network: a frozen graph in two precisions, and a tf.lite model in a third.

Each takes a picture for itself: its vector does not depend on what else is in the batch, nor on how
many threads there are.
"""

import os
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.quiet import silent_stderr

Pictures = NDArray[np.uint8]
Floats = NDArray[np.float32]
Engine = Callable[[Pictures], Floats]
"""From uint8 B×S×S×3, B at most `BATCH_SIZE`, to float32 B×D."""

BATCH_SIZE = 32

_INPUT, _OUTPUT = "pictures", "vectors"
# Each interpreter holds the weights once more.
_MOST_INTERPRETERS = 8


def freeze(tensorflow: Any, network: Any, preprocess: Any, *, input_size: int, batch: int) -> Any:
    """Make one function of preprocessing and network, its weights constants.

    As constants they can be folded into one another: normalisation goes into the convolution
    before it, which a `tf.function` with variables does not do.

    Parameters
    ----------
    network
        A Keras model.
    preprocess
        From float32 pictures, 0 to 255, to the model's input.
    input_size
        Side of a picture.
    batch
        Pictures a call.
    """
    from tensorflow.python.framework import (  # type: ignore[import-untyped]
        convert_to_constants,
    )

    def run(pictures: Any) -> Any:
        vectors = network(preprocess(tensorflow.cast(pictures, tensorflow.float32)), training=False)
        return tensorflow.identity(tensorflow.cast(vectors, tensorflow.float32), name=_OUTPUT)

    shape = (batch, input_size, input_size, 3)
    signature = [tensorflow.TensorSpec(shape, tensorflow.uint8, name=_INPUT)]
    function = tensorflow.function(run, input_signature=signature).get_concrete_function()
    return convert_to_constants.convert_variables_to_constants_v2(function)


def to_graph(tensorflow: Any, network: Any, preprocess: Any, input_size: int) -> bytes:
    """Return the frozen graph for batches of `BATCH_SIZE`, as `run_graph` takes it."""
    frozen = freeze(tensorflow, network, preprocess, input_size=input_size, batch=BATCH_SIZE)
    content: bytes = frozen.graph.as_graph_def().SerializeToString()
    return content


def run_graph(tensorflow: Any, content: bytes | memoryview, *, bfloat16: bool) -> Engine:
    """Run a frozen graph, on the GPU where there is one, or in bfloat16 on the processor.

    A session of its own carries the setting, which `tf.config` could only make for all.

    Parameters
    ----------
    content
        What `to_graph` returned.
    bfloat16
        Convolutions and what lies between them in bfloat16, by oneDNN. Where TensorFlow cannot do
        that it computes in float32, and the vectors are the same bit for bit.
    """
    tensorflow.config.experimental.enable_tensor_float_32_execution(False)
    v1 = tensorflow.compat.v1
    definition = v1.GraphDef.FromString(bytes(content))
    graph = tensorflow.Graph()
    with graph.as_default():
        tensorflow.import_graph_def(definition, name="")
    config = v1.ConfigProto()
    config.gpu_options.allow_growth = True
    if bfloat16:
        config.graph_options.rewrite_options.auto_mixed_precision_onednn_bfloat16 = 1
        config.device_count["GPU"] = 0
    session = v1.Session(graph=graph, config=config)
    call = session.make_callable(f"{_OUTPUT}:0", [f"{_INPUT}:0"])
    shape = graph.get_tensor_by_name(f"{_INPUT}:0").shape.as_list()

    def run(pictures: Pictures) -> Floats:
        # Always the same shape: another one is computed in another order, and rounded elsewhere.
        batch = np.zeros(shape, np.uint8)
        batch[: len(pictures)] = pictures
        return np.asarray(call(batch), np.float32)[: len(pictures)]

    return run


def to_lite(tensorflow: Any, network: Any, preprocess: Any, input_size: int) -> bytes:
    """Return a tf.lite model with weights of 8 bits, as `run_lite` takes it.

    What flows between layers is rounded to 8 bits too, in the range that each picture has there
    (dynamic-range quantisation).
    """
    frozen = freeze(tensorflow, network, preprocess, input_size=input_size, batch=1)
    with silent_stderr(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        converter = tensorflow.lite.TFLiteConverter.from_concrete_functions([frozen])
        converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
        return bytes(converter.convert())


def run_lite(tensorflow: Any, content: bytes | memoryview) -> Engine:
    """Run a tf.lite model, a picture at a time in each of several interpreters.

    One picture a call, as the range of values in a batch would couple its pictures; and it is
    faster than one interpreter with several threads.
    """
    idle: SimpleQueue[Any] = SimpleQueue()
    count = min(os.cpu_count() or 1, _MOST_INTERPRETERS)
    with silent_stderr(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            made = tensorflow.lite.Interpreter(model_content=bytes(content), num_threads=1)
            made.allocate_tensors()
            idle.put(made)
    (into,), (out,) = made.get_input_details(), made.get_output_details()

    def see(picture: Pictures) -> Floats:
        interpreter = idle.get()
        try:
            interpreter.set_tensor(into["index"], picture[None])
            interpreter.invoke()
            return np.asarray(interpreter.get_tensor(out["index"])[0], np.float32)
        finally:
            idle.put(interpreter)

    pool = ThreadPoolExecutor(count, thread_name_prefix="lite")
    return lambda pictures: np.stack(list(pool.map(see, pictures)))
