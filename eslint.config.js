import svelte from "eslint-plugin-svelte";
import tseslint from "typescript-eslint";
import house from "./.ci/lint/house.js";

// Components alone: every other file is read by oxlint (oxlint.config.ts), natively, in a tenth of the time. The rules for the code
// in components are its rules, too.
export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "test-results/", "**/*.ts", "**/*.js", "!**/*.svelte.ts"] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { house },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": "allow-with-description", "ts-ignore": true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "max-lines": ["error", 300],
      "house/downward-only": "error",
      "house/words-in-messages": "error",
    },
  },
);
