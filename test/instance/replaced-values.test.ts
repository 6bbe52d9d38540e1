import { expect, test } from 'vitest';
import { allValues } from '../../server/src/instance/read-values.ts';
import { instanceOf } from './support.ts';

/** The names of main.cf whose values a program gets. */
const read = (main: string, master: string) =>
  allValues(instanceOf({ main, master })).flatMap(({ name, service }) => (service === undefined ? name : []));

const main = 'smtpd_error_sleep_time = 1\n';
const without = 'smtp inet n - n - - smtpd -o smtpd_error_sleep_time=2\n';

test.each([
  ['there is no service', '', true],
  ['no service runs smtpd', 'pickup unix n - n 60 1 pickup -o smtpd_error_sleep_time=1\n', true],
  ['one service lacks the option', `${without}587 inet n - n - - smtpd -o smtpd_banner=a\n`, true],
  ['every service has the option', `${without}587 inet n - n - - smtpd -o smtpd_error_sleep_time=\n`, false],
])('whether a program gets a value of main.cf: %s', (_, master, expected) => {
  expect(read(main, master)).toEqual(expected ? ['smtpd_error_sleep_time'] : []);
});

test('a value that another one refers to, in the files or by default', () => {
  expect(read(`${main}smtpd_starttls_timeout = $smtpd_error_sleep_time\n`, without)).toContain(
    'smtpd_error_sleep_time',
  );
  expect(read(main, `${without}  -o { smtpd_starttls_timeout = \${smtpd_error_sleep_time} }\n`)).toEqual([
    'smtpd_error_sleep_time',
  ]);
  // postscreen_tls_security_level
  const level = 'smtpd_tls_security_level = may\n';
  expect(read(level, 'smtpd pass - - n - - smtpd -o smtpd_tls_security_level=none\n')).toHaveLength(1);
});

test('a value that programs other than services read', () => {
  const mine = 'smtp inet n - n - - smtpd -o mynetworks=192.0.2.1\n';
  expect(read('mynetworks = 127.0.0.0/8\n', mine)).toEqual(['mynetworks']);
});
