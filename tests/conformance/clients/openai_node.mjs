// The `openai` package for Node, over its WebSocket client.
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { asked, baseURL, chunks, description, instructions, key, model, parameters, result, tell, toolName, typed } from "./program.mjs";

const tool = { type: "function", name: toolName, description, parameters };
const forced = { type: "function", name: toolName };
const realtime = new OpenAIRealtimeWS({ model }, new OpenAI({ baseURL, apiKey: key }));
let heard = "";
let sounded = 0;

realtime.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
realtime.on("conversation.item.input_audio_transcription.completed", (event) => (heard = event.transcript));
realtime.on("response.output_audio.delta", (event) => (sounded += Buffer.from(event.delta, "base64").length));

const next = (kind) => new Promise((resolve) => realtime.once(kind, resolve));
const write = (text) =>
  realtime.send({
    type: "conversation.item.create",
    item: { type: "message", role: "user", content: [{ type: "input_text", text }] },
  });

await next("session.created");
realtime.send({
  type: "session.update",
  session: {
    type: "realtime",
    instructions,
    tools: [tool],
    audio: { input: { transcription: { model: "whisper-1", language: "en" } } },
  },
});
await next("session.updated");

write(typed);
realtime.send({ type: "response.create", response: { output_modalities: ["text"] } });
let { response } = await next("response.done");
tell("typed", { said: response.output[0].content[0].text });

for (const chunk of chunks()) realtime.send({ type: "input_audio_buffer.append", audio: chunk.toString("base64") });
({ response } = await next("response.done"));
tell("spoken", { heard, said: response.output[0].content[0].transcript, sounded });

write(asked);
realtime.send({ type: "response.create", response: { tool_choice: forced } });
({ response } = await next("response.done"));
const calls = response.output.filter((item) => item.type === "function_call");
realtime.send({
  type: "conversation.item.create",
  item: { type: "function_call_output", call_id: calls[0].call_id, output: result },
});
realtime.send({ type: "response.create", response: { tool_choice: forced } });
({ response } = await next("response.done"));
tell("tool", { calls: calls.map((call) => call.arguments), said: response.output[0].content[0].transcript });
realtime.close();
process.exit(0);
