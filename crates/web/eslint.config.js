// Rules that the compiler does not hold: promises that nobody waits for, values that are not what their type says, and
// imports that reach across pages.

import ts from "typescript-eslint";

/** Forbids imports that match these patterns, with the reason. */
const forbid = (message, ...group) => ({ "no-restricted-imports": ["error", { patterns: [{ group, message }] }] });

export default ts.config(
  {
    ignores: [
      "shared/api/openapi.ts",
      "dist/",
      "node_modules/",
      "core/dist/",
      "scripts/",
      "src/",
      "styles/",
      "eslint.config.js",
      "core/platform.d.ts",
      "test/package/",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers and bigints in sentences are what they look like.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => show(…)` is how event handlers are written here.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // A function of an interface that waits stays `async` where one of its makers need not wait.
      "@typescript-eslint/require-await": "off",
      // The types promise what old browsers and pages without TLS do not have, such as a clipboard.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Texts are counted by code points, as the formats count them.
      "@typescript-eslint/no-misused-spread": "off",
      // Values of a draft may be of any JSON type until the service has checked them.
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      // Methods that are passed on use no `this`, or are called with their object.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  { files: ["core/**"], rules: forbid("The formats know no page.", "**/shared/**", "**/pages/**") },
  { files: ["shared/**"], rules: forbid("What pages share knows no page.", "**/pages/**") },
  { files: ["pages/**"], rules: forbid("What two pages use belongs into shared/.", "../*/**", "!../../**") },
  {
    files: ["test/**/*.ts"],
    rules: {
      // The tests know their vectors; types would say nothing more.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // `test(…)` of Node's runner gives a promise that the runner itself waits for.
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: "test" }] },
      ],
    },
  },
);
