import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('unused-table');

describe('unused-table', () => {
  test('marks the first entry', async () => {
    const [found] = await lint({
      'main.cf': 'virtual_alias_maps =\n',
      transport: `
        # domain  next hop
        example.org smtp:[192.0.2.1]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-table
        example.net smtp:[192.0.2.2]
      `,
      virtual: '# nothing\n',
    });
    expect(found?.message).toBe(
      'transport_maps is empty, and no other parameter names this file. ' +
        'Postfix never uses the entries. ' +
        'Add the table to transport_maps, or delete transport.',
    );
  });

  test.each([
    'transport_maps = hash:/etc/postfix/transport\n',
    'transport_maps = hash:/etc/postfix/other\n',
    'relay_domains = hash:/etc/postfix/transport\n',
    'mydestination = localhost, /etc/postfix/transport\n',
    'transport_maps = $tables\n',
  ])('reports nothing with %j', async (main) => {
    await lint({ 'main.cf': main, transport: 'example.org smtp:[192.0.2.1]\n' });
  });
});
