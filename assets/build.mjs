// Builds what the browser loads: theme from the tokens, one stylesheet, one script, the fonts.
// Output: src/soske/base/static/soske/ (not in the repository; `make setup` runs this).
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { build } from "esbuild";

const out = "src/soske/base/static/soske";
const designsystemet = (...words) =>
  execFileSync(process.execPath, ["node_modules/@digdir/designsystemet/dist/bin/designsystemet.js", ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });

designsystemet("tokens", "create", "--config", "designsystemet.config.json");
designsystemet("tokens", "build", "--tokens", "build/design-tokens", "--out-dir", "build/theme");

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: { app: "src/soske/base/assets/app.css", script: "src/soske/base/assets/app.js" },
  outdir: out,
  bundle: true,
  minify: true,
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  nodePaths: ["node_modules"],
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "warning",
});
cpSync("src/soske/base/assets/icon.svg", `${out}/icon.svg`);
