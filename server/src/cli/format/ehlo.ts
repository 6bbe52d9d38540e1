// What `postfix-lint trace --ehlo` prints.

import type { Location, PlacedService } from '../../instance/instance.ts';
import type { AnnouncedService, Announcement } from '../../mail/ehlo.ts';
import { withoutRawBytes } from '../../syntax/bytes.ts';
import { placeName, placeOf, type TextAt } from '../report.ts';

export interface EhloLook {
  readonly json: boolean;
  readonly textAt: TextAt;
  /** The URI of the configuration directory. Places in this directory are shown without it. */
  readonly directory: string;
}

export function ehloReport(
  services: readonly AnnouncedService[],
  { json, textAt, directory }: EhloLook,
): string {
  if (json) {
    const printed = services.map(({ service, sessions }) => ({
      service: nameOf(service),
      sessions: sessions.map(({ encrypted, keywords }) => ({
        encrypted,
        keywords: keywords.map(({ at, ...keyword }) => ({
          ...keyword,
          at: at.map((place) => placeObject(place, textAt)),
        })),
      })),
    }));
    return jsonText({ version: 1, ehlo: printed });
  }
  const lines = services.flatMap(({ service, sessions }) => [
    nameOf(service),
    ...sessions.flatMap(({ encrypted, keywords }) => [
      `  ${encrypted ? 'inside TLS' : 'without TLS'}`,
      ...keywords.map(
        (keyword) => `    ${keywordText(keyword, (place) => placeName(place, textAt, directory))}`,
      ),
    ]),
  ]);
  return plainText(lines);
}

/** `+ SIZE 10240000`, `- AUTH  smtpd_sasl_auth_enable is no. (main.cf:3)`, `? AUTH  …` */
function keywordText(
  { keyword, isAnnounced, argument, why, at }: Announcement,
  nameOfPlace: (place: Location) => string,
): string {
  const sign = isAnnounced === 'depends' ? '?' : isAnnounced ? '+' : '-';
  const name = argument === undefined ? keyword : `${keyword} ${argument}`;
  const [place] = at;
  const where = why === undefined || place === undefined ? '' : ` (${nameOfPlace(place)})`;
  return `${sign} ${name}${why === undefined ? '' : `  ${why}${where}`}`;
}

function nameOf(service: PlacedService | undefined): string {
  return service?.key ?? 'smtpd';
}

function placeObject(place: Location, textAt: TextAt): object {
  const { file, line, column } = placeOf(place, textAt);
  return { file, line, column };
}

function plainText(lines: readonly string[]): string {
  return lines.map((line) => `${withoutRawBytes(line)}\n`).join('');
}

function jsonText(value: object): string {
  const readable = (_: string, text: unknown) => (typeof text === 'string' ? withoutRawBytes(text) : text);
  return `${JSON.stringify(value, readable, 2)}\n`;
}
