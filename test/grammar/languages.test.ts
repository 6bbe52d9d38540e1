// The languages in package.json: the files that they apply to, and their configuration for the editor.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { languageOf, languageOfFirstLine } from '../../scripts/languages.mjs';
import { contributions, root } from './tokenize.ts';

describe('files', () => {
  test.each([
    ['postfix-main', '/etc/postfix/main.cf'],
    ['postfix-main', '/home/me/project/main.cf'],
    ['postfix-main', '/usr/share/postfix/main.cf.dist'],
    ['postfix-main', '/usr/share/postfix/main.cf.debian'],
    ['postfix-main', '/etc/postfix/main.cf.proto'],
    ['postfix-main', '/etc/postfix/main.cf.rpmnew'],
    ['postfix-main', '/etc/postfix/main.cf.20130203'],
    ['postfix-main', '/roles/mail/templates/main.cf.j2'],
    ['postfix-main', '/puppet/templates/main.cf.debian.erb'],
    ['postfix-main', '/docker/postfix-main.cf'],
    ['postfix-main', '/opt/mailcow-dockerized/data/conf/postfix/extra.cf'],
    ['postfix-main', '/roles/base/files/main.cf/main.cf.gateway'],
    ['postfix-master', '/etc/postfix/master.cf'],
    ['postfix-master', '/etc/postfix/master.cf.proto'],
    ['postfix-master', '/chef/templates/master.cf.erb'],
    ['postfix-table', '/etc/postfix/access'],
    ['postfix-table', '/usr/local/etc/postfix/transport'],
    ['postfix-table', '/etc/postfix-out/virtual'],
    ['postfix-table', '/etc/postfix/maps.d/virtual'],
    ['postfix-table', '/etc/postfix/canonical.proto'],
    ['postfix-table', '/etc/postfix/sasl_passwd'],
    ['postfix-table', '/etc/postfix/sasl/sasl_passwd'],
    ['postfix-table', '/etc/postfix/sender_access'],
    ['postfix-table', '/etc/postfix/recipient-canonical'],
    ['postfix-table', '/etc/postfix/client.access'],
    ['postfix-table', '/etc/postfix/virtual_alias_maps'],
    ['postfix-table', '/etc/postfix/tls_policy'],
    ['postfix-table', '/etc/postfix/sni.map'],
    ['postfix-table', '/dms/config/postfix-virtual.cf'],
    ['postfix-aliases', '/etc/aliases'],
    ['postfix-aliases', '/etc/mail/aliases'],
    ['postfix-aliases', '/etc/postfix/aliases'],
    ['postfix-aliases', '/repository/rootfs/etc/aliases'],
    ['postfix-regexp', '/etc/postfix/header_checks'],
    ['postfix-regexp', '/anywhere/body_checks'],
    ['postfix-regexp', '/etc/postfix/submission_header_checks'],
    ['postfix-regexp', '/anywhere/header_checks.pcre'],
    ['postfix-regexp', '/etc/postfix/helo_access.pcre'],
    ['postfix-regexp', '/etc/postfix/maps/rewrite.regexp'],
    ['postfix-regexp', '/roles/postfix/templates/rewrite.pcre.j2'],
    ['postfix-regexp', '/etc/postfix/command_filter'],
    ['postfix-cidr', '/etc/postfix/postscreen_access.cidr'],
    ['postfix-cidr', '/etc/postfix/client.cidr'],
    ['postfix-cidr', '/etc/postfix/ip_cidr_checks'],
    ['postfix-database', '/etc/postfix/ldap-aliases.cf'],
    ['postfix-database', '/etc/postfix/mysql_virtual_alias_maps.cf'],
    ['postfix-database', '/etc/postfix/sql/mailboxes.cf'],
    ['postfix-database', '/etc/postfix/pgsql/domains.cf'],
    ['postfix-database', '/etc/postfix/virtual-mailbox-domains.cf'],
    ['postfix-database', '/etc/postfix/virtual-mysql.cf'],
    ['postfix-database', '/anywhere/mysql-virtual-alias-maps.cf'],
    ['postfix-database', '/etc/postfix/mongodb-aliases.cf'],
    ['postfix-dynamicmaps', '/etc/postfix/dynamicmaps.cf'],
    ['postfix-dynamicmaps', '/etc/postfix/dynamicmaps.cf.d/pcre'],
    ['postfix-dynamicmaps', '/etc/postfix/dynamicmaps.cf.rpmnew'],
  ])('%s applies to %s', (languageId, path) => {
    expect(languageOf(path)).toBe(languageId);
  });

  test.each([
    '/home/me/access',
    '/src/virtual',
    '/src/transport',
    '/home/me/.bash.d/aliases',
    '/home/me/aliases',
    '/etc/mail/access',
    '/etc/mail/virtusertable',
    '/etc/postfix/bounce.cf',
    '/etc/postfix/access.db',
    '/etc/postfix/access.lmdb',
    '/etc/postfix/post-install',
    '/etc/postfix/sasl/smtpd.conf',
    '/etc/postfix/cert.pem',
    '/roles/postfix/tasks/main.yml',
    '/roles/postfix/README.md',
    '/roles/postfix/templates/aliases.yml.j2',
    '/calculator/postfix/main.c',
    '/calculator/postfix/bundle.js.map',
    '/etc/spamassassin/local.cf',
    '/etc/dovecot/dovecot-sql.conf',
    '/var/cfengine/inputs/promises.cf',
    '/src/main.cf.patch',
    '/network/list.cidr',
  ])('no language applies to %s', (path) => {
    expect(languageOf(path)).toBeUndefined();
  });

  test('a copy with another name is recognized by its first line', () => {
    expect(languageOfFirstLine('# Global Postfix configuration file. This file lists only\n')).toBe(
      'postfix-main',
    );
    expect(languageOfFirstLine('# TRANSPORT(5)          TRANSPORT(5)\n')).toBe('postfix-table');
    expect(languageOfFirstLine('# vim: set ft=pfmain :\n')).toBe('postfix-main');
    expect(languageOfFirstLine('# Global settings\n')).toBeUndefined();
  });

  test('no pattern contains nested braces, which VS Code does not support', () => {
    for (const { filenamePatterns = [] } of contributions.languages) {
      for (const pattern of filenamePatterns) expect(pattern).not.toMatch(/\{[^}]*\{/);
    }
  });
});

interface Configuration {
  readonly wordPattern: string;
  readonly brackets?: unknown;
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
  readonly onEnterRules: readonly {
    readonly beforeText: string;
    readonly afterText?: string;
    readonly action: { readonly indent: string };
  }[];
}

function configurationOf(languageId: string): Configuration {
  const language = contributions.languages.find(({ id }) => id === languageId);
  return JSON.parse(readFileSync(join(root, language?.configuration ?? ''), 'utf8'));
}

/** What Enter does at the `|` in a line: the action of the first rule that matches. */
function onEnter(languageId: string, line: string): string | undefined {
  const [before = '', after = ''] = line.split('|');
  return configurationOf(languageId).onEnterRules.find(
    ({ beforeText, afterText }) =>
      new RegExp(beforeText).test(before) && (afterText === undefined || new RegExp(afterText).test(after)),
  )?.action.indent;
}

describe.each(contributions.languages.map((language) => [language.id, language] as const))(
  '%s',
  (id, language) => {
    test('has a name, a grammar, and a configuration', () => {
      expect(language.aliases[0]).toMatch(/^Postfix /);
      expect(existsSync(join(root, language.configuration))).toBe(true);
      const grammar = contributions.grammars.find((candidate) => candidate.language === id);
      expect(grammar?.scopeName).toBe(id.replace('postfix-', 'source.postfix.'));
      expect(existsSync(join(root, grammar?.path ?? ''))).toBe(true);
    });

    test('a word can be $name, name_with_underscores, or name-with-hyphen', () => {
      const words = (text: string) => text.match(new RegExp(configurationOf(id).wordPattern, 'g'));
      expect(words('$mail_name, policy-spf_time_limit=3600s')).toEqual([
        '$mail_name',
        'policy-spf_time_limit',
        '3600s',
      ]);
      expect(words('$(a?b:c) user+x@example.com')).toEqual([
        '$',
        'a',
        'b',
        'c',
        'user',
        'x',
        'example',
        'com',
      ]);
      expect(words('müller -o')).toEqual(['müller', 'o']);
    });

    // If the user types a closing bracket from `brackets` at the start of a line, VS Code gives it the indentation of
    // the line with the opening bracket. In column 1, a } would end the value. Without `brackets`, VS Code does this
    // for all three kinds if there are onEnterRules. It matches and colors `colorizedBracketPairs`, but does not move
    // them.
    test('the editor does not move a typed } or ) to column 1', () => {
      expect(configurationOf(id).brackets).toEqual([['[', ']']]);
    });

    test('Enter after a comment does not indent', () => {
      expect(onEnter(id, '# see (|')).toBe('none');
      expect(onEnter(id, '# a,|')).toBe('none');
    });
  },
);

describe('Enter', () => {
  test.each([
    ['postfix-main', 'smtpd_recipient_restrictions = permit_mynetworks,|', 'indent'],
    ['postfix-main', 'virtual_alias_maps = inline:{|}', 'indent'],
    ['postfix-main', '  inline:{|}', 'indentOutdent'],
    ['postfix-main', '  inline:{|', 'indent'],
    ['postfix-main', 'mynetworks = 127.0.0.0/8| 10.0.0.0/8', 'indent'],
    ['postfix-main', 'smtpd_helo_restrictions =|', 'indent'],
    ['postfix-main', 'mydestination = |', 'indent'],
    // An empty value is common, and an indented next entry would become part of it.
    ['postfix-main', 'relayhost =|', undefined],
    ['postfix-main', 'relay_domains =|', undefined],
    ['postfix-main', 'soft_bounce = no|', undefined],
    ['postfix-main', 'soft_bounce = no|mydestination = example.com', undefined],
    ['postfix-main', 'soft_bounce = no |# why', undefined],
    ['postfix-main', '|soft_bounce = no', undefined],
    ['postfix-main', '  permit_mynetworks,|', undefined],
    ['postfix-master', 'smtp inet n - n - - smtpd| -o soft_bounce=yes', 'indent'],
    ['postfix-master', 'dovecot unix - n n - - pipe |flags=DRh user=vmail', 'indent'],
    ['postfix-master', 'smtp inet n - n - - smtpd|', undefined],
    ['postfix-aliases', 'root: admin,|', 'indent'],
    ['postfix-regexp', 'if /^Subject: (|', 'none'],
    ['postfix-cidr', 'if 192.0.2.0/24|', 'none'],
  ])('%s: %s', (languageId, line, indent) => {
    expect(onEnter(languageId, line)).toBe(indent);
  });
});

test.each(['postfix-regexp', 'postfix-cidr'])('%s: if … endif folds', (languageId) => {
  const { start, end } = configurationOf(languageId).folding.markers;
  expect('IF /a/').toMatch(new RegExp(start));
  expect('if/a/').toMatch(new RegExp(start));
  expect('ifconfig').not.toMatch(new RegExp(start));
  expect('endif').toMatch(new RegExp(end));
});
