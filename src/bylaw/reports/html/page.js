"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  root.classList.add("js");

  /* Theme: the reader's system decides until the button is pressed. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = {
    get: () => { try { return localStorage.getItem("bylaw-theme"); } catch { return null; } },
    set: (name) => { try { localStorage.setItem("bylaw-theme", name); } catch { /* A sandbox has no storage. */ } },
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const showTheme = () => { $("theme").textContent = isDark() ? "Light theme" : "Dark theme"; };
  if (["dark", "light"].includes(stored.get())) root.dataset.theme = stored.get();
  $("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored.set(root.dataset.theme);
    showTheme();
  });
  dark.addEventListener("change", showTheme);
  showTheme();

  const help = $("help");
  $("keys").addEventListener("click", () => help.showModal());
  $("done").addEventListener("click", () => help.close());

  /* Whatever is closed is opened for paper, and where the address leads into it. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of opened) each.open = false; });
  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* It is no encoded name. */ }
    const target = name && !name.includes("=") ? $(name) : null;
    if (!target) return;
    const inner = target.matches("article.finding") ? target.firstElementChild : target;
    for (let node = inner; node; node = node.parentElement) if (node.matches("details")) node.open = true;
    target.scrollIntoView();
  };

  /* One line for those who do not see the page; said once typing rests. */
  let waiting = 0;
  const say = (words, delay = 250) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if ($("live")) $("live").textContent = words; }, delay);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
    say("Fingerprint copied.", 0);
  });

  const list = $("list");
  if (!list) {
    addEventListener("hashchange", reveal);
    addEventListener("keydown", (event) => {
      if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !help.open) help.showModal();
    });
    reveal();
    return;
  }

  /* The page is the data: what is searched is read from it once. */
  const accepted = $("accepted");
  const rank = { deny: 0, warn: 1, note: 2 };
  const items = Array.from(document.querySelectorAll("article.finding"), (node) => {
    const { level, rule, path, state, group } = node.dataset;
    const summary = node.firstElementChild.firstElementChild;
    const message = summary.querySelector(".message").textContent;
    return {
      node, summary, details: node.firstElementChild, level, rule, path, state, group,
      text: `${message}\n${path}\n${rule}`.toLowerCase(), at: -1,
    };
  });
  const itemOf = new WeakMap(items.map((item) => [item.node, item]));

  /* Groups are made anew from the same articles: they move, and keep their state. */
  let groups = Array.from(list.children, (node) => ({ node, count: node.querySelector(".n"), items: [] }));
  const places = new Map(groups.map((group) => [group.node, group]));
  for (const item of items) if (item.state === "new") places.get(item.node.parentNode).items.push(item);
  let grouping = "file";
  const regroup = (by) => {
    if (by === grouping) return;
    grouping = by;
    const found = new Map();
    for (const item of items) {
      if (item.state !== "new") continue;
      const key = by === "rule" ? item.rule : item.group;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(item);
    }
    const worst = (members) => Math.min(...new Set(members.map((item) => rank[item.level] ?? 3)));
    const ordered = [...found].map(([name, members]) => ({ name, members, worst: worst(members) }));
    ordered.sort((one, other) => one.worst - other.worst);
    groups = ordered.map(({ name, members }) => {
      const node = document.createElement("section");
      const heading = document.createElement("h3");
      const [words, count] = [document.createElement("span"), document.createElement("span")];
      node.className = "group";
      words.className = "name";
      words.textContent = name;
      count.className = "n";
      heading.append(words, " ", count);
      node.append(heading, ...members.map((item) => item.node));
      return { node, count, items: members };
    });
    list.replaceChildren(...groups.map((group) => group.node));
  };

  /* `**` crosses folders, `*` and `?` do not; without them a text is the start of a path, and
     without `/` a pattern is matched with the name alone. In steps that never go back. */
  const pathTest = (pattern) => {
    if (!pattern) return () => true;
    if (!/[*?]/.test(pattern)) return (path) => path.startsWith(pattern);
    const parts = pattern.match(/\*\*\/|\*+|[^]/gu);
    const enter = (states, state) => {
      states.add(state);
      if (parts[state]?.startsWith("*")) enter(states, state + 1);
    };
    const whole = (path) => {
      let states = new Set();
      enter(states, 0);
      for (const character of path) {
        const next = new Set();
        for (const state of states) {
          const part = parts[state];
          if (part === "**/") {
            next.add(state);
            if (character === "/") enter(next, state + 1);
          } else if (part?.startsWith("*")) {
            if (part !== "*" || character !== "/") enter(next, state);
          } else if (part === "?" ? character !== "/" : part === character) {
            enter(next, state + 1);
          }
        }
        states = next;
      }
      return states.has(parts.length);
    };
    return pattern.includes("/") ? whole : (path) => whole(path.slice(path.lastIndexOf("/") + 1));
  };

  /* Filters. */
  const fields = { q: $("q"), rule: $("rule"), path: $("path"), state: $("state"), group: $("group") };
  const boxes = [...document.querySelectorAll("[name=level]")];
  let visible = [];
  const number = (count) => `${count.toLocaleString("en")} finding${count === 1 ? "" : "s"}`;
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);

  const order = () => {
    visible = [];
    const inOrder = groups.flatMap((group) => group.items);
    if (accepted?.open) inOrder.push(...items.filter((item) => item.state === "suppressed"));
    for (const item of items) item.at = -1;
    for (const item of inOrder) if (!item.node.hidden) item.at = visible.push(item) - 1;
  };

  const apply = () => {
    const words = fields.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set(chosen());
    const rule = fields.rule.value;
    const state = fields.state.value;
    const test = pathTest(fields.path.value.trim());
    const tested = new Map();
    const inPath = (path) => {
      if (!tested.has(path)) tested.set(path, test(path));
      return tested.get(path);
    };
    regroup(fields.group.value);
    const shown = { new: 0, suppressed: 0 };
    for (const item of items) {
      const fits = (!rule || item.rule === rule) && (!state || item.state === state)
        && (!levels.size || levels.has(item.level)) && words.every((word) => item.text.includes(word))
        && inPath(item.path);
      if (item.node.hidden === fits) item.node.hidden = !fits;
      if (fits) shown[item.state] += 1;
    }
    for (const group of groups) {
      const count = group.items.reduce((sum, item) => sum + !item.node.hidden, 0);
      group.node.hidden = !count;
      group.count.textContent = count.toLocaleString("en");
    }
    if (accepted && state === "suppressed") accepted.open = true;
    const isFiltered = rule || state || levels.size || words.length || fields.path.value.trim();
    const all = isFiltered ? ` of ${items.length.toLocaleString("en")}` : "";
    const aside = shown.suppressed ? `, ${shown.suppressed.toLocaleString("en")} of them suppressed` : "";
    const said = `${number(shown.new + shown.suppressed)}${all}${aside}`;
    $("count").textContent = said;
    $("empty").hidden = shown.new + shown.suppressed > 0;
    $("clear").disabled = !isFiltered;
    order();
    return said;
  };

  /* The address holds what is set, so that it can be shared. */
  const write = () => {
    const said = new URLSearchParams();
    for (const [name, field] of Object.entries(fields)) {
      const value = field.value.trim();
      if (value && !(name === "group" && value === "file")) said.set(name, value);
    }
    if (chosen().length) said.set("level", chosen().join(","));
    const hash = said.toString();
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch { /* A page inside a page may not. */ }
  };
  const read = () => {
    const text = location.hash.slice(1);
    if (text && !text.includes("=")) return false;
    const said = new URLSearchParams(text);
    for (const [name, field] of Object.entries(fields)) {
      field.value = (said.get(name) ?? "").slice(0, 200);
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    const levels = (said.get("level") ?? "").split(",");
    for (const box of boxes) box.checked = levels.includes(box.value);
    return true;
  };
  const changed = () => { write(); say(apply()); };
  for (const field of [...Object.values(fields), ...boxes]) field.addEventListener("input", changed);
  const clear = () => {
    for (const name of ["q", "rule", "path", "state"]) fields[name].value = "";
    for (const box of boxes) box.checked = false;
    changed();
  };
  $("clear").addEventListener("click", () => { clear(); fields.q.focus(); });
  addEventListener("hashchange", () => { if (read()) say(apply()); else reveal(); });
  accepted?.addEventListener("toggle", order);

  /* Open and closed. */
  const fold = $("fold");
  const setAll = (open) => {
    for (const item of items) item.details.open = open;
    fold.textContent = open ? "Collapse all" : "Expand all";
  };
  fold.addEventListener("click", () => setAll(fold.textContent === "Expand all"));

  /* Keys. */
  let last = null;
  list.addEventListener("focusin", (event) => {
    last = itemOf.get(event.target.closest("article.finding")) ?? last;
  });
  const current = () => itemOf.get(document.activeElement?.closest("article.finding")) ?? last;
  const move = (step) => {
    if (!visible.length) return;
    const from = current();
    const at = from ? from.at : -1;
    const to = at < 0 ? visible[0] : visible[Math.min(Math.max(at + step, 0), visible.length - 1)];
    last = to;
    to.summary.focus({ preventScroll: true });
    to.node.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const field = event.target.closest?.("input, select");
    if (event.key === "Escape") {
      clear();
      if (field) field.blur();
      return;
    }
    if (field && field.type !== "checkbox") return;
    const item = current();
    if (event.key === "/") fields.q.focus();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "o" && item && item.at >= 0) item.details.open = !item.details.open;
    else if (event.key === "?") help.showModal();
    else return;
    event.preventDefault();
  });

  if (items.length > 40) setAll(false);
  if (!read()) reveal();
  apply();
})();
