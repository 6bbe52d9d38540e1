// Template syntax, which Postfix never sees, has no findings.

import { describe, expect, test } from 'vitest';
import { createPostfixService } from '../../server/src/service.ts';
import { templateSpans } from '../../server/src/syntax/template.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { lint } from '../support/markers.ts';

describe('there are no findings', () => {
  test('in a line that a template completes', () =>
    lint(`
      myhostname = {{ ansible_fqdn }}
      message_size_limit = <%= @limit %>
      soft_bounce = {% if testing %}on{% else %}off{% endif %}
      {% if relayhost %}
      relayhost = {{ relayhost }}
      {% endif %}
      biff = on
             ^^ bad-boolean
    `));

  test('about two lines of which the template keeps only one', () =>
    lint(`
      {% if secure %}
      myorigin = example.com
      {% else %}
      myorigin = example.org
      {% endif %}
      mydomain = example.com
      ^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      mydomain = example.org
      ^^^^^^^^ overridden-parameter hint
    `));

  test('the same with Go templates', () =>
    lint(`
      {{ if .Ldap }}
      virtual_alias_domains = ldap:/etc/postfix/domains.cf
      {{ else }}
      virtual_alias_domains = proxy:mysql:/etc/postfix/domains.cf
      {{ end }}
      myorigin = {{ .Origin }}
      mydomain = example.com
      ^^^^^^^^^^^^^^^^^^^^^^ overridden-parameter
      mydomain = example.org
      ^^^^^^^^ overridden-parameter hint
    `));

  test('in a comment on several lines, if the file name marks a template', async () => {
    const [uri, text] = [
      'file:///srv/clients.cidr.j2',
      '{# Made\n  for us #}\n{{ "{} OK".format(a) }}\nx OK\n',
    ];
    const service = createPostfixService({ readFile: async () => undefined, log: () => {} });
    service.open(uri, 'postfix-cidr', text);
    const found = await service.diagnostics(uri);
    expect(found.map(({ range }) => range.start.line)).toEqual([3]);
  });

  test('in an expression on several lines', () =>
    lint(`
      smtpd_helo_required = {{ helo_required |
        default('yes') }}
      smtpd_delay_reject = <%= @delay ?
        'yes' : 'no' %>
      biff = on
             ^^ bad-boolean
    `));

  test('about a value that a statement continues', () =>
    lint({
      'main.cf': `
      compatibility_level = 3.11
      smtp_tls_security_level = may
      smtpd_delay_reject =
      {% if delay %}
        yes
      {% else %}
        no
      {% endif %}
      smtpd_recipient_restrictions = permit_mynetworks,
        # ours
      {% for each in restrictions %}
      # {{ each.comment }}
        {{ each.name }},
      {% endfor %}
      smtpd_relay_restrictions =
      biff = on
             ^^ bad-boolean
      {% if debug %}
      debug_peer_level = 3
      {% endif %}
    `,
      'master.cf': '2525 inet n - n - - smtpd\n^^^^ missing-service information\n',
    }));

  test('about the absence of a relay check, if a template fills in names', () =>
    lint({
      'main.cf': `
      compatibility_level = 3.11
      smtp_tls_security_level = may
      smtpd_relay_restrictions = permit_mynetworks
      {{ name }} = {{ value }}
    `,
      'master.cf': '2525 inet n - n - - smtpd\n^^^^ missing-service information\n',
    }));

  test('in services', () =>
    lint({
      'main.cf': 'compatibility_level = 3.11\n',
      'master.cf': `
        {% if smtps %}
        smtps inet n - n - - smtpd
          -o smtpd_tls_wrappermode={{ wrapper }}
        {% endif %}
        pickup unix n - yes 60 1 pickup
                        ^^^ bad-service-field
      `,
    }));
});

test('a statement that does not continue a value does not hide findings', () =>
  lint({
    'main.cf': `
    compatibility_level = 3.11
    smtp_tls_security_level = may
    smtpd_delay_reject =
    ^^^^^^^^^^^^^^^^^^^^ bad-boolean
    {% if debug %}
    debug_peer_level = 3
    {% endif %}
    {{ managed | comment }}
    smtpd_relay_restrictions = permit_mynetworks
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
  `,
    'master.cf': '2525 inet n - n - - smtpd\n^^^^ missing-service information\n',
  }));

test.each(['!PANEL_SIZE!', '{SIZE}', 'PH_SIZE', '@SIZE@', '__SIZE__', '%SIZE%', '<YOUR SIZE>'])(
  'a finding about the placeholder %s is information',
  async (value) => {
    await lint(`
      message_size_limit = ${value}
                           ${'^'.repeat(value.length)} bad-number information
    `);
  },
);

test.each(['{10}', '@size', '10%', 'SIZE'])('a finding about %s is an error', async (value) => {
  await lint(`
    message_size_limit = ${value}
                         ${'^'.repeat(value.length)} bad-number
  `);
});

test('double braces of Postfix are not template syntax', () =>
  lint(`
    biff = \${{$myhostname} == {a} ? {on} : {off}}
                                            ^^^ bad-boolean
  `));

describe('templateSpans', () => {
  const spansOf = (text: string, name = 'main.cf') =>
    templateSpans(SourceText.of(text), `file:///etc/postfix/${name}`).map(({ start, end }) =>
      text.slice(start, end),
    );

  test.each([
    ['a = {{ b }} {{ c }}', ['{{ b }}', '{{ c }}']],
    ['{% if a %}{# why #}', ['{% if a %}', '{# why #}']],
    ['a = <%= b %> <%# c %>', ['<%= b %>', '<%# c %>']],
    ['a = ${{$b} == {c} ? {d}}', []],
    ['a = inline:{{a=b}, {c=d}} cidr:{{192.0.2.0/24 REJECT}}', []],
    ['a = proxy:{{ .DBDRIVER }}:/a.cf {{.B | lower}}', ['{{ .DBDRIVER }}', '{{.B | lower}}']],
    ['a = inline:{{a}} pcre:{{/a/ OK}}', ['{{a}}']],
    ['a = ${B} @C@ %d %{e}', []],
    ['{{ a', []],
    ['a = {{ b |\n  c }}', ['{{ b |\n  c }}']],
    ['a = {{b\n  c}}', []],
    ['a = {{ {b}\n  {c} }}', []],
    ['{# a\n b #}', []],
  ])('%j', (text, spans) => {
    expect(spansOf(text)).toEqual(spans);
  });

  describe('if the file name marks a template', () => {
    test('variables of scripts', () => {
      expect(spansOf('a = ${B_C} @D@ ${e} %{f}b = %host %s', 'main.cf.in')).toEqual([
        '${B_C}',
        '@D@',
        '%{f}',
        '%host',
      ]);
    });

    test('spans on several lines, and braces inside a span', () => {
      expect(spansOf('{# a\n b #}\nc = {{ "{:<3}".format(d) }} ${{$e}}', 'main.cf.j2')).toEqual([
        '{# a\n b #}',
        '{{ "{:<3}".format(d) }}',
      ]);
    });
  });

  test.each(['{{', '{%', '<%', '{#', '{{ a %} '])(
    'a line that repeats %j does not take long',
    async (opening) => {
      const text = opening.repeat(200_000);
      expect(await cpuTime(() => expect(spansOf(text)).toEqual([]))).toBeLessThan(2000);
    },
  );
});
