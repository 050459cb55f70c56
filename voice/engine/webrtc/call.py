"""One WebRTC call: the offer answered, the tracks and the channel tied to a session, and its end noticed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import av
from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcrtpreceiver
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtp import RtpPacket

from voice.engine import ids
from voice.engine.audio import join_frames, make_silence
from voice.engine.faults import Fault
from voice.engine.input_audio import InputAudio
from voice.engine.interfaces import STT_RATE
from voice.engine.session import Session
from voice.engine.webrtc.data_channel import DataChannel
from voice.engine.webrtc.voice_track import VoiceTrack

log = logging.getLogger(__name__)

_RESTART = 100  # further back than this is a new count, not a late packet


class AsTheyCome(JitterBuffer):
    """Gives each packet of a caller's audio to speech recognition as it comes.

    aiortc holds four packets back (80 ms) for smooth playing, and fifteen (300 ms) for the rest of a call
    once one is lost. Nobody plays this audio: recognition bears a gap better than a delay. So nothing is held
    back, and what comes too late is left out.
    """

    def __init__(self, capacity: int = 16) -> None:
        super().__init__(capacity)
        self._last: int | None = None

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        number = packet.sequence_number
        # Sequence numbers have 16 bits, and begin anew after 65,535.
        late = 0 if self._last is None else (self._last - number) & 0xFFFF
        if self._last is not None and late < _RESTART:
            return False, None
        self._last = number
        # The whole payload is sound: no audio codec of aiortc's puts a header of its own before it.
        data = packet.payload
        return False, JitterFrame(data, packet.timestamp) if data else None


def hear_at_once() -> None:
    """Receivers that are made from now on hear at once. Process-wide, and may be said again.

    aiortc has no setting for it: its receivers make the buffer by this name, and a test sees to it that they
    still do.
    """
    rtcrtpreceiver.JitterBuffer = _make_buffer  # type: ignore[assignment, attr-defined]


def _make_buffer(capacity: int, prefetch: int = 0, is_video: bool = False) -> JitterBuffer:
    """Of the signature of JitterBuffer. Pictures keep aiortc's own: one takes several packets."""
    return JitterBuffer(capacity, prefetch, is_video) if is_video else AsTheyCome(capacity)


# What aiortc's parser and its negotiation raise at a text that is no (usable) offer.
_UNUSABLE = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    InvalidAccessError,
    InvalidStateError,
    OperationError,
)
_LONGEST_OFFER = 64 * 1024
_MOST_MEDIA = 8  # a microphone, a channel, and a camera or two that nobody looks at
_LAST_WORDS = 0.3  # seconds for the last events to leave before the connection is closed
# A microphone that is taken away sends nothing more: silence then ends the turn that it left open.
_GAP = 0.5


def offer_only(addresses: Sequence[str]) -> None:
    """Process-wide. aioice takes every address of the host but never loopback, and has no setting for either:
    a server behind one public address, and a test on loopback, both need to say which.
    """
    if addresses:
        ice.get_host_addresses = lambda use_ipv4, use_ipv6: list(addresses)


def leave_candidates(offer: str) -> str:
    """`offer` without its candidates: else we would send packets to every address that it names, anybody's.

    The peer sends its own to the addresses that we offer, with the password of our answer, and whence they
    come is learnt (a peer-reflexive candidate). Its "end of candidates" goes too, or nothing is waited for.
    """
    if offer.count("\nm=") > _MOST_MEDIA or len(offer) > _LONGEST_OFFER:
        raise ValueError(f"it is longer than {_LONGEST_OFFER} bytes or has more than {_MOST_MEDIA} media")
    lines = offer.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("a=candidate:", "a=end-of-candidates")))


class Call:
    """One peer connection on one session. `answer` first, then `attend` until it ends."""

    def __init__(self, session: Session, channel: DataChannel) -> None:
        self.id = ids.make_id("rtc")
        self.session = session
        self._channel = channel
        self._voice = VoiceTrack(session.emit)
        session.audio_output = self._voice
        hear_at_once()  # before the connection makes its receivers
        # No STUN or TURN: the server's own addresses are what callers reach.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("datachannel", channel.open)
        self._connection.on("track", self._on_track)
        self._connection.on("connectionstatechange", self._on_state)
        self._hears = False
        self._ended = asyncio.Event()

    async def answer(self, offer: str) -> str:
        """The SDP answer; a Fault when the offer cannot be used."""
        try:
            await self._connection.setRemoteDescription(
                RTCSessionDescription(leave_candidates(offer), "offer")
            )
            if not self._connection.getTransceivers() and self._connection.sctp is None:
                raise ValueError("it offers neither audio nor a data channel")
            self._take_audio_only()
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except _UNUSABLE as error:
            raise Fault(
                f"The SDP offer cannot be used: {error}.", code="invalid_offer", param="sdp"
            ) from error
        if not self._is_listened_to():
            self.session.spawn(self._play_to_nobody())
        if self._connection.sctp:  # else no channel will ever open, and events would pile up for it
            self.session.join(self._channel.tell)
        sdp: str = self._connection.localDescription.sdp
        return sdp

    async def attend(self, connect_within: float) -> None:
        """Until the call is over, from whichever side; then nothing of it is left."""
        give_up = asyncio.get_running_loop().call_later(connect_within, self._give_up)
        ended = asyncio.create_task(self._ended.wait())
        over = asyncio.create_task(self.session.over.wait())
        try:
            await asyncio.wait([ended, over], return_when=asyncio.FIRST_COMPLETED)
            if not self._ended.is_set():
                await asyncio.sleep(_LAST_WORDS)
        finally:
            give_up.cancel()
            ended.cancel()
            over.cancel()
            await self.close()

    async def close(self) -> None:
        """Hang up; harmless the second time."""
        self._ended.set()
        self.session.close()
        self._voice.stop()
        await self._connection.close()

    def _take_audio_only(self) -> None:
        transceivers = self._connection.getTransceivers()
        for transceiver in transceivers:
            if transceiver.kind != "audio":
                transceiver.direction = "inactive"  # else its pictures would be decoded, for nobody
        if any(transceiver.kind == "audio" for transceiver in transceivers):
            self._connection.addTrack(self._voice)

    def _is_listened_to(self) -> bool:
        directions = [
            one.currentDirection for one in self._connection.getTransceivers() if one.kind == "audio"
        ]
        return any(direction in {"sendrecv", "sendonly"} for direction in directions)

    async def _play_to_nobody(self) -> None:
        """A caller who only types: time passes as if the voice were heard, so that answers end."""
        while True:
            await self._voice.recv()

    def _on_track(self, track: MediaStreamTrack) -> None:
        """One microphone a call: two at once would be heard as one torn voice."""
        if track.kind == "audio" and not self._hears:
            self._hears = True
            self.session.spawn(_listen(track, self.session.input_audio))

    def _on_state(self) -> None:
        if self._connection.connectionState in {"failed", "closed"}:
            self._ended.set()

    def _give_up(self) -> None:
        if self._connection.connectionState != "connected":
            log.info("call %s never connected", self.id)
            self._ended.set()


async def _listen(track: MediaStreamTrack, input_audio: InputAudio) -> None:
    """Feed a caller's microphone to the session, until the track ends."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=STT_RATE)
    while True:
        try:
            frame = await asyncio.wait_for(track.recv(), _GAP)
        except TimeoutError:
            await input_audio.hear(make_silence(int(_GAP * STT_RATE)))
        except MediaStreamError:
            return
        else:
            assert isinstance(frame, av.AudioFrame)
            await input_audio.hear(join_frames(resampler.resample(frame)))
