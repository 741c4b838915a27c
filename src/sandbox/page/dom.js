/** @returns the element of the page with this id, which the page always has */
export const byId = (id) => document.getElementById(id);

/**
 * Builds an element. Words always go in as text, never as markup.
 * @param props `class`, `text`, `on: {event: listener}`, `data: {key: value}`; everything else is an attribute (false or null leaves it out)
 */
export const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === 'class') node.className = value;
    else if (key === 'text') node.textContent = value;
    else if (key === 'on')
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (key === 'data') Object.assign(node.dataset, value);
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

/** A button with words; `type` is never submit unless asked for. */
export const button = (words, onClick, props = {}) =>
  el('button', { type: 'button', text: words, on: { click: onClick }, ...props });

const SVG = 'http://www.w3.org/2000/svg';

/** One of the drawings in the page's symbol list. */
export const icon = (name, className = 'icon') => {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
};

/** @returns the address if it is a web address that may be opened or shown, else null */
export const webAddress = (url) => {
  try {
    const parsed = new URL(url, location.href);
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.href : null;
  } catch {
    return null;
  }
};
