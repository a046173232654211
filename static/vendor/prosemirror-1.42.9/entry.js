// What the editor uses; bundled into prosemirror.js as README.md says.
export { EditorState, TextSelection, NodeSelection } from "prosemirror-state";
export { EditorView } from "prosemirror-view";
export { Schema, DOMParser, DOMSerializer, Slice } from "prosemirror-model";
export { baseKeymap, chainCommands, toggleMark, setBlockType, wrapIn, lift } from "prosemirror-commands";
export { keymap } from "prosemirror-keymap";
export { closeHistory, history, undo, redo } from "prosemirror-history";
export { wrapInList, splitListItem, liftListItem, sinkListItem } from "prosemirror-schema-list";
export { gapCursor } from "prosemirror-gapcursor";
export {
  tableEditing, isInTable, addRowBefore, addRowAfter, addColumnBefore, addColumnAfter, deleteRow, deleteColumn,
  mergeCells, splitCell, toggleHeader, toggleHeaderCell, deleteTable, goToNextCell, fixTables, CellSelection,
} from "prosemirror-tables";
