// @ts-check

/** @typedef {string | number | boolean | null | undefined | EventListener} Attribute */

/**
 * Makes an element. Children that are strings become text nodes, so nothing that came from a prompt,
 * a model or a reviewer is ever parsed as markup. A property that is a function listens to the event
 * of its name (`onclick`); `null`, `undefined` and `false` leave an attribute out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') {
      node.addEventListener(name.slice(2), value);
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/**
 * Writes only what changed: replacing equal text would make a screen reader repeat itself and would
 * throw away a reader's selection at every event.
 *
 * @param {HTMLElement} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Tells those who do not see the page what has just changed on it.
 *
 * @param {string} message
 */
export function announce(message) {
  const announcer = document.getElementById('announcer');
  if (announcer) setText(announcer, message);
}
