"""A caller's microphone track, as speech recognition wants it."""

from __future__ import annotations

import asyncio

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from voice.engine.audio import joined, silence
from voice.engine.input_audio import InputAudio
from voice.engine.interfaces import STT_RATE

# A microphone that is taken away sends nothing more: silence then ends the turn that it left open.
_GAP = 0.5


async def listen(track: MediaStreamTrack, input_audio: InputAudio) -> None:
    """Until the track ends."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=STT_RATE)
    while True:
        try:
            frame = await asyncio.wait_for(track.recv(), _GAP)
        except TimeoutError:
            await input_audio.hear(silence(int(_GAP * STT_RATE)))
        except MediaStreamError:
            return
        else:
            assert isinstance(frame, av.AudioFrame)
            await input_audio.hear(joined(resampler.resample(frame)))
