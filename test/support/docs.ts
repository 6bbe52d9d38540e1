// The texts of the catalog, as the build collects them.
import { readDocs as collect } from '../../scripts/catalog/docs.mjs';
import { docsOf } from '../../server/src/catalog/docs.ts';

const data = collect();
const text = JSON.stringify(data);

export const docs = docsOf(data);

/** The same texts as the service gets them from a host. */
export async function readDocs(): Promise<string> {
  return text;
}
