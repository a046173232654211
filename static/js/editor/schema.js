// What a body may hold: the same list as disclosure/body/cleaning.py. HTML in, HTML out, nothing else survives.
import { DOMParser as Reader, DOMSerializer, Schema } from "../../vendor/prosemirror-1.42.9/prosemirror.js";

export const CLASSES = ["align-center", "align-right", "indent-0", "doc-number", "signature", "date"];

export function permitted(names) {
  const given = (names || "").split(/\s+/);
  return CLASSES.filter((name) => given.includes(name)).join(" ") || null;
}

const classed = { class: { default: null } };
const readClass = (dom) => ({ class: permitted(dom.getAttribute("class")) });
const attrs = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));
const spanOf = (dom, name) => Math.min(500, Math.max(1, Number.parseInt(dom.getAttribute(name), 10) || 1));

function cell(tag, role) {
  return {
    content: "block+",
    attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null }, scope: { default: null } },
    tableRole: role,
    isolating: true,
    parseDOM: [{
      tag,
      getAttrs: (dom) => ({
        colspan: spanOf(dom, "colspan"), rowspan: spanOf(dom, "rowspan"), scope: dom.getAttribute("scope"),
      }),
    }],
    toDOM: ({ attrs: { colspan, rowspan, scope } }) => [tag, attrs({
      colspan: colspan > 1 ? colspan : null, rowspan: rowspan > 1 ? rowspan : null, scope: tag === "th" ? scope : null,
    }), 0],
  };
}

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    content: "inline*", group: "block", attrs: classed,
    parseDOM: [{ tag: "p", getAttrs: readClass }],
    toDOM: (node) => ["p", attrs(node.attrs), 0],
  },
  heading: {
    content: "inline*", group: "block", defining: true, attrs: { level: { default: 2 }, ...classed },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`, getAttrs: (dom) => ({ level: Math.min(4, Math.max(2, level)), ...readClass(dom) }),
    })),
    toDOM: (node) => [`h${node.attrs.level}`, attrs({ class: node.attrs.class }), 0],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: {
    content: "list_item+", group: "block", attrs: { start: { default: null }, type: { default: null } },
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: dom.getAttribute("start"), type: dom.getAttribute("type") }) }],
    toDOM: (node) => ["ol", attrs(node.attrs), 0],
  },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  figure: { content: "block+ figcaption?", group: "block", isolating: true, parseDOM: [{ tag: "figure" }], toDOM: () => ["figure", 0] },
  figcaption: { content: "inline*", parseDOM: [{ tag: "figcaption" }], toDOM: () => ["figcaption", 0] },
  table: {
    content: "table_row+", group: "block", tableRole: "table", isolating: true, attrs: { caption: { default: "" } },
    parseDOM: [
      { tag: "caption", ignore: true },
      { tag: "table", getAttrs: (dom) => ({ caption: (dom.querySelector("caption")?.textContent || "").trim() }) },
    ],
    toDOM: ({ attrs: { caption } }) => caption
      ? ["table", ["caption", { contenteditable: "false" }, caption], ["tbody", 0]]
      : ["table", ["tbody", 0]],
  },
  table_row: { content: "(table_cell | table_header)+", tableRole: "row", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: cell("td", "cell"),
  table_header: cell("th", "header_cell"),
  text: { group: "inline" },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  image: {
    inline: true, group: "inline", draggable: true,
    attrs: { src: {}, alt: { default: "" }, width: { default: null }, height: { default: null } },
    parseDOM: [{
      tag: "img[src^='/documents/']",
      getAttrs: (dom) => ({
        src: dom.getAttribute("src"), alt: dom.getAttribute("alt") || "",
        width: dom.getAttribute("width"), height: dom.getAttribute("height"),
      }),
    }],
    toDOM: ({ attrs: { src, alt, width, height } }) => ["img", { src, alt, ...attrs({ width, height }) }],
  },
};

const mark = (...tags) => ({ parseDOM: tags.map((tag) => ({ tag })), toDOM: () => [tags[0], 0] });
const marks = {
  link: {
    attrs: { href: {} }, inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (address(dom.getAttribute("href")) ? { href: address(dom.getAttribute("href")) } : false) }],
    toDOM: (node) => ["a", { href: node.attrs.href }, 0],
  },
  strong: mark("strong", "b"),
  em: mark("em", "i"),
  u: mark("u", "ins"),
  s: mark("s", "strike", "del"),
  sub: mark("sub"),
  sup: mark("sup"),
};

export const schema = new Schema({ nodes, marks });

// An address the server will keep, or an empty text.
export function address(text) {
  const given = (text || "").replace(/[\u0000-\u0020\u007f-\u00a0\u3000]/g, "");
  if (!given || given.startsWith("#") || given.includes("\\") || given.startsWith("//")) return "";
  return /^[a-z][a-z0-9+.-]*:/i.test(given) && !/^(https?:\/\/.|mailto:.+@)/i.test(given) ? "" : given;
}

// `dom` is an element of another document, so that nothing in it is loaded.
export function read(dom) {
  for (const cellOf of dom.querySelectorAll("td[class], th[class]")) lower(cellOf);
  return Reader.fromSchema(schema).parse(dom);
}

// The server writes the alignment of a cell on the cell; here its paragraphs carry it.
function lower(cellOf) {
  const given = permitted(cellOf.getAttribute("class"));
  cellOf.removeAttribute("class");
  if (!given || cellOf.querySelector("p, table, ul, ol, h2, h3, h4")) return;
  const paragraph = cellOf.ownerDocument.createElement("p");
  paragraph.setAttribute("class", given);
  paragraph.append(...cellOf.childNodes);
  cellOf.append(paragraph);
}

export function write(doc) {
  if (doc.childCount === 1 && doc.firstChild.isTextblock && !doc.firstChild.content.size) return "";
  const holder = document.implementation.createHTMLDocument("").body;
  DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: holder.ownerDocument }, holder);
  holder.querySelectorAll("caption").forEach((caption) => caption.removeAttribute("contenteditable"));
  holder.querySelectorAll("td, th, li, figure").forEach(raise);
  holder.querySelectorAll("table").forEach(headFirst);
  return holder.innerHTML;
}

// The paragraph that a cell, a list item or a figure needs here is not written; a cell takes over its class.
function raise(parent) {
  const [first, ...rest] = parent.children;
  if (first?.localName !== "p") return;
  const isCell = parent.matches("td, th");
  const unlike = isCell ? "*" : parent.localName === "li" ? ":not(ul, ol)" : ":not(figcaption)";
  if (rest.some((other) => other.matches(unlike)) || (first.className && !isCell)) return;
  if (first.className) {
    const others = [...parent.attributes].map(({ name, value }) => [name, value]);
    for (const [name] of others) parent.removeAttribute(name);
    for (const [name, value] of [["class", first.className], ...others]) parent.setAttribute(name, value); // the server's order
  }
  first.replaceWith(...first.childNodes);
}

// Leading rows of header cells only become the head of the table.
function headFirst(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const count = rows.findIndex((row) => [...row.cells].some((other) => other.localName !== "th"));
  if (count < 1) return;
  const reach = rows.slice(0, count).some((row, at) => [...row.cells].some((other) => at + other.rowSpan > count));
  if (reach) return;
  const head = table.ownerDocument.createElement("thead");
  head.append(...rows.slice(0, count));
  body.before(head);
}
