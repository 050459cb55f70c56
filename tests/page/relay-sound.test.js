import assert from "node:assert/strict";
import { test } from "node:test";

import { Playback } from "../../static/voice/call/relay/relay-playback.js";
import { fromPcm, RATE, Resampler, toPcm } from "../../static/voice/call/relay/relay-resample.js";

/** @param {number} hz @param {number} seconds @param {number} rate */
const tone = (hz, seconds, rate) => Float32Array.from({ length: Math.round(seconds * rate) }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hz * at) / rate));
/** @param {Float32Array} samples */
const level = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
/** @param {Float32Array} samples @param {number} rate */
const pitch = (samples, rate) => (samples.filter((sample, at) => at && sample >= 0 && (samples[at - 1] ?? 0) < 0).length * rate) / samples.length;

/** @param {Resampler} resampler @param {Float32Array} samples @param {number} size */
function inPieces(resampler, samples, size) {
  const out = [];
  for (let at = 0; at < samples.length; at += size) out.push(...resampler.process(samples.subarray(at, at + size)));
  return Float32Array.from(out);
}

for (const [from, to] of [[48_000, RATE], [44_100, RATE], [RATE, 48_000], [RATE, 44_100], [RATE, RATE], [16_000, RATE]]) {
  test(`a tone at ${from} is the same tone at ${to}, in whatever pieces it comes`, () => {
    const whole = inPieces(new Resampler(from, to), tone(1000, 1, from), 128);
    assert.ok(Math.abs(whole.length - to) < 100, `${whole.length} samples`);
    const middle = whole.subarray(1000, -1000);
    assert.ok(Math.abs(pitch(middle, to) - 1000) < 5);
    assert.ok(Math.abs(level(middle) - 0.5 / Math.SQRT2) < 0.01, `level ${level(middle)}`);
    assert.deepEqual(inPieces(new Resampler(from, to), tone(1000, 1, from), 777).subarray(0, 9000), whole.subarray(0, 9000));
  });
}

test("what a lower rate cannot hold does not come back as another tone", () => {
  const folded = inPieces(new Resampler(48_000, RATE), tone(15_000, 1, 48_000), 128);
  assert.ok(level(folded.subarray(1000)) < 0.005, `level ${level(folded)}`);
});

test("samples survive the way through 16 bits, and none of them overflows", () => {
  assert.deepEqual([...toPcm(Float32Array.of(0, 1, -1, 2, -2))], [0, 32767, -32767, 32767, -32767]);
  assert.ok(Math.abs((fromPcm(Int16Array.of(16384))[0] ?? 0) - 0.5) < 1e-6);
});

const BLOCK = 128;
/** @param {Playback} playback @param {number} ms */
function play(playback, ms) {
  const heard = [];
  for (let at = 0; at < (ms / 1000) * playback.rate; at += BLOCK) {
    const out = new Float32Array(BLOCK);
    playback.render(out);
    heard.push(...out);
  }
  return Float32Array.from(heard);
}
/** @param {number} ms */
const speech = (ms) => toPcm(tone(300, ms / 1000, RATE));

test("what was played is counted, and no more than came", () => {
  const playback = new Playback(48_000);
  playback.push(speech(500));
  assert.ok(level(play(playback, 200)) > 0.2);
  assert.ok(Math.abs(playback.playedMs - 200) < 5, `${playback.playedMs}`);
  play(playback, 600);
  assert.ok(Math.abs(playback.playedMs - 500) < 5);
});

for (const rate of [48_000, 44_100, RATE]) {
  test(`a sentence that was played at ${rate} to its end has nothing left that was not`, () => {
    const playback = new Playback(rate);
    for (let piece = 0; piece < 7; piece++) playback.push(speech(100));
    play(playback, 500);
    playback.push(speech(50));
    play(playback, 900);
    assert.ok(playback.playedMs > 750 - 1 / 48 && playback.playedMs < 750.1, `${playback.playedMs}`);
    assert.equal(playback.running, false);
  });
}

test("a cut is silence at once, tells what was heard, and counts anew", () => {
  const playback = new Playback(48_000);
  playback.push(speech(1000));
  play(playback, 300);
  assert.ok(Math.abs(playback.clear() - 300) < 5);
  assert.equal(level(play(playback, 100).subarray(BLOCK)), 0);
  playback.push(speech(200));
  play(playback, 400);
  assert.ok(Math.abs(playback.playedMs - 200) < 5);
});

test("a breath between sentences is not the end of speaking", () => {
  const playback = new Playback(48_000);
  assert.equal(playback.sounding, false);
  playback.push(speech(100));
  play(playback, 200);
  assert.equal(playback.sounding, true);
  play(playback, 400);
  assert.equal(playback.sounding, false);
});

test("the first moments wait for a few more, but a short word is not kept back", () => {
  const playback = new Playback(48_000);
  playback.push(speech(20));
  assert.equal(level(play(playback, 40)), 0);
  assert.ok(level(play(playback, 60)) > 0);
});
