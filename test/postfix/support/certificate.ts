// A private key and a self-signed certificate as PEM, created with openssl(1) for one test.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

export async function makeCertificate(name = 'mail.example.com'): Promise<Certificate> {
  const directory = await mkdtemp(join(tmpdir(), 'postfix-certificate-'));
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await promisify(execFile)('openssl', [
      ...['req', ...kind, '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', key, '-out', certificate],
    ]);
    return { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
