/** Which microphone and speaker: asks for them, offers them in two lists, remembers the choice in this browser. */

const MICROPHONE = "uketsuke.microphone";
const SPEAKER = "uketsuke.speaker";

/** @returns {Promise<MediaStream>} */
export async function openMicrophone() {
  const chosen = readChoice(MICROPHONE);
  return navigator.mediaDevices.getUserMedia({
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(chosen ? { deviceId: { ideal: chosen } } : {}),
    },
  });
}

/** The two lists of devices, and the choice that this browser remembers. */
export class Devices {
  /**
   * @param {object} parts
   * @param {HTMLSelectElement} parts.microphones
   * @param {HTMLSelectElement} parts.speakers
   * @param {HTMLElement} parts.speakerRow hidden where a page cannot choose
   * @param {HTMLAudioElement} parts.audio
   * @param {string} parts.unnamed
   * @param {() => void} parts.changed another microphone was chosen
   */
  constructor({ microphones, speakers, speakerRow, audio, unnamed, changed }) {
    this.microphones = microphones;
    this.speakers = speakers;
    this.audio = audio;
    this.unnamed = unnamed;
    speakerRow.hidden = !("setSinkId" in audio);
    microphones.addEventListener("change", () => {
      writeChoice(MICROPHONE, microphones.value);
      changed();
    });
    speakers.addEventListener("change", () => {
      writeChoice(SPEAKER, speakers.value);
      this.useSpeaker();
    });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.list());
  }

  /** Names are only told once the microphone was allowed. */
  async list() {
    const known = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.fill(this.microphones, known.filter((device) => device.kind === "audioinput"), MICROPHONE);
    this.fill(this.speakers, known.filter((device) => device.kind === "audiooutput"), SPEAKER);
  }

  useSpeaker() {
    const chosen = readChoice(SPEAKER);
    // A speaker that was unplugged since is no reason to be silent: the default one plays.
    if (chosen && "setSinkId" in this.audio) this.audio.setSinkId(chosen).catch(() => {});
  }

  /** @param {HTMLSelectElement} list @param {MediaDeviceInfo[]} devices @param {string} key */
  fill(list, devices, key) {
    const named = devices.filter((device) => device.deviceId);
    list.replaceChildren(
      ...named.map((device, index) => new Option(device.label || `${this.unnamed} ${index + 1}`, device.deviceId)),
    );
    if (!named.length) list.append(new Option(this.unnamed, ""));
    const chosen = readChoice(key);
    if (named.some((device) => device.deviceId === chosen)) list.value = chosen;
  }
}

/** @param {string} key */
function readChoice(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage refused: the choice lasts as long as the page
  }
}

/** @param {string} key @param {string} value */
function writeChoice(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // as above
  }
}
