/**
 * Words for people stand in preload/contract/messages, a key each: what stands in the code is in English whatever language is in use.
 * Refuses literals that read like English: two words beside each other, the second in small letters; in markup, any word. Left alone
 * is what only developers see: what is thrown or logged, SQL, and the selectors and classes of CSS. Where a literal is none of these and no word for people either (a
 * command, a name on a wire), a comment beside it says so: `// eslint-disable-next-line house/words-in-messages -- why`.
 */

const twoWords = /[A-Za-z]{2,}[,;.]? [a-z]{2,}(?![\w=-])/u;
const anyWord = /[A-Za-z]{3,}/u;
const sql =
  /\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|VACUUM|ATTACH|DETACH|BEGIN|FROM|WHERE|JOIN|CAST)\b|^CROSS JOIN\b|\bexcluded\./u;
/** Functions that write for whoever looks for a fault. */
const logs = /^(?:log|warn|debug|onBug)$/u;
const selectors = /^(?:querySelector|querySelectorAll|matches|closest)$/u;
const thrown = /(?:Error|Fault|Failure)$/u;
/** Attributes that are read out or shown. */
const spokenAttributes = new Set(["aria-label", "aria-description", "alt", "placeholder", "title"]);
/** Their content is the same in every language. */
const wordlessElements = new Set(["code", "kbd", "script", "style"]);

const message = "Words for people stand in preload/contract/messages, a key each: message(KEY).";

/** The last name of what is called or made: `log` of `this.#log`. */
function nameOf(callee) {
  return (callee.type === "MemberExpression" ? callee.property : callee).name ?? "";
}

/** Whether a literal is part of something that is thrown or logged. */
function isForDevelopers(node) {
  for (let up = node.parent; up !== null && up !== undefined; up = up.parent) {
    if (up.type === "ThrowStatement") return true;
    if (up.type === "SvelteAttribute") return up.key.name === "class";
    if (up.type === "NewExpression" && thrown.test(nameOf(up.callee))) return true;
    if (up.type === "CallExpression" && (logs.test(nameOf(up.callee)) || selectors.test(nameOf(up.callee))))
      return true;
    if (up.type === "CallExpression" && up.callee.object?.name === "console") return true;
    if (/Function|^Program$|Class/u.test(up.type)) return false;
  }
  return false;
}

export const wordsInMessages = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const check = (node, text) => {
      if (twoWords.test(text) && !sql.test(text) && !isForDevelopers(node)) context.report({ node, message });
    };
    return {
      Literal(node) {
        if (typeof node.value !== "string" || /^(?:Import|Export|TSLiteral)/u.test(node.parent.type)) return;
        check(node, node.value);
      },
      TemplateLiteral(node) {
        check(node, node.quasis.map(({ value }) => value.cooked).join("\0"));
      },
      SvelteText(node) {
        if (anyWord.test(node.value.replace("Pricebell", "")) && !wordlessElements.has(node.parent?.name?.name ?? ""))
          context.report({ node, message });
      },
      SvelteAttribute(node) {
        if (!spokenAttributes.has(node.key.name)) return;
        for (const value of node.value)
          if (value.type === "SvelteLiteral" && anyWord.test(value.value)) context.report({ node: value, message });
      },
    };
  },
};
