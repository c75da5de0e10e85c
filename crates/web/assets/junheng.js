// What every page does beyond HTML. Pages read and post without it; charts and the grid are fetched when a
// page has one.

const page = document.documentElement;
// junheng.css shows what needs scripts and hides what they replace.
page.classList.add("scripted");

// Selectors that lead on as soon as something is chosen.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-submits-itself]");
  if (form) form.requestSubmit();
});

// Menus made of <details> close on a click elsewhere and on Escape.
const openMenus = () => document.querySelectorAll("details[data-closes][open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that is posted twice by an impatient finger would be handled twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  // What answers with a file leaves the page where it is.
  setTimeout(() => delete form.dataset.sent, 4000);
});
// Back from the next page, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Files dropped on an upload form.
const dropZone = (event) => event.target.closest?.("form[data-drop] .drop-zone");
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    const zone = dropZone(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  const zone = dropZone(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  const zone = dropZone(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("over");
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// A long document folds up on a phone, but for the part that an address leads to; paper has all of it.
const folds = [...document.querySelectorAll("details[data-folds]")];
const FOLDED_FROM = 5;
if (folds.length >= FOLDED_FROM && matchMedia("(max-width: 575px)").matches) {
  for (const fold of folds) fold.open = false;
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target?.querySelector("details[data-folds]");
    if (fold) fold.open = true;
    target?.scrollIntoView();
  };
  openTarget();
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => {
    for (const fold of folds) fold.open = true;
  });
}

// What a part of the page needs; also of parts that htmx brings later.
function furnish(root) {
  if (root.querySelector("[data-chart]")) {
    import("./charts.js").then((charts) => charts.drawAll(root), complain);
  }
  if (root.querySelector("[data-grid]")) {
    import("./grid.js").then((grid) => grid.enliven(root), complain);
  }
  root.querySelector("[data-takes-focus]")?.focus();
}

function complain(error) {
  console.error("A part of the page could not be loaded; its figures stand in the table.", error);
}

furnish(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) furnish(event.detail.elt);
});
