"""The named recipes: which model, with which settings, under which policy, in which stages.

What each setting means and may be stands in `baselines.settings`, the networks in `baselines.networks`, what was
measured in `baselines.measured`; how a recipe is found by its name and changed, in `baselines.catalog`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from baselines.finetuning.staging import Proportion
from baselines.measured import MEASURED, Measured
from baselines.settings import Value
from competition.messages import _


@dataclass(frozen=True)
class Entry:
    """One recipe.

    Args:
        name: What follows ``--recipe``.
        kind: ``network`` (Keras), ``features`` (a head on a frozen network's) or ``classical`` (scikit-learn).
        summary: One sentence.
        build: ``module:function`` or ``path/to/file.py:function``.
        settings: Everything that can be turned, with its default.
        policy: The augmentation policy used when none is named.
        measured: What it reached; empty until measured.
        stages: Of a pretrained network's training, in proportion to the settings.
    """

    name: str
    kind: str
    summary: str
    build: str
    settings: Mapping[str, Value]
    policy: str = "none"
    measured: tuple[Measured, ...] = ()
    stages: tuple[Proportion, ...] = ()


NETWORK: dict[str, Value] = {
    "epochs": 15,
    "learning_rate": 1e-3,
    "optimizer": "adam",
    "momentum": 0.9,
    "nesterov": False,
    "weight_decay": 0.0,
    "batch_size": 64,
    "warmup": 0.05,
    "early_stop": 0,
    "mixup": 0.0,
    "cutmix": 0.0,
    "label_smoothing": 0.0,
    "class_weights": False,
    "size": 32,
    "seed": 0,
}
CLASSICAL: dict[str, Value] = {"size": 32, "seed": 0}


def _network(name: str, summary: str, policy: str, **settings: Value) -> Entry:
    merged = MappingProxyType(NETWORK | settings)
    return Entry(name, "network", summary, f"baselines.networks.{name}:build", merged, policy, MEASURED[name])


def _classical(name: str, summary: str, **settings: Value) -> Entry:
    merged = MappingProxyType(CLASSICAL | settings)
    return Entry(name, "classical", summary, f"baselines.classical:{name}", merged, measured=MEASURED[name])


# First smaller pictures, which cost half as much, then large ones, from which the last bit is learned.
_STAGES = (Proportion(0.62, 1.0, 1.0, 0.75), Proportion(0.38, 0.4, 1.0, 1.0))
_FINETUNED: dict[str, Value] = NETWORK | {
    "epochs": 4,
    "optimizer": "adamw",
    "weight_decay": 0.01,
    "warmup": 0.1,
    "backbone": "efficientnet_lite0",
    "weights": "",
    "pretrained": True,
    "head": "linear",
    "layers": 1,
    "units": 512,
    "activation": "relu",
    "dropout": 0.2,
    "learning_rate": 1.2e-3,
    "backbone_pace": 0.33,
    "layer_decay": 1.0,
    "ema": 0.0,
    "temperature": 0.0,
    "size": 128,
}


# A head learns from features that were computed once; epochs and what follows are for hidden layers (--head mlp).
_FEATURES: dict[str, Value] = {
    "backbone": "efficientnet_lite0",
    "weights": "",
    "taps": 4,
    "head": "linear",
    "C": 10.0,
    "label_smoothing": 0.0,
    "class_weights": False,
    "layers": 1,
    "units": 512,
    "activation": "relu",
    "dropout": 0.5,
    "epochs": 20,
    "learning_rate": 1e-3,
    "weight_decay": 0.05,
    "batch_size": 256,
    "size": 96,
    "seed": 0,
}


def _features(name: str, backbone: str, summary: str) -> Entry:
    settings = MappingProxyType(_FEATURES | {"backbone": backbone})
    function = "baselines.frozen.extractor:extractor"
    return Entry(name, "features", summary, function, settings, measured=MEASURED.get(name, ()))


def _finetuned(name: str, summary: str) -> Entry:
    settings = MappingProxyType(_FINETUNED)
    return Entry(name, "network", summary, "baselines.model:build", settings, "light", MEASURED.get(name, ()), _STAGES)


CATALOG: dict[str, Entry] = {
    one.name: one
    for one in (
        _network(
            "dense",
            _("one layer of neurons that see the picture as a row of numbers"),
            "none",
            layers=1,
            units=128,
            activation="relu",
            dropout=0.0,
        ),
        _network(
            "cnn",
            _("two convolutions and a layer of neurons, the baseline"),
            "none",
            filters=32,
            units=128,
            activation="relu",
            dropout=0.0,
        ),
        _network(
            "tiny_vgg",
            _("three blocks of two convolutions each"),
            "light",
            filters=32,
            depth=3,
            units=128,
            activation="relu",
            dropout=0.2,
        ),
        _network(
            "resnet",
            _("residual blocks with batch normalization, the best from scratch on a CPU"),
            "light",
            optimizer="adamw",
            learning_rate=3e-3,
            weight_decay=0.05,
            warmup=0.15,
            filters=32,
            depth=1,
            plain=False,
            activation="relu",
            dropout=0.2,
        ),
        _network(
            "vit",
            _("a small Vision Transformer, hungry for pictures"),
            "light",
            optimizer="adamw",
            weight_decay=0.05,
            warmup=0.2,
            patch=4,
            units=96,
            depth=4,
            heads=4,
            activation="gelu",
            dropout=0.1,
        ),
        _finetuned("finetune", _("a network that has seen a million photographs, trained on to the contest's")),
        _features(
            "lite0_features",
            "efficientnet_lite0",
            _("a head on what a network that has seen a million photographs sees: minutes, and good"),
        ),
        _features("lite1_features", "efficientnet_lite1", _("the same with a larger network")),
        _features("lite2_features", "efficientnet_lite2", _("the same with a still larger network")),
        _finetuned("best", _("the most that --minutes allow on this machine: chosen, and said why")),
        _classical("tree", _("one decision tree on colours and edges"), max_depth=10, min_samples_leaf=20),
        _classical("forest", _("many trees that vote"), n_trees=200, max_depth=0, min_samples_leaf=2),
        _classical("svm", _("a support vector machine on colours and edges"), kernel="rbf", C=10.0),
    )
}
