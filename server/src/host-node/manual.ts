// The manual of the installed Postfix. Reads pages from disk and runs no program.

import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { manualText } from './troff.ts';

/** Where systems install manual pages. A workspace must not be able to add to this list. */
const folders = [
  '/usr/share/man',
  '/usr/local/share/man',
  '/usr/local/man',
  '/usr/pkg/man',
  '/opt/homebrew/share/man',
];
/** The largest page, postconf(5), has half a million bytes. */
const maxBytes = 8_000_000;

/** Returns entries such as `postconf(5) smtpd_banner` as Markdown. Keeps the pages that it has read. */
export function installedManual(
  places: readonly string[] = folders,
): (entry: string) => Promise<string | undefined> {
  const pages = new Map<string, Promise<string | undefined>>();
  return async (entry) => {
    const [, name = '', section = '', word] = /^([a-z_-]+)\((\d)\) (.+)$/s.exec(entry) ?? [];
    if (word === undefined) return undefined;
    const key = `${name}.${section}`;
    let page = pages.get(key);
    if (page === undefined) {
      page = readPage(places, name, section);
      pages.set(key, page);
    }
    const text = await page;
    return text === undefined ? undefined : manualText(text, word);
  };
}

/** Undefined if no folder has the page, or if a page with that name belongs to another program. */
async function readPage(
  places: readonly string[],
  name: string,
  section: string,
): Promise<string | undefined> {
  // Accepts Debian's `pipe.8postfix.gz` besides the usual `pipe.8` and `pipe.8.gz`.
  const fits = new RegExp(`^${name}\\.${section}(?:postfix)?(?:\\.gz)?$`);
  for (const place of places) {
    const folder = `${place}/man${section}`;
    const files = await readdir(folder).catch(() => []);
    for (const file of files.filter((f) => fits.test(f)).sort((a, b) => b.length - a.length)) {
      const text = await readText(`${folder}/${file}`);
      if (text !== undefined && /postfix/i.test(text)) return text;
    }
  }
  return undefined;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    const text = path.endsWith('.gz')
      ? await promisify(gunzip)(bytes, { maxOutputLength: maxBytes })
      : bytes.subarray(0, maxBytes);
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}
