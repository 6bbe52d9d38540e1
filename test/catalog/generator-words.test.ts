// Everything except parameters: restrictions, actions, table types, client files, programs, fixed words.

import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../scripts/catalog/catalog-files.mjs';
import { mergeServices } from '../../scripts/catalog/merge/services.mjs';
import {
  mergeAccessActions,
  mergeHeaderActions,
  mergeRestrictions,
} from '../../scripts/catalog/merge/smtpd.mjs';
import { mergeDatabaseKeys, mergeTableTypes } from '../../scripts/catalog/merge/tables.mjs';
import { mergeWords } from '../../scripts/catalog/merge/words.mjs';
import { catalogOf, entry, type Outcome, outcome, source } from './invented';

/** What the generator reports about release 3.20.4, which the catalog knows. */
function said(
  merge: Parameters<typeof outcome>[0],
  files: Record<string, string>,
  known: Partial<Catalog>,
): Outcome {
  // It also decides about items without a history: the next release is a snapshot.
  return outcome(merge, source('3.20.4', files), catalogOf(known));
}

const lists = ['client', 'helo'];

describe('restrictions', () => {
  const smtpd = (branches: string, more = '') => ({
    'src/global/mail_params.h': `
#define PERMIT_RED "permit_red"
#define CHECK_TINT_ACL "check_tint_access"
`,
    'src/smtpd/smtpd_check.c': `
#include <mail_params.h>
${more}
static int generic_checks(SMTPD_STATE *state, ARGV *restrictions)
{
    for (cpp = restrictions->argv; (name = *cpp) != 0; cpp++) {
	if (0) {
	    ;
${branches}
	}
    }
}
`,
  });
  const permitRed = `
	} else if (strcasecmp(name, PERMIT_RED) == 0) {
	    status = permit_red(state);`;
  const red = { permit_red: { since: '2.0', lists } };

  test('that are known and present need no change', () => {
    const { changes, problems } = said(mergeRestrictions, smtpd(permitRed), {
      restrictions: { restrictions: red },
    });
    expect([...changes, ...problems]).toEqual([]);
  });

  test('that are new need an entry', () => {
    const { problems } = said(mergeRestrictions, smtpd(permitRed), {});
    expect(problems).toEqual(['restriction permit_red is new: it has no entry']);
  });

  test('that are gone need a note about it', () => {
    const { problems } = said(mergeRestrictions, smtpd(''), { restrictions: { restrictions: red } });
    expect(problems).toEqual(['restriction permit_red is gone: its entry lacks a "removed"']);
  });

  test('that exist only to report their removal are gone', () => {
    const gone = `
	} else if (strcasecmp(name, PERMIT_RED) == 0) {
	    msg_warn("support for restriction \\"%s\\" has been removed in %s 3.20", PERMIT_RED, var_mail_name);
	    reject_server_error(state);`;
    const removed = { permit_red: { since: '2.0', removed: '3.20', replacement: 'permit', lists } };
    expect(said(mergeRestrictions, smtpd(gone), { restrictions: { restrictions: red } }).problems).toEqual([
      'restriction permit_red is gone: its entry lacks a "removed"',
    ]);
    expect(
      said(mergeRestrictions, smtpd(gone), { restrictions: { restrictions: removed } }).problems,
    ).toEqual([]);
  });

  test('that take a table, or another word, are recorded with it', () => {
    const branches = `
	} else if (is_map_command(state, name, CHECK_TINT_ACL, &cpp)) {
	    status = check_tint(state, *cpp);
	    forbid_allowlist(state, name, status, "tint");
	} else if (strcasecmp(name, PERMIT_RED) == 0) {
	    status = permit_red(state, *(cpp += 1));`;
    const { changes, problems } = said(mergeRestrictions, smtpd(branches), {
      restrictions: {
        restrictions: { ...red, check_tint_access: { since: '2.0', lists, argument: 'table' } },
      },
    });
    expect(problems).toEqual(['restriction permit_red: its "argument" is another']);
    expect(changes).toEqual(['restriction check_tint_access: okForbidden undefined becomes true']);
  });

  test('that stop strangers are marked from this release on', () => {
    const required = 'static const char *rcpt_required[] = {\n    PERMIT_RED,\n    0,\n};\n';
    const { catalog } = said(mergeRestrictions, smtpd(permitRed, required), {
      restrictions: { restrictions: red },
    });
    expect(catalog.restrictions.restrictions.permit_red?.relayCheck).toBe('3.20');
  });
});

