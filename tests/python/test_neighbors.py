"""What the neighbour search promises, against brute force."""

import sys
import types

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.distance import cdist

from pixgen.errors import ConfigError, ModelError
from pixgen.neighbors import annoy_index, blocks, finder, least, search
from pixgen.neighbors.least import find_least
from pixgen.neighbors.metrics import measure
from pixgen.neighbors.reduce import reduce_dimensions
from pixgen.neighbors.search import find_neighbors
from pixgen.neighbors.within import find_within


def clustered(count, width=200, clusters=30, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((clusters, 16))
    inner = centres[rng.integers(0, clusters, count)] + 0.5 * rng.standard_normal((count, 16))
    spread = inner @ rng.standard_normal((16, width)) / 4
    return np.maximum(spread + 0.2 * rng.standard_normal((count, width)), 0).astype(np.float32)


def brute_force(vectors, k):
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -9)
    ids = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return ids, np.take_along_axis(cosines, ids, 1)


def recall(found, truth):
    return (found[:, :, None] == truth[:, None, :]).any(axis=2).mean()


def assert_sound(found, count, k):
    assert found.ids.shape == found.similarity.shape == (count, k)
    assert found.ids.dtype == np.int32
    assert found.similarity.dtype == np.float32
    assert np.isfinite(found.similarity).all()
    assert (np.diff(found.similarity, axis=1) <= 0).all()
    assert (found.ids != np.arange(count)[:, None]).all()
    assert all(len(set(row)) == k for row in found.ids.tolist())


@pytest.fixture
def reduced_path(monkeypatch):
    monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)


def test_small_collections_are_compared_exactly():
    vectors = clustered(300)
    found = find_neighbors(vectors, 20)
    ids, cosines = brute_force(vectors, 20)
    assert_sound(found, 300, 20)
    assert recall(found.ids, ids) > 0.999
    np.testing.assert_allclose(found.similarity, cosines, atol=2e-6)
    assert found.method == "exact"


@pytest.mark.usefixtures("reduced_path")
def test_candidates_among_reduced_vectors_find_nearly_all_true_neighbours():
    vectors = clustered(3000)
    found = find_neighbors(vectors, 30, method="reduced")
    assert_sound(found, 3000, 30)
    assert recall(found.ids, brute_force(vectors, 30)[0]) >= 0.995


@pytest.mark.usefixtures("reduced_path")
def test_annoy_finds_nearly_all_true_neighbours_and_the_same_ones_again():
    pytest.importorskip("annoy")
    vectors = clustered(3000)
    found = find_neighbors(vectors, 30, method="annoy")
    assert_sound(found, 3000, 30)
    assert recall(found.ids, brute_force(vectors, 30)[0]) >= 0.98
    assert "Annoy" in found.method
    np.testing.assert_array_equal(find_neighbors(vectors, 30, method="annoy").ids, found.ids)


@pytest.mark.usefixtures("reduced_path")
def test_recall_holds_on_features_of_real_photographs(shared):
    features = []
    for path in sorted((shared / "data/images/fsa-color/images").iterdir())[:600]:
        with Image.open(path) as picture:
            picture.draft("RGB", (64, 64))
            pixels = np.asarray(picture.convert("RGB").resize((32, 32)), np.float32) / 255
        histogram = np.histogramdd(pixels.reshape(-1, 3), bins=(6, 6, 6), range=[(0, 1)] * 3)[0]
        features.append(np.concatenate([pixels.ravel(), np.sqrt(histogram.ravel())]))
    vectors = np.array(features, np.float32)
    truth = brute_force(vectors, 30)[0]
    assert recall(find_neighbors(vectors, 30, method="reduced").ids, truth) >= 0.98


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_tiny_collections_have_all_others_as_neighbours(count):
    vectors = clustered(count)
    found = find_neighbors(vectors, 30)
    assert_sound(found, count, max(count - 1, 0))
    assert len(reduce_dimensions(vectors)) == count


def test_a_picture_and_its_copies_never_count_as_themselves():
    vectors = clustered(60)
    vectors[[7, 30, 41]] = vectors[7]
    found = find_neighbors(vectors, 5)
    assert_sound(found, 60, 5)
    assert found.ids[[7, 30, 41], :2].tolist() == [[30, 41], [7, 41], [7, 30]]


