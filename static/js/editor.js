// The body editor: <textarea data-editor data-upload-url="…">. Without a script the textarea stays as it is.
// The server sanitises what arrives (disclosure/body/cleaning.py); here only the same things can be typed or pasted.
// Nothing is kept in the browser: offices share machines. Leaving with unsaved text warns.
import {
  EditorState, EditorView, Slice, TextSelection, baseKeymap, chainCommands, fixTables, gapCursor, goToNextCell,
  history, keymap, liftListItem, redo, sinkListItem, splitListItem, tableEditing, toggleMark, undo,
} from "../vendor/prosemirror-1.42.9/prosemirror.js";
import { read, schema, write } from "./editor/schema.js";
import { parse, plain, plainText } from "./editor/paste.js";
import { make } from "./editor/dialogs.js";
import { questions, toolbars } from "./editor/toolbar.js";

const PAUSE = 250; // milliseconds after the last key until the textarea is written
const { nodes, marks } = schema;

const lineBreak = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

function keys(tools, toTools) {
  return keymap({
    "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo,
    "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-u": toggleMark(marks.u), "Mod-k": tools.link,
    "Enter": splitListItem(nodes.list_item), "Shift-Enter": lineBreak,
    "Tab": chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
    "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
    "Alt-F10": () => { toTools(); return true; },
  });
}

const picture = (transfer) => [...(transfer?.files || [])].find((file) => file.type.startsWith("image/"));

// Into an empty paragraph, whole blocks go as they are: otherwise the first would take the looks of what was empty.
function whole(slice, { selection: { $from, empty } }) {
  const vacant = empty && $from.parent.type === nodes.paragraph && !$from.parent.content.size;
  return vacant && slice.content.childCount > 1 ? new Slice(slice.content, 0, 0) : slice;
}

// The label names the editor, and a click on it comes here.
function name(textarea, text, view) {
  const label = textarea.labels?.[0];
  if (label) {
    label.id ||= `${textarea.id || "editor"}-label`;
    text.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => view.focus());
  } else {
    text.setAttribute("aria-label", textarea.getAttribute("aria-label") || "正文");
  }
}

function describe(textarea, hint) {
  const values = { "aria-describedby": [textarea.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" ") };
  if (textarea.required || textarea.getAttribute("aria-required") === "true") values["aria-required"] = "true";
  if (textarea.getAttribute("aria-invalid") === "true") values["aria-invalid"] = "true";
  textarea.required = false; // a hidden control that must be filled could never be shown
  return { class: "editor__text document-body", role: "textbox", "aria-multiline": "true", tabindex: "0", ...values };
}

// The text goes to the textarea after a pause and whenever the form is read; leaving before it was sent warns.
function keep(textarea, view) {
  let timer = 0;
  let sending = false;
  const untouched = view.state.doc;
  const flush = () => {
    clearTimeout(timer);
    timer = 0;
    textarea.value = write(view.state.doc);
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const pending = () => { if (timer) flush(); };
  const { form } = textarea;
  form?.addEventListener("submit", pending, true);
  form?.addEventListener("formdata", (event) => {
    pending();
    if (textarea.name) event.formData.set(textarea.name, textarea.value);
  });
  addEventListener("submit", (event) => { if (event.target === form && !event.defaultPrevented) sending = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => { if (!sending && !view.state.doc.eq(untouched)) event.preventDefault(); });
  return () => {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  };
}

function mount(textarea) {
  const editable = !textarea.disabled && !textarea.readOnly;
  const id = textarea.id || "editor";
  const hint = make("p", { id: `${id}-editor-hint`, class: "editor__hint" }, "Alt+F10 到工具栏，Esc 回到正文；表格里 Tab 换格，Shift+方向键选中多格后可以合并。");
  const status = make("p", { class: "editor__status", role: "status" });
  const say = (sentence) => { status.textContent = sentence; };
  const tools = questions(textarea, () => view.focus());
  const attach = (file) => {
    if (!textarea.dataset.uploadUrl) say("这里不能插入图片。");
    else tools.image(view.state, view.dispatch, view, file);
  };
  let bars = null;
  let changed = () => {};

  const view = new EditorView(null, {
    state: EditorState.create({
      doc: read(parse(textarea.value)),
      plugins: [keys(tools, () => bars?.focus()), keymap(baseKeymap), history(), gapCursor(), tableEditing()],
    }),
    editable: () => editable,
    attributes: describe(textarea, hint),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      bars?.update();
      if (transaction.docChanged) {
        say("");
        changed();
      }
    },
    transformPastedHTML(html) {
      const { html: kept, lost } = plain(html);
      if (lost) setTimeout(say, 0, `有 ${lost} 张图片没有随文字粘贴进来。请用“插入图片”逐张上传，并填写图片说明。`);
      return kept;
    },
    transformPastedText: plainText,
    transformPasted: (slice) => whole(slice, view.state),
    handlePaste(_, event) {
      const file = picture(event.clipboardData);
      if (!file || event.clipboardData.getData("text/html").trim()) return false;
      attach(file);
      return true;
    },
    handleDrop(_, event, slice, moved) {
      const file = !moved && picture(event.dataTransfer);
      if (!file) return false;
      event.preventDefault();
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
      attach(file);
      return true;
    },
    handleDoubleClickOn(_, pos, node) {
      if (node.type === nodes.image) return tools.image(view.state, view.dispatch, view);
      return false;
    },
  });
  const fixed = fixTables(view.state);
  if (fixed) view.updateState(view.state.apply(fixed.setMeta("addToHistory", false)));

  name(textarea, view.dom, view);
  const frame = make("div", { class: "editor" });
  if (editable) {
    bars = toolbars(view, tools);
    frame.append(bars.main, view.dom, bars.table, hint, status);
    bars.update();
    changed = keep(textarea, view);
  } else {
    frame.append(view.dom);
    view.dom.setAttribute("aria-readonly", "true");
    view.dom.removeAttribute("aria-describedby");
  }
  textarea.hidden = true;
  textarea.after(frame);
}

for (const textarea of document.querySelectorAll("textarea[data-editor]")) mount(textarea);
