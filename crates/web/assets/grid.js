// Makes a table of inputs quick to work in: arrows, Enter goes down, a block pasted from Excel, undo, live sums.
// It is a form all the same: what is saved are the inputs, by the form's own POST.

const ROWS_AT_ONCE = 10;
// Whoever has more uploads a workbook.
const MOST_ROWS = 2000;

const isFigure = /^[-+]?\d+(\.\d+)?$/;
// As people type figures: full-width digits, thousands separators, blanks.
const plainFigure = (text) => text.normalize("NFKC").replace(/[,\s]/g, "");

export function enliven(root) {
  for (const element of root.querySelectorAll("[data-grid]")) {
    if (!element.dataset.lively) new Grid(element);
    element.dataset.lively = "1";
  }
}

class Grid {
  constructor(element) {
    this.element = element;
    this.body = element.querySelector("tbody");
    this.columns = [...element.querySelectorAll("thead th")].map((head) => ({ kind: head.dataset.kind, summed: "summed" in head.dataset, isPersonal: "personal" in head.dataset }));
    this.sums = [...element.querySelectorAll("tfoot tr > *")];
    this.status = element.querySelector("[data-grid-status]");
    this.undoButton = element.querySelector("[data-grid-undo]");
    this.redoButton = element.querySelector("[data-grid-redo]");
    this.form = element.closest("form");
    this.moreButton = this.form?.querySelector("[data-grid-more]");
    // The value of an input at the last commit; inputs that nobody touched are at their default.
    this.committed = new WeakMap();
    this.changed = new Set();
    this.done = [];
    this.undone = [];
    this.selection = null;
    this.cells = [];
    this.settle();
    this.listen();
    this.columns.forEach((_, column) => this.sum(column));
    // A browser that comes back to the page keeps what was typed.
    for (const input of this.body.querySelectorAll("input")) if (input.value !== input.defaultValue) this.look(input);
    this.draft = new Draft(this);
    this.tell();
    this.draft.restore();
  }

  listen() {
    const on = (kind, handle) => this.body.addEventListener(kind, handle.bind(this));
    on("keydown", this.key);
    on("input", (event) => this.typed(event.target));
    on("change", (event) => this.commit(event.target));
    on("focusin", (event) => this.entered(event.target));
    on("mousedown", this.press);
    on("paste", this.paste);
    on("copy", this.copy);
    this.undoButton.addEventListener("click", () => this.step(this.done, this.undone, "before"));
    this.redoButton.addEventListener("click", () => this.step(this.undone, this.done, "after"));
    this.form?.addEventListener("submit", () => {
      this.isSent = true;
      this.draft.keep();
    });
    if (this.moreButton) {
      this.moreButton.lastChild.textContent = this.element.dataset.wordsMore;
      this.moreButton.addEventListener("click", (event) => {
        event.preventDefault();
        const first = this.body.rows.length;
        this.lengthen(ROWS_AT_ONCE);
        this.go(first, 1, false);
      });
    }
    addEventListener("beforeunload", (event) => {
      if (this.changed.size && !this.isSent) event.preventDefault();
    });
    addEventListener("pageshow", () => { this.isSent = false; });
  }

  // With columns of a settled width a change in one cell does not make the browser measure all others.
  settle() {
    const table = this.element.querySelector("table");
    const widths = [...table.tHead.rows[0].cells].map((head) => head.offsetWidth);
    // Not laid out, for instance inside a closed <details>: nothing to settle.
    if (!widths[0]) return;
    widths.forEach((width, column) => { table.tHead.rows[0].cells[column].style.width = `${width}px`; });
    table.style.tableLayout = "fixed";
  }

  // Places. The first column is the row's name.
  place(input) {
    const cell = input.closest("td");
    return { row: cell.parentElement.sectionRowIndex, column: cell.cellIndex };
  }

  input(row, column) {
    return this.body.rows[row]?.cells[column]?.querySelector("input") ?? null;
  }

  go(row, column, extend) {
    const input = this.input(row, column);
    if (!input) return false;
    const anchor = extend ? this.selection?.anchor ?? this.place(document.activeElement) : null;
    input.focus();
    if (extend) this.select(anchor, { row, column });
    return true;
  }

  // Adds empty rows below, made like the last one.
  lengthen(count) {
    const last = this.body.rows[this.body.rows.length - 1];
    if (!last?.querySelector("input")) return;
    for (let made = 0; made < count; made++) {
      const row = last.cloneNode(true);
      const at = this.body.rows.length;
      row.removeAttribute("id");
      row.cells[0].textContent = String(at + 1);
      for (const cell of [...row.cells].slice(1)) emptied(cell, at);
      this.body.append(row);
    }
    // The lists of a column's inputs are made anew.
    this.cells = [];
  }

  // One step, over cells that cannot be typed in.
  move(from, down, right, extend) {
    let { row, column } = from;
    do {
      row += down;
      column += right;
    } while (this.body.rows[row]?.cells[column] && !this.input(row, column));
    return this.go(row, column, extend);
  }

