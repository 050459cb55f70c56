/**
 * The page's sentences in the caller's language: read once from the `<template>` that the server filled.
 * Knows no sentence itself, so that translators need not read JavaScript.
 */

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Words */

/**
 * @param {Record<string, string>} sentences
 * @returns {Words}
 */
export function wordsFrom(sentences) {
  return (key, values = {}) => {
    const sentence = sentences[key];
    if (sentence === undefined) throw new Error(`no words for ${key}`);
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/**
 * @param {HTMLTemplateElement} template holding `<p data-word="key">sentence</p>` for each
 * @returns {Words}
 */
export function readWords(template) {
  /** @type {Record<string, string>} */
  const sentences = {};
  for (const element of template.content.querySelectorAll("[data-word]")) {
    sentences[element.getAttribute("data-word") ?? ""] = element.textContent ?? "";
  }
  return wordsFrom(sentences);
}
