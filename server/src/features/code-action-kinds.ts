// The kinds of code actions that are our own, apart from the actions themselves: a server announces them before it
// has loaded anything else.

import { CodeActionKind } from 'vscode-languageserver-types';

/** `source.fixAll.postfix` */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.postfix`;
