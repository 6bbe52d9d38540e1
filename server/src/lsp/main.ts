// postfix-language-server on Node: chooses the transport and starts the server.

import { join } from 'node:path';
import { type Connection, createConnection, StreamMessageWriter } from 'vscode-languageserver/node';
import manifest from '../../package.json' with { type: 'json' };
import { nodeHost } from '../host-node/index.ts';
import { installedVersion } from '../host-node/installed.ts';
import { startServer } from './server.ts';
import { StreamReader } from './stream-reader.ts';

const usage = `Usage: postfix-language-server --stdio | --node-ipc | --socket=PORT

A language server for Postfix configuration: main.cf, master.cf, and lookup tables.

  --stdio         communicate over standard input and output
  --node-ipc      communicate over the IPC channel of a Node.js parent process
  --socket=PORT   connect to this port on the local host
  --help          show this text
  --version       show the version
`;

const transports = ['--stdio', '--node-ipc', '--socket'];
const [first = ''] = process.argv.slice(2);
if (process.argv.includes('--version')) process.stdout.write(`${manifest.version}\n`);
else if (process.argv.includes('--help')) process.stdout.write(usage);
else if (
  !process.argv.some((argument) => transports.some((t) => argument === t || argument.startsWith(`${t}=`)))
) {
  process.stderr.write(
    first === '' ? usage : `postfix-language-server: unknown argument: ${first}\n${usage}`,
  );
  process.exitCode = 2;
} else {
  const host = {
    ...nodeHost(join(import.meta.dirname, 'docs.json')),
    version: manifest.version,
    installedVersion,
  };
  const connection = process.argv.includes('--stdio') ? connectToStdio() : createConnection();
  startServer(connection, host, (serviceHost) => loadService().createPostfixService(serviceHost));
}

function connectToStdio(): Connection {
  const connection = createConnection(
    new StreamReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  let isShutDown = false;
  connection.onShutdown(() => {
    isShutDown = true;
  });
  process.stdin.on('end', () => process.exit(isShutDown ? 0 : 1));
  return connection;
}

/** The build makes a separate file of the service and puts it and the texts in the same directory as this file. */
function loadService(): typeof import('../service.ts') {
  return require('./service.cjs');
}
