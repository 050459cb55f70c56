/**
 * The deprecated preview protocol's names beside GA's, translated at the edge; the twin of voice/protocol/preview.py.
 * Both play tests/tapes/names/preview.jsonl. Sessions stay as they are: a page neither reads nor changes one.
 */

import * as server from "./server.js";

/** @typedef {{type?: string, [field: string]: any}} Event */

/** preview name -> GA name, for what only changed its name @type {Record<string, string>} */
const RENAMED = {
  "response.text.delta": server.TEXT_DELTA,
  "response.text.done": server.TEXT_DONE,
  "response.audio.delta": server.AUDIO_DELTA,
  "response.audio.done": server.AUDIO_DONE,
  "response.audio_transcript.delta": server.TRANSCRIPT_DELTA,
  "response.audio_transcript.done": server.TRANSCRIPT_DONE,
  [server.ITEM_CREATED]: server.ITEM_ADDED,
};
/** @type {Record<string, string>} of the assistant's parts alone: a caller's are the same on both sides */
const PARTS = { text: "output_text", audio: "output_audio" };
const PARTS_BACK = Object.fromEntries(Object.entries(PARTS).map(([old, name]) => [name, old]));

/** What a preview server sent, as GA would have said it. @param {Event} event @returns {Event} */
export function serverEventToGa(event) {
  const name = RENAMED[event.type ?? ""];
  return translate(name ? { ...event, type: name } : { ...event }, PARTS, responseToGa);
}

/** What a preview server expects in place of a GA client's event. @param {Event} event @returns {Event} */
export function clientEventToPreview(event) {
  return translate({ ...event }, PARTS_BACK, responseToPreview);
}

/** @param {Event} told @param {Record<string, string>} names @param {(response: any) => any} responseTo @returns {Event} */
function translate(told, names, responseTo) {
  if (isObject(told["item"])) told["item"] = itemWith(told["item"], names);
  if (isObject(told["response"])) {
    const response = responseTo(told["response"]);
    for (const name of ["output", "input"]) {
      if (Array.isArray(response[name])) response[name] = response[name].map((/** @type {any} */ item) => itemWith(item, names));
    }
    told["response"] = response;
  }
  return told;
}

/** @param {any} response */
function responseToGa({ modalities, voice, output_audio_format: _format, temperature: _gone, ...told }) {
  if (modalities !== undefined) told.output_modalities = oneModality(modalities);
  if (voice !== undefined) told.audio = { output: { voice } };
  return told;
}

/** @param {any} response */
function responseToPreview({ output_modalities: modalities, audio, ...told }) {
  if (modalities !== undefined) told.modalities = hasAudio(modalities) ? ["audio", "text"] : ["text"];
  if (audio?.output?.voice) told.voice = audio.output.voice;
  return told;
}

/** GA wants one or the other; audio always comes with its transcript. @param {any} modalities */
function oneModality(modalities) {
  if (!Array.isArray(modalities)) return modalities;
  return hasAudio(modalities) ? ["audio"] : ["text"];
}

/** @param {any} modalities */
const hasAudio = (modalities) => Array.isArray(modalities) && modalities.includes("audio");

/** @param {any} item @param {Record<string, string>} names */
function itemWith(item, names) {
  if (!isObject(item) || item.role !== "assistant" || !Array.isArray(item.content)) return item;
  return { ...item, content: item.content.map((/** @type {any} */ part) => (names[part?.type] ? { ...part, type: names[part.type] } : part)) };
}

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
