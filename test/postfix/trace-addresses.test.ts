// What we say about an address, and what the real trivial-rewrite(8) answers: its complete form, and where it goes.
import { expect, test } from 'vitest';
import { quoteLocal } from '../../server/src/mail/trace/addresses.ts';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import { programOf } from '../../server/src/mail/trace/program.ts';
import { type Resolution, resolveAddress } from '../../server/src/mail/trace/resolve.ts';
import { rewriteExternal } from '../../server/src/mail/trace/rewriting.ts';
import { inParallel } from '../support/parallel.ts';
import { describeRunningPostfix, supportingServices, withPostfix } from './harness';
import { type Attributes, InternalClient } from './support/internal';
import { someAddress } from './trace/addresses';
import { Random, seeds } from './trace/random';
import { resolverSettings, type TableTexts } from './trace/settings';
import { type Settings, serviceLine, systemOf } from './trace/systems';

const services = 40;
const addresses = 60;

const mainCf = 'compatibility_level = 3.6\nmydomain = example.com\nproxy_read_maps = proxy:static:x\n';

interface Comparison {
  readonly settings: Settings;
  readonly question: string;
  readonly real: string;
  readonly ours: readonly string[];
}

describeRunningPostfix('addresses: our answer and that of trivial-rewrite(8)', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const random = new Random(seed);
    const tables: TableTexts = {};
    const all = Array.from({ length: services }, (_, i) => resolverSettings(random, i, tables));
    const lines = all.map((settings, i) =>
      serviceLine(`rewrite${i}`, 'unix - - n - -', 'trivial-rewrite', settings),
    );
    const masterCf = `${lines.join('')}${supportingServices}`;
    const questions = all.map(() =>
      Array.from({ length: addresses }, () => ({
        address: someAddress(random),
        sender: random.chance(0.2) ? '' : someAddress(random),
      })),
    );
    const comparisons = await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      const system = systemOf(postfix, Object.keys(tables));
      const found = await inParallel([...all.entries()], 4, async ([i, settings]) => {
        const { client } = await InternalClient.connect(postfix.queueDirectory, `private/rewrite${i}`);
        const answers: Comparison[] = [];
        const say = async (
          question: string,
          request: Attributes,
          ours: readonly string[],
          text: (reply: Attributes) => string,
        ) => {
          answers.push({ settings, question, real: text(await client.ask(request)), ours });
        };
        for (const { address, sender } of questions[i] ?? []) {
          const external = quoteLocal(address);
          for (const rule of ['local', 'remote'] as const) {
            const { ways } = everyWay(system, 4, (journey) =>
              rewriteExternal(programOf(journey, 'trivial-rewrite', `rewrite${i}`), external, rule),
            );
            await say(
              `${rule} ${external}`,
              { request: 'rewrite', rule, address: external },
              ways,
              (reply) => reply.address ?? '',
            );
          }
          const { ways } = everyWay(system, 16, (journey) =>
            ourWords(resolveAddress(programOf(journey, 'trivial-rewrite', `rewrite${i}`), sender, address)),
          );
          await say(
            `resolve ${sender} -> ${address}`,
            { request: 'resolve', sender, address },
            ways,
            itsWords,
          );
        }
        client.close();
        return answers;
      });
      return found.flat();
    });
    const wrong = comparisons.filter(({ real, ours }) => !ours.includes(real));
    const certain = comparisons.filter(({ ours }) => ours.length === 1);
    console.log(
      `seed ${seed}: ${comparisons.length} answers of trivial-rewrite, ${wrong.length} contradictions, ` +
        `${comparisons.length - certain.length} depend on something`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(2000);
    expect(certain.length).toBeGreaterThan(comparisons.length * 0.95);
  });
});

const classes = {
  local: 256,
  'virtual-alias': 512,
  'virtual-mailbox': 1024,
  relay: 2048,
  default: 4096,
} as const;
const routedFlag = 2;
const errorFlag = 4;
const failFlag = 8;

/** Our answer, and the daemon's, in the same words. */
function ourWords({ kind, domainClass, routed, transport, nexthop, address }: Resolution): string {
  if (kind === 'failure') return 'failure';
  if (kind === 'bad-address') return `bad address ${address}`;
  return `${domainClass}${routed ? ' routed' : ''} ${transport}:${nexthop} ${address}`;
}

function itsWords({ flags, transport, nexthop, recipient = '' }: Attributes): string {
  const bits = Number(flags);
  if (bits & failFlag) return 'failure';
  if (bits & errorFlag) return `bad address ${recipient}`;
  const [domainClass] = Object.entries(classes).find(([, bit]) => bits & bit) ?? [];
  return `${domainClass}${bits & routedFlag ? ' routed' : ''} ${transport}:${nexthop} ${recipient}`;
}
