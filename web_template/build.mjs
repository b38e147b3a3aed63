// Bundles the viewer into one classic script and one style sheet, and lays them beside the templates.
//   node build.mjs [OUT]     OUT defaults to ../pixgen/_web
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundled, target } from "./bundled.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "pixgen", "_web"));

// The viewer has shaders of its own; those of three's built-in materials would be a fifth of the bundle.
const withoutBuiltInShaders = {
  name: "without-built-in-shaders",
  setup(bundler) {
    bundler.onLoad({ filter: /renderers[\\/]shaders[\\/](ShaderChunk|ShaderLib)[\\/].*\.glsl\.js$/ }, () => ({
      contents: 'export default ""; export const vertex = "", fragment = "";',
    }));
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { viewer: "src/main.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target,
  charset: "utf8",
  legalComments: "inline",
  loader: { ".glsl": "text" },
  // The published bundle of three is one file; its sources leave out what is not used.
  alias: { three: join(here, "node_modules", "three", "src", "Three.js") },
  plugins: [withoutBuiltInShaders, bundled],
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { viewer: "styles/main.css" },
  outdir: out,
  bundle: true,
  minify: true,
  target,
  logLevel: "warning",
});
for (const name of readdirSync(here)) {
  if (name.endsWith(".j2")) cpSync(join(here, name), join(out, name));
}
