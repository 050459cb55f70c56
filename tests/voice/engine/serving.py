"""The engine with small fakes, served by daphne as the product is: `python -m tests.voice.engine.serving`."""

from __future__ import annotations

import argparse
import gc

from tests.voice.engine.fakes import ToneSpeechToText, ToneTextToSpeech, answer
from voice.engine import app
from voice.engine.http.server import Server
from voice.engine.settings import ChatSettings, EngineSettings

KEY = "the-servers-key"
MODEL = "scripted"


def main() -> None:
    gc.freeze()  # as both commands do: else its end goes through all that it has loaded
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--max-sessions", type=int, default=20)
    options.add_argument("--max-seconds", type=float, default=1800)
    options.add_argument("--real-dialogue", action="store_true")
    options.add_argument("--chat-url", help="a chat endpoint that decides, without a key")
    told = options.parse_args()
    settings = EngineSettings(
        api_key=KEY,
        language="en",
        ice_addresses=("127.0.0.1",),
        max_sessions=told.max_sessions,
        max_session_seconds=told.max_seconds,
        chat=ChatSettings(url=told.chat_url, model=MODEL, filler_seconds=60) if told.chat_url else None,
    )
    engine = app.build(
        settings,
        stt=ToneSpeechToText(),
        dialogue=None if told.real_dialogue else answer,
        tts=ToneTextToSpeech(),
    )
    Server(
        application=engine,
        endpoints=[f"tcp:port={told.port}:interface=127.0.0.1"],
        ready_callable=lambda: print("ready", flush=True),
    ).run()


if __name__ == "__main__":
    main()
