"""@openai/agents-realtime in Chromium over WebRTC, on a page of another origin than the engine's.

Its arguments: the folder of Node's packages, then those of every program. The server's key mints secrets; the
page has only those. The microphone plays the recording, again and again; it is muted but for the spoken turn.
"""

from __future__ import annotations

import functools
import http.server
import json
import sys
import threading
import urllib.request
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(sys.argv.pop(1))

from tests.conformance.clients import program  # noqa: E402 (it reads the arguments that are left)
from tests.e2e.conftest import CHROMIUM, FLAGS  # noqa: E402

PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import * as library from "/node_modules/@openai/agents-realtime/dist/bundle/openai-realtime-agents.mjs";
import { converse } from "/agents_session.mjs";
const { texts, url } = await getTexts();

// WebRTC has no audio events: what counts is sound that came over the connection, in bytes of 48 kHz.
async function listen(session) {
  for (let tries = 0; tries < 150; tries += 1) {
    const reports = await session.transport.connectionState.peerConnection.getStats();
    for (const report of reports.values())
      if (report.type === "inbound-rtp" && report.kind === "audio" && report.totalAudioEnergy > 0.001)
        return report.totalSamplesReceived * 2;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 0;
}

try {
  await converse({
    ...library,
    texts,
    tell,
    listen,
    transport: () => new library.OpenAIRealtimeWebRTC({ baseUrl: `${url}/realtime/calls` }),
    connect: async (session) => {
      await session.connect({ apiKey: await mint() });
      session.mute(true);
    },
    speak: (session) => {
      session.mute(false);
      session.on("agent_end", () => session.mute(true));
    },
  });
  done("");
} catch (error) {
  done(String(error?.stack ?? error));
}
</script>"""


def mint() -> str:
    body = json.dumps({"session": {"type": "realtime", "model": program.MODEL}}).encode()
    headers = {"Authorization": f"Bearer {program.KEY}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{program.BASE_URL}/realtime/client_secrets", body, headers)  # noqa: S310
    with urllib.request.urlopen(asked) as answered:  # noqa: S310
        secret: str = json.load(answered)["value"]
    return secret


class Page(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def another_origin() -> Iterator[str]:
    handler = functools.partial(Page, directory=str(FOLDER))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}/"
        server.shutdown()


def microphone() -> Path:
    """The recording with silence before and after it, as Chromium wants it."""
    path = Path(program.RECORDING).with_name("microphone.wav")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(program.RATE)
        file.writeframes(bytes(program.RATE * 2) + b"".join(program.chunks()) + bytes(program.RATE * 4))
    return path


def main() -> None:
    flags = [
        *FLAGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone()}",
    ]
    texts = {
        "toolName": program.TOOL_NAME,
        "description": program.DESCRIPTION,
        "parameters": program.PARAMETERS,
        "result": program.RESULT,
        "instructions": program.INSTRUCTIONS,
        "model": program.MODEL,
        "typed": program.TYPED,
        "asked": program.ASKED,
    }
    ended: list[str] = []
    with another_origin() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page()
        page.on("console", lambda message: print(message.text, file=sys.stderr))
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        page.expose_function("mint", mint)
        page.expose_function("getTexts", lambda: {"texts": texts, "url": program.BASE_URL})
        page.expose_function("tell", lambda turn, facts: program.tell(turn, **facts))
        page.expose_function("done", lambda why: ended.append(why))
        page.goto(origin)
        for _ in range(240):
            if ended:
                break
            page.wait_for_timeout(500)
        browser.close()
    if ended != [""]:
        raise SystemExit(ended[0] if ended else "The page did not end.")


main()
