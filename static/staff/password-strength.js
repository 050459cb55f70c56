/** Says beside a new password how hard it is to guess, while it is typed. The server alone decides what it takes. */

// Bits from which a password is fair, good, strong. The server counts five guesses in a quarter of an hour.
const STEPS = [50, 65, 80];
const SHORTEST = 12; // as the server has it
/** How many characters each kind has. */
const KINDS = /** @type {const} */ ([[/[0-9]/u, 10], [/[a-z]/u, 26], [/[A-Z]/u, 26], [/[ -/:-@[-`{-~]/u, 33], [/[^ -~]/u, 200]]);

/**
 * How hard a password is to guess, 0 (weak) to 3 (strong). A character that repeats one of the four before it, or is the
 * neighbour of the last, tells next to nothing.
 * @param {string} password
 * @returns {number}
 */
export function estimate(password) {
  const letters = [...password];
  if (letters.length < SHORTEST) return 0;
  let pool = 0;
  for (const [kind, size] of KINDS) if (kind.test(password)) pool += size;
  let telling = 0;
  for (const [at, letter] of letters.entries()) {
    const before = letters.slice(Math.max(0, at - 4), at);
    const last = before.at(-1)?.codePointAt(0) ?? -9;
    const isNeighbour = Math.abs((letter.codePointAt(0) ?? 0) - last) === 1;
    telling += before.includes(letter) || isNeighbour ? 0.2 : 1;
  }
  const bits = telling * Math.log2(pool);
  return STEPS.filter((least) => bits >= least).length;
}

if (typeof document !== "undefined") {
  const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-password-strength]"));
  const words = (bar?.dataset["passwordStrength"] ?? "").split("|");
  // Of the two fields the first: the other repeats it.
  for (const field of document.querySelectorAll("#id_new_password1, #id_password1")) {
    if (!(field instanceof HTMLInputElement)) continue;
    const line = document.createElement("div");
    line.className = "password-strength";
    const meter = document.createElement("meter");
    meter.max = STEPS.length + 1;
    meter.low = meter.high = 2;
    meter.optimum = meter.max;
    const said = document.createElement("output");
    said.htmlFor.add(field.id);
    meter.ariaHidden = "true"; // the words say it
    line.append(meter, said);
    line.hidden = true;
    field.addEventListener("input", () => {
      const strength = estimate(field.value);
      meter.value = strength + 1;
      said.textContent = words[strength] ?? "";
      line.hidden = field.value === "";
    });
    (field.parentElement ?? field).after(line);
  }
}
