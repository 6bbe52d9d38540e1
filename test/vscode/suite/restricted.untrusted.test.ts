// A workspace that the person does not trust. Files named *.untrusted.test.ts run in a window of their own.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, openFile } from './workspace.ts';

describe('in an untrusted workspace', () => {
  it('the extension is active and the workspace stays untrusted', async () => {
    await openFile('main.cf');
    await extension().activate();
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
