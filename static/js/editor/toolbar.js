// The buttons: one tab stop each bar, arrow keys within, Esc back to the text. What cannot be done now is aria-disabled.
import {
  CellSelection, NodeSelection, TextSelection, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, closeHistory, deleteColumn,
  deleteRow, deleteTable, isInTable, lift, liftListItem, mergeCells, redo, setBlockType, splitCell, toggleHeader,
  toggleHeaderCell, toggleMark, undo, wrapIn, wrapInList,
} from "../../vendor/prosemirror-1.42.9/prosemirror.js";
import { address, schema } from "./schema.js";
import { ask, make, upload } from "./dialogs.js";

const { nodes, marks } = schema;

// 段落样式: value, what it is called, node type, attributes.
const STYLES = [
  ["p", "正文", nodes.paragraph, { class: null }],
  ["indent-0", "正文（首行不缩进）", nodes.paragraph, { class: "indent-0" }],
  ["h2", "一级标题", nodes.heading, { level: 2 }],
  ["h3", "二级标题", nodes.heading, { level: 3 }],
  ["h4", "三级标题", nodes.heading, { level: 4 }],
  ["doc-number", "文号", nodes.paragraph, { class: "doc-number" }],
  ["signature", "署名", nodes.paragraph, { class: "signature" }],
  ["date", "成文日期", nodes.paragraph, { class: "date" }],
];

const textblock = (state) => (state.selection instanceof NodeSelection ? state.selection.$from.parent : state.selection.$head.parent);
const classesOf = (state) => (textblock(state).attrs.class || "").split(" ");

function styleOf(state) {
  const block = textblock(state);
  if (block.type === nodes.heading) return `h${block.attrs.level}`;
  return STYLES.find(([value]) => classesOf(state).includes(value))?.[0] || "p";
}

function align(name) {
  return (state, dispatch) => {
    const tr = state.tr;
    for (const { $from, $to } of state.selection.ranges) {
      state.doc.nodesBetween($from.pos, $to.pos, (node, at) => {
        if (node.type !== nodes.paragraph && node.type !== nodes.heading) return;
        const others = (node.attrs.class || "").split(" ").filter((other) => other && !other.startsWith("align-"));
        const value = (name ? [name, ...others] : others).join(" ") || null;
        if (value !== node.attrs.class) tr.setNodeMarkup(at, null, { ...node.attrs, class: value });
      });
    }
    if (dispatch) dispatch(tr);
    return true;
  };
}

const marked = (type) => (state) => {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

const inside = (type) => (state) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
};

const list = (type) => (state, dispatch) => inside(type)(state)
  ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch);
const quote = (state, dispatch) => inside(nodes.blockquote)(state) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

// Buttons: label, command, then what is pressed, shortcut. `null` separates groups.
const MAIN = (tools) => [
  ["撤销", undo, null, "Ctrl+Z"], ["恢复", redo, null, "Ctrl+Y"], null,
  ["加粗", toggleMark(marks.strong), marked(marks.strong), "Ctrl+B"], ["斜体", toggleMark(marks.em), marked(marks.em), "Ctrl+I"],
  ["下划线", toggleMark(marks.u), marked(marks.u), "Ctrl+U"], ["删除线", toggleMark(marks.s), marked(marks.s)],
  ["上标", toggleMark(marks.sup), marked(marks.sup)], ["下标", toggleMark(marks.sub), marked(marks.sub)], null,
  ["默认对齐", align(""), (state) => !classesOf(state).some((name) => name.startsWith("align-"))],
  ["居中", align("align-center"), (state) => classesOf(state).includes("align-center")],
  ["右对齐", align("align-right"), (state) => classesOf(state).includes("align-right")], null,
  ["项目符号", list(nodes.bullet_list), inside(nodes.bullet_list)], ["编号", list(nodes.ordered_list), inside(nodes.ordered_list)],
  ["引用", quote, inside(nodes.blockquote)], null,
  ["链接", tools.link, marked(marks.link), "Ctrl+K"], ["插入图片", tools.image], ["插入表格", tools.table],
];