describe('actions', () => {
  const compare = (...words: string[]) =>
    words.map((word) => `    if (STREQUAL(value, "${word}", cmd_len)) return;\n`).join('');

  test('of access tables', () => {
    const files = {
      'src/smtpd/smtpd_check.c': `
static int check_table_result(SMTPD_STATE *state, const char *value)
{
${compare('PAINT', 'REJECT')}
#ifdef SOME_DAY
${compare('DREAM')}
#endif
    if (STREQUAL(reply_class, "END", 3)) return;
}
`,
    };
    const actions = {
      REJECT: { since: '2.0' },
      OK: { since: '2.0' },
      '5nn': { since: '2.0', pattern: '^5..$' },
    };
    expect(said(mergeAccessActions, files, { accessActions: { actions } }).problems).toEqual([
      'access action PAINT is new: it has no entry',
      'access action OK is gone: its entry lacks a "removed"',
    ]);
  });

  test('of header checks, in each place that has them', () => {
    const files = {
      'src/cleanup/cleanup_message.c': `static int cleanup_act(char *value) {\n${compare('STRIP')}}\n`,
      'src/global/header_body_checks.c': `static char *hbc_action(char *cmd) {\n${compare('STRIP').replace('value', 'cmd')}}\n`,
      'src/cleanup/cleanup_milter.c': `static char *cleanup_milter_hbc_extend(char *command) {\n${compare('HOLD').replace('value', 'command')}}\n`,
    };
    const actions = { STRIP: { where: { cleanup: '2.0', smtp: '2.0', milter: '2.0' } } };
    expect(said(mergeHeaderActions, files, { headerActions: { actions } }).problems).toEqual([
      'header action of milter HOLD is new: it has no entry',
    ]);
  });
});

describe('tables', () => {
  test('types of any build', () => {
    const files = {
      'src/util/dict_open.c': `
static const DICT_OPEN_INFO dict_open_info[] = {
#ifdef HAS_PAINT
    "paint", dict_paint_open, mkmap_paint_open,
#endif
    "bare", dict_bare_open, 0,
#if 0
    "dream", dict_dream_open, 0,
#endif
    0,
};
`,
      'src/global/mail_dict.c':
        'static const DICT_OPEN_INFO dict_open_info[] = { "young", dict_young_open, 0, 0 };\n',
    };
    const types = { paint: { since: '2.0' }, bare: { since: '2.0' } };
    const { changes, problems } = said(mergeTableTypes, files, { tableTypes: { types } });
    expect(problems).toEqual(['table type young is new: it has no entry']);
    expect(changes).toEqual(['table type paint: create undefined becomes true']);
  });

  test('settings of client files', () => {
    const files = {
      'src/global/db_common.c':
        'int db_common_parse_domain(CFG_PARSER *p) {\n    cfg_get_str(p, "domain", "", 0, 0);\n}\n',
      'src/global/dict_paint.c': `
#define NAME_OF_TONES "tones"
static void open_paint(CFG_PARSER *p)
{
    can->name = cfg_get_str(p, "can",
			    "", 1, 0);
    can->tones = cfg_get_int(p, NAME_OF_TONES, 3, 1, 12);
    can->is_dry = cfg_get_bool(p, "dry", 0);
    db_common_parse_domain(p);
}
`,
    };
    const keys = {
      can: { since: '2.0', type: { type: 'text' } },
      tones: { since: '2.0', type: { type: 'integer' } },
      dry: { since: '2.0', type: { type: 'text' } },
    };
    const { changes, problems } = said(mergeDatabaseKeys, files, {
      databaseKeys: { types: { paint: keys } },
    });
    expect(changes).toEqual([
      'paint setting can: required undefined becomes true',
      'paint setting tones: min undefined becomes 1',
      'paint setting tones: max undefined becomes 12',
    ]);
    expect(problems).toEqual([
      'paint setting domain is new: it has no entry',
      'paint setting dry: its type is no boolean',
    ]);
  });
});

