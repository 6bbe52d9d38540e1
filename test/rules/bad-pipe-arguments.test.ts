import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('bad-pipe-arguments');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('bad-pipe-arguments', () => {
  test('marks the program if an attribute is missing', async () => {
    const found = await lint(
      withServices(`
        one unix - n n - - pipe
                           ^^^^ bad-pipe-arguments
          flags=R argv=/usr/bin/filter
        two unix - n n - - pipe
                           ^^^^ bad-pipe-arguments
          flags=R user=filter
      `),
    );
    expect(found.map(({ message }) => message)).toEqual([
      'The command has no user to run as. The mail stays in the queue, because pipe exits with: "missing user= command-line attribute". Add user=NAME before argv=.',
      'The service has no command to run. The mail stays in the queue, because pipe exits with: "missing argv= command-line attribute". Add argv=COMMAND after the other attributes.',
    ]);
  });

  test('marks the first argument that pipe does not accept', () =>
    lint(
      withServices(`
        one unix - n n - - pipe
          flag=R user=filter argv=/usr/bin/filter
          ^^^^^^ bad-pipe-arguments
        two unix - n n - - pipe
          flags=RZ user=filter argv=/usr/bin/filter
          ^^^^^^^^ bad-pipe-arguments
        three unix - n n - - pipe
          user=filter /usr/bin/filter argv=x
                      ^^^^^^^^^^^^^^^ bad-pipe-arguments
        four unix - n n - - pipe
          user=root argv=/usr/bin/filter
          ^^^^^^^^^ bad-pipe-arguments
        five unix - n n - - pipe
          user=nobody:root argv=/usr/bin/filter
          ^^^^^^^^^^^^^^^^ bad-pipe-arguments
        six unix - n n - - pipe
          user=postfix argv=/usr/bin/filter
          ^^^^^^^^^^^^ bad-pipe-arguments
      `),
    ));

  test('reports nothing for valid attributes, for arguments of the command, and for other programs', () =>
    lint(
      withServices(`
        one unix - n n - - pipe -v
          -o syslog_name=one
          FLAGS=DRhu user=filter:filter directory=/var/spool/filter null_sender= eol=\\r\\n size=1000
          argv=/usr/bin/filter user=root flags=Z $(recipient)
        two unix - n n - - pipe { user=filter } { argv=/usr/bin/filter }
        three unix - n n - 0 spawn user=nobody argv=/usr/bin/policyd
      `),
    ));
});
