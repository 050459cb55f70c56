// One conversation of @openai/agents-realtime after the other, the same in Node and in the browser.

/** `connect(session)` connects it; `speak(session)` makes the caller speak; `listen(session)`, where there are no
 * audio events, tells how much was heard. Tells each turn. */
export async function converse({ RealtimeAgent, RealtimeSession, tool, transport, connect, speak, listen, tell, texts }) {
  const calls = [];
  const weather = tool({
    name: texts.toolName,
    description: texts.description,
    parameters: texts.parameters,
    strict: false,
    execute: async (given) => {
      calls.push(JSON.stringify(given));
      return texts.result;
    },
  });

  async function turn(begin, { forced = false } = {}) {
    const agent = new RealtimeAgent({ name: "Pirate", instructions: texts.instructions, tools: [weather] });
    const session = new RealtimeSession(agent, {
      transport: transport(),
      model: texts.model,
      tracingDisabled: true,
      config: {
        ...(forced ? { toolChoice: "required" } : {}),
        audio: { input: { transcription: { model: "whisper-1", language: "en" } } },
      },
    });
    const facts = { sounded: 0 };
    const over = new Promise((resolve, reject) => {
      session.on("error", ({ error }) => reject(new Error(JSON.stringify(error) + String(error))));
      session.on("audio", (event) => (facts.sounded += event.data.byteLength));
      session.on("agent_end", (_context, _agent, said) => said && resolve(said));
      session.on("history_updated", (history) => {
        const user = history.filter((item) => item.type === "message" && item.role === "user").at(-1);
        facts.heard = user?.content.map((part) => part.transcript ?? part.text ?? "").join(" ");
      });
    });
    await connect(session);
    await begin(session);
    facts.said = await over;
    if (listen) facts.sounded = await listen(session);
    session.close();
    return facts;
  }

  tell("typed", await turn((session) => session.sendMessage(texts.typed)));
  tell("spoken", await turn(speak));
  tell("tool", { ...(await turn((session) => session.sendMessage(texts.asked), { forced: true })), calls });
}
