/** Lets whoever types a password see it: a button beside each field. What is sent, and kept by a browser, is a password. */

const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-show-password]"));
for (const field of document.querySelectorAll('input[type="password"]')) {
  if (!(field instanceof HTMLInputElement)) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "act show-password";
  button.textContent = bar?.dataset["showPassword"] ?? "";
  const label = field.labels?.[0];
  if (label) {
    label.id ||= `${field.id}-label`;
    button.setAttribute("aria-describedby", label.id); // which of several it shows; its name is its own
  }
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  });
  field.form?.addEventListener("submit", () => {
    field.type = "password";
    button.setAttribute("aria-pressed", "false");
  });
  field.after(button);
}