@pytest.mark.parametrize("plain", [True, False])
def test_one_picture_many_times_over_is_no_trouble(plain, monkeypatch):
    if not plain:
        monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    vectors = np.tile(clustered(1), (4000, 1))
    found = find_neighbors(vectors, 8, method="reduced")
    assert_sound(found, 4000, 8)
    np.testing.assert_array_equal(found.similarity, 1)


@pytest.mark.parametrize("plain", [True, False])
def test_vectors_of_zeros_have_the_cosine_zero(plain, monkeypatch):
    if not plain:
        monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    vectors = clustered(200)
    vectors[[3, 4]] = 0
    found = find_neighbors(vectors, 6)
    assert_sound(found, 200, 6)
    np.testing.assert_array_equal(found.similarity[[3, 4]], 0)


def test_equal_similarities_stand_in_the_order_of_ids():
    vectors = np.tile(np.array([[1, 2, 3]], np.float32), (6, 1)) * np.arange(1, 7)[:, None]
    found = find_neighbors(vectors.astype(np.float32), 5)
    assert found.ids.tolist() == [[j for j in range(6) if j != i] for i in range(6)]


@pytest.mark.parametrize("keep", [1, 5, 30, 3001])
def test_looking_at_groups_first_keeps_the_largest_scores(keep):
    scores = np.random.default_rng(1).integers(0, 400, (40, 3001)).astype(np.float32)
    scores[5] = 3
    scores[6, 7] = -np.inf
    found = blocks.largest(scores, keep)
    best = np.sort(scores, axis=1)[:, -keep:]
    np.testing.assert_array_equal(np.sort(np.take_along_axis(scores, found, 1), axis=1), best)
    assert all(len(set(row)) == keep for row in found.tolist())


def test_reducing_keeps_distances_and_is_repeatable():
    vectors = clustered(500, width=40)
    reduced = reduce_dimensions(vectors, 40)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = np.linalg.norm(unit[0] - unit, axis=1)
    np.testing.assert_allclose(np.linalg.norm(reduced[0] - reduced, axis=1), wanted, atol=1e-4)
    np.testing.assert_array_equal(reduce_dimensions(vectors, 40), reduced)
    assert (np.diff(reduced.var(axis=0)) <= 1e-6).all()


def test_reducing_fewer_images_than_dimensions_keeps_distances():
    vectors = clustered(12, width=300)
    reduced = reduce_dimensions(vectors)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = np.linalg.norm(unit[0] - unit, axis=1)
    np.testing.assert_allclose(np.linalg.norm(reduced[0] - reduced, axis=1), wanted, atol=1e-4)


