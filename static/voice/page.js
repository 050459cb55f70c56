/** The caller's page: gives each element its part, and each press its meaning. */

import { Autoplay } from "./view/autoplay.js";
import { showBooking } from "./view/booking.js";
import { Conversation } from "./call/conversation.js";
import { Devices, openMicrophone } from "./call/devices.js";
import { AudioLevels } from "./call/audio-level.js";
import { hideError, showError } from "./view/errors.js";
import { CallMeter } from "./view/call-meter.js";
import { SavedBooking } from "./view/saved-booking.js";
import { bookingFrom } from "./view/booking-state.js";
import { showTelephone } from "./view/shop-telephone.js";
import { TranscriptView } from "./view/transcript-view.js";
import { readWords } from "./format/words.js";

/**
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 */
const the = (id) => /** @type {E} */ (document.getElementById(id));

const TOOL_MODES = ["server", "browser"];
const body = document.body;
const language = document.documentElement.lang;
const words = readWords(/** @type {HTMLTemplateElement} */ (document.getElementById("words")));
const audio = /** @type {HTMLAudioElement} */ (the("voice"));
const input = /** @type {HTMLInputElement} */ (the("text"));
const mute = the("mute");
const telephone = /** @type {HTMLTemplateElement} */ (the("telephone"));
const transcript = new TranscriptView(the("captions"), the("announcer"), words);
const saved = new SavedBooking(() => sessionStorage);
const autoplay = new Autoplay({ gestures: document, blocked: (on) => (the("silent").hidden = !on) });
const levels = new AudioLevels((context) => autoplay.run(context, { audible: false }));
let muted = false;
let speaking = true;
/** @type {HTMLElement | undefined} the note that says so, until it succeeds */
let connecting;
/** @type {import("./view/booking-state.js").Booking | null} */
let kept = null;

const conversation = new Conversation({
  language,
  locationId: body.dataset["location"] ?? "",
  toolMode: TOOL_MODES.find((mode) => mode === new URLSearchParams(location.search).get("tools")),
  words,
  openMicrophone,
  view: {
    state: showState,
    caption: (caption) => (body.classList.add("talked"), transcript.caption(caption)),
    card: (card) => transcript.card(card),
    booking: (result, state) => {
      saved.keep(result, state);
      kept = bookingFrom(result, language, words, state, kept);
      showKept(kept);
      transcript.pinned = window.matchMedia("(max-width: 999px)").matches;
      transcript.follow();
      transcript.announce(`${words(`bookingState.${state}`)} ${state === "held" ? "" : kept.number}`.trim());
    },
    staff: (present) => {
      if (the("person").hidden !== present) return; // told again, after a reconnect
      the("person").hidden = !present;
      transcript.note(words(present ? "staffCame" : "staffLeft"));
    },
    telephone: (shop) => showTelephone(the("shop-telephone"), shop),
    error: (kind) => {
      const steps = { retry: () => start(speaking), type: () => start(false) };
      showError(the("error"), kind, words, steps, telephone.content.cloneNode(true));
      if (document.activeElement !== input) the("error").querySelector("button")?.focus();
    },
    note: (key) => {
      const note = transcript.note(words(key), key === "back" || key === "reconnected" ? connecting : undefined);
      if (key === "reconnecting") connecting = note;
    },
    unsent: (text) => {
      input.value = [text, input.value].filter(Boolean).join(" ");
      transcript.note(words("unsent"));
    },
    voice: (stream, source) => {
      audio.srcObject = stream;
      autoplay.play(audio);
      if (source) autoplay.run(source);
      levels.listen("agent", stream);
    },
    microphone: (stream) => {
      levels.listen("caller", stream);
      void devices.list();
    },
  },
});

const meter = new CallMeter({
  ring: the("ring"),
  clock: the("elapsed"),
  hint: the("unheard"),
  levels,
  callersTurn: () => body.dataset["state"] === "listening" && Boolean(conversation.microphone) && !muted,
});

const devices = new Devices({
  microphones: /** @type {HTMLSelectElement} */ (the("microphones")),
  speakers: /** @type {HTMLSelectElement} */ (the("speakers")),
  speakerRow: the("speaker-row"),
  audio,
  unnamed: words("unnamedDevice"),
  changed: changeMicrophone,
});

/** @param {import("./view/booking-state.js").Booking} booking */
function showKept(booking) {
  showBooking(the("booking"), booking, language, words, removeKept);
  body.classList.add("booked-page");
}

function removeKept() {
  saved.remove();
  kept = null;
  the("booking").hidden = true;
  the("booking").replaceChildren();
  body.classList.remove("booked-page");
  transcript.pinned = false;
  transcript.announce(words("cardRemoved"));
  (conversation.talking ? input : the("call")).focus({ preventScroll: true });
}

/** @param {boolean} bySpeech */
function start(bySpeech) {
  speaking = bySpeech;
  the("shop-telephone").hidden = true;
  hideError(the("error"));
  setMuted(false);
  devices.useSpeaker();
  void conversation.start(bySpeech);
  if (!bySpeech) input.focus();
}

/** @param {import("./call/state.js").Name} name */
function showState(name) {
  if (body.dataset["state"] === name) return;
  body.dataset["state"] = name;
  sayState(name);
  const talking = conversation.talking;
  const held = document.activeElement;
  the("call").hidden = talking || name === "trouble"; // trouble brings a button of its own
  the("call-label").textContent = words(name === "idle" ? "call" : "callAgain");
  the("controls").hidden = !talking;
  mute.hidden = !conversation.microphone;
  if (!talking) the("person").hidden = true;
  if (conversation.state.phase === "talking") meter.start();
  else if (name !== "connecting") {
    meter.stop();
    levels.stop();
    autoplay.stop();
  }
  if (name === "connecting" || name === "ended") transcript.announce(the("state").textContent ?? "");
  // When the pressed button has gone, the keyboard's place moves to what replaced it.
  const gone = talking ? held === the("call") : the("controls").contains(held);
  if (gone && name !== "trouble") the(talking ? "hangup" : "call").focus({ preventScroll: true });
}

/** @param {string} name */
function sayState(name) {
  const own = conversation.microphone ? (muted ? "muted" : "state.listening") : "typing";
  the("state").textContent = words(name === "listening" ? own : `state.${name}`);
}

/** @param {boolean} on */
function setMuted(on) {
  muted = on;
  for (const track of conversation.microphone?.getAudioTracks() ?? []) track.enabled = !on;
  mute.setAttribute("aria-pressed", String(on));
  the("mute-label").textContent = words(on ? "unmute" : "mute");
  if (conversation.talking) sayState(body.dataset["state"] ?? "idle");
}

async function changeMicrophone() {
  try {
    const stream = await conversation.changeMicrophone();
    if (stream) levels.listen("caller", stream);
  } catch {
    void devices.list(); // unplugged meanwhile: the list shows what is there
  }
}

kept = saved.load(language, words);
if (kept) showKept(kept);
the("call").addEventListener("click", () => start(true));
the("hangup").addEventListener("click", () => conversation.hangUp());
mute.addEventListener("click", () => setMuted(!muted));
the("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  hideError(the("error"));
  if (!conversation.talking) speaking = false;
  conversation.type(text);
});
// A page that is kept and shown again shows a call that has ended.
window.addEventListener("pagehide", () => conversation.talking && conversation.hangUp());
