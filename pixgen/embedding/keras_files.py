"""Owns Keras's own files of weights: where they lie on this machine, and fetching them."""

import hashlib
import os
from pathlib import Path

from pixgen.embedding.download import RemoteFile, fetch_file
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError
from pixgen.progress import Progress

_SERVER = "https://storage.googleapis.com/tensorflow/keras-applications/"
_TF = "_weights_tf_dim_ordering_tf_kernels"


def _pair(
    folder: str, whole: str, bare: str, digests: tuple[str, str], server: str = _SERVER
) -> tuple[RemoteFile, RemoteFile]:
    """Return the file with the classifier and that without."""
    return (
        RemoteFile(whole, f"{server}{folder}{whole}", digests[0]),
        RemoteFile(bare, f"{server}{folder}{bare}", digests[1]),
    )


# As in keras/src/applications of Keras 3.
_FILES = {
    "inception_v3": _pair(
        "inception_v3/", f"inception_v3{_TF}.h5", f"inception_v3{_TF}_notop.h5",
        ("md5:9a0d58056eeedaa3f26cb7ebd46da564", "md5:bcbd6486424b2319ff4ef7d526e38f63"),
    ),
    "inception_resnet_v2": _pair(
        "inception_resnet_v2/", f"inception_resnet_v2{_TF}.h5",
        f"inception_resnet_v2{_TF}_notop.h5",
        ("md5:e693bd0210a403b3192acc6073ad2e96", "md5:d19885ff4a710c122648d3b5c3b684e4"),
    ),
    "resnet50": _pair(
        "resnet/", f"resnet50{_TF}.h5", f"resnet50{_TF}_notop.h5",
        ("md5:2cb95161c43110f7111970584f804107", "md5:4d473c1dd8becc155b73f8504c6f6626"),
    ),
    "vgg16": _pair(
        "vgg16/", f"vgg16{_TF}.h5", f"vgg16{_TF}_notop.h5",
        ("md5:64373286793e3c8b2b4e3219cbf3544b", "md5:6d6bbae143d832006294945121d1f1fc"),
    ),
    "vgg19": _pair(
        "vgg19/", f"vgg19{_TF}.h5", f"vgg19{_TF}_notop.h5",
        ("md5:cbe5617147190e668d6c5d5026f83318", "md5:253f8cb515780f3b799900260a226db6"),
    ),
    "mobilenet_v2": _pair(
        "mobilenet_v2/", f"mobilenet_v2{_TF}_1.0_224.h5", f"mobilenet_v2{_TF}_1.0_224_no_top.h5",
        ("", ""),
    ),
    "mobilenet_v3_small": _pair(
        "mobilenet_v3/", "weights_mobilenet_v3_small_224_1.0_float.h5",
        "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5",
        ("md5:8768d4c2e7dee89b9d02b2d03d65d862", "md5:d3e8ec802a04aa4fc771ee12a9a9b836"),
    ),
    "mobilenet_v3_large": _pair(
        "mobilenet_v3/", "weights_mobilenet_v3_large_224_1.0_float.h5",
        "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
        ("md5:59e551e166be033d707958cf9e29a6a7", "md5:07fb09a5933dd0c8eaafa16978110389"),
    ),
    "efficientnet_b0": _pair(
        "", "efficientnetb0.h5", "efficientnetb0_notop.h5",
        ("md5:902e53a9f72be733fc0bcb005b3ebbac", "md5:50bc09e76180e00e4465e1a485ddc09d"),
        server="https://storage.googleapis.com/keras-applications/",
    ),
    "efficientnet_v2_b0": _pair(
        "efficientnet_v2/", "efficientnetv2-b0.h5", "efficientnetv2-b0_notop.h5",
        ("md5:21ecbf6da12460d5c40bb2f29ceb2188", "md5:893217f2bb855e2983157299931e43ff"),
    ),
    "convnext_tiny": _pair(
        "convnext/", "convnext_tiny.h5", "convnext_tiny_notop.h5",
        (
            "sha256:8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
            "sha256:d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
        ),
    ),
}  # fmt: skip

CLASS_INDEX = RemoteFile(
    "imagenet_class_index.json",
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    "md5:c2c37ea517e94d9795004a39431a14cb",
)


def keras_folder() -> Path:
    """Return where Keras keeps what it fetched: ``models`` in ``KERAS_HOME`` or ``~/.keras``."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home).expanduser() / "models"


def file_of(spec: ModelSpec, *, whole: bool) -> RemoteFile:
    """Return the file of a network, with its classifier or without."""
    return _FILES[spec.name][0 if whole else 1]


def present(spec: ModelSpec, *, whole: bool) -> Path | None:
    """Return the file of a network's weights if it lies on this machine, and is not cut off.

    Parameters
    ----------
    spec
        A network of keras.applications.
    whole
        Whether it must have the classifier.
    """
    kinds = (True,) if whole or spec.whole else (False, True)
    paths = (keras_folder() / file_of(spec, whole=kind).name for kind in kinds)
    return next((path for path in paths if path.is_file() and _opens(path)), None)


def _opens(path: Path) -> bool:
    """Tell whether an HDF5 file is whole, as far as its own header tells."""
    import h5py  # type: ignore[import-untyped]

    try:
        with h5py.File(path, "r"):
            return True
    except OSError:
        return False


def origin(spec: ModelSpec, path: Path) -> str:
    """Return a text that tells weights apart: ``keras`` for Keras's own, else a digest.

    The classifier does not count: Keras's two files give the same vectors.
    """
    kinds = [file_of(spec, whole=whole) for whole in (True, False)]
    for algorithm in ("md5", "sha256"):
        known = [kind.digest for kind in kinds if kind.digest.startswith(algorithm)]
        if known and f"{algorithm}:{content_digest(path, algorithm)}" in known:
            return "keras"
    return content_digest(path, "sha256")[:16]


def content_digest(path: Path, algorithm: str) -> str:
    """Return the digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def fetch(spec: ModelSpec, *, whole: bool, progress: Progress) -> Path:
    """Fetch the weights of a network into Keras's folder.

    Raises
    ------
    ModelError
        They cannot be had. Nothing is left half done, and no server out of reach is waited for
        longer than ten seconds.
    """
    file = file_of(spec, whole=whole or spec.whole)
    with progress.stage(f"Fetching {spec.name}, MB", spec.download_mb) as advance:
        try:
            return fetch_file(file, keras_folder(), advance)
        except OSError as error:
            raise ModelError(
                f"The weights of {spec.name} ({spec.download_mb} MB) could not be fetched: "
                f"{error}.\n"
                f"Either fetch {file.address} where there is a network, and put the file into "
                f"{keras_folder()} or name it with --weights FILE,\n"
                "or build with --model builtin, pixgen's own small network, whose weights lie in "
                "the package, or --model descriptor, which compares colours and edges."
            ) from error
