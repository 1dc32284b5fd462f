// Makes web/vendor/ from the packages that package-lock.json names. Run: npm ci && node tools/vendor.mjs
//
// What is served is what stands in web/vendor: this runs only when a version changes, and the result is
// committed. Nothing is minified, so that a reader can compare it with the package it came from.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const OUT = "web/vendor";

/** The parts of Lit that the pages use, and no other. */
const LIT_ENTRY = `
export { LitElement, html, svg, nothing, render } from "lit";
export { repeat } from "lit/directives/repeat.js";
export { live } from "lit/directives/live.js";
export { ref, createRef } from "lit/directives/ref.js";
export { classMap } from "lit/directives/class-map.js";
export { ifDefined } from "lit/directives/if-defined.js";
`;

/**
 * Our pages forbid inline style elements (style-src 'self') and strings as HTML (Trusted Types), and
 * wavesurfer's renderer writes its shadow tree as one string. The same tree is made with DOM calls and a
 * constructed style sheet, which both rules allow.
 * @param {string} source
 */
function withoutInnerHtml(source) {
  const template = /shadow\.innerHTML = `\s*<style.*>\n([\s\S]*?)<\/style>[\s\S]*?`;/;
  const [whole, css] = source.match(template) ?? [];
  if (!whole) throw new Error("wavesurfer's renderer has changed: look at initHtml again");
  const tree = `
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(\`${css}\`);
        shadow.adoptedStyleSheets = [sheet];
        const part = (name, parent) => {
            const element = document.createElement('div');
            element.className = name;
            element.setAttribute('part', name);
            parent.appendChild(element);
            return element;
        };
        const wrapper = part('wrapper', part('scroll', shadow));
        ['canvases', 'progress', 'cursor'].forEach((name) => part(name, wrapper));`;
  const patched = source
    .replace(whole, () => tree.trim())
    .replaceAll(/\.innerHTML = '';/g, ".replaceChildren();")
    .replace(/const cspNonce = .*\n/, "");
  if (patched.includes("innerHTML")) throw new Error("innerHTML is left in wavesurfer's renderer");
  return patched;
}

const csp = {
  name: "wavesurfer-without-inner-html",
  /** @param {import("esbuild").PluginBuild} plugin */
  setup(plugin) {
    plugin.onLoad({ filter: /wavesurfer\.js\/dist\/renderer\.js$/ }, async ({ path }) => ({
      contents: withoutInnerHtml(await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};

/** @param {string} name */
async function version(name) {
  return JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8")).version;
}

await mkdir(OUT, { recursive: true });
const shared = /** @type {const} */ ({
  bundle: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "inline", conditions: ["production"],
});
await build({
  ...shared,
  stdin: { contents: LIT_ENTRY, resolveDir: ".", sourcefile: "lit-entry.js" },
  banner: { js: `// Lit ${await version("lit")}, BSD-3-Clause: see lit.LICENSE.txt. Made by tools/vendor.mjs.` },
  outfile: `${OUT}/lit.js`,
});
await build({
  ...shared,
  entryPoints: ["node_modules/wavesurfer.js/dist/wavesurfer.js"],
  plugins: [csp],
  banner: {
    js: `// wavesurfer.js ${await version("wavesurfer.js")}, BSD-3-Clause: see wavesurfer.LICENSE.txt.\n`
      + "// Made by tools/vendor.mjs, which also says what was changed in it (no innerHTML, no style element).",
  },
  outfile: `${OUT}/wavesurfer.js`,
});
await copyFile("node_modules/lit/LICENSE", `${OUT}/lit.LICENSE.txt`);
await copyFile("node_modules/wavesurfer.js/LICENSE", `${OUT}/wavesurfer.LICENSE.txt`);
await writeFile(`${OUT}/lit.d.ts`, `${LIT_ENTRY.trim()}\nexport type { TemplateResult, PropertyValues } from "lit";\nexport type { Ref } from "lit/directives/ref.js";\n`);
await writeFile(`${OUT}/wavesurfer.d.ts`, 'export { default } from "wavesurfer.js";\n');
await writeFile(
  `${OUT}/README.md`,
  `# Other people's code, as it is served

| File | Package | Version | Licence |
| --- | --- | --- | --- |
| \`lit.js\` | lit | ${await version("lit")} | BSD-3-Clause (\`lit.LICENSE.txt\`) |
| \`wavesurfer.js\` | wavesurfer.js | ${await version("wavesurfer.js")} | BSD-3-Clause (\`wavesurfer.LICENSE.txt\`) |

Made by \`npm ci && node tools/vendor.mjs\` (esbuild ${await version("esbuild")}). One change: wavesurfer's shadow tree is
built with DOM calls and a constructed style sheet, because our pages forbid HTML from strings (Trusted
Types) and style elements (\`style-src 'self'\`). \`*.d.ts\` are for the type checker and are not loaded by a page.
`,
);
