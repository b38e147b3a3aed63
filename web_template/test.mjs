// Bundles the unit tests of ../tests/web and runs them with node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundled } from "./bundled.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tests = join(here, "..", "tests", "web");
const out = mkdtempSync(join(tmpdir(), "pixgen-web-tests-"));
try {
  const names = readdirSync(tests).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: names.map((name) => join(tests, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    loader: { ".glsl": "text" },
    plugins: [bundled],
    nodePaths: [join(here, "node_modules")],
    logLevel: "warning",
  });
  const files = names.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
