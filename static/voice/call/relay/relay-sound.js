/** Microphone and speaker of a relayed call: frames out, frames in, and what of them has been played. */

/** @typedef {{type: "played", cut: number, ms: number} | {type: "cleared", cut: number, ms: number} | {type: "sounding", on: boolean}} Report */
/**
 * @typedef {object} Sound
 * @property {MediaStream} voice the agent's, to be played
 * @property {AudioContext} [source] what makes it: silent, and deaf, until the browser lets it run
 * @property {(audio: ArrayBuffer) => void} play
 * @property {(cut: number) => void} clear be silent; `cleared` is reported
 * @property {(track: MediaStreamTrack) => void} listenTo
 * @property {() => void} close
 */

/**
 * @param {object} options
 * @param {MediaStream | null} options.microphone
 * @param {(frame: ArrayBuffer) => void} options.frame the caller's next 40 ms
 * @param {(report: Report) => void} options.report
 * @returns {Promise<Sound>}
 */
export async function openSound({ microphone, frame, report }) {
  const context = new AudioContext({ latencyHint: "interactive" });
  try {
    // Its address has a hash of its content in it, which only the server knows.
    await context.audioWorklet.addModule(document.body.dataset["relayWorklet"] ?? "");
  } catch (error) {
    void context.close();
    throw error;
  }
  context.resume().catch(() => {}); // as near to the press as can be; what is refused is begun again: autoplay.js
  const ears = new AudioWorkletNode(context, "microphone", { channelCount: 1, channelCountMode: "explicit" });
  const speaker = new AudioWorkletNode(context, "speaker", { numberOfInputs: 0, outputChannelCount: [1] });
  const out = context.createMediaStreamDestination();
  ears.port.onmessage = ({ data }) => frame(data);
  speaker.port.onmessage = ({ data }) => report(heardBy(data, context));
  ears.connect(context.destination); // its output is silence; unconnected, some browsers would not run it
  speaker.connect(out);
  /** @type {MediaStreamAudioSourceNode | undefined} */
  let source;
  /** @param {MediaStreamTrack} track */
  const listenTo = (track) => {
    source?.disconnect();
    source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(ears);
  };
  const [track] = microphone?.getAudioTracks() ?? [];
  if (track) listenTo(track);
  return {
    voice: out.stream,
    source: context,
    play: (audio) => speaker.port.postMessage(audio, [audio]),
    clear: (cut) => speaker.port.postMessage({ cut }),
    listenTo,
    close: () => void context.close(),
  };
}

/**
 * What the audio thread has played is on its way to the ear for a moment more: cut now, it was not heard.
 * @param {Report} report
 * @param {AudioContext} context
 * @returns {Report}
 */
function heardBy(report, context) {
  if (report.type !== "cleared") return report;
  const onTheWay = ((context.baseLatency || 0) + (context.outputLatency || 0)) * 1000;
  return { ...report, ms: Math.max(0, report.ms - onTheWay) };
}
