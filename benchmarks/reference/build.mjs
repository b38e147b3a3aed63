// Bundles the reference renderer with the viewer's own esbuild, three and readers.
//   node build.mjs OUT
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundled } from "../../web_template/bundled.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "..", "..", "web_template");
const out = resolve(process.argv[2]);
const { build } = createRequire(join(web, "package.json"))("esbuild");

mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { reference: "main.ts", needs: "needs.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100"],
  loader: { ".glsl": "text" },
  alias: { three: join(web, "node_modules", "three", "src", "Three.js") },
  plugins: [bundled],
  logLevel: "warning",
});
copyFileSync(join(here, "index.html"), join(out, "index.html"));
