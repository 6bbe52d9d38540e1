// What smtpd(8) does with configurations that look right but are not: the facts that our relay rules are based on. Each
// test is one configuration and the answer that a client gets for a recipient in a domain that is not ours.
import { expect, test } from 'vitest';
import { attempt, describeRunningPostfix, type PostfixInstance, smtp, withPostfix } from './harness';

const stranger = '203.0.113.9';
const relayed = 250;
const refused = 554;

describeRunningPostfix('a relay check that is in the list but has no effect', () => {
  test('reject_rbl_client without its domain swallows reject_unauth_destination: an open relay', async () => {
    const mainCf =
      'smtpd_relay_restrictions = permit_mynetworks, reject_rbl_client, reject_unauth_destination';
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger)).toMatchObject({ code: relayed });
      // Nothing is logged, except for a lookup of that "domain" if there is no name server that says that it does not
      // exist.
      const complaints = (await postfix.log()).split('\n').filter((line) => /warning|error|fatal/.test(line));
      for (const line of complaints) expect(line).toMatch(/reject_unauth_destination: RBL lookup error/);
    });
  });
});

describeRunningPostfix('who is in mynetworks', () => {
  test('an exception before the network excludes one address', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8, !192.168.0.1, 192.168.0.0/24
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, '192.168.0.1')).toMatchObject({ code: refused });
      expect(await answer(postfix, '192.168.0.5')).toMatchObject({ code: relayed });
      expect(await answer(postfix, stranger)).toMatchObject({ code: refused });
    });
  });

  test('proxy_interfaces does not reduce trust', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8, 192.168.0.0/24
proxy_interfaces = 192.168.0.1
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, '192.168.0.1')).toMatchObject({ code: relayed });
      expect(await answer(postfix, stranger)).toMatchObject({ code: refused });
    });
  });

  test('the list ends at a # after text', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8 # local 203.0.113.0/24
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger)).toMatchObject({ code: refused });
      expect(await answer(postfix, '127.0.0.1')).toMatchObject({ code: relayed });
    });
  });
});

