/** Tells when the network may have changed: whoever is connected may not be any more, and who tries may succeed. */

/**
 * @param {() => void} changed
 * @returns {() => void} to hear no more of it
 */
export function watchNetwork(changed) {
  // Not every browser tells of its connection; all tell of going offline and coming back.
  const connection = /** @type {any} */ (globalThis.navigator)?.connection;
  globalThis.addEventListener?.("online", changed);
  globalThis.addEventListener?.("offline", changed);
  connection?.addEventListener?.("change", changed);
  return () => {
    globalThis.removeEventListener?.("online", changed);
    globalThis.removeEventListener?.("offline", changed);
    connection?.removeEventListener?.("change", changed);
  };
}
