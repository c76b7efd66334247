"""Convolutions that carry their batch normalization inside them: the same network, a third quicker to train.

A pretrained network's normalization stays as ImageNet left it while it is fine-tuned (a contest's small batches
would only blur it), and then it is a multiplication and a sum for each channel. Done on the kernel, a few thousand
numbers, it costs nothing; done on the feature maps, millions of numbers a batch, it costs as much as the
convolutions. The formula is in "Quantization and Training of Neural Networks" (Jacob et al., 2018).
"""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers as kl
from keras import ops

from baselines import backend
from baselines.checkpoint import copied


@keras.saving.register_keras_serializable("kit")
class NormedConv(kl.Layer):  # type: ignore[misc]
    """A convolution and its batch normalization in inference mode, as one layer that can still learn.

    Gradients are those of the two layers it stands for. A depthwise kernel learns nothing: the gradient of these
    few numbers is the slowest part of a whole training step on a CPU, and what they look for (edges, spots) is as
    good for one kind of picture as for another.

    Args:
        kernel_size, strides, padding, dilation_rate, groups: As of a ``Conv2D``.
        width: Its filters; of a ``DepthwiseConv2D``, its depth multiplier.
        depthwise: Which of the two it is.
    """

    def __init__(
        self,
        kernel_size: Sequence[int],
        strides: Sequence[int],
        padding: str,
        dilation_rate: Sequence[int],
        groups: int,
        width: int,
        depthwise: bool,
        **of_layer: Any,
    ) -> None:
        super().__init__(**of_layer)
        self.kernel_size = tuple(kernel_size)
        self.strides = tuple(strides)
        self.padding = padding
        self.dilation_rate = tuple(dilation_rate)
        self.groups = groups
        self.width = width
        self.depthwise = depthwise

    @classmethod
    def of(cls, conv: kl.Layer) -> "NormedConv":
        """The layer to take a convolution's place, under its name and still without weights."""
        depthwise = isinstance(conv, kl.DepthwiseConv2D)
        return cls(
            conv.kernel_size,
            conv.strides,
            conv.padding,
            conv.dilation_rate,
            1 if depthwise else conv.groups,
            conv.depth_multiplier if depthwise else conv.filters,
            depthwise,
            name=conv.name,
        )

    def build(self, shape: tuple[int, ...]) -> None:
        """Make the weights for feature maps of this shape."""
        inner = (shape[-1], self.width) if self.depthwise else (shape[-1] // self.groups, self.width)
        channels = shape[-1] * self.width if self.depthwise else self.width
        self.kernel = self.add_weight((*self.kernel_size, *inner), name="kernel", trainable=not self.depthwise)
        self.gamma = self.add_weight((channels,), "ones", name="gamma", trainable=not self.depthwise)
        self.beta = self.add_weight((channels,), "zeros", name="beta")
        self.mean = self.add_weight((channels,), "zeros", name="mean", trainable=False)
        self.deviation = self.add_weight((channels,), "ones", name="deviation", trainable=False)

    def folded(self) -> tuple[Any, Any]:
        """The kernel and bias of the plain convolution that gives the same answers."""
        scale = self.gamma / self.deviation
        across = ops.reshape(scale, self.kernel.shape[2:]) if self.depthwise else scale
        return self.kernel * across, self.beta - self.mean * scale

    def call(self, maps: Any) -> Any:
        """Feature maps (n, height, width, channels) to feature maps."""
        kernel, bias = self.folded()
        if self.depthwise:
            convolved = ops.depthwise_conv(maps, kernel, self.strides, self.padding, dilation_rate=self.dilation_rate)
        else:
            convolved = ops.conv(maps, kernel, self.strides, self.padding, dilation_rate=self.dilation_rate)
        return ops.add(convolved, bias)

    def plain(self) -> kl.Layer:
        """The plain convolution to take this layer's place, still without weights."""
        shape: dict[str, Any] = {
            "strides": self.strides,
            "padding": self.padding,
            "dilation_rate": self.dilation_rate,
            "name": self.name,
        }
        if self.depthwise:
            return kl.DepthwiseConv2D(self.kernel_size, depth_multiplier=self.width, **shape)
        return kl.Conv2D(self.width, self.kernel_size, groups=self.groups, **shape)

    def get_config(self) -> dict[str, Any]:
        """What Keras writes into a saved model."""
        names = ("kernel_size", "strides", "padding", "dilation_rate", "groups", "width", "depthwise")
        return super().get_config() | {name: getattr(self, name) for name in names}


def normed(model: keras.Model) -> keras.Model:
    """The same network with every convolution and the normalization right behind it made one `NormedConv`.

    What is normalized elsewhere keeps its layer, which is set to learn nothing: so it stays in inference mode.

    Args:
        model: A functional model with its weights; it is left as it is.
    """
    followers = {layer.name: follower for layer in model.layers if (follower := _follower(layer)) is not None}
    gone = {follower.name for follower in followers.values()}

    def replaced(layer: kl.Layer) -> kl.Layer:
        if layer.name in followers:
            return NormedConv.of(layer)
        return _passing(layer) if layer.name in gone else type(layer).from_config(layer.get_config())

    def called(layer: kl.Layer, *inputs: Any, **options: Any) -> Any:
        # A normalization is told whether it is training; what passes on is not to be asked.
        return layer(*inputs) if layer.name in gone else layer(*inputs, **options)

    fresh = keras.models.clone_model(model, clone_function=replaced, call_function=called)
    for layer in model.layers:
        if layer.name in followers:
            _take_over(fresh.get_layer(layer.name), layer, followers[layer.name])
        elif layer.name not in gone:
            fresh.get_layer(layer.name).set_weights(layer.get_weights())
            if isinstance(layer, kl.BatchNormalization):
                fresh.get_layer(layer.name).trainable = False
    return fresh


def plain(model: keras.Model) -> keras.Model:
    """The same network with ordinary convolutions in the place of every `NormedConv`: what is saved and asked.

    Args:
        model: As `normed` gives it, trained or not; it is left as it is. Any other comes back itself.
    """
    if not any(isinstance(layer, NormedConv) for layer in model.layers):
        return model

    def replaced(layer: kl.Layer) -> kl.Layer:
        if isinstance(layer, NormedConv):
            return layer.plain()
        return type(layer).from_config(layer.get_config())

    # The optimizer stays behind: it is not needed to answer.
    uncompiled = keras.Model(model.input, model.output, name=model.name)
    fresh = keras.models.clone_model(uncompiled, clone_function=replaced)
    for layer in model.layers:
        weights = map(ops.convert_to_numpy, layer.folded()) if isinstance(layer, NormedConv) else layer.get_weights()
        fresh.get_layer(layer.name).set_weights(list(weights))
    fresh.compile(jit_compile=backend.compiles_whole())
    return fresh


def folded(model: keras.Model) -> keras.Model:
    """A network for prediction alone: plain convolutions, the normalization behind them folded into them."""
    return plain(normed(model))


def _follower(layer: kl.Layer) -> kl.BatchNormalization | None:
    """The normalization that alone takes what a convolution gives, if there is one."""
    if type(layer) not in (kl.Conv2D, kl.DepthwiseConv2D) or layer.activation is not keras.activations.linear:
        return None
    users = [node.operation for node in layer._outbound_nodes]
    return users[0] if len(users) == 1 and isinstance(users[0], kl.BatchNormalization) else None


def _passing(layer: kl.Layer) -> kl.Layer:
    """What stands where a normalization was, so that the layers keep their names and places."""
    return kl.Activation("linear", name=layer.name)


def _take_over(fresh: NormedConv, conv: kl.Layer, norm: kl.BatchNormalization) -> None:
    # Copies: JAX would give both networks the same arrays, and takes those of a network away when it is called.
    fresh.kernel.assign(copied(conv.kernel))
    if norm.scale:
        fresh.gamma.assign(copied(norm.gamma))
    if norm.center:
        fresh.beta.assign(copied(norm.beta))
    fresh.mean.assign(norm.moving_mean - (conv.bias if conv.use_bias else 0.0))
    fresh.deviation.assign(ops.sqrt(norm.moving_variance + norm.epsilon))
