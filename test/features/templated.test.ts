// Text of templates, which Postfix never sees: nothing is said of it.
import { describe, expect, test } from 'vitest';
import { templateSpans } from '../../server/src/syntax/template.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { lint } from '../support/markers.ts';

describe('nothing is said', () => {
  test('of a line that a template fills in', () =>
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

  test('of two lines of which only one comes to be', () =>
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

  test('of services either', () =>
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

test('double braces of Postfix are none of a template', () =>
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
    ['a = ${B} @C@', []],
    ['{{ a', []],
  ])('%j', (text, spans) => {
    expect(spansOf(text)).toEqual(spans);
  });

  test('variables of a shell, where the file’s name says that it is a template', () => {
    expect(spansOf('a = ${B_C} @D@ ${e}', 'main.cf.in')).toEqual(['${B_C}', '@D@']);
  });

  test.each(['{{', '{%', '<%', '{#', '{{ a %} '])('a line of nothing but %j takes no time', (opening) => {
    const text = opening.repeat(200_000);
    const before = performance.now();
    expect(spansOf(text)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
