// The custom kinds of code actions. They are separate from the actions, because the server announces them before it
// loads the features.

import { CodeActionKind } from 'vscode-languageserver-types';

/** `source.fixAll.postfix` */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.postfix`;
