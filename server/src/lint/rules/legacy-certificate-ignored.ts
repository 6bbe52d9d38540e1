// Certificates that smtpd ignores because smtpd_tls_chain_files is set (smtpd.c).

import { commentOut } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';

const legacy = ['smtpd_tls_cert_file', 'smtpd_tls_eccert_file', 'smtpd_tls_dcert_file'];

export const legacyCertificateIgnored: Rule = {
  code: 'legacy-certificate-ignored',
  title: 'Certificate is ignored because smtpd_tls_chain_files is set',
  severity: 'warning',
  dependsOnServices: true,
  smtpd: {
    reads: ['smtpd_tls_chain_files', ...legacy],
    *check(settings, { catalog }) {
      const { instance } = settings;
      const chain = settings.at('smtpd_tls_chain_files');
      const isInForce = catalog.knows('smtpd_tls_chain_files') && settings.has('smtpd_tls_chain_files');
      if (!isInForce || chain === undefined) return;
      for (const name of legacy) {
        const at = settings.at(name);
        if (!settings.has(name) || at === undefined) continue;
        const entry = at.uri === instance.files.main?.uri ? instance.entriesOf(name).at(-1) : undefined;
        yield {
          at,
          tag: 'unnecessary',
          message:
            `${name} has no effect, because smtpd_tls_chain_files is also set. ` +
            'smtpd uses smtpd_tls_chain_files and warns that the legacy parameters will be ignored. ' +
            'Remove one of the two settings.',
          related: [{ at: chain, message: 'smtpd uses this setting' }],
          ...(entry && {
            fixes: [{ title: 'Comment out this line', edits: commentOut(at.uri, entry), preferred: true }],
          }),
        };
      }
    },
  },
};