def test_progress_counts_every_image_once(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_VALUES", 20_000)
    steps = []
    find_neighbors(clustered(300), 5, progress=steps.append)
    assert len(steps) > 1
    assert sum(steps) == 300


def test_values_that_are_not_finite_are_named():
    vectors = clustered(20)
    vectors[[4, 9], 2] = np.nan
    with pytest.raises(ModelError, match=r"2 of 20 vectors .* image 4\)"):
        find_neighbors(vectors)


def test_no_neighbours_at_all_is_a_wrong_setting():
    with pytest.raises(ConfigError, match="is 0; give 1 or more"):
        find_neighbors(clustered(20), 0)


@pytest.mark.usefixtures("reduced_path")
def test_without_annoy_the_exact_search_serves_and_says_why(monkeypatch):
    monkeypatch.setattr(search, "REDUCED_LIMIT", 10)
    monkeypatch.setattr(annoy_index, "self_test", lambda seed: "the package annoy is missing")
    found = find_neighbors(clustered(200), 5)
    assert found.method == "exact candidates, re-ranked (the package annoy is missing)"
    with pytest.raises(ConfigError, match="'annoy', but the package annoy is missing"):
        find_neighbors(clustered(200), 5, method="annoy")


@pytest.mark.usefixtures("reduced_path")
def test_rows_for_which_annoy_finds_too_few_are_searched_exactly(monkeypatch):
    class Forgetful:
        def __init__(self, vectors, trees, seed):
            pass

        def query(self, rows, keep):
            return np.where(np.arange(keep) == 0, (rows[:, None] + 1) % 400, -1)

    monkeypatch.setattr(annoy_index, "AnnoySearch", Forgetful)
    monkeypatch.setattr(annoy_index, "self_test", lambda seed: None)
    vectors = clustered(400)
    found = find_neighbors(vectors, 5, method="annoy")
    assert recall(found.ids, brute_force(vectors, 5)[0]) > 0.99


def test_an_annoy_that_returns_one_neighbour_fails_its_self_test(monkeypatch):
    class Broken:
        def __init__(self, width, metric):
            pass

        def set_seed(self, seed):
            pass

        def add_item(self, position, vector):
            pass

        def build(self, trees, n_jobs):
            pass

        def get_nns_by_item(self, row, keep, effort):
            return [row]

    monkeypatch.setitem(sys.modules, "annoy", types.SimpleNamespace(AnnoyIndex=Broken))
    assert "only 0% of the true neighbours" in annoy_index.self_test(24)
    monkeypatch.setitem(sys.modules, "annoy", None)
    assert annoy_index.self_test(24) == "the package annoy is not installed"


def distances(vectors, metric):
    wide = vectors.astype(np.float64)
    return cdist(wide, wide, {"manhattan": "cityblock"}.get(metric, metric))


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "hamming"])
def test_every_metric_finds_the_nearest_by_its_own_distance(metric, plain, monkeypatch):
    if not plain:
        monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    vectors = clustered(900, width=60)
    if metric == "hamming":
        vectors = (vectors > 0.3).astype(np.float32)
    gaps = distances(vectors, metric)
    np.fill_diagonal(gaps, np.inf)
    found = find_neighbors(vectors, 10, metric=metric)
    assert_sound(found, 900, 10)
    assert (found.similarity >= 0).all()
    # Codes have many equal distances, so it is these that are compared, not the ids.
    near = np.take_along_axis(gaps, found.ids, 1)
    truth = np.sort(gaps, axis=1)[:, :10]
    assert (near <= truth + 1e-5).mean() >= (1 if plain else 0.99)


@pytest.mark.parametrize("plain", [True, False])
def test_the_dot_product_finds_the_longest_in_a_direction(plain, monkeypatch):
    if not plain:
        monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    vectors = clustered(900, width=60) * np.linspace(0.5, 2, 900, dtype=np.float32)[:, None]
    products = vectors @ vectors.T
    np.fill_diagonal(products, -np.inf)
    found = find_neighbors(vectors, 10, metric="dot")
    assert_sound(found, 900, 10)
    assert recall(found.ids, np.argsort(-products, axis=1)[:, :10]) >= (0.999 if plain else 0.98)
    assert found.similarity.max() <= 1


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "hamming"])
def test_similarity_is_one_less_a_share_of_the_distance(metric):
    vectors = (clustered(80, width=20) > 0.3).astype(np.float32)
    gaps = distances(vectors, metric)
    space = measure(vectors, metric)
    similarity = space.similarity(np.arange(80), np.tile(np.arange(80), (80, 1)))
    share = (1 - similarity) / np.where(gaps > 0, gaps, np.inf)
    np.testing.assert_allclose(share[gaps > 0], share[gaps > 0][0], rtol=1e-4)
    assert (similarity[gaps == 0] == 1).all()
    assert similarity.min() >= 0


def test_hamming_compares_codes_only_and_names_what_is_none():
    vectors = (clustered(30) > 0.3).astype(np.float32)
    vectors[4, 7] = 0.5
    with pytest.raises(
        ConfigError, match=r"codes of 0 and 1, but the vector of image 4 holds 0\.5"
    ):
        find_neighbors(vectors, metric="hamming")


def test_exact_search_compares_every_pair(monkeypatch):
    monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    vectors = np.random.default_rng(2).standard_normal((700, 400)).astype(np.float32)
    found = find_neighbors(vectors, 20, method="exact")
    assert recall(found.ids, brute_force(vectors, 20)[0]) == 1
    assert found.method == "exact"


def opposite(vectors, k):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = -cosines_of(unit - unit.mean(axis=0))
    np.fill_diagonal(cosines, -9)
    return np.argsort(-cosines, axis=1)[:, :k]


