// Lets a module import another one, with all that one imports, as the text of a script: for workers made of Blobs.
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

export const target = ["chrome100", "firefox113", "safari16.4"];

export const bundled = {
  name: "bundled",
  setup(bundler) {
    bundler.onResolve({ filter: /\?bundled$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\?bundled$/, ".ts")),
      namespace: "bundled",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "bundled" }, async ({ path }) => {
      const { outputFiles } = await build({
        absWorkingDir: dirname(path),
        entryPoints: [path],
        bundle: true,
        minify: true,
        write: false,
        format: "iife",
        target,
        charset: "utf8",
        logLevel: "warning",
      });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};
