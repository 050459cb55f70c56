"""Opens ONNX models so that they share a small machine: few threads, and none that spins while idle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime


def open_model(file: Path, *, threads: int) -> Any:
    """A session whose `run` may be called from several threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # By default the pool's threads spin for work: one idle session would eat a whole core.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
