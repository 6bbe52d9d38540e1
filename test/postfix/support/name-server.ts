// A name server of the test's own: who has which address, and where mail for a domain goes. Services find it when
// they are chrooted, by the etc/resolv.conf in the queue directory; of all else it says that there is none.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Zone {
  /** Addresses by name. */
  readonly a: Readonly<Record<string, string>>;
  /** Preference and host by domain, the best first. */
  readonly mx?: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

/** Starts a name server, calls `use` with it, and ends it, whatever happens. */
export async function withNameServer<T>(zone: Zone, use: (server: NameServer) => Promise<T>): Promise<T> {
  const server = await NameServer.start(zone);
  try {
    return await use(server);
  } finally {
    server.stop();
  }
}

export class NameServer {
  /** On port 53, since resolv.conf(5) knows no other. */
  readonly address: string;
  /** May be set anew at any time. */
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

/** Any of the many addresses of loopback, none of which anybody else is likely to use. */
export function someLoopback(): string {
  const some = () => 2 + Math.floor(Math.random() * 250);
  return `127.${some()}.${some()}.${some()}`;
}

const types = { a: 1, mx: 15 } as const;

/** RFC 1035 section 4: the header, the question as it came, and the records. */
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
  // An authoritative answer; 3 says that there is no such name.
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

/** About the name in the question, which begins at byte 12. It may be kept for no time at all. */
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
