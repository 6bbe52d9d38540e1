// One C file as the compiler sees it: the tokens that remain after its `#if`s, and the macros defined at its end.

import { Macros } from './macros.mjs';
import { tokens, withoutComments } from './tokens.mjs';

/**
 * @typedef {import('./tokens.mjs').Token} Token
 * @typedef {import('../tree.mjs').SourceTree} SourceTree
 * @typedef {{ readonly tokens: readonly Token[], readonly macros: Macros }} SourceFile
 *
 * @typedef {readonly { readonly directive?: string, readonly tokens: readonly Token[] }[]} Lines directives and
 *   runs of other lines; the tokens of a directive are those after the `#`
 */

/**
 * The build that the catalog describes where builds differ: Linux with glibc, every optional feature of Postfix,
 * OpenSSL 3.0, no NIS, and no shared libraries of Postfix. Of the system's headers, only these definitions are known.
 */
const build = splitLines(`
#define LINUX2
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 1, 0)
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define __GLIBC__ 2
#define __GLIBC_MINOR__ 36
#define __GLIBC_PREREQ(major, minor) ((__GLIBC__ << 16) + __GLIBC_MINOR__ >= ((major) << 16) + (minor))
#define _PATH_MAILDIR "/var/mail"
#define _PATH_DEFPATH "/usr/bin:/bin"
#define _PATH_STDPATH "/usr/bin:/bin:/usr/sbin:/sbin"
#define NO_NIS
#define DEF_SHLIB_DIR "no"
#define USE_TLS
#define USE_TLSRPT
#define USE_SASL_AUTH
#define USE_CYRUS_SASL
#define OPENSSL_VERSION_NUMBER 0x30000000L
${[
  ['X25519', 'X25519'],
  ['X448', 'X448'],
  ['X9_62_prime256v1', 'prime256v1'],
  ['secp384r1', 'secp384r1'],
  ['secp521r1', 'secp521r1'],
  ['ffdhe2048', 'ffdhe2048'],
  ['ffdhe3072', 'ffdhe3072'],
]
  .map(([macro, name]) => `#define SN_${macro} "${name}"\n#define NID_${macro} 1`)
  .join('\n')}
`);

/**
 * @param {SourceTree} tree
 * @param {string} path
 * @returns {SourceFile}
 */
export function readSource(tree, path) {
  const macros = macrosOfBuild(tree);
  return { tokens: preprocess(tree, tree.linesOf(path), path, macros), macros };
}

/**
 * The same with the tokens of every branch of every `#if`, as some build might compile them. Only `#if 0` is left out.
 * @param {SourceTree} tree
 * @param {string} path
 * @returns {SourceFile}
 */
export function readEveryBranch(tree, path) {
  const macros = macrosOfBuild(tree);
  return { tokens: preprocess(tree, everyBranch(tree.linesOf(path)), path, macros), macros };
}

/** @param {Lines} lines @returns {Lines} without conditional directives */
function everyBranch(lines) {
  /** For each `#if` around the current line, whether no build compiles the current branch. @type {boolean[]} */
  const never = [];
  return lines.filter(({ directive, tokens: [name, ...rest] }) => {
    const word = directive === undefined ? '' : (name?.text ?? '');
    if (/^if(n?def)?$/.test(word)) never.push(word === 'if' && rest.length === 1 && rest[0]?.text === '0');
    else if (word === 'else' || word === 'elif') never[never.length - 1] = false;
    else if (word === 'endif') never.pop();
    else return !never.includes(true);
    return false;
  });
}

/** @param {SourceTree} tree */
function macrosOfBuild(tree) {
  const macros = new Macros();
  preprocess(tree, build, '', macros);
  if (tree.isSnapshot) macros.define('SNAPSHOT', { body: [] });
  return macros;
}

/**
 * Reads the macros of a file and of everything that it includes, and returns the file's own tokens.
 * @param {SourceTree} tree
 * @param {Lines} lines
 * @param {string} path
 * @param {Macros} macros
 * @returns {Token[]}
 */
function preprocess(tree, lines, path, macros) {
  /** @type {Token[]} */
  const result = [];
  /**
   * For each `#if` around the current line: whether the line is read, whether one of the branches was read, whether
   * another build may evaluate it differently, and the name that `#ifndef` tests.
   * @type {{ isRead: boolean, wasRead: boolean, isOpen: boolean, unless?: string | undefined }[]}
   */
  const conditions = [];
  const isOfSystem = path === '' || path.endsWith('/sys_defs.h');
  const isRead = () => conditions.every((condition) => condition.isRead);
  for (const line of lines) {
    if (line.directive === undefined) {
      if (isRead()) for (const token of line.tokens) result.push(token);
      continue;
    }
    const [name, ...rest] = line.tokens;
    switch (name?.text) {
      case 'if':
      case 'ifdef':
      case 'ifndef': {
        const holds = isRead() && test(name.text, rest, macros);
        const unless = name.text === 'ifndef' ? rest[0]?.text : undefined;
        conditions.push({ isRead: holds, wasRead: holds, isOpen: macros.dependsOnBuild(rest), unless });
        break;
      }
      case 'elif':
      case 'else': {
        const condition = conditions.pop();
        if (condition === undefined) break;
        const holds = !condition.wasRead && isRead() && (name.text === 'else' || macros.condition(rest));
        conditions.push({ ...condition, isRead: holds, wasRead: condition.wasRead || holds });
        break;
      }
      case 'endif':
        conditions.pop();
        break;
      case 'define': {
        const isOpen = isOfSystem || conditions.some((condition) => condition.isOpen);
        if (isRead()) define(line.directive, macros, isOpen, conditions.at(-1)?.unless);
        break;
      }
      case 'undef':
        if (isRead()) macros.undefine(rest[0]?.text ?? '');
        break;
      case 'include': {
        const included = /include\s*[<"]([^>"]+)[>"]/.exec(line.directive)?.[1];
        const found = included === undefined || !isRead() ? undefined : tree.header(included, path);
        if (found !== undefined) preprocess(tree, tree.linesOf(found), found, macros);
        break;
      }
    }
  }
  return result;
}

/** @param {string} directive @param {readonly Token[]} rest @param {Macros} macros */
function test(directive, rest, macros) {
  if (directive === 'if') return macros.condition(rest);
  return macros.has(rest[0]?.text ?? '') === (directive === 'ifdef');
}

/**
 * @param {string} directive
 * @param {Macros} macros
 * @param {boolean} isOpen
 * @param {string | undefined} unless the name that may already be defined
 */
function define(directive, macros, isOpen, unless) {
  const [, name = '', list, body = ''] =
    /^\s*#\s*define\s+(\w+)(?:\(([^)]*)\))?([\s\S]*)$/.exec(directive) ?? [];
  const parameters = list?.split(',').map((parameter) => parameter.trim());
  macros.define(name, {
    ...(parameters && { parameters }),
    body: tokens(body),
    isOpen: isOpen || unless === name,
  });
}

/**
 * @param {string} source
 * @returns {Lines}
 */
export function splitLines(source) {
  const lines = withoutComments(source)
    .replace(/\\\r?\n/g, '')
    .split('\n');
  const result = [];
  let text = '';
  for (const line of lines) {
    if (!/^\s*#/.test(line)) {
      text += `${line}\n`;
      continue;
    }
    if (text.trim() !== '') result.push({ tokens: tokens(text) });
    text = '';
    result.push({ directive: line, tokens: tokens(line.replace('#', ' ')) });
  }
  if (text.trim() !== '') result.push({ tokens: tokens(text) });
  return result;
}