describe('services', () => {
  const files = {
    'conf/postfix-files':
      '$daemon_directory/painter:f:root:-:755\n$daemon_directory/brush:h:$daemon_directory/painter\n',
    'conf/master.cf': `
# service type  private unpriv  chroot  wakeup  maxproc command + args
smtp      inet  n       -       n       -       -       smtpd
#smtps    inet  n       -       n       -       -       smtpd
#  -o syslog_name=postfix/smtps
#  -o { tint = dark red }
# Interfaces to non-Postfix software
maildrop  unix  -       n       n       -       -       pipe
`,
    'src/master/single_server.c': 'int f(void) { while ((c = GETOPT(argc, argv, "Do:v")) > 0) ; }\n',
    'src/postconf/postconf_master.c':
      'static const char *pcf_valid_master_types[] = { "inet", "tube", 0 };\n',
    'src/postconf/postconf_service.c': `
#define _TINT_LIMIT "_tint_limit"
void f(void)
{
    static const PCF_STRING_NV pipe_params[] = {
	"_time_limit", "command_time_limit",
#define service_params (pipe_params + 1)
	_TINT_LIMIT, "default_tint_limit",
	0,
    };
    static const PCF_STRING_NV spawn_params[] = { "_time_limit", "command_time_limit", 0 };
    static const PCF_SERVICE_DEF service_defs[] = { "painter", service_params, 0 };
}
`,
    'src/painter/painter.c': `
static void get_service_attr(char **argv)
{
    if (strncasecmp("flags=", *argv, 6) == 0) {
	switch (*cp) {
	case 'B':
	case 'R':
	    break;
	}
    } else if (strncasecmp("tint=", *argv, 5) == 0) {
	;
    }
}
int main(int argc, char **argv)
{
    deliver_request_read(stream, request);
    single_server_main(argc, argv, paint,
		       CA_MAIL_SERVER_PRIVILEGED,
		       CA_MAIL_SERVER_SOLITARY,
		       0);
}
`,
  };
  const painter = {
    since: '2.0',
    skeleton: 'single',
    processLimit: 1,
    privileged: true,
    role: 'delivery',
    parameters: 'transport',
    attributes: { flags: { since: '2.0', letters: { B: '2.0', R: '2.0' } }, tint: { since: '2.0' } },
  } as const;
  const limit = { since: '2.0', default: 'command_time_limit' };
  const services: Catalog['services'] = {
    options: { '-o': { since: '2.0' } },
    ownOptions: { letters: ['-D', '-v'] },
    types: { inet: '2.0', tube: '2.0' },
    suffixes: { time_limit: limit, tint_limit: { since: '2.0', default: 'default_tint_limit' } },
    parameterSets: { transport: ['tint_limit'], pipe: ['tint_limit', 'time_limit'], spawn: ['time_limit'] },
    programs: { painter, brush: painter },
    stock: [
      {
        service: 'smtp',
        type: 'inet',
        private: 'n',
        unpriv: '-',
        chroot: 'n',
        wakeup: '-',
        maxproc: '-',
        program: 'smtpd',
      },
      {
        service: 'smtps',
        type: 'inet',
        private: 'n',
        unpriv: '-',
        chroot: 'n',
        wakeup: '-',
        maxproc: '-',
        program: 'smtpd',
        commented: true,
        options: ['syslog_name=postfix/smtps', 'tint=dark red'],
      },
    ],
  };

  test('that the catalog knows need no change', () => {
    const { changes, problems } = said(mergeServices, files, {
      services: { ...services, programs: { painter, brush: { ...painter, parameters: 'transport' } } },
    });
    // Only the program itself is in postconf's table, not its other name.
    expect(problems).toEqual([]);
    expect(changes).toEqual(['program brush: parameters "transport" becomes undefined']);
  });

  test('with a new flag, a new type, other stock entries', () => {
    const older = {
      ...services,
      types: { inet: '2.0' },
      programs: {
        painter: {
          ...painter,
          attributes: { ...painter.attributes, flags: { since: '2.0', letters: { B: '2.0' } } },
        },
      },
      stock: [],
    };
    const { changes, problems } = said(mergeServices, files, { services: older });
    expect(problems).toEqual(['program brush is new: it has no entry']);
    expect(changes).toContain('service type tube: since 3.20');
    expect(changes).toContain('flags of painter R: since 3.20');
    expect(changes).toContain('services.json: stock entries become others: smtp/inet, smtps/inet');
  });

  test('with an attribute that is gone', () => {
    const more = { ...painter, attributes: { ...painter.attributes, gloss: { since: '2.0' } } };
    const { problems } = said(mergeServices, files, {
      services: { ...services, programs: { painter: more, brush: painter } },
    });
    expect(problems).toContain('attribute of painter gloss is gone: its entry lacks a "removed"');
  });
});

