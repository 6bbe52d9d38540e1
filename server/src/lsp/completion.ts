// Encodes a list of completions. Properties that all items share are sent once, if the client supports that.

import type { CompletionItem, CompletionList } from 'vscode-languageserver';

/**
 * @param uri the document, which the client sends back with an item to have it resolved
 * @param defaults the properties that the client reads from the list (`completionList.itemDefaults`)
 */
export function completionAnswer(
  items: readonly CompletionItem[],
  uri: string,
  defaults: readonly string[],
): CompletionItem[] | CompletionList {
  const editRange = defaults.includes('editRange') ? rangeOf(items) : undefined;
  const data = defaults.includes('data') ? { uri } : undefined;
  const own = items.map(({ textEdit, data: subject, ...rest }) => {
    const item: CompletionItem = rest;
    if (textEdit !== undefined) {
      if (editRange === undefined) item.textEdit = textEdit;
      else if (textEdit.newText !== item.label) item.textEditText = textEdit.newText;
    }
    if (data === undefined || subject !== undefined) item.data = { ...subject, uri };
    return item;
  });
  if (editRange === undefined && data === undefined) return own;
  return {
    isIncomplete: false,
    items: own,
    itemDefaults: { ...(editRange && { editRange }), ...(data && { data }) },
  };
}

type EditRange = NonNullable<NonNullable<CompletionList['itemDefaults']>['editRange']>;

/** The range that every item replaces. All items of a list replace the same word. */
function rangeOf([first]: readonly CompletionItem[]): EditRange | undefined {
  if (first?.textEdit === undefined) return undefined;
  if ('range' in first.textEdit) return first.textEdit.range;
  const { insert, replace } = first.textEdit;
  return { insert, replace };
}
