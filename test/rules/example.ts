// An example on a rule page as a separate Postfix instance, and the log lines that the page quotes.
import { findPostfix, type InstanceSpec, supportingServices } from '../postfix/harness';
import type { Example } from './page.ts';

/** The example's services instead of the standard `smtp`, among all others; its tables where Postfix looks for them. */
export function specOf({ files, hasMasterCf, tables }: Example): InstanceSpec & { readonly mainCf: string } {
  const text = files['main.cf'] ?? '';
  const mainCf = tables.length === 0 ? text : text.replaceAll('/etc/postfix/', '$config_directory/');
  const own = tables.map((name) => {
    const [, type] = new RegExp(`\\b(hash|btree|lmdb|cdb):\\S*/${name}\\b`).exec(mainCf) ?? [];
    return [type === undefined ? name : `${type}:${name}`, files[name] ?? ''] as const;
  });
  const common = { mainCf, tables: Object.fromEntries(own) };
  if (!hasMasterCf) return common;
  return { ...common, masterCf: `${files['master.cf'] ?? ''}${supportingServices}` };
}

/** A log line as a page quotes it, `postfix/smtpd: text`; undefined if it is not a log line. */
export function logPattern(line: string): RegExp | undefined {
  const [, program, message = ''] = /^(postfix(?:\/[\w-]+)?): (.*)$/.exec(line) ?? [];
  if (program === undefined) return undefined;
  const text = message
    .replace('/usr/lib/postfix/sbin', findPostfix()?.daemonDirectory ?? '')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('/etc/postfix/', '\\S*/');
  return new RegExp(`\\b${program}\\[\\d+\\]: ${text} ?$`, 'm');
}

/** The same in a block marked `log`, which contains only log lines. */
export function linePattern(line: string): RegExp {
  const pattern = logPattern(line);
  if (pattern === undefined) throw new Error(`no line of the log: ${line}`);
  return pattern;
}
