import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('sender-relay-overruled');

const transport = 'transport_maps = hash:/etc/postfix/transport\n';
const bySender = 'sender_dependent_relayhost_maps = hash:/etc/postfix/by_sender\n';

describe('sender-relay-overruled', () => {
  test('marks the entry for all domains', async () => {
    const [found] = await lint({
      'main.cf': transport + bySender,
      transport: `
        example.com smtp:[192.0.2.1]
        * smtp:[relay.example.com]
        ^ sender-relay-overruled
      `,
    });
    expect(found?.message).toBe(
      '"*" in transport_maps applies to all mail for other hosts, so sender_dependent_relayhost_maps has no effect on that mail. ' +
        'Postfix searches transport_maps last, and the result overrides all others. ' +
        'Set relayhost or default_transport instead of this entry.',
    );
  });

  test('reports nothing without tables for senders, and for an entry that changes nothing', async () => {
    await lint({ 'main.cf': transport, transport: '* smtp:[relay.example.com]\n' });
    await lint({ 'main.cf': transport + bySender, transport: '* :\nexample.com smtp:[192.0.2.1]\n' });
    await lint({
      'main.cf': `address_verify_transport_maps = hash:/etc/postfix/transport\n${bySender}`,
      transport: '* smtp:[relay.example.com]\n',
    });
  });
});
