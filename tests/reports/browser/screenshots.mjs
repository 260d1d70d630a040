// Takes the pictures of the page in docs/images, of the demo's verdict:
//   DEMO_DIR=.demo bash examples/demo.sh .venv/bin/bylaw
//   (cd .demo && ../.venv/bin/bylaw check --base main --report html=../.demo.html)
//   node tests/reports/browser/screenshots.mjs .demo.html
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const images = new URL("../../../docs/images/", import.meta.url);
const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1000, height: 1130 } });
  await page.goto(pathToFileURL(process.argv[2]).href);
  await page.screenshot({ path: fileURLToPath(new URL(`report-${colorScheme}.png`, images)) });
}
await browser.close();
