"""Names for the objects of the wire, each a JSON object as the GA protocol describes it.

They are dictionaries, since a peer may send more fields than we know, and those must pass through unharmed.
Whoever reads a field decides upon it: nothing here is checked. What has been checked is a dataclass.
"""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]
Event = JsonObject  # one message of a socket or data channel, with a `type`
Item = JsonObject  # one entry of a conversation: a message, a function call, or its output
SessionConfig = JsonObject  # what `session.update` changes and `session.updated` tells
AudioFormat = JsonObject  # {"type": "audio/pcm", "rate": 24000}, "audio/pcmu" or "audio/pcma"
ToolDefinition = JsonObject  # a function's name, description and JSON Schema of parameters
Arguments = JsonObject  # of a function call, parsed; camelCase, as the tool declares them
ToolOutput = JsonObject  # what a function call was answered with, parsed; camelCase
