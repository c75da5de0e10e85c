// Sheets as a school sends them, made from rows that the server answered.

/** A text table as Excel saves it. */
export function csv(columns, ...lines) {
  const quoted = (cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`;
  return "\ufeff" + [columns, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n");
}

/** The only row of a hand-in as a sheet, with some cells that are others: `{ 图书册数: "很多" }`. */
export function sheetWith({ columns, rows: [row] }, others = {}) {
  return csv(columns, row.cells.map((cell, at) => others[columns[at]] ?? cell));
}

/** One cell of the only row of a hand-in. */
export function cellOf({ columns, rows: [row] }, column) {
  return row.cells[columns.indexOf(column)];
}

/** The form that uploads a file. */
export function uploadForm(content, name, fields = {}) {
  const form = new FormData();
  form.append("file", new Blob([content]), name);
  for (const [field, value] of Object.entries(fields)) form.append(field, String(value));
  return form;
}
