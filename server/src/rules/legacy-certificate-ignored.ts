// Certificates that smtpd_tls_chain_files puts out of force (smtpd.c).

import { commentOut } from './edits.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { once, smtpdSettings } from './smtpd-settings.ts';

export const legacyCertificateIgnored: Rule = {
  code: 'legacy-certificate-ignored',
  title: 'smtpd_tls_chain_files puts this certificate out of force',
  severity: 'warning',
  *check({ instance }: RuleContext): Generator<Finding> {
    if (!instance.catalog.knows('smtpd_tls_chain_files')) return;
    const { main } = instance.files;
    const found = smtpdSettings(instance, ['smtpd_tls_chain_files', ...legacy]).flatMap((settings) => {
      const chain = settings.at('smtpd_tls_chain_files');
      if (!settings.has('smtpd_tls_chain_files') || chain === undefined) return [];
      return legacy.flatMap((name): Finding[] => {
        const at = settings.at(name);
        if (!settings.has(name) || at === undefined) return [];
        const entry = at.uri === main?.uri ? instance.entriesOf(name).at(-1) : undefined;
        return [
          {
            at,
            tag: 'unnecessary',
            message:
              `smtpd_tls_chain_files is set, and so is ${name}. ` +
              'smtpd goes by the former, and warns that the legacy parameters will be ignored. ' +
              'Remove one of the two.',
            related: [{ at: chain, message: 'This one counts' }],
            ...(entry && {
              fixes: [{ title: 'Comment out this line', edits: commentOut(at.uri, entry), preferred: true }],
            }),
          },
        ];
      });
    });
    yield* once(found);
  },
};

const legacy = ['smtpd_tls_cert_file', 'smtpd_tls_eccert_file', 'smtpd_tls_dcert_file'];
