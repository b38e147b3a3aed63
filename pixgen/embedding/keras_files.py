"""Owns Keras's own files of weights: where they lie on this machine, and fetching them."""

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError
from pixgen.progress import Advance, Progress

_SERVER = "https://storage.googleapis.com/tensorflow/keras-applications/"
# A server that has not answered by then is taken for out of reach; one that stops sending, too.
_PATIENCE = 10
_CHUNK = 1 << 18
_MEGABYTE = 1_000_000
_TF = "_weights_tf_dim_ordering_tf_kernels"


@dataclass(frozen=True, slots=True)
class KerasFile:
    """A file that keras.applications fetches.

    Attributes
    ----------
    name
        What it is called in Keras's folder.
    address
        Where it is fetched.
    digest
        ``md5:…`` or ``sha256:…`` of its content; empty where Keras knows none.
    """

    name: str
    address: str
    digest: str


def _pair(
    folder: str, whole: str, bare: str, digests: tuple[str, str], server: str = _SERVER
) -> tuple[KerasFile, KerasFile]:
    """Return the file with the classifier and that without."""
    return (
        KerasFile(whole, f"{server}{folder}{whole}", digests[0]),
        KerasFile(bare, f"{server}{folder}{bare}", digests[1]),
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

CLASS_INDEX = KerasFile(
    "imagenet_class_index.json",
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    "md5:c2c37ea517e94d9795004a39431a14cb",
)


def keras_folder() -> Path:
    """Return where Keras keeps what it fetched: ``models`` in ``KERAS_HOME`` or ``~/.keras``."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home).expanduser() / "models"


def file_of(spec: ModelSpec, *, whole: bool) -> KerasFile:
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
            return fetch_file(file, advance)
        except OSError as error:
            raise ModelError(
                f"The weights of {spec.name} ({spec.download_mb} MB) could not be fetched: "
                f"{error}.\n"
                f"Either fetch {file.address} where there is a network, and put the file into "
                f"{keras_folder()} or name it with --weights FILE,\n"
                "or build with --model builtin, pixgen's own small network, whose weights lie in "
                "the package, or --model descriptor, which compares colours and edges."
            ) from error


def fetch_file(file: KerasFile, advance: Advance) -> Path:
    """Fetch a file into Keras's folder.

    Parameters
    ----------
    file
        The file.
    advance
        Called with megabytes as they come.

    Raises
    ------
    OSError
        It cannot be had; the message is one short line.
    """
    folder = keras_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            f"{folder} cannot be written to; set KERAS_HOME to a folder that can"
        ) from error
    transfer = _Transfer(advance)
    failures: list[Exception] = []

    def work() -> None:
        try:
            _retrieve(file, folder, transfer)
        except Exception as error:  # requests, urllib3, ssl and pooch each raise their own
            failures.append(error)
        transfer.answered.set()

    # Looking up a name and connecting to address after address know no common bound of time.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        if not transfer.answered.wait(_PATIENCE):
            raise TimeoutError(f"{_host(file)} did not answer in {_PATIENCE} seconds")
        while thread.is_alive():
            thread.join(0.2)
    except BaseException:
        transfer.abandoned = True
        raise
    if failures:
        raise OSError(_reason(file, failures[0])) from failures[0]
    return folder / file.name


def _retrieve(file: KerasFile, folder: Path, transfer: "_Transfer") -> None:
    import pooch  # type: ignore[import-untyped]

    pooch.get_logger().setLevel("ERROR")
    # What lies there is no such file, or pixgen would not ask.
    (folder / file.name).unlink(missing_ok=True)
    pooch.retrieve(
        file.address,
        known_hash=file.digest or None,
        fname=file.name,
        path=folder,
        downloader=pooch.HTTPDownloader(
            progressbar=transfer, chunk_size=_CHUNK, timeout=(_PATIENCE, _PATIENCE)
        ),
    )


class _Transfer:
    """Follows a download, as `pooch.HTTPDownloader` wants it.

    Attributes
    ----------
    answered
        Set when the first bytes come, or nothing more will.
    abandoned
        Set to end the download.
    """

    total = 0

    def __init__(self, advance: Advance) -> None:
        self.answered = threading.Event()
        self.abandoned = False
        self._advance: Callable[[int], None] = advance
        self._bytes, self._counted = 0, False

    def update(self, count: int) -> None:
        """Count bytes."""
        if self.abandoned:
            raise InterruptedError("abandoned")
        self.answered.set()
        if self._counted:
            return
        before = self._bytes // _MEGABYTE
        self._bytes += count
        self._advance(self._bytes // _MEGABYTE - before)

    def reset(self) -> None:
        """Count no more: in the end pooch tells of all bytes once again."""
        self._counted = True

    def close(self) -> None:
        """Do nothing: the bar is closed by who opened it."""


def _host(file: KerasFile) -> str:
    return file.address.split("/")[2]


def _reason(file: KerasFile, error: Exception) -> str:
    """Say in one line why a file could not be had; libraries nest their errors."""
    causes: list[Any] = [error]
    while causes[-1].__context__ is not None:
        causes.append(causes[-1].__context__)
    texts = " ".join(map(str, causes))
    if "does not match" in texts and "hash" in texts.lower():
        return f"what {_host(file)} sent is not the file that Keras knows"
    if "getaddrinfo" in texts or "Name or service not known" in texts or "resolve" in texts:
        return f"{_host(file)} is not known here, as without a network"
    innermost = str(causes[-1]).strip().splitlines() or [repr(causes[-1])]
    return innermost[0][:200].rstrip(".")