@pytest.mark.parametrize("exact", [True, False])
def test_the_least_similar_lie_opposite_and_come_in_ascending_similarity(exact):
    vectors = clustered(1200)
    found = find_least(vectors, 12, exact=exact)
    assert (np.diff(found.similarity, axis=1) >= 0).all()
    assert (found.ids != np.arange(1200)[:, None]).all()
    assert recall(found.ids, opposite(vectors, 12)) >= (0.999 if exact else 0.9)
    cosines = cosines_of(vectors)
    near = np.take_along_axis(cosines, found.ids, 1)
    np.testing.assert_allclose(found.similarity, near, atol=2e-6)


def test_a_few_odd_pictures_are_not_the_least_similar_of_everybody():
    vectors = clustered(600)
    vectors[:5] = -vectors[:5]
    plain = np.argsort(cosines_of(vectors) + 18 * np.eye(600), axis=1)[:, :5]
    assert (plain < 5).mean() > 0.95
    found = find_least(vectors, 5)
    assert len(np.unique(found.ids)) > 300


def test_of_very_many_images_the_least_similar_are_looked_for_in_a_sample(monkeypatch):
    monkeypatch.setattr(least, "MOST_IMAGES", 500)
    monkeypatch.setattr(least, "LOOKED_AMONG", 200)
    found = find_least(clustered(700), 12)
    assert len(np.unique(found.ids)) <= 200
    assert found.method == "opposite as seen from the mean, among 200 images"


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_tiny_collections_have_all_others_as_least_similar(count):
    found = find_least(clustered(count), 12)
    assert found.ids.shape == (count, max(count - 1, 0))


@pytest.mark.parametrize("columns", [0, 600])
def test_within_a_value_the_nearest_that_share_it_are_found(columns, monkeypatch):
    monkeypatch.setattr(finder, "PLAIN_LIMIT", 0)
    monkeypatch.setattr(finder, "PLAIN_COLUMNS", columns)
    vectors = clustered(600)
    value = np.random.default_rng(4).integers(0, 4, 600)
    members = tuple(np.flatnonzero(value == number) for number in range(4))
    found = find_within(vectors, members, 10, listed=2, each=5)
    cosines = cosines_of(vectors)
    own = np.where(value[:, None] == value, cosines, -9)
    assert recall(found.ids, np.argsort(-own, axis=1)[:, :10]) >= 0.99
    for number in range(2):
        part = found.each_ids[:, number * 5 : (number + 1) * 5]
        assert (value[part] == number).all()
        near = np.where(value == number, cosines, -9)
        assert recall(part, np.argsort(-near, axis=1)[:, :5]) >= 0.99


def test_an_image_with_several_tags_has_the_nearest_of_all_of_them_once():
    vectors = clustered(300)
    tagged = np.random.default_rng(5).random((300, 3)) < 0.4
    members = tuple(np.flatnonzero(tagged[:, number]) for number in range(3))
    found = find_within(vectors, members, 10, listed=0, each=8)
    share = (tagged[:, None] & tagged).any(axis=2)
    near = np.where(share, cosines_of(vectors), -9)
    some = tagged.any(axis=1)
    assert recall(found.ids[some], np.argsort(-near, axis=1)[some, :10]) >= 0.999
    assert (found.ids[~some] == np.flatnonzero(~some)[:, None]).all()
    assert (found.similarity[~some] == 0).all()
    assert found.each_ids.shape == (300, 0)


def test_where_a_value_has_too_few_images_the_rest_of_the_list_is_the_image_itself():
    found = find_within(clustered(9), (np.array([1, 4, 6]), np.array([2])), 4, listed=2, each=2)
    assert sorted(found.ids[1].tolist()) == [1, 1, 4, 6]
    assert found.ids[1, 2:].tolist() == [1, 1]
    assert found.similarity[1, 2:].tolist() == [0, 0]
    assert found.ids[2].tolist() == [2, 2, 2, 2]
    assert found.each_ids[2, 2:].tolist() == [2, 2]
    assert found.each_ids[3, 2:].tolist() == [2, 3]


def cosines_of(vectors):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -9)
    return cosines
