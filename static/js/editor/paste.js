// What Word, WPS and web pages put on the clipboard, made plain before the editor reads it.
// Inline styles and handlers are renamed while the text is still a string: under our content security policy even
// parsing them is an error.
import { permitted } from "./schema.js";

const TAG = /<[a-z][a-z0-9:]*(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const WRAPPED = /([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])[ \t]*\r?\n[ \t]*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])/g;
const INDENT = /^[\s\u00a0\u3000\u200b\ufeff]+/;
const MARKS = [
  [/font-weight\s*:\s*(bold|bolder|[6-9]00)/i, "strong"],
  [/font-style\s*:\s*italic/i, "em"],
  [/text-decoration[^;]*underline/i, "u"],
  [/text-decoration[^;]*line-through/i, "s"],
  [/vertical-align\s*:\s*super/i, "sup"],
  [/vertical-align\s*:\s*sub\b/i, "sub"],
];

export function parse(html) {
  const harmless = html
    .replace(/<style[\s\S]*?(<\/style>|$)/gi, "")
    .replace(TAG, (tag) => tag.replace(/[\s/]style(?=\s*=)/gi, " data-style").replace(/[\s/]on(?=[a-z]+\s*=)/gi, " data-on"));
  return new DOMParser().parseFromString(harmless, "text/html").body;
}

// Returns the HTML to insert and how many images could not come along.
export function plain(html) {
  const body = parse(html);
  for (const node of body.querySelectorAll("script, style, meta, link, xml, title, iframe, object, svg, math")) node.remove();
  for (const comment of nodes(body, NodeFilter.SHOW_COMMENT)) comment.remove();
  markers(body);
  let lost = 0;
  for (const image of body.querySelectorAll("img")) {
    if (held(image)) continue;
    image.remove();
    lost += 1;
  }
  for (const element of body.querySelectorAll("*")) dress(element);
  for (const text of nodes(body, NodeFilter.SHOW_TEXT)) text.data = text.data.replace(WRAPPED, "$1").replace(/\u00a0/g, " ");
  for (const block of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li")) {
    unindent(block);
    if (!block.textContent.trim() && !block.querySelector("img") && !block.closest("td, th, li")) block.remove();
  }
  return { html: body.innerHTML, lost };
}

export const plainText = (text) => text.replace(/^[ \t\u00a0\u3000]+/gm, "").replace(/\u00a0/g, " ");

function nodes(body, kind) {
  const walker = body.ownerDocument.createTreeWalker(body, kind);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

const style = (element) => element.dataset?.style || "";

// Word's lists are paragraphs with a typed number: the number stays, the blanks behind it go.
function markers(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    if (!/mso-list\s*:\s*ignore/i.test(style(element))) continue;
    const number = element.textContent.replace(/[\s\u00a0]+/g, " ").trim();
    const around = [element.parentElement, element, ...element.querySelectorAll("*")];
    const symbol = number.length === 1 && around.some((other) => /wingdings|webdings|symbol/i.test(style(other)));
    element.replaceWith(symbol ? "• " : number + (/[、）．。]$/.test(number) ? "" : " "));
  }
}

function held(image) {
  const source = image.getAttribute("src") || "";
  const path = source.startsWith(`${location.origin}/`) ? source.slice(location.origin.length) : source;
  if (!path.startsWith("/documents/")) return false;
  image.setAttribute("src", path);
  return true;
}

// Looks become marks and classes, or nothing.
function dress(element) {
  const looks = style(element);
  const name = element.localName;
  if (name === "span") for (const [pattern, tag] of MARKS) if (pattern.test(looks)) wrap(element, tag);
  if ((name === "b" || name === "strong") && /font-weight\s*:\s*(normal|[1-4]00)/i.test(looks)) element.replaceWith(...element.childNodes);
  const align = looks.match(/text-align\s*:\s*(center|right|end)/i)?.[1] || element.getAttribute("align") || "";
  const wanted = /^center$/i.test(align) ? " align-center" : /^(right|end)$/i.test(align) ? " align-right" : "";
  const classes = permitted((element.getAttribute("class") || "") + wanted);
  element.removeAttribute("data-style");
  element.removeAttribute("class");
  if (classes) element.setAttribute("class", classes);
}

function wrap(element, tag) {
  const inner = element.ownerDocument.createElement(tag);
  inner.append(...element.childNodes);
  element.append(inner);
}

// The style sheet indents.
function unindent(block) {
  for (const text of nodes(block, NodeFilter.SHOW_TEXT)) {
    text.data = text.data.replace(INDENT, "");
    if (text.data) return;
  }
}
