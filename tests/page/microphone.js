/** A microphone that is let go where its track is no longer live. */

export class FakeTrack {
  kind = "audio";
  enabled = true;
  live = true;
  stop() {
    this.live = false;
  }
}

export function microphone() {
  const track = new FakeTrack();
  const stream = /** @type {MediaStream} */ (/** @type {any} */ ({ getTracks: () => [track], getAudioTracks: () => [track] }));
  return { track, stream };
}
