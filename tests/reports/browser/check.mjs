// Uses the page as people do, and says what it saw as JSON: `node check.mjs FOLDER`.
// One browser for all of it. The folder has plain.html, hostile.html and many.html.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"];
const folder = process.argv[2];
const browser = await launch();
const seen = { noise: [], requests: [], csp: [] };
const said = {};

const open = async (name, { hash = "", ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  page.on("console", (message) => seen.noise.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => seen.noise.push(`${name}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) seen.requests.push(request.url());
  });
  await page.exposeFunction("__csp", (text) => seen.csp.push(`${name}: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      window.__csp(`${event.violatedDirective} ${event.sample}`);
    });
  });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href + hash);
  return page;
};
const close = (page) => page.context().close();
const shown = (page) => page.evaluate(() => [...document.querySelectorAll("#list .finding")]
  .filter((node) => node.checkVisibility()).map((node) => node.id.slice(2, 4)));
const hash = (page) => page.evaluate(() => location.hash);
const focused = (page) => page.evaluate(() => {
  const node = document.activeElement;
  return node.closest(".finding")?.id.slice(2, 4) ?? node.id ?? node.tagName;
});
const isOpen = (page, id) => page.evaluate(
  (start) => document.querySelector(`[id^="f-${start}"] > details`).open, id);