const TABLE = (tools) => [
  ["上方插行", addRowBefore], ["下方插行", addRowAfter], ["删除行", deleteRow], null,
  ["左侧插列", addColumnBefore], ["右侧插列", addColumnAfter], ["删除列", deleteColumn], null,
  ["合并单元格", mergeCells], ["拆分单元格", splitCell], null,
  ["首行表头", toggleHeader("row")], ["首列表头", toggleHeader("column")], ["单元格表头", toggleHeaderCell], null,
  ["表格标题", tools.caption], ["删除表格", deleteTable],
];

function bar(label, items, view) {
  const element = make("div", { class: "editor__bar", role: "toolbar", "aria-label": label });
  const buttons = [];
  let group = make("span", { class: "editor__group" });
  element.append(group);
  for (const item of items) {
    if (!item) {
      group = make("span", { class: "editor__group" });
      element.append(group);
      continue;
    }
    const [name, command, pressed, shortcut] = item;
    const button = make("button", {
      type: "button", class: "editor__btn", tabindex: "-1", title: shortcut ? `${name}（${shortcut}）` : null,
      "aria-keyshortcuts": shortcut ? shortcut.replace("Ctrl", "Control") : null,
    }, name);
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      command(view.state, (transaction) => view.dispatch(closeHistory(transaction)), view); // undone by itself
      if (!document.querySelector("dialog[open]")) view.focus();
    });
    buttons.push({ button, command, pressed });
    group.append(button);
  }
  return { element, buttons };
}

function styleMenu(view) {
  const menu = make("select", { class: "editor__style", "aria-label": "段落样式", tabindex: "-1" });
  for (const [value, name] of STYLES) menu.append(make("option", { value }, name));
  menu.addEventListener("change", () => {
    const [, , type, attrs] = STYLES.find(([value]) => value === menu.value);
    const kept = classesOf(view.state).filter((name) => name.startsWith("align-")).join(" ") || null;
    setBlockType(type, { class: type === nodes.heading ? kept : null, ...attrs })(view.state, view.dispatch);
    view.focus();
  });
  return menu;
}

function roam(element, view) {
  const stops = () => [...element.querySelectorAll("button, select")];
  const stop = (target) => stops().forEach((other) => { other.tabIndex = other === target ? 0 : -1; });
  stop(stops()[0]);
  element.addEventListener("focusin", (event) => stop(event.target));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      view.focus();
      return;
    }
    const all = stops();
    const at = all.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  });
}

// Returns {main, table, update, focus}.
export function toolbars(view, tools) {
  const main = bar("正文格式", MAIN(tools), view);
  const table = bar("表格工具", TABLE(tools), view);
  const menu = styleMenu(view);
  main.element.children[0].after(make("span", { class: "editor__group" }, menu));
  for (const { element } of [main, table]) roam(element, view);
  return {
    main: main.element,
    table: table.element,
    focus() {
      (table.element.hidden ? main.element : table.element).querySelector("[tabindex='0']").focus();
    },
    update() {
      const { state } = view;
      table.element.hidden = !isInTable(state);
      menu.value = styleOf(state);
      for (const { button, command, pressed } of [...main.buttons, ...(table.element.hidden ? [] : table.buttons)]) {
        button.setAttribute("aria-disabled", String(!command(state, null, view)));
        if (pressed) button.setAttribute("aria-pressed", String(pressed(state)));
      }
    },
  };
}

