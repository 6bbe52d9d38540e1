// What smtpd logs about invalid restrictions, as quoted only in the findings of our rules, not on their pages.
import { expect, test } from 'vitest';
import { describeRunningPostfix, type PostfixInstance, smtp, withPostfix } from './harness';

const relayCheck = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination';

interface Case {
  readonly mainCf: string;
  /** A part of what is logged, or answered. */
  readonly logged: string;
  /** The answer that the client gets in the end. */
  readonly code: number;
}

const cases: readonly Case[] = [
  {
    mainCf: `mynetworks = 127.0.0.0/8, 192.0.2.0 /24\n${relayCheck}`,
    logged: 'open file /24: No such file or directory',
    code: 451,
  },
  {
    mainCf: `mynetworks = 127.0.0.0/8, fe80::/10\n${relayCheck}`,
    logged: 'unsupported dictionary type: fe80',
    code: 451,
  },
  {
    mainCf: `mynetworks = 127.0.0.0/8, 192.0.2.0/255.255.255.0\n${relayCheck}`,
    logged: 'mynetworks: bad mask value in "192.0.2.0/255.255.255.0"',
    code: 451,
  },
  {
    mainCf: `mynetworks = 127.0.0.0/8, 198.51.100.0/33\n${relayCheck}`,
    logged: 'mynetworks: bad mask length in "198.51.100.0/33"',
    code: 451,
  },
  // A part of an address is compared as text, and nothing is logged.
  {
    mainCf: `mynetworks = 127.0.0.0/8, 203.0.113, 203.0.113.*\n${relayCheck}`,
    logged: 'Relay access denied',
    code: 554,
  },
  {
    mainCf: `${relayCheck}\nsmtpd_end_of_data_restrictions = cidr:/etc/postfix/senders.cidr`,
    logged: 'before End-of-data restriction "cidr:/etc/postfix/senders.cidr"',
    code: 451,
  },
  {
    mainCf: `${relayCheck}\nsmtpd_client_restrictions = check_helo_access`,
    logged: 'restriction check_helo_access: bad argument "check_helo_access": need maptype:mapname',
    code: 451,
  },
  {
    mainCf: `${relayCheck}\nsmtpd_client_restrictions = permit_mynetworks, reject_maps_rbl`,
    logged:
      'support for restriction "reject_maps_rbl" will be removed from Postfix; use "reject_rbl_client domain-name" instead',
    code: 554,
  },
  {
    mainCf: 'smtpd_relay_restrictions = permit_mynetworks, check_relay_domains',
    logged:
      'support for restriction "check_relay_domains" will be removed from Postfix; use "reject_unauth_destination" instead',
    code: 554,
  },
];

describeRunningPostfix('what smtpd logs about invalid restrictions', () => {
  test.each(cases)('$logged', tried);
});

/**
 * One message from a stranger: to our own domain if the mistake takes effect after RCPT, otherwise to another domain.
 */
async function tried({ mainCf, logged, code }: Case): Promise<void> {
  const behindRecipient = /_data_/.test(mainCf);
  const text = `compatibility_level = 3.6\nmydestination = example.com\nlocal_recipient_maps =\n${mainCf}\n`;
  await withPostfix({ mainCf: text }, async (postfix) => {
    expect(await answer(postfix, behindRecipient)).toBe(code);
    await postfix.waitForLog(new RegExp(logged.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  });
}

async function answer(postfix: PostfixInstance, withMessage: boolean): Promise<number | undefined> {
  const session = await smtp(postfix.port(), { signal: postfix.onceLogged() }).catch(() => undefined);
  if (session === undefined) return undefined;
  try {
    await session.ehlo();
    await session.xclient({ ADDR: '203.0.113.9', NAME: '[UNAVAILABLE]', REVERSE_NAME: '[UNAVAILABLE]' });
    await session.ehlo();
    await session.mail('a@example.org');
    const recipient = await session.rcpt(withMessage ? 'user@example.com' : 'user@example.net');
    return (withMessage ? await session.data('Subject: a test\n\nnothing\n') : recipient).code;
  } finally {
    await session.quit().catch(() => undefined);
  }
}
