"""Whisper's weights are read from ONNX as they are; files that are not the known ones are refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voice.engine.models import convert_whisper
from voice.engine.models.convert_whisper import Weights
from voice.engine.models.weights import WeightsError

pytestmark = pytest.mark.unit

FLOAT, UINT8, INT32 = 1, 2, 6


def number(value: int) -> bytes:
    written = b""
    while value > 127:
        written, value = written + bytes([value & 127 | 128]), value >> 7
    return written + bytes([value])


def part(key: int, content: bytes | int) -> bytes:
    """A field of a protobuf message."""
    if isinstance(content, int):
        return number(key << 3) + number(content)
    return number(key << 3 | 2) + number(len(content)) + content


def tensor(name: str, kind: int, values: np.ndarray, *, as_list: bool = False) -> bytes:
    content = b"".join(part(1, size) for size in values.shape) + part(2, kind) + part(8, name.encode())
    if not as_list:
        return part(5, content + part(9, values.tobytes()))
    if kind == FLOAT:
        return part(5, content + part(4, values.astype(np.float32).tobytes()))
    return part(5, content + part(5, b"".join(number(int(value)) for value in values.flat)))


def node(name: str, *inputs: str, branch: bytes = b"") -> bytes:
    content = b"".join(part(1, given.encode()) for given in inputs) + part(3, name.encode())
    return part(1, content + (part(5, part(6, branch)) if branch else b""))


def save(file: Path, graph: bytes) -> Path:
    file.write_bytes(part(1, 8) + part(7, graph))
    return file


MATRIX = np.array([[0, 128, 255], [1, 2, 3]], np.uint8)
QUANTISED = (
    tensor("onnx::MatMul_9_merged_0_quantized", UINT8, MATRIX)
    + tensor("onnx::MatMul_9_merged_0_scale", FLOAT, np.array(0.5), as_list=True)
    + tensor("onnx::MatMul_9_merged_0_zero_point", INT32, np.array(128), as_list=True)
)


def test_a_quantised_matrix_is_restored_with_a_row_an_output(tmp_path: Path) -> None:
    multiply = node("/model/decoder/layers.0/fc1/MatMul_quant", "x", "onnx::MatMul_9_merged_0_quantized")
    # The decoder's nodes stand in a branch of the graph that holds the weights.
    file = save(tmp_path / "decoder.onnx", QUANTISED + node("/If", branch=multiply))
    weights = Weights.read(file, "model.decoder.", "/model/decoder/")
    assert weights.matrix("layers.0.fc1").tolist() == [[-64.0, -63.5], [0.0, -63.0], [63.5, -62.5]]


def test_a_tensor_is_read_as_it_is_and_a_missing_bias_is_zero(tmp_path: Path) -> None:
    values = np.array([1.5, -2.25], np.float32)
    weights = Weights.read(save(tmp_path / "a.onnx", tensor("conv1.bias", FLOAT, values)), "", "/")
    zeros = np.zeros(2, np.float32)
    assert weights.tensor("conv1.bias").tolist() == [1.5, -2.25]
    assert weights.find("conv1.bias", zeros).tolist() == [1.5, -2.25]
    assert weights.find("k_proj.bias", zeros).tolist() == [0, 0]
    with pytest.raises(KeyError):
        weights.tensor("conv2.bias")


def test_a_package_with_another_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(
        WeightsError, match=r"encoder_model_quantized\.onnx.*found nothing.*make whisper-small"
    ):
        convert_whisper.convert(tmp_path / "package", tmp_path / "cache")
    encoder = tmp_path / "package" / convert_whisper.INSIDE / "onnx" / "encoder_model_quantized.onnx"
    encoder.parent.mkdir(parents=True)
    encoder.write_bytes(b"something else")
    with pytest.raises(WeightsError, match="expected SHA-256 969f5ac12974340386bf7a02ea"):
        convert_whisper.convert(tmp_path / "package", tmp_path / "cache")
    assert not (tmp_path / "cache" / "whisper-small").exists()