// What asks before it acts. Called without dispatch, each only says whether it could.
export function questions(textarea, after) {
  return {
    link(state, dispatch, view) {
      const { from, to, empty, $from } = state.selection;
      const old = marks.link.isInSet($from.marksAcross(state.doc.resolve(to)) || $from.marks());
      if (!dispatch) return textblock(state).inlineContent === true;
      const fields = [{ name: "href", label: "链接地址", value: old?.attrs.href, required: "请填写链接地址。", help: "以 http://、https:// 或 mailto: 开头，或本站地址，如 /documents/12/" }];
      if (empty) fields.unshift({ name: "text", label: "显示的文字", required: "请填写链接显示的文字，写明它通向哪里。" });
      ask({
        title: "链接", fields, action: "确定", after,
        extra: old && !empty ? { label: "去掉链接", act: () => view.dispatch(view.state.tr.removeMark(from, to, marks.link)) } : null,
        act({ href, text }) {
          const kept = address(href);
          if (!kept) return { text: "这个地址不能用。请填写 http://、https:// 开头的网址，不能是您自己电脑里的文件。", field: "href" };
          const mark = marks.link.create({ href: kept });
          const tr = view.state.tr;
          view.dispatch(empty ? tr.replaceSelectionWith(schema.text(text, [mark]), false) : tr.addMark(from, to, mark));
          return null;
        },
      });
      return true;
    },
    image(state, dispatch, view, file = null) {
      const chosen = state.selection instanceof NodeSelection && state.selection.node.type === nodes.image ? state.selection : null;
      if (!dispatch) return Boolean(chosen) || Boolean(textarea.dataset.uploadUrl);
      const alt = { name: "alt", label: "图片说明", value: chosen?.node.attrs.alt, required: "请填写图片说明：看不见图片的人靠它知道图片的内容。", help: "写明图片里有什么，如“办事流程图：申请、受理、审核、发放”。" };
      const pick = { name: "file", label: "图片文件", type: "file", accept: "image/png,image/jpeg,image/gif,image/webp", required: "请选择图片文件。" };
      ask({
        title: chosen ? "修改图片说明" : "插入图片", fields: chosen || file ? [alt] : [pick, alt], action: chosen ? "确定" : "上传并插入", after,
        async act(values) {
          if (chosen) {
            view.dispatch(view.state.tr.setNodeMarkup(chosen.from, null, { ...chosen.node.attrs, alt: values.alt }));
            return null;
          }
          const { url, error } = await upload(textarea, file || values.file, values.alt);
          if (error) return { text: error, field: file ? "alt" : "file" };
          view.dispatch(view.state.tr.replaceSelectionWith(nodes.image.create({ src: url, alt: values.alt })));
          return null;
        },
      });
      return true;
    },
    table(state, dispatch, view) {
      if (!dispatch) return !isInTable(state);
      const size = (name, label, value, max) => ({ name, label, value, max, min: 1, type: "number", required: `请填写${label}。` });
      ask({
        title: "插入表格", action: "插入", after,
        fields: [size("rows", "行数", 3, 100), size("columns", "列数", 3, 20), { name: "head", label: "第一行是表头", type: "checkbox", value: true }, { name: "caption", label: "表格标题", help: "可以不填" }],
        act({ rows, columns, head, caption }) {
          if (!(rows >= 1 && rows <= 100 && Number.isInteger(+rows))) return { text: "行数填 1 到 100。", field: "rows" };
          if (!(columns >= 1 && columns <= 20 && Number.isInteger(+columns))) return { text: "列数填 1 到 20。", field: "columns" };
          insertTable(view, +rows, +columns, head, caption);
          return null;
        },
      });
      return true;
    },
    caption(state, dispatch, view) {
      const at = tableAt(state);
      if (!dispatch) return at !== null;
      const node = state.doc.nodeAt(at);
      ask({
        title: "表格标题", action: "确定", after, fields: [{ name: "caption", label: "标题", value: node.attrs.caption, help: "留空就是不要标题" }],
        act({ caption }) {
          view.dispatch(view.state.tr.setNodeMarkup(at, null, { ...node.attrs, caption }));
          return null;
        },
      });
      return true;
    },
  };
}

function tableAt(state) {
  const $at = state.selection instanceof CellSelection ? state.selection.$anchorCell : state.selection.$head;
  for (let depth = $at.depth; depth > 0; depth -= 1) if ($at.node(depth).type === nodes.table) return $at.before(depth);
  return null;
}

function insertTable(view, rows, columns, head, caption) {
  const cells = (type) => Array.from({ length: columns }, () => type.createAndFill());
  const line = (at) => nodes.table_row.create(null, cells(head && at === 0 ? nodes.table_header : nodes.table_cell));
  const table = nodes.table.create({ caption }, Array.from({ length: rows }, (_, at) => line(at)));
  const tr = view.state.tr.replaceSelectionWith(table);
  let start = null;
  tr.doc.descendants((node, at) => {
    if (node === table) start = at;
    return start === null;
  });
  if (start !== null) {
    const end = start + table.nodeSize;
    if (end === tr.doc.content.size) tr.insert(end, nodes.paragraph.create()); // somewhere to go on typing
    tr.setSelection(TextSelection.near(tr.doc.resolve(start + 3)));
  }
  view.dispatch(tr.scrollIntoView());
}
