// Texts to measure with. They are realistic and identical on every run.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {{ value: string }[]} [defaults] from the oldest release to the newest
 */

const catalog = new URL('../../server/catalog/parameters.json', import.meta.url);

/** Lines with mistakes or outdated settings, each of which has a finding. */
const MISTAKES = [
  'smtpd_use_tls = yes',
  'smtpd_helo_requried = yes',
  'disable_vrfy_command = ture',
  'smtp_tls_security_levle = may',
  'smtpd_recipient_restrictions = permit_mynetworks, check_relay_domains, permit',
  'myhostname = mail.example.com',
];

const COMMENTS = [
  '# Changed when the second server came; see the notes in the wiki before you touch it.',
  '#',
  '# The default is right for us.',
  '# Large providers want it like this.',
];

/** One in this many entries is a mistake. */
const MISTAKE_EVERY = 20;

/**
 * A main.cf. It contains every parameter of Postfix once, with its default, between comments, followed by custom
 * restriction classes. Every twentieth entry is a mistake.
 * @param {number} lines
 */
export function mainCf(lines) {
  /** @type {{ parameters: Parameter[] }} */
  const { parameters } = JSON.parse(readFileSync(catalog, 'utf8'));
  const text = ['# Postfix of mail.example.com'];
  const classes = ['smtpd_restriction_classes ='];
  for (let i = 0; text.length + classes.length < lines; i++) {
    text.push(COMMENTS[i % COMMENTS.length] ?? '');
    const parameter = parameters[i];
    if (i % MISTAKE_EVERY === MISTAKE_EVERY - 1) text.push(MISTAKES[i % MISTAKES.length] ?? '');
    else if (parameter)
      text.push(...folded(`${parameter.name} = ${parameter.defaults?.at(-1)?.value ?? ''}`));
    else {
      text.push(`customer${i} = permit_mynetworks, reject_unauth_destination, permit`);
      classes.push(`    customer${i},`);
    }
    if (i % 4 === 3) text.push('');
  }
  return joined([...text, ...classes], lines);
}

/**
 * Breaks a long entry at spaces.
 * @param {string} entry
 */
function folded(entry) {
  return entry.length <= 80
    ? [entry]
    : entry.split(/ (?=\S+$|\$)/).map((part, i) => (i > 0 ? `    ${part}` : part));
}

/**
 * A table such as virtual(5), with 30 characters per line.
 * @param {number} lines
 */
export function table(lines) {
  const text = Array.from({ length: lines }, (_, i) => {
    if (i % 1000 === 0) return '# Addresses of a customer';
    if (i % 500 === 499) return '    archive@backup.example';
    return `user${i}@example.com box${i % 9973}`;
  });
  return joined(text, lines);
}

/**
 * A transport(5) table. Most of its next hops are different.
 * @param {number} lines
 */
export function transportTable(lines) {
  return joined(
    Array.from({ length: lines }, (_, i) => `domain${i}.example smtp:[mx${i % 9973}.example]:25`),
    lines,
  );
}

/**
 * A shell script for bash-language-server, which reports that a sourced file does not exist.
 * @param {number} lines
 */
export function shellScript(lines) {
  const text = ['#!/bin/bash', 'set -euo pipefail'];
  for (let i = 0; text.length < lines; i++) {
    text.push(
      ...(i % MISTAKE_EVERY === 0 ? [`source ./missing_${i}.sh`] : []),
      '',
      '# Copies what changed, and says so.',
      `copy_${i}() {`,
      '  local source="$1" target="$2" count=0',
      '  for file in "$source"/*.conf; do',
      `    if [[ -f "$file" && "$file" -nt "$target/\${file##*/}" ]]; then`,
      '      cp -- "$file" "$target/"',
      '      count=$((count + 1))',
      '    fi',
      '  done',
      `  echo "${i}: $count files" >&2`,
      '}',
      `copy_${i} "/etc/postfix/${i}" "\${TARGET:-/srv/backup}"`,
    );
  }
  return joined(text, lines);
}

/**
 * A YAML file for yaml-language-server. Every twentieth block has a duplicate key.
 * @param {number} lines
 */
export function yaml(lines) {
  const text = ['services:'];
  for (let i = 0; text.length < lines; i++) {
    text.push(
      `  # What runs on host ${i}`,
      `  mail${i}:`,
      `    image: "images.example.com/postfix:3.${i % 12}"`,
      '    restart: always',
      '    ports:',
      `      - "${2500 + i}:25"`,
      `      - "${5800 + i}:587"`,
      '    environment:',
      `      MAIL_NAME: mail${i}.example.com`,
      '      RELAY: "[relay.example.com]:587"',
      ...(i % MISTAKE_EVERY === 0 ? ['    restart: never'] : []),
    );
  }
  return joined(text, lines);
}

/**
 * One value of many nested braces.
 * @param {number} depth
 */
export function nestedBraces(depth) {
  return `smtpd_banner = ${'${mail_name?{'.repeat(depth)}x${'}}'.repeat(depth)}\n`;
}

/**
 * One physical line.
 * @param {number} words
 */
export function longLine(words) {
  return `mydestination = ${Array.from({ length: words }, (_, i) => `host${i}.example.com`).join(', ')}\n`;
}

/**
 * One logical line of many physical ones.
 * @param {number} lines
 */
export function continuationLines(lines) {
  return joined(
    ['mydestination =', ...Array.from({ length: lines - 1 }, (_, i) => `    host${i}.example.com`)],
    lines,
  );
}

/**
 * @param {string[]} text
 * @param {number} lines
 */
function joined(text, lines) {
  return `${text.slice(0, lines).join('\n')}\n`;
}