  key(event) {
    const input = event.target;
    if (input.tagName !== "INPUT" || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && ["z", "y", "Z"].includes(event.key)) {
      event.preventDefault();
      this.commit(input);
      const again = event.key === "y" || event.shiftKey;
      if (again) this.step(this.undone, this.done, "after");
      else this.step(this.done, this.undone, "before");
      return;
    }
    if (command || event.altKey) return;
    const at = this.selection?.head ?? this.place(input);
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const extend = event.shiftKey && (all || event.key === "ArrowUp" || event.key === "ArrowDown");
    const moves = {
      ArrowUp: () => this.move(at, -1, 0, extend),
      ArrowDown: () => !input.list?.matches(":popover-open") && this.move(at, 1, 0, extend),
      ArrowLeft: () => (all || input.selectionEnd === 0) && this.move(at, 0, -1, extend),
      ArrowRight: () => (all || input.selectionStart === input.value.length) && this.move(at, 0, 1, extend),
      // Always kept from the form: Enter in a grid means the next row, not "save".
      Enter: () => this.move(this.place(input), event.shiftKey ? -1 : 1, 0, false) || true,
      Escape: () => this.restore(input),
      Delete: () => this.clear(),
    };
    if (moves[event.key]?.()) event.preventDefault();
  }

  entered(input) {
    if (input.tagName !== "INPUT") return;
    this.select(null);
    input.select();
  }

  press(event) {
    const input = event.target.closest("td")?.querySelector("input");
    if (!input || input === document.activeElement) return;
    event.preventDefault();
    // The first click chooses the cell, so that typing replaces it; the next one sets the caret.
    if (!event.shiftKey || !this.body.contains(document.activeElement)) return input.focus();
    this.select(this.selection?.anchor ?? this.place(document.activeElement), this.place(input));
  }

  // A block between two corners, or none.
  select(anchor, head) {
    if (this.selection) this.block((cell) => cell.classList.remove("selected"));
    this.selection = anchor && { anchor, head };
    if (anchor) this.block((cell) => cell.classList.add("selected"));
  }

  block(visit) {
    const { anchor, head } = this.selection;
    for (let row = Math.min(anchor.row, head.row); row <= Math.max(anchor.row, head.row); row++) {
      for (let column = Math.min(anchor.column, head.column); column <= Math.max(anchor.column, head.column); column++) {
        visit(this.body.rows[row].cells[column], row, column);
      }
    }
  }

  // Changes
  value(input) {
    return this.committed.get(input) ?? input.defaultValue;
  }

  typed(input) {
    this.look(input);
    this.sum(this.place(input).column);
    this.tell();
  }

  commit(input) {
    const before = this.value(input);
    if (before !== input.value) this.record([{ input, before, after: input.value }]);
  }

  record(edits) {
    for (const edit of edits) this.committed.set(edit.input, edit.after);
    this.done.push(edits);
    this.undone.length = 0;
    this.tell();
  }

  restore(input) {
    input.value = this.value(input);
    this.typed(input);
    input.select();
    return true;
  }

  // Writes many cells as one step that can be undone.
  write(edits) {
    const real = edits.filter((edit) => edit.after !== edit.before);
    if (real.length) this.record(real);
    this.show(real, "after");
  }

  clear() {
    if (!this.selection) return false;
    const edits = [];
    this.block((cell) => {
      const input = cell.querySelector("input");
      if (input) edits.push({ input, before: input.value, after: "" });
    });
    this.write(edits);
    return true;
  }

  step(from, to, side) {
    const edits = from.pop();
    if (!edits) return;
    to.push(edits);
    for (const edit of edits) this.committed.set(edit.input, edit[side]);
    this.show(edits, side);
    edits[0].input.focus();
  }

  show(edits, side) {
    const columns = new Set();
    for (const edit of edits) {
      edit.input.value = edit[side];
      this.look(edit.input);
      columns.add(this.place(edit.input).column);
    }
    for (const column of columns) this.sum(column);
    this.tell();
  }

  look(input) {
    const isChanged = input.value !== input.defaultValue;
    const cell = input.parentElement;
    cell.classList.toggle("changed", isChanged);
    if (isChanged) this.changed.add(input);
    else this.changed.delete(input);
    if (this.columns[cell.cellIndex].kind !== "number") return;
    const text = plainFigure(input.value);
    cell.classList.toggle("doubtful", text !== "" && !isFigure.test(text));
  }

  tell() {
    this.undoButton.disabled = !this.done.length;
    this.redoButton.disabled = !this.undone.length;
    this.status.textContent = this.changed.size ? `${this.changed.size} ${this.element.dataset.wordsChanged}` : "";
    this.draft?.keepSoon();
  }

  // The inputs of a column; where nothing can be typed, its cells.
  cellsOf(column) {
    this.cells[column] ??= [...this.body.rows].map((row) => row.cells[column].querySelector("input") ?? row.cells[column]);
    return this.cells[column];
  }

