"""Everything a student can turn, with its type, range and one sentence. Which recipe has which stands in `catalog`."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.errors import listed
from competition.messages import _

Value = bool | int | float | str

_TRUTHS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


@dataclass(frozen=True)
class Setting:
    """One thing to turn.

    Args:
        type: ``bool``, ``int``, ``float`` or ``str``.
        help: One sentence for ``--help``.
        choices: The words it may be, for a ``str``.
        minimum: The smallest value allowed.
        above: A bound the value must be greater than.
        maximum: The largest value allowed.
        below: A bound the value must be less than.
    """

    type: type[bool] | type[int] | type[float] | type[str]
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    below: float | None = None

    def wanted(self) -> str:
        """What the value has to be, in words.

        >>> Setting(float, "", above=0, maximum=1).wanted()
        'a number above 0 and at most 1'
        """
        if self.choices:
            return _("one of {choices}").format(choices=listed(self.choices, shown=20))
        if self.type is bool:
            return _("true or false")
        if self.type is str:
            return _("a word")
        bounds = [
            sentence.format(bound=bound)
            for sentence, bound in (
                (_("at least {bound:g}"), self.minimum),
                (_("above {bound:g}"), self.above),
                (_("at most {bound:g}"), self.maximum),
                (_("below {bound:g}"), self.below),
            )
            if bound is not None
        ]
        kind = _("a whole number") if self.type is int else _("a number")
        return " ".join([kind, _(" and ").join(bounds)]).strip()

    def allows(self, value: object) -> bool:
        """Whether the value has the right type and lies in the range; a whole number will do for a number.

        >>> Setting(int, "", minimum=1).allows(0), Setting(float, "", above=0).allows(1)
        (False, True)
        """
        if self.type is bool or isinstance(value, bool):
            return self.type is bool and isinstance(value, bool)
        if self.type is str:
            return isinstance(value, str) and (not self.choices or value in self.choices)
        if not isinstance(value, int if self.type is int else (int, float)):
            return False
        # Written so that not-a-number fails too.
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.above is None or value > self.above)
            and (self.maximum is None or value <= self.maximum)
            and (self.below is None or value < self.below)
            and abs(value) < float("inf")
        )

    def parsed(self, text: str) -> Value:
        """The value written as ``text``, as it comes from the command line.

        Raises:
            ValueError: It is not of the right type, or out of range; the message says what is wanted.

        >>> Setting(int, "", minimum=1).parsed("3")
        3
        """
        try:
            value = _TRUTHS[text.strip().lower()] if self.type is bool else self.type(text.strip())
        except (KeyError, ValueError):
            value = None
        if value is None or not self.allows(value):
            raise ValueError(_("'{text}' is not {wanted}").format(text=text, wanted=self.wanted()))
        return value


def problems(changes: Mapping[str, object]) -> list[str]:
    """A sentence for each value that its setting does not allow; names must be known.

    >>> problems({"epochs": 3, "dropout": 1.0})
    ['dropout must be a number at least 0 and below 1, not 1.0']
    """
    return [
        _("{name} must be {wanted}, not {value!r}").format(name=name, wanted=SETTINGS[name].wanted(), value=value)
        for name, value in changes.items()
        if not SETTINGS[name].allows(value)
    ]


SETTINGS: dict[str, Setting] = {
    # How long and how fast a network learns.
    "epochs": Setting(int, _("how often the network sees all training pictures"), minimum=1, maximum=10_000),
    "learning_rate": Setting(float, _("how far a step goes, at its largest"), above=0, maximum=100),
    "optimizer": Setting(str, _("how steps are computed from gradients"), choices=("sgd", "adam", "adamw")),
    "momentum": Setting(float, _("share of the last step that is kept in the next (sgd)"), minimum=0, below=1),
    "nesterov": Setting(bool, _("look ahead along the momentum (sgd)")),
    "weight_decay": Setting(float, _("how strongly weights are pulled towards 0"), minimum=0, maximum=1),
    "batch_size": Setting(int, _("pictures a step looks at"), minimum=1, maximum=65_536),
    "warmup": Setting(float, _("share of all steps in which the learning rate rises"), minimum=0, below=1),
    "early_stop": Setting(
        int,
        _(
            "epochs without progress after which training stops, 0: never; "
            "it chooses by the validation part, so CV flatters a little"
        ),
        minimum=0,
    ),
    # What happens to whole batches; a policy changes single pictures.
    "mixup": Setting(
        float, _("blend pictures in pairs; alpha of how evenly, such as 0.2, 0: off"), minimum=0, maximum=100
    ),
    "cutmix": Setting(
        float, _("paste boxes from picture to picture; alpha of their size, such as 1, 0: off"), minimum=0, maximum=100
    ),
    "label_smoothing": Setting(
        float, _("share of each answer that is spread over all classes, such as 0.1, 0: off"), minimum=0, below=1
    ),
    # What the network is made of.
    "activation": Setting(
        str,
        _("what bends a neuron's sum"),
        choices=("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "linear"),
    ),
    "dropout": Setting(float, _("share of neurons silenced at random while training"), minimum=0, below=1),
    "layers": Setting(int, _("hidden layers"), minimum=0, maximum=100),
    "units": Setting(int, _("neurons in a layer"), minimum=1, maximum=65_536),
    "filters": Setting(int, _("filters of the first convolution"), minimum=1, maximum=4_096),
    "depth": Setting(int, _("blocks: of the network, or of each stage (resnet)"), minimum=1, maximum=100),
    "plain": Setting(bool, _("leave the shortcuts out (resnet)")),
    "patch": Setting(int, _("side of a patch in pixels (vit)"), minimum=1, maximum=256),
    "heads": Setting(int, _("questions a patch asks at a time (vit)"), minimum=1, maximum=256),
    # A pretrained network.
    "backbone": Setting(str, _("the pretrained network, such as efficientnet_lite0")),
    "weights": Setting(str, _("a file of its weights in the place of the usual one")),
    "head": Setting(str, _("what turns its features into classes"), choices=("linear", "mlp", "gem")),
    "taps": Setting(int, _("places inside the network that features are taken from, its end among them"), minimum=1),
    "class_weights": Setting(bool, _("let all classes together count alike, however rare")),
    "pretrained": Setting(bool, _("start from what was learned from ImageNet's photographs, not from chance")),
    "backbone_pace": Setting(float, _("how fast its last layer learns as a share of the head's"), above=0, maximum=1),
    "layer_decay": Setting(
        float, _("how fast its first layer learns as a share of its last one's, 1: all alike"), above=0, maximum=1
    ),
    "ema": Setting(
        float,
        _("share of a stage's steps that the weights are averaged over, 0: the last ones count"),
        minimum=0,
        below=1,
    ),
    "temperature": Setting(
        float,
        _("above 1 its answers are made less sure, below 1 surer; 0: by what its validation part asks for"),
        minimum=0,
        maximum=10,
    ),
    # The classical rivals.
    "max_depth": Setting(int, _("questions a tree may ask in a row; 0: any number"), minimum=0),
    "min_samples_leaf": Setting(int, _("pictures at least in each leaf of a tree"), minimum=1),
    "n_trees": Setting(int, _("trees in the forest"), minimum=1, maximum=100_000),
    "kernel": Setting(str, _("shape of the border between classes (svm)"), choices=("rbf", "linear")),
    "C": Setting(float, _("how much a wrong training picture costs (svm, features)"), above=0),
    # All of them.
    "size": Setting(int, _("side of the pictures in pixels"), minimum=16, maximum=1_024),
    "seed": Setting(int, _("number the random choices start from"), minimum=0, maximum=2**31 - 1),
}
