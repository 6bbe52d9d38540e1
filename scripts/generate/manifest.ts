// The generated parts of the package.json files.

import type { Rule } from '../../server/src/lint/rule.ts';
import { ruleCodes } from './rules.ts';

/** The parts of package.json that are read or written here. */
interface Manifest {
  readonly version: string;
  readonly license: string;
  /** The extension's engines also include `vscode`. */
  readonly engines?: { readonly node: string };
  readonly contributes: {
    readonly languages: readonly { readonly id: string }[];
    readonly configuration: {
      readonly properties: { readonly 'postfix.lint.rules': RulesSetting };
    };
    readonly semanticTokenScopes: readonly TokenScopes[];
  };
}

interface RulesSetting {
  readonly propertyNames: object;
  /** The schema of a severity. */
  readonly additionalProperties: object;
}

interface TokenScopes {
  readonly language: string;
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

/** For themes without semantic colors: the TextMate scope that corresponds to a token type in most languages. */
const scopes = {
  comment: 'comment.line.number-sign.postfix',
  property: 'variable.other.assignment.postfix',
  variable: 'variable.other.reference.postfix',
  parameter: 'entity.other.attribute-name.postfix',
  keyword: 'keyword.control.action.postfix',
  enumMember: 'constant.language.boolean.postfix',
  function: 'support.function.restriction.postfix',
  type: 'support.type.table.postfix',
  class: 'entity.name.type.transport.postfix',
  number: 'constant.numeric.postfix',
  string: 'string.unquoted.path.postfix',
  regexp: 'string.regexp.postfix',
  operator: 'keyword.operator.assignment.postfix',
};

/** Scopes of languages that differ. */
const scopesOfLanguages: Readonly<Record<string, Partial<typeof scopes>>> = {
  'postfix-master': { class: 'entity.name.type.service.postfix' },
  'postfix-table': { property: 'entity.name.tag.key.postfix' },
  'postfix-aliases': { property: 'entity.name.tag.key.postfix' },
};

/**
 * @param text the text of the extension's package.json
 * @returns its new text
 */
export function extensionManifest(text: string, rules: readonly Rule[]): string {
  const manifest = parse(text);
  const { contributes } = manifest;
  const { languages, configuration } = contributes;
  const setting = configuration.properties['postfix.lint.rules'];
  return print({
    ...manifest,
    contributes: {
      ...contributes,
      configuration: {
        ...configuration,
        properties: {
          ...configuration.properties,
          'postfix.lint.rules': { ...setting, propertyNames: ruleCodes(rules) },
        },
      },
      semanticTokenScopes: languages.map(({ id }) => ({
        language: id,
        scopes: Object.fromEntries(
          Object.entries({ ...scopes, ...scopesOfLanguages[id] }).map(([type, scope]) => [type, [scope]]),
        ),
      })),
    },
  });
}

/**
 * Gives a workspace's package.json the version and license of the extension and, if it is for Node, its Node versions.
 * @param text its text
 * @param extension the text of the extension's package.json
 */
export function workspaceManifest(text: string, extension: string): string {
  const { version, license, engines } = parse(extension);
  const manifest = parse(text);
  return print({
    ...manifest,
    version,
    license,
    ...(manifest.engines === undefined ? {} : { engines: { node: engines?.node } }),
  });
}

/** The JSON schema of a severity, as in the setting. */
export function severitySchema(text: string): object {
  return parse(text).contributes.configuration.properties['postfix.lint.rules'].additionalProperties;
}

function parse(text: string): Manifest {
  return JSON.parse(text);
}

function print(manifest: object): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
