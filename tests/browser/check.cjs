// Opens every page in a real browser and fails at the first thing that is not as promised.
// node tests/browser/check.cjs ADDRESS [FOLDER]: the service to look at, and where pictures of its pages go, if they are wanted.
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");

const [base, pictures] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const EDITION = "2026-T3";
const PAGES = ["/e/" + EDITION + "/", "/e/" + EDITION + "/fluxo", "/e/" + EDITION + "/fluxo?processo=chamado", "/edicoes", "/edicoes/" + EDITION, "/qualidade", "/metodo/stage_wait", "/nada"];
const EYES = [
  { name: "1280-light", width: 1280, height: 900, colorScheme: "light", prefix: "" },
  { name: "360-dark", width: 360, height: 740, colorScheme: "dark", prefix: "/en" },
];

let passed = 0;
const failures = [];
function check(is, what) {
  if (is) passed += 1;
  else failures.push(what);
}

async function open(browser, eye, path, options = {}) {
  const { width, height, colorScheme } = eye;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, javaScriptEnabled: options.script });
  const page = await context.newPage();
  const said = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => message.type() === "error" && !/status of 404/.test(message.text()) && said.push(message.text()));
  page.on("request", (request) => new URL(request.url()).origin === base || said.push("asks elsewhere: " + request.url()));
  await page.goto(base + eye.prefix + path);
  return { context, page, said };
}

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Under the page's own policy: what it loads, how wide it is, what its drawings and tables say.
async function look(browser, eye, path) {
  const where = eye.prefix + path + " at " + eye.name;
  const { context, page, said } = await open(browser, eye, path);
  await page.evaluate(() => document.fonts.ready);
  check(said.length === 0, where + ": " + said.join("; "));
  check((await sideways(page)) <= 0, where + " scrolls sideways");
  check(await page.evaluate(() => document.fonts.check('16px "Plex"')), where + " has its own font");
  if (pictures) await page.screenshot({ path: pictures + "/" + (path.replace(/\W+/g, "-") + eye.name).replace(/^-/, "") + ".png", fullPage: true });
  for (const figure of await page.locator("figure[data-figure]").all()) await read(page, figure, where);
  const small = await page.evaluate(() => [...document.querySelectorAll("a, button, select, summary")]
    .filter((one) => one.getClientRects().length && !one.closest("p, .skip") && !one.matches(".skip") && one.getBoundingClientRect().height < 23.5)
    .map((one) => one.textContent.trim().slice(0, 30)));
  check(small.length === 0, where + " has targets that fingers miss: " + small.join(", "));
  await accessible(page, where);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = false; }));
  await page.setViewportSize({ width: 320, height: 640 });
  check((await sideways(page)) <= 0, where + " scrolls sideways at 320 pixels");
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  check((await sideways(page)) <= 0, where + " scrolls sideways at 320 pixels with everything open");
  await context.close();
}

// A drawing says what its table and its file say, by pointer, by keys, and to those who do not see it.
async function read(page, figure, where) {
  const name = await figure.getAttribute("data-figure");
  const shown = await figure.evaluate((one) => ({
    marks: [...one.querySelectorAll(".wide .m")].map((mark) => ({ key: mark.dataset.k, value: mark.dataset.v && Number(mark.dataset.v), title: mark.querySelector("title").textContent })),
    narrow: [...one.querySelectorAll(".narrow .m")].map((mark) => ({ key: mark.dataset.k, value: mark.dataset.v && Number(mark.dataset.v) })),
    kind: one.dataset.kind,
    visible: [...one.querySelectorAll(".drawing")].filter((drawing) => drawing.getClientRects().length).length,
    rows: one.querySelectorAll("tbody tr").length,
    cells: [...one.querySelectorAll("tbody [data-v]")].map((cell) => Number(cell.dataset.v)),
    named: [...one.querySelectorAll("svg[role=img]")].every((svg) => svg.getAttribute("aria-labelledby").split(" ").every((id) => document.getElementById(id).textContent)),
    json: [...one.querySelectorAll(".files a")].map((link) => link.getAttribute("href")).find((to) => to.includes(".json")),
  }));
  if (shown.marks.length === 0) return;
  const rows = await page.evaluate(async (to) => (await fetch(to)).json(), shown.json);
  check(rows.length === shown.rows, where + ": the table of " + name + " has as many rows as its file");
  const values = rows.flatMap((row) => Object.values(row));
  // A list of states may have no numbers.
  const drawn = shown.marks.filter((mark) => mark.value !== undefined);
  check(drawn.every((mark) => values.includes(mark.value)), where + ": every value drawn in " + name + " stands in its file");
  const same = (mark) => shown.marks.some((other) => other.key === mark.key && other.value === mark.value);
  // A phone has fewer columns of a heatmap.
  check(shown.narrow.every(same) && (shown.kind === "heatmap" || shown.narrow.length === shown.marks.length), where + ": both sizes of " + name + " draw the same");
  check(shown.visible === 1 && shown.named, where + ": one drawing of " + name + " is shown, and it has a name and a description");
  check(drawn.every((mark) => shown.cells.includes(mark.value)), where + ": every value drawn in " + name + " stands in its table");
  check(shown.marks.every((mark) => mark.title.length > 3), where + ": every mark of " + name + " says what it is");
  await figure.locator(".drawing:visible").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const status = await figure.locator(".cursor").textContent();
  const second = shown.marks[Math.min(1, shown.marks.length - 1)].title;
  check(status.endsWith(second), where + ": arrow keys read " + second + " of " + name + ", and not " + status);
}

// What axe finds, with everything open.
async function accessible(page, where) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = (node) => node.target.join(" ") + " " + node.failureSummary;
  for (const { impact, id, nodes } of found.violations) failures.push(where + ": " + impact + " " + id + ": " + nodes.slice(0, 3).map(told).join(" | "));
  passed += 1;
}

// Without scripts every page still answers, and a slice is chosen with a button.
async function scriptless(browser) {
  const { context, page, said } = await open(browser, EYES[0], "/e/" + EDITION + "/fluxo", { script: false });
  await page.selectOption("#processo", "chamado");
  await page.click("form.slice button");
  check(page.url().endsWith("/fluxo?processo=chamado"), "the form leads to " + page.url());
  await page.click("#stage_wait summary");
  check(await page.locator("#stage_wait table").isVisible(), "the table opens without scripts");
  check(said.length === 0, said.join("; "));
  await context.close();
}

// The skip link comes first and leads to the content.
async function keyboard(browser) {
  const { context, page } = await open(browser, EYES[0], "/e/" + EDITION + "/fluxo");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.matches(".skip")), "the skip link comes first");
  await page.keyboard.press("Enter");
  check(await page.evaluate(() => document.activeElement.id === "conteudo"), "the skip link leads to the content");
  await context.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.MIRANTE_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  for (const eye of EYES) {
    for (const path of PAGES) {
      await look(browser, eye, path);
    }
  }
  await scriptless(browser);
  await keyboard(browser);
  await browser.close();
  failures.forEach((failure) => console.error("browser: " + failure));
  console.log(passed + " passed, " + failures.length + " failed");
  process.exit(failures.length === 0 ? 0 : 1);
})();
