// @openai/agents-realtime in Node, over its WebSocket transport.
import { RealtimeAgent, RealtimeSession, tool } from "@openai/agents-realtime";
import { converse } from "./agents_session.mjs";
import * as program from "./program.mjs";

const { key, model, socket, chunks, tell } = program;
await converse({
  RealtimeAgent,
  RealtimeSession,
  tool,
  tell,
  texts: program,
  transport: () => "websocket",
  connect: (session) => session.connect({ apiKey: key, url: `${socket}?model=${model}` }),
  speak: async (session) => {
    for (const chunk of chunks()) {
      session.sendAudio(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
});
process.exit(0);
