/** Makes an element with attributes and what is in it. */
export function makeNode<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Makes a button that does something. */
export function makeButton(text: string, press: () => void, look = ""): HTMLButtonElement {
  const made = makeNode("button", { type: "button", part: "button", class: look }, text);
  made.addEventListener("click", press);
  return made;
}

/** Sets an attribute, or takes it away; what is so already is not touched. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Writes a text into a node; what is there already is not touched, so that a selection of it stays. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