  // Sums run in whole units of the last decimal, so that 0.1 + 0.2 is 0.3.
  sum(column) {
    if (!this.columns[column].summed) return;
    let decimals = 0;
    const figures = [];
    for (const cell of this.cellsOf(column)) {
      const text = plainFigure(cell.value ?? cell.textContent);
      if (!isFigure.test(text)) continue;
      figures.push(text);
      decimals = Math.max(decimals, text.split(".")[1]?.length ?? 0);
    }
    const scale = 10 ** decimals;
    const total = figures.reduce((sum, text) => sum + Math.round(Number(text) * scale), 0);
    this.sums[column].textContent = figures.length ? (total / scale).toFixed(decimals) : "";
  }

  // The clipboard
  paste(event) {
    const input = event.target;
    const text = event.clipboardData.getData("text/plain");
    const rows = blockOf(text);
    const isBlock = rows.length > 1 || rows[0].length > 1;
    if (!isBlock && !this.selection) return;
    event.preventDefault();
    this.commit(input);
    if (!isBlock) return this.fill(rows[0][0]);
    const from = this.selection ? { row: Math.min(this.selection.anchor.row, this.selection.head.row), column: Math.min(this.selection.anchor.column, this.selection.head.column) } : this.place(input);
    const missing = from.row + rows.length - this.body.rows.length;
    if (missing > 0) this.lengthen(Math.min(missing, MOST_ROWS - this.body.rows.length));
    const edits = [];
    let isTooLarge = false;
    rows.forEach((cells, down) => cells.forEach((after, right) => {
      const cell = this.body.rows[from.row + down]?.cells[from.column + right];
      const target = cell?.querySelector("input");
      if (target) edits.push({ input: target, before: target.value, after });
      else if (!cell) isTooLarge = true;
    }));
    this.write(edits);
    if (isTooLarge) this.status.textContent = this.element.dataset.wordsTooLarge;
  }

  // One value into the whole selection.
  fill(after) {
    const edits = [];
    this.block((cell) => {
      const input = cell.querySelector("input");
      if (input) edits.push({ input, before: input.value, after });
    });
    this.write(edits);
  }

  copy(event) {
    if (!this.selection) return;
    const rows = new Map();
    this.block((cell, row) => {
      const text = cell.querySelector("input")?.value ?? cell.textContent.trim();
      rows.set(row, [...(rows.get(row) ?? []), text]);
    });
    event.clipboardData.setData("text/plain", [...rows.values()].map((cells) => cells.join("\t")).join("\n"));
    event.preventDefault();
  }
}

// What was typed and not saved, for as long as the tab is open: a reload, a lost connection or a sign-in that ran out
// does not cost it. Personal values are not kept.
class Draft {
  constructor(grid) {
    this.grid = grid;
    this.prefix = `draft ${location.pathname}`;
    const revision = grid.form?.querySelector("[name=revision]")?.value;
    this.key = revision === undefined ? null : `${this.prefix} ${revision}`;
    for (const known of Object.keys(sessionStorage)) {
      // The revision that it was typed over is no longer the latest.
      if (known.startsWith(`${this.prefix} `) && known !== this.key) sessionStorage.removeItem(known);
    }
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 300);
  }

  keep() {
    if (!this.key || this.isRestoring) return;
    const kept = [];
    for (const input of this.grid.changed) {
      const { row, column } = this.grid.place(input);
      if (!this.grid.columns[column].isPersonal) kept.push([row, column, input.value]);
    }
    try {
      if (kept.length) sessionStorage.setItem(this.key, JSON.stringify(kept));
      else sessionStorage.removeItem(this.key);
    } catch {
      // No room left: the page works without.
    }
  }

  restore() {
    const kept = this.key && JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    if (!kept?.length) return;
    const rows = Math.max(...kept.map(([row]) => row)) + 1;
    if (rows > this.grid.body.rows.length) this.grid.lengthen(rows - this.grid.body.rows.length);
    const edits = [];
    for (const [row, column, after] of kept) {
      const input = this.grid.input(row, column);
      if (input && input.value !== after) edits.push({ input, before: input.value, after });
    }
    // The page may have brought back what was typed by itself.
    if (!edits.length) return;
    this.grid.write(edits);
    this.grid.status.textContent = this.grid.element.dataset.wordsRestored;
  }
}

// A cell of a new row: nothing typed, nothing remarked.
function emptied(cell, at) {
  cell.classList.remove("cell-error", "cell-remarked", "changed", "doubtful", "selected");
  cell.removeAttribute("title");
  cell.querySelector(".visually-hidden")?.remove();
  const input = cell.querySelector("input");
  if (!input) {
    cell.textContent = "";
    return;
  }
  const column = input.name.slice(input.name.indexOf("]["));
  const named = (input.getAttribute("aria-label") ?? "").replace(/^\S+ /, "");
  input.name = `cell[new-${at}${column}`;
  input.setAttribute("value", "");
  input.value = "";
  input.setAttribute("aria-label", `${at + 1} ${named}`);
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
}

// What Excel puts on the clipboard: tabs between cells, lines between rows, quotes around cells with either in them.
export function blockOf(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
  while (pattern.lastIndex < text.length || rows.length === 1 && !rows[0].length) {
    const found = pattern.exec(text);
    if (!found) break;
    const [, quoted, plain, end] = found;
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === "") break;
    if (end !== "\t" && pattern.lastIndex < text.length) rows.push([]);
  }
  return rows;
}
