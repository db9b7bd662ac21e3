// Reading a drawing value by value: arrow keys on the figure's drawing, or the pointer. Nothing is fetched;
// what is said stands in the marks already. Without this script every page says the same in its tables.

const marks = (drawing) => [...drawing.querySelectorAll(".m")];
const title = (mark) => mark.querySelector("title")?.textContent ?? "";

function cursor(drawing, status) {
  const all = marks(drawing);
  if (all.length === 0) return;
  let at = -1;
  const show = (place) => {
    all[at]?.classList.remove("at");
    at = Math.max(0, Math.min(all.length - 1, place));
    all[at].classList.add("at");
    status.dataset.live = "";
    status.textContent = `${at + 1}/${all.length} · ${title(all[at])}`;
  };
  const leave = () => {
    all[at]?.classList.remove("at");
    at = -1;
    status.textContent = "";
    delete status.dataset.live;
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-label", status.dataset.hint);
  drawing.addEventListener("focus", () => {
    status.dataset.live = "";
    status.textContent = status.dataset.hint;
  });
  drawing.addEventListener("blur", leave);
  drawing.addEventListener("keydown", (event) => {
    if (event.key in steps) show(at < 0 ? 0 : at + steps[event.key]);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(all.length - 1);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  });
}

function tooltip(drawing) {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  drawing.append(tip);
  drawing.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.(".m");
    tip.hidden = !mark;
    if (!mark) return;
    const n = mark.dataset.n;
    tip.textContent = n ? `${title(mark)} (n = ${n})` : title(mark);
    const box = drawing.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 12, box.width - tip.offsetWidth);
    // Set through the object model, which the page's policy lets a script do.
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${event.clientY - box.top + 16}px`;
  });
  drawing.addEventListener("pointerleave", () => { tip.hidden = true; });
}

for (const figure of document.querySelectorAll("figure[data-figure]")) {
  const status = figure.querySelector(".cursor");
  for (const drawing of figure.querySelectorAll(".drawing")) {
    if (status) cursor(drawing, status);
    tooltip(drawing);
  }
}

// A link to a table opens it; paper shows all of them.
function open(id) {
  const target = id && document.getElementById(id);
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", () => open(location.hash.slice(1)));
open(location.hash.slice(1));
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