const faults = async (page) => {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ runOnly: tags }), TAGS);
  return found.violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0].target}`);
};

const searchAndFilter = async () => {
  const page = await open("plain");
  const answer = { start: await shown(page), count: await page.textContent("#count") };
  await page.fill("#q", "SQL handler");
  answer.search = [await shown(page), await hash(page), await page.textContent("#count")];
  await page.waitForFunction(() => document.querySelector("#live").textContent);
  answer.live = await page.textContent("#live");
  await page.fill("#q", "nobody wrote this");
  answer.none = [await shown(page), await page.isVisible("#empty")];
  await page.click("#clear");
  answer.cleared = [(await shown(page)).length, await hash(page), await focused(page)];
  for (const path of ["src/web", "**/*.md", "*.md", "src/*.py", "**/pay.py", "s?c/**/some/*"]) {
    await page.fill("#path", path);
    answer[`path ${path}`] = await shown(page);
  }
  await page.fill("#path", "src/");
  await page.check("[name=level][value=deny]");
  await page.check("[name=level][value=note]");
  answer.levels = await shown(page);
  await page.selectOption("#rule", "payments/no-raw-sql");
  answer.rule = [await shown(page), await hash(page)];
  await page.click("#clear");
  await page.selectOption("#state", "suppressed");
  answer.suppressed = [
    await shown(page), await page.textContent("#count"),
    await page.locator("#accepted .finding").first().isVisible(),
  ];
  await page.selectOption("#state", "new");
  answer.fresh = await page.textContent("#count");
  await page.selectOption("#state", "");
  await page.selectOption("#group", "rule");
  answer.byRule = [await page.locator("#list h3").allTextContents(), await shown(page)];
  await page.evaluate(() => { location.hash = "q=todo&level=note"; });
  await page.waitForFunction(() => document.querySelector("#q").value === "todo");
  answer.hashchange = [await shown(page), await page.locator("#list h3:visible").count()];
  await close(page);
  const shared = await open("plain", { hash: "#q=sql&path=src%2F**&level=deny&group=rule" });
  answer.shared = [
    await shown(shared), await shared.inputValue("#q"), await shared.inputValue("#path"),
    await shared.isChecked("[value=deny]"), await shared.inputValue("#group"),
  ];
  await close(shared);
  return answer;
};

const keyboard = async () => {
  const page = await open("plain");
  const answer = {};
  await page.keyboard.press("/");
  answer.slash = await focused(page);
  await page.keyboard.type("j?ok");
  answer.typed = await page.inputValue("#q");
  await page.keyboard.press("Escape");
  answer.escape = [await page.inputValue("#q"), await focused(page), (await shown(page)).length];
  const walk = [];
  for (const key of ["j", "j", "j", "k"]) {
    await page.keyboard.press(key);
    walk.push(await focused(page));
  }
  answer.walk = walk;
  const at = walk.at(-1);
  answer.toggled = [await isOpen(page, at)];
  for (const key of ["o", "o", "Enter"]) {
    await page.keyboard.press(key);
    answer.toggled.push(await isOpen(page, at));
  }
  answer.outline = await page.evaluate(
    () => getComputedStyle(document.activeElement).outlineStyle);
  await page.check("[name=level][value=note]");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  answer.filtered = await focused(page);
  await page.keyboard.press("?");
  answer.help = await page.isVisible("#help");
  answer.faults = await faults(page);
  await page.keyboard.press("Escape");
  answer.helpGone = [await page.isVisible("#help"), (await shown(page)).length];
  await page.keyboard.press("Escape");
  answer.all = (await shown(page)).length;
  await page.click("#fold");
  answer.folded = await page.locator("#list details[open]").count();
  await page.click("#fold");
  answer.unfolded = await page.locator("#list details[open]").count();
  await close(page);
  return answer;
};

const everyTabStop = async () => {
  const page = await open("plain");
  const wanted = await page.evaluate(() => {
    const stops = "a[href], button:enabled, input, select, summary, [tabindex='0']";
    const nodes = [...document.querySelectorAll(stops)].filter((node) => node.checkVisibility());
    nodes.forEach((node, number) => { node.dataset.stop = number; });
    return nodes.length;
  });
  const [reached, unseen] = [new Set(), []];
  for (let step = 0; step < wanted + 5; step += 1) {
    await page.keyboard.press("Tab");
    const [stop, outline] = await page.evaluate(() => {
      const node = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      return [node.dataset.stop, `${outlineStyle} ${outlineWidth}`];
    });
    if (stop !== undefined) reached.add(stop);
    if (stop !== undefined && outline !== "solid 3px") unseen.push([stop, outline]);
  }
  await close(page);
  return { missed: wanted - reached.size, unseen };
};

const themes = async () => {
  const answer = {};
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("plain", { colorScheme });
    const colours = () => page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector(".arch .node")).fill,
    ].join());
    const before = await colours();
    answer[`${colorScheme} faults`] = await faults(page);
    await page.click("#theme");
    answer[colorScheme] = [before, await colours()];
    await page.click("#theme");
    answer[`${colorScheme} back`] = (await colours()) === before;
    await close(page);
  }
  return answer;
};

const narrowAndPaper = async () => {
  const answer = { widths: {} };
  for (const name of ["plain", "hostile"]) {
    const page = await open(name, { viewport: { width: 320, height: 640 } });
    await page.evaluate(() => document.querySelectorAll("main > section > details, .rule")
      .forEach((each) => { each.open = true; }));
    answer.widths[name] = await page.evaluate(() => document.documentElement.scrollWidth);
    if (name === "plain") answer.faults = await faults(page);
    await close(page);
  }
  const paper = await open("plain", { colorScheme: "dark" });
  await paper.click("#fold");
  await paper.emulateMedia({ media: "print", colorScheme: "dark" });
  answer.paper = [
    await paper.isVisible(".toolbar"), await paper.locator(".source").first().isVisible(),
    await paper.evaluate(() => getComputedStyle(document.body).backgroundColor),
  ];
  await close(paper);
  const still = await open("plain", { javaScriptEnabled: false });
  answer.withoutScript = [
    (await shown(still)).length, await still.isVisible(".toolbar"),
    await still.locator(".source").first().isVisible(), await still.locator("[data-copy]").first().isVisible(),
  ];
  await close(still);
  return answer;
};

const copying = async () => {
  const page = await open("plain");
  const button = page.locator("[data-copy]").first();
  await button.click();
  await page.waitForFunction(() => document.querySelector("[data-copy]").textContent === "Copied");
  await page.waitForFunction(() => document.querySelector("#live").textContent.includes("copied"));
  await page.fill("#q", "");
  await page.focus("#q");
  await page.keyboard.press("Control+V");
  const answer = (await page.inputValue("#q")) === (await button.getAttribute("data-copy"));
  await close(page);
  return answer;
};

const hostile = async () => {
  const page = await open("hostile");
  await page.fill("#q", "<script>");
  await page.selectOption("#group", "rule");
  await page.selectOption("#group", "file");
  for (const each of await page.locator("details > summary").all()) await each.click();
  const answer = await page.evaluate(() => ({
    hit: typeof window.__hit,
    scripts: document.scripts.length,
    strange: document.querySelectorAll("img, iframe, object, embed, link, base, form, b").length,
    links: [...new Set([...document.links].map((link) => link.protocol))].sort(),
    referrers: [...document.links].filter((link) => link.protocol !== "file:")
      .every((link) => link.relList.contains("noreferrer")),
    unseen: /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u0000-\u0008\u001b]/.test(document.documentElement.textContent),
    size: document.documentElement.outerHTML.length < 200_000,
  }));
  answer.faults = await faults(page);
  await close(page);
  return answer;
};

const many = async () => {
  const page = await open("many");
  const answer = { start: await page.textContent("#count") };
  await page.fill("#q", "number 49");
  answer.search = await page.textContent("#count");
  await page.fill("#path", "src/part7/**");
  answer.both = await page.textContent("#count");
  await page.keyboard.press("Escape");
  await page.selectOption("#group", "rule");
  answer.byRule = await page.locator("#list h3").allTextContents();
  await page.evaluate(() => document.activeElement.blur());
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("j");
  answer.walked = await page.evaluate(() => {
    const all = [...document.querySelectorAll("#list .finding")];
    const node = document.activeElement.closest(".finding");
    const { top, bottom } = node.getBoundingClientRect();
    return [all.indexOf(node), top >= 0 && bottom <= innerHeight];
  });
  const id = "f-00000000000000000000000000001234";
  const isOpen = () => page.evaluate((name) => document.getElementById(name).firstElementChild.open, id);
  answer.linked = [await isOpen()];
  await page.evaluate((name) => { location.hash = name; }, id);
  await page.waitForFunction((name) => document.getElementById(name).firstElementChild.open, id);
  answer.linked.push(await isOpen(), await page.evaluate((name) => {
    const { top } = document.getElementById(name).getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  }, id));
  await close(page);
  return answer;
};

const checks = {
  filters: searchAndFilter, keyboard, tab: everyTabStop, themes, narrow: narrowAndPaper,
  copied: copying, hostile, many,
};

try {
  for (const [name, check] of Object.entries(checks)) said[name] = await check();
  said.seen = seen;
  console.log(JSON.stringify(said));
} finally {
  await browser.close();
}