describe('fixed words', () => {
  const files = {
    'src/smtpd/smtpd.c': `
#define NAME_OF_BLUE "blue"
#define ROW(x) #x, TINT_##x
static const NAME_CODE tints[] = {
    "red", TINT_RED,
    { NAME_OF_BLUE, TINT_BLUE, },
    ROW(green),
    0, -1,
};
void f(void)
{
    if (strcasecmp(name, "dark") == 0 || strcasecmp("light", name) == 0 || strcmp(other, "odd") == 0)
	match_shade(0, "half" "tone");
}
`,
  };
  const sources = (...places: object[]) => ({
    sources: [
      { parameters: ['tint'], places: places.map((place) => ({ file: 'src/smtpd/smtpd.c', ...place })) },
    ],
    byHand: {},
  });
  const known = (words: readonly (string | { word: string; since: string })[], more = {}) => ({
    parameters: catalogOf({ entries: [entry('tint', { since: '3.19' })] }).parameters,
    valueTypes: { parameters: { tint: { type: 'enum', words: [...words], ...more } } },
  });
  const wordsOf = ({ catalog }: Outcome) => catalog.valueTypes.parameters.tint?.words;
  const merge = (from: Parameters<typeof mergeWords>[1]) => (run: Parameters<typeof mergeWords>[0]) =>
    mergeWords(run, from);

  test('are in a table, some of them in macros', () => {
    const result = said(merge(sources({ table: 'tints' })), files, known(['red']));
    expect(result.problems).toEqual([]);
    expect(wordsOf(result)).toEqual([
      { word: 'blue', since: '3.20' },
      { word: 'green', since: '3.20' },
      'red',
    ]);
  });

  test('are what a variable is compared with, or the argument of a function', () => {
    const places = sources({ compared: 'name' }, { call: 'match_shade', argument: 1 });
    const result = said(merge(places), files, known([]));
    expect(result.changes).toEqual([
      'tint: word dark since 3.20',
      'tint: word light since 3.20',
      'tint: word halftone since 3.20',
    ]);
  });

  test('that are gone, or whose place is gone, are reported', () => {
    const words = known(['blue', 'green', 'red', 'yellow']);
    expect(said(merge(sources({ table: 'tints' })), files, words).problems).toEqual(['tint: yellow is gone']);
    expect(said(merge(sources({ table: 'shades' })), files, words).problems).toEqual([
      'tint: its words are in none of the places in word-sources.json',
    ]);
  });

  test('are not taken from a place that also has others, which people distinguish', () => {
    const [place] = sources({ table: 'tints' }).sources;
    const without = {
      sources: [{ ...place, places: place?.places ?? [], without: { red: 'for walls only' } }],
      byHand: {},
    };
    const { changes, problems } = said(merge(without), files, known(['blue']));
    expect(changes).toEqual([]);
    expect(problems).toEqual(['tint: green is new: is it a word of this one?']);
  });

  test('can be spelled in any case, or mean another word', () => {
    const words = known(['BLUE', 'RED'], { anyCase: true, aliases: { Green: 'BLUE' } });
    const { changes, problems } = said(merge(sources({ table: 'tints' })), files, words);
    expect([...changes, ...problems]).toEqual([]);
  });

  test('have a place, or a reason for having none', () => {
    const none = { sources: [], byHand: {} };
    expect(said(merge(none), files, known(['red'])).problems).toEqual([
      'tint: word-sources.json does not say where its words are',
    ]);
    const byHand = { sources: [], byHand: { tint: 'any word will do' } };
    expect(said(merge(byHand), files, known(['red'])).problems).toEqual([]);
  });

  test('that belong to no parameter form lists', () => {
    const from = {
      sources: [{ list: 'tints', places: [{ file: 'src/*/*.c', table: 'tints' }] }],
      byHand: {},
    };
    const { catalog, problems } = said(merge(from), files, {
      wordLists: { lists: { tints: { red: '2.0', yellow: '2.0' } } },
    });
    expect(catalog.wordLists.lists.tints).toEqual({ red: '2.0', yellow: '2.0', blue: '3.20', green: '3.20' });
    expect(problems).toEqual(['tints yellow is gone']);
  });
});
