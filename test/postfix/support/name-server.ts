// A name server for one test: it knows the addresses of hosts and the mail exchangers of domains. Chrooted services
// find it through etc/resolv.conf in the queue directory. For all other names, it answers that they do not exist.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Zone {
  /** Addresses by name. */
  readonly a: Readonly<Record<string, string>>;
  /** Preference and host by domain, the most preferred first. */
  readonly mx?: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

/** Starts a name server, calls `use` with it, and always stops it afterward. */
export async function withNameServer<T>(zone: Zone, use: (server: NameServer) => Promise<T>): Promise<T> {
  const server = await NameServer.start(zone);
  try {
    return await use(server);
  } finally {
    server.stop();
  }
}

export class NameServer {
  /** On port 53, because resolv.conf(5) supports no other port. */
  readonly address: string;
  /** May be replaced at any time. */
  zone: Zone;
  readonly #socket: Socket;

  private constructor(address: string, zone: Zone, socket: Socket) {
    this.address = address;
    this.zone = zone;
    this.#socket = socket.on('message', (query, { address, port }) =>
      socket.send(answer(query, this.zone), port, address),
    );
  }

  static async start(zone: Zone): Promise<NameServer> {
    for (let attempt = 1; ; attempt++) {
      const address = someLoopback();
      const socket = createSocket('udp4');
      try {
        socket.bind(53, address).unref();
        await once(socket, 'listening');
        return new NameServer(address, zone, socket);
      } catch (error) {
        socket.close();
        if (attempt === 5) throw error;
      }
    }
  }

  stop(): void {
    this.#socket.close();
  }
}

/** One of the many loopback addresses, chosen so that it is unlikely to be in use. */
export function someLoopback(): string {
  const some = () => 2 + Math.floor(Math.random() * 250);
  return `127.${some()}.${some()}.${some()}`;
}

const types = { a: 1, mx: 15 } as const;

/** RFC 1035 section 4: the header, a copy of the question, and the records. */
function answer(query: Buffer, zone: Zone): Buffer {
  const { name, end } = questionIn(query);
  const type = query.readUInt16BE(end);
  const address = zone.a[name];
  const hosts = zone.mx?.[name];
  const records = [
    ...(type === types.a && address !== undefined ? [record(types.a, addressData(address))] : []),
    ...(type === types.mx
      ? (hosts ?? []).map(([order, host]) => record(types.mx, hostData(order, host)))
      : []),
  ];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // An authoritative answer. Code 3 means that the name does not exist.
  header.writeUInt16BE(0x8400 | (address === undefined && hosts === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, end + 4), ...records]);
}

function questionIn(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

/** A record for the name in the question, which begins at byte 12. Its time to live is 0. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function addressData(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function hostData(preference: number, host: string): Buffer {
  const labels = [...host.split('.'), ''].map((label) =>
    Buffer.from(`${String.fromCharCode(label.length)}${label}`),
  );
  const order = Buffer.alloc(2);
  order.writeUInt16BE(preference);
  return Buffer.concat([order, ...labels]);
}
