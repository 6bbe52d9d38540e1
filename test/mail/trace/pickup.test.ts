// Mail from programs on this computer.
import { describe, expect, test } from 'vitest';
import { pickUp } from '../../../server/src/mail/trace/pickup.ts';
import { answerOf, ways } from './conversation.ts';

const master =
  'pickup unix n - n 60 1 pickup\n  -o content_filter=smtp:[127.0.0.1]:10024\n  -o receive_override_options=no_header_body_checks\n';

describe('pickup', () => {
  test('hands the mail on, with the settings of its service', () => {
    const [received] = ways({}, { master }, pickUp);
    expect(received).toMatchObject({
      kind: 'accepted',
      submission: {
        program: 'pickup',
        sender: 'ann@example.org',
        rewriting: 'local',
        filter: { value: 'smtp:[127.0.0.1]:10024' },
      },
    });
    expect(received?.kind === 'accepted' && [...received.submission.without]).toEqual(['header-body-checks']);
  });

  test('authorized_submit_users: the user is not known', () => {
    const found = ways({}, { main: 'authorized_submit_users = !www-data, static:all' }, pickUp).map(answerOf);
    expect(found).toEqual(['accepted', 'authorized_submit_users does not allow the user to submit mail.']);
  });

  test('a mail that is too large', () => {
    expect(ways({ size: 2000 }, { main: 'message_size_limit = 1000' }, pickUp).map(answerOf)).toEqual([
      'The mail is larger than message_size_limit.',
    ]);
  });
});
