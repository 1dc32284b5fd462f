"""A Whisper checkpoint's weights in the order in which CTranslate2 wants them.

The names on the left are those of CTranslate2's model specification (ctranslate2/specs), the ones on the
right those of openai-whisper's modules (whisper/model.py). Both describe the same network, so nothing is
computed: projections that CTranslate2 multiplies at once are put one below the other, and that is all.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import whisper

Weights = dict[str, NDArray[np.float32]]


def specification(model: "whisper.Whisper") -> Any:  # noqa: ANN401  # a class without types, made here only
    """The whole network of `model` as a CTranslate2 specification, without vocabulary and configuration."""
    from ctranslate2.specs.whisper_spec import WhisperSpec  # noqa: PLC0415  # imports torch

    dims = model.dims
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    weights = {name: tensor.float().numpy() for name, tensor in model.state_dict().items()}
    _put_encoder(spec.encoder, weights)
    _put_decoder(spec.decoder, weights)
    return spec


def _put_encoder(encoder: Any, weights: Weights) -> None:  # noqa: ANN401
    for name in ("conv1", "conv2"):
        convolution = getattr(encoder, name)
        convolution.weight = weights[f"encoder.{name}.weight"]
        convolution.bias = weights[f"encoder.{name}.bias"]
    encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    _put_norm(encoder.layer_norm, weights, "encoder.ln_post")
    for number, layer in enumerate(encoder.layer):
        block = f"encoder.blocks.{number}"
        _put_self_attention(layer.self_attention, weights, block)
        _put_feed_forward(layer.ffn, weights, block)


def _put_decoder(decoder: Any, weights: Weights) -> None:  # noqa: ANN401
    # Whisper reads and writes with the same table (whisper/model.py, TextDecoder.forward).
    decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    decoder.projection.weight = weights["decoder.token_embedding.weight"]
    decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    _put_norm(decoder.layer_norm, weights, "decoder.ln")
    for number, layer in enumerate(decoder.layer):
        block = f"decoder.blocks.{number}"
        _put_self_attention(layer.self_attention, weights, block)
        _put_cross_attention(layer.attention, weights, block)
        _put_feed_forward(layer.ffn, weights, block)


def _put_self_attention(attention: Any, weights: Weights, block: str) -> None:  # noqa: ANN401
    _put_norm(attention.layer_norm, weights, f"{block}.attn_ln")
    _put_linear(attention.linear[0], weights, *(f"{block}.attn.{name}" for name in ("query", "key", "value")))
    _put_linear(attention.linear[1], weights, f"{block}.attn.out")


def _put_cross_attention(attention: Any, weights: Weights, block: str) -> None:  # noqa: ANN401
    _put_norm(attention.layer_norm, weights, f"{block}.cross_attn_ln")
    _put_linear(attention.linear[0], weights, f"{block}.cross_attn.query")
    _put_linear(attention.linear[1], weights, f"{block}.cross_attn.key", f"{block}.cross_attn.value")
    _put_linear(attention.linear[2], weights, f"{block}.cross_attn.out")


def _put_feed_forward(feed_forward: Any, weights: Weights, block: str) -> None:  # noqa: ANN401
    _put_norm(feed_forward.layer_norm, weights, f"{block}.mlp_ln")
    _put_linear(feed_forward.linear_0, weights, f"{block}.mlp.0")
    _put_linear(feed_forward.linear_1, weights, f"{block}.mlp.2")


def _put_norm(norm: Any, weights: Weights, name: str) -> None:  # noqa: ANN401
    norm.gamma = weights[f"{name}.weight"]
    norm.beta = weights[f"{name}.bias"]


def _put_linear(linear: Any, weights: Weights, *names: str) -> None:  # noqa: ANN401
    """One or more projections of the same input; Whisper's keys have no bias, which is a bias of zero."""
    parts = [weights[f"{name}.weight"] for name in names]
    biases = [
        weights.get(f"{name}.bias", np.zeros(len(part), np.float32))
        for name, part in zip(names, parts, strict=True)
    ]
    linear.weight = np.concatenate(parts) if len(parts) > 1 else parts[0]
    linear.bias = np.concatenate(biases)