describeRunningPostfix('a word that is not a restriction', () => {
  const serverError = { code: 451, lines: [expect.stringMatching(/^4\.3\.5 .*Server configuration error$/)] };

  test('a backslash at the end of a line is one', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, \\
  reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger)).toMatchObject(serverError);
      await postfix.waitForLog(/warning: unknown smtpd restriction: "\\"/);
    });
  });

  test('so is check_sasl_authenticated', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, check_sasl_authenticated, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger)).toMatchObject(serverError);
      await postfix.waitForLog(/warning: unknown smtpd restriction: "check_sasl_authenticated"/);
    });
  });

  test('it also defers mail to our own domains, but not from clients that are permitted before it', async () => {
    const mainCf = `
mynetworks = 127.0.0.0/8
relay_domains = example.com
smtpd_relay_restrictions = permit_mynetworks, check_sasl_authenticated, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      const toUs = { from: 'a@example.org', to: 'b@example.com' };
      expect(await attempt(postfix.port(), { client: stranger, ...toUs })).toMatchObject(serverError);
      expect(await answer(postfix, '127.0.0.1')).toMatchObject({ code: relayed });
    });
  });
});

describeRunningPostfix('an smtpd that exits', () => {
  const throttled = /smtpd: bad command startup -- throttling/;
  const relayCheck = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination';

  test.each([
    {
      type: 'cyrus',
      complaints: [
        /warning: unknown SASL security options value "noplain" in "noanonymous, noplain"/,
        /fatal: SASL per-connection initialization failed/,
      ],
    },
    { type: 'dovecot', complaints: [/fatal: unknown .* value "noplain" in "noanonymous, noplain"/] },
  ])('because of an unknown word in smtpd_sasl_security_options ($type)', async ({ type, complaints }) => {
    const mainCf = `
${relayCheck}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = ${type}
smtpd_sasl_security_options = noanonymous, noplain
`;
    await withMainCf(mainCf, async (postfix) => {
      await expect(answer(postfix, stranger)).rejects.toThrow('the server closed the connection');
      for (const complaint of complaints) await postfix.waitForLog(complaint);
      // The first client sees the connection closed; then master(8) waits a minute, and so do the clients. To see that
      // they get no reply, the test has to wait for a while.
      await postfix.waitForLog(throttled);
      await expect(answer(postfix, stranger, AbortSignal.timeout(1000))).rejects.toThrow('due to timeout');
    });
  });

  test('when it starts without a relay check; the client waits', async () => {
    await withMainCf('smtpd_relay_restrictions = permit_mynetworks', async (postfix) => {
      await expect(answer(postfix, stranger, postfix.onceLogged(throttled))).rejects.toThrow('throttling');
      await postfix.waitForLog(
        /fatal: in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of: reject_unauth_destination, defer_unauth_destination, reject, defer, defer_if_permit/,
      );
    });
  });
});

describeRunningPostfix('an anonymous login', () => {
  const mainCf = (options: string) => `
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_security_options = ${options}
`;
  const login = async (postfix: PostfixInstance) => {
    const session = await smtp(postfix.port());
    await session.xclient({ ADDR: stranger });
    await session.ehlo();
    const trace = 'someone';
    const reply = await session.command(`AUTH ANONYMOUS ${Buffer.from(trace).toString('base64')}`);
    await session.mail('a@example.org');
    const { code } = await session.rcpt('b@example.net');
    await session.quit();
    return { login: reply.code, code };
  };

  test('needs no account, but permit_sasl_authenticated does not permit it', async () => {
    await withMainCf(mainCf('noplaintext'), async (postfix) => {
      expect(await login(postfix)).toEqual({ login: 235, code: refused });
    });
    await withMainCf(mainCf('noanonymous'), async (postfix) => {
      expect(await login(postfix)).toEqual({ login: 535, code: refused });
    });
  });
});

describeRunningPostfix('restrictions that never decide, or decide about own clients', () => {
  test('permit_auth_destination and reject_unauth_destination leave no mail for the rest of the list', async () => {
    const mainCf = `
mydestination = example.com
local_recipient_maps =
smtpd_relay_restrictions = permit_auth_destination, reject_unauth_destination, reject
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger, undefined, 'user@example.com')).toMatchObject({ code: 250 });
      expect(await answer(postfix, stranger)).toMatchObject({
        text: expect.stringContaining('Relay access denied'),
      });
    });
  });

  test('an IP address in a table of recipients is not looked up for its client or for an address literal', async () => {
    const mainCf = `
smtpd_relay_restrictions = check_recipient_access inline:{203.0.113.9=OK}, reject_unauth_destination
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, stranger)).toMatchObject({ code: refused });
      expect(await answer(postfix, stranger, undefined, 'user@[203.0.113.9]')).toMatchObject({
        code: refused,
      });
      expect(await answer(postfix, stranger, undefined, 'user@203.0.113.9')).toMatchObject({ code: 501 });
    });
  });

  test('mynetworks does not exempt from a restriction that comes before permit_mynetworks', async () => {
    const mainCf = `
mynetworks = 10.0.0.0/8
mydestination = example.com
local_recipient_maps =
smtpd_client_restrictions = reject_unknown_reverse_client_hostname, permit_mynetworks
`;
    await withMainCf(mainCf, async (postfix) => {
      expect(await answer(postfix, '10.1.2.3', undefined, 'user@example.com')).toMatchObject({
        text: expect.stringContaining('cannot find your reverse hostname'),
      });
    });
  });
});

/**
 * An instance with this main.cf, at the current compatibility level, which trusts its clients only through this
 * main.cf.
 */
function withMainCf(mainCf: string, use: (postfix: PostfixInstance) => Promise<void>): Promise<void> {
  return withPostfix({ mainCf: `compatibility_level = 3.6\n${mainCf}` }, use);
}

function answer(postfix: PostfixInstance, client: string, signal?: AbortSignal, to = 'b@example.net') {
  const mail = { client, from: 'a@example.org', to };
  return attempt(postfix.port(), mail, signal && { signal });
}
