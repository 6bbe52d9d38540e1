// Keys and certificates in the wrong order (tls_certkey.c): each private key must come before its certificates.

import type { Fix } from '../../edits/edit.ts';
import { literalPlace } from '../../edits/lists.ts';
import { type ChainFiles, chainFiles } from '../../instance/chain-files.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const chainFileOrder: Rule = {
  code: 'chain-file-order',
  title: 'Certificate comes before its private key',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const setting of chainFiles(instance)) {
      const { parameter, service } = setting;
      if (!loads(instance, parameter, service)) continue;
      const files = filesOf(instance, tables, setting);
      const wrong = files && mistake(files);
      if (files === undefined || wrong === undefined) continue;
      const fix = swap(files);
      yield {
        at: wrong.at,
        message:
          `${wrong.what} ` +
          `Programs that load the file run without TLS and log: ${logText(wrong.log)}. ` +
          "Put each private key first, then its own certificate, then the issuers' certificates.",
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

interface ChainFile {
  readonly path: string;
  readonly at: Location;
  /** The file can be moved within the list. */
  readonly literal: boolean;
  /** Its keys and certificates, in the order of the file. */
  readonly objects: readonly ('key' | 'certificate')[];
}

/** Undefined if one of them is unknown, because the order in the next file depends on it. */
function filesOf(
  instance: Instance,
  tables: Tables,
  { value }: ChainFiles,
): readonly ChainFile[] | undefined {
  const files: ChainFile[] = [];
  for (const node of value.nodes) {
    const at = value.locate(node);
    const labels = node.kind === 'word' ? tables.pem(node.text) : undefined;
    if (node.kind !== 'word' || at === undefined || labels === undefined) return undefined;
    const literal = literalPlace(instance, value, node) !== undefined;
    files.push({ path: node.text, at, literal, objects: labels.flatMap((label) => kinds[label] ?? []) });
  }
  return files;
}

/** What Postfix loads. It ignores everything else, including encrypted keys (load_pem_object). */
const kinds: Readonly<Record<string, 'key' | 'certificate' | undefined>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'PRIVATE KEY': 'key',
  'RSA PRIVATE KEY': 'key',
  'EC PRIVATE KEY': 'key',
  'DSA PRIVATE KEY': 'key',
};

interface Mistake {
  readonly at: Location;
  readonly what: string;
  readonly log: string;
}

/** The first problem that Postfix finds as it reads the files in order. */
function mistake(files: readonly ChainFile[]): Mistake | undefined {
  let key: ChainFile | undefined;
  let hasCertificate = false;
  for (const file of files) {
    const { at, path } = file;
    for (const kind of file.objects) {
      if (kind === 'certificate') {
        if (key === undefined)
          return {
            at,
            what: `In ${path}, a certificate comes before any private key.`,
            log: `error loading chain from ${path}: key not first`,
          };
        hasCertificate = true;
        continue;
      }
      if (key !== undefined && !hasCertificate) return keyAlone(key);
      [key, hasCertificate] = [file, false];
    }
  }
  return key === undefined || hasCertificate ? undefined : keyAlone(key);
}

function keyAlone({ at, path }: ChainFile): Mistake {
  return {
    at,
    what: `No certificate follows the private key in ${path}.`,
    log: 'error loading private keys and certificates',
  };
}

/** Swaps a file that has only certificates with the key file after it. */
function swap(files: readonly ChainFile[]): Fix | undefined {
  const [first, second, ...others] = files;
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  if (!first.literal || !second.literal) return undefined;
  if (first.objects.includes('key') || second.objects.join() !== 'key') return undefined;
  return {
    title: `Put ${second.path} first`,
    edits: [
      { at: first.at, text: second.path },
      { at: second.at, text: first.path },
    ],
    preferred: true,
  };
}

/** Whether a program loads the files; if TLS is off, none does. */
function loads(instance: Instance, parameter: string, service: PlacedService | undefined): boolean {
  const side = parameter.replace(/(?:_tls)?_chain_files$/, '');
  if (side === 'smtpd') return isOn(new SmtpdSettings(instance, service).level);
  const text = (name: string): string => instance.expanded(name, service)?.text ?? '';
  const level = text(`${side}_${side === 'tlsproxy_client' ? 'security_level' : 'tls_security_level'}`);
  return level === ''
    ? [`${side}_use_tls`, `${side}_enforce_tls`].some((name) => parseBoolean(text(name)) === true)
    : isOn(level);
}

function isOn(level: string | undefined): boolean {
  return level !== undefined && level !== 'none';
}
