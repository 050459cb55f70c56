"""The Model Context Protocol's side: the official SDK's server, whose tools are ours.

A server is made for one holder: over HTTP for one request, as each stands alone; over stdio for a program.
"""

from __future__ import annotations

from typing import Any

import mcp_types as types
from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from reservations import tools
from voice.mcp.holders import Holder
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import write_json

# In a call's `_meta`: the same key with the same arguments is carried out once. No progress token is one, as
# every program counts them from the beginning.
IDEMPOTENCY_META = "uketsuke/idempotencyKey"
# What all answers have, those that refuse as well; the rest is the tool's own (docs/tools.md).
OUTPUT_SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "success": {"type": "boolean"},
        "spoken": {"type": "string", "description": "A sentence to say to the customer"},
        "alternatives": {"type": "array", "items": {"type": "object"}},
        "needsConfirmation": {"type": "boolean"},
        "confirmationToken": {"type": "string"},
        "code": {"type": "string", "description": "Why it was refused, for programs"},
    },
    "required": ["success"],
}
Context = ServerRequestContext[Any, Any]


def build_server(holder: Holder) -> Server[Any]:
    """The tools, as `holder` may use them."""

    async def list_tools(
        context: Context, asked: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=await sync_to_async(describe_tools)(holder))

    async def call_tool(context: Context, call: types.CallToolRequestParams) -> types.CallToolResult:
        if call.name not in tools.TOOLS:
            raise MCPError(types.INVALID_PARAMS, "There is no tool of this name.")
        sent_key = str((context.meta or {}).get(IDEMPOTENCY_META) or "")
        result = await sync_to_async(holder.run_tool)(call.name, call.arguments or {}, sent_key=sent_key)
        return types.CallToolResult(
            # The text is for programs that hand on nothing else to their model.
            content=[types.TextContent(type="text", text=write_json(result))],
            structured_content=result,
            is_error=not result["success"],
        )

    with translation.override(holder.language):
        title, instructions = _("Uketsuke, the reception of a rental-car company"), describe_use(holder)
    return Server(
        "uketsuke",
        version=str(settings.SPECTACULAR_SETTINGS["VERSION"]),
        title=title,
        instructions=instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def describe_use(holder: Holder) -> str:
    """What a model should know beside the tools' own descriptions; in the active language."""
    reading = _(
        "Books rental cars in Japan. Times are those of the shop's own clock; prices are whole yen, tax "
        "included. Say `spoken` to the customer in your own words, and offer `alternatives` where there are "
        "some. Nobody learns of a booking by its number alone: ask for the name or the telephone as well."
    )
    if not holder.may_write:
        return reading
    writing = _(
        "Each reservation, change and cancellation takes two calls. The first does nothing but answer with a "
        "summary, the price or fee, and a confirmationToken. Read it to the customer, and make the second "
        "call, with the same arguments and the token, only after a clear yes."
    )
    return f"{reading}\n\n{writing}"


def describe_tools(holder: Holder) -> list[types.Tool]:
    """Those that the holder may use, declared as a realtime model has them declared."""
    with translation.override(holder.language):
        return [
            describe_tool(tools.TOOLS[declared["name"]], declared)
            for declared in tools.definitions(holder.language, needs_consent=True)
            if holder.may_write or not tools.TOOLS[declared["name"]].writes
        ]


def describe_tool(tool: tools.Tool[Any], declared: JsonObject) -> types.Tool:
    """`declared`: one of `tools.definitions`. In the active language."""
    return types.Tool(
        name=tool.name,
        title=str(tool.title),
        description=declared["description"],
        input_schema=declared["parameters"],
        output_schema=OUTPUT_SCHEMA,
        annotations=types.ToolAnnotations(
            title=str(tool.title),
            read_only_hint=not tool.writes,
            destructive_hint=tool.overwrites,
            idempotent_hint=True,  # the second step of a write, too, is carried out once
            open_world_hint=False,
        ),
    )


async def serve_program(holder: Holder) -> None:
    """Serve whoever started this process over its standard input and output, until that ends."""
    server = build_server(holder)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
