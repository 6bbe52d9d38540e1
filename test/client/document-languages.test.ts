// A table gets its language from main.cf, and keeps a language that the user chose.
import { describe, expect, test } from 'vitest';
import { DocumentLanguages, type LanguageDocument } from '../../client/src/document-languages.ts';

interface Document extends LanguageDocument {
  languageId: string;
  isClosed: boolean;
}

/** An editor whose server returns these languages. */
function editor(given: Record<string, string>, associated: readonly string[] = []) {
  const documents: Document[] = [];
  let leftAlone: readonly string[] = [];
  const asked: string[] = [];
  const languages = new DocumentLanguages<Document>({
    documents: () => documents,
    ask: async (uri) => {
      asked.push(uri);
      return given[uri];
    },
    setLanguage: async (document, languageId) => change(document, languageId),
    isAssociated: ({ uri }) => associated.includes(uri),
    leftAlone: {
      get: () => leftAlone,
      set: (uris) => {
        leftAlone = uris;
      },
    },
  });
  function change(document: Document, languageId: string) {
    const previous = document.languageId;
    document.languageId = languageId;
    languages.languageChanged(document, previous);
  }
  // By then, all promises are settled: nothing here waits for anything else.
  const settled = () => new Promise(setImmediate);
  return {
    given,
    asked,
    languages,
    async open(uri: string, languageId = 'plaintext') {
      const document: Document = { uri, languageId, isClosed: false };
      documents.push(document);
      languages.opened(document);
      await settled();
      return document;
    },
    close(document: Document) {
      document.isClosed = true;
      documents.splice(documents.indexOf(document), 1);
    },
    /** Changes the language manually. */
    async change(document: Document, languageId: string) {
      change(document, languageId);
      await settled();
    },
  };
}

describe('the language of a document', () => {
  test('follows from the way main.cf uses the file', async () => {
    const { open } = editor({ routes: 'postfix-table', checks: 'postfix-regexp' });
    expect((await open('routes')).languageId).toBe('postfix-table');
    expect((await open('checks', 'properties')).languageId).toBe('postfix-regexp');
    expect((await open('notes')).languageId).toBe('plaintext');
  });

  test('follows from main.cf rather than from the file name', async () => {
    const { open } = editor({ transport: 'postfix-regexp' });
    expect((await open('transport', 'postfix-table')).languageId).toBe('postfix-regexp');
  });

  test('is not requested if the file is of another kind', async () => {
    const { open, asked } = editor({ 'a.py': 'postfix-table', 'main.cf': 'postfix-table' });
    expect((await open('a.py', 'python')).languageId).toBe('python');
    expect((await open('main.cf', 'postfix-main')).languageId).toBe('postfix-main');
    expect(asked).toEqual([]);
  });

  test('changes with main.cf', async () => {
    const { open, given, languages } = editor({});
    const document = await open('routes');
    given.routes = 'postfix-table';
    await languages.checkAll();
    expect(document.languageId).toBe('postfix-table');
    given.routes = 'postfix-regexp';
    await languages.checkAll();
    expect(document.languageId).toBe('postfix-regexp');
  });

  test('stays as files.associations defines it', async () => {
    const { open } = editor({ routes: 'postfix-table' }, ['routes']);
    expect((await open('routes')).languageId).toBe('plaintext');
  });

  test('stays as the user chose it, even after the file is opened again', async () => {
    const { open, change, close, languages } = editor({ routes: 'postfix-table' });
    const document = await open('routes');
    await change(document, 'plaintext');
    await languages.checkAll();
    expect(document.languageId).toBe('plaintext');
    close(document);
    const later = await open('routes');
    expect(later.languageId).toBe('plaintext');
    // The user chose one of our languages again, so the next time main.cf decides.
    await change(later, 'postfix-table');
    close(later);
    expect((await open('routes')).languageId).toBe('postfix-table');
  });

  test('stays if the user chose another one of our languages', async () => {
    const { open, change, languages } = editor({ routes: 'postfix-table' });
    const document = await open('routes');
    await change(document, 'postfix-cidr');
    await languages.checkAll();
    expect(document.languageId).toBe('postfix-cidr');
  });

  test('is not changed if the document was closed in the meantime', async () => {
    const { open, close, given, languages } = editor({});
    const document = await open('routes');
    given.routes = 'postfix-table';
    const answer = languages.checkAll();
    close(document);
    await answer;
    expect(document.languageId).toBe('plaintext');
  });
});
