// The parts of English style that a program can check: phrases that a native writer would not use (dictionary.yml),
// repeated words and similar mistakes, the spelling of names, and general spelling.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import { spellCheckDocument } from 'cspell-lib';
import prh from 'textlint-rule-prh';
import terminology from 'textlint-rule-terminology';
import writeGood from 'textlint-rule-write-good';

const here = fileURLToPath(new URL('.', import.meta.url));
const words = readFileSync(`${here}words.txt`, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

const kernel = new TextlintKernel();
/** @type {import('@textlint/kernel').TextlintKernelOptions} */
const options = {
  ext: '.md',
  plugins: [{ pluginId: 'markdown', plugin: module(markdown) }],
  rules: [
    { ruleId: 'prh', rule: module(prh), options: { rulePaths: [`${here}dictionary.yml`] } },
    {
      ruleId: 'terminology',
      rule: module(terminology),
      options: { defaultTerms: false, terms: `${here}terms.json` },
    },
    {
      ruleId: 'write-good',
      rule: module(writeGood),
      // The dictionary covers the word rules of the style guide. Adverbs, passives, and "there is" need a reader's
      // judgment.
      options: {
        passive: false,
        weasel: false,
        adverb: false,
        thereIs: false,
        tooWordy: false,
        so: false,
        severity: 'error',
      },
    },
  ],
};

/**
 * @typedef {object} Problem
 * @property {'prh' | 'terminology' | 'write-good' | 'spelling'} rule
 * @property {string} message
 * @property {string} found the matched words
 * @property {number} line from 1
 */

/** @param {string} text Markdown @returns {Promise<readonly Problem[]>} */
export async function lintProse(text) {
  const { messages } = await kernel.lintText(text, { ...options, filePath: `${here}text.md` });
  const { issues } = await spellCheckDocument(
    { uri: 'file:///text.md', text: proseIn(text), languageId: 'markdown', locale: 'en-US' },
    { noConfigSearch: true, generateSuggestions: false },
    {
      words,
      language: 'en-US',
      dictionaries: ['en_us', 'softwareTerms', 'companies', 'misc'],
      minWordLength: 4,
    },
  );
  return [
    ...messages.map(({ ruleId, message, line, range: [start, end] }) => ({
      rule: /** @type {Problem['rule']} */ (ruleId),
      message: message.replace(/\s+/g, ' '),
      found: text.slice(start, end).trim(),
      line,
    })),
    ...issues.map(({ text: word, offset }) => ({
      rule: /** @type {const} */ ('spelling'),
      message: `unknown word: ${word}`,
      found: word,
      line: text.slice(0, offset).split('\n').length,
    })),
  ];
}

/**
 * Excludes code, addresses, and links from the spelling check. Their replacements have the same length.
 * @param {string} text
 */
function proseIn(text) {
  const blank = (/** @type {string} */ all) => all.replace(/[^\n]/g, ' ');
  return text
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, blank)
    .replace(/(`+)[^`]*?\1/g, blank)
    .replace(/\]\([^)]*\)|https?:\S+|\S+@\S+|<[^>\n]*>|\{\{[\w-]+\}\}/g, blank)
    .replace(/\b[\w$]+(?:[_.$/-][\w$]+)+\b|\$\w+/g, (word) => (/[_.$/]/.test(word) ? blank(word) : word))
    .replace(/\b[A-Z][A-Z\d]+s?\b/g, blank);
}

/** A CommonJS module, in the form that its types declare. @param {any} imported */
function module(imported) {
  return imported.default ?? imported;
}
