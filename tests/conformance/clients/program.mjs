// What the Node programs share: see program.py.
import { readFileSync } from "node:fs";

export const [baseURL, key, recording] = process.argv.slice(2);
export const socket = `${baseURL.replace("http", "ws")}/realtime`;
export const model = "receptionist";
export const instructions = "Language: en\nTalk like a pirate.";
export const typed = "Hello there.";
export const asked = "What is the weather in Tokyo, in celsius?";
export const result = "Sunny, and twenty-one degrees.";
export const toolName = "get_weather";
export const description = "The weather of a city.";
export const parameters = JSON.parse(readFileSync(new URL("./parameters.json", import.meta.url), "utf-8"));

const HEADER = 44;
const CHUNK = 4800; // 100 ms of 24 kHz PCM16

/** The recording in pieces of 100 ms, and two seconds of silence. */
export function chunks() {
  const sound = Buffer.concat([readFileSync(recording).subarray(HEADER), Buffer.alloc(CHUNK * 20)]);
  return Array.from({ length: Math.floor(sound.length / CHUNK) }, (_, n) => sound.subarray(n * CHUNK, (n + 1) * CHUNK));
}

export function tell(turn, facts) {
  console.log(JSON.stringify({ turn, ...facts }).replace(/^\{"turn":"(\w+)"/, '{"turn": "$1"'));
}
