// An smtpd that listens on some addresses of this host, but not on the one that local programs connect to.

import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { listeners } from '../../mail/trace/services.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const loopbackNotServed: Rule = {
  code: 'loopback-not-served',
  title: 'Programs on this host cannot connect to Postfix',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const list = expandedValue(instance, 'inet_interfaces');
    const at = list && sourceLocation(instance, list.value.source);
    if (list === undefined || at === undefined || !listensOnPort25(instance)) return;
    const words = list.expansion.text.split(/[\s,]+/).filter((word) => word !== '');
    // A host name may have a loopback address.
    if (words.length === 0 || !words.every(isOtherAddress)) return;
    yield {
      at,
      message:
        'inet_interfaces does not include 127.0.0.1. ' +
        'Programs on this host that send mail through localhost get "Connection refused"; the sendmail command still works. ' +
        'Add 127.0.0.1 if such programs exist.',
    };
  },
};

function isOtherAddress(word: string): boolean {
  const text = word.replace(/^\[(.*)\]$/, '$1');
  const isAddress = parseAddress(text, text.includes(':') ? 'ipv6' : 'ipv4') !== undefined;
  return isAddress && !/^(?:127\.|::1$|0\.0\.0\.0$|::$)/.test(text);
}

/** A service for other hosts, and none that has a loopback address of its own. */
function listensOnPort25(instance: Instance): boolean {
  const names = listeners(instance).map(({ name }) => name);
  return (
    names.some((name) => /^(?:smtp|25)$/.test(name)) &&
    !names.some((name) => /^(?:127\.|localhost:|\[::1\])/.test(name))
  );
}
