/** The events that a client sends, by name: those that the page uses. The twin of voice/protocol/client.py. */

export const ITEM_CREATE = "conversation.item.create";
export const RESPONSE_CREATE = "response.create";
