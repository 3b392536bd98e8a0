// Reads a table with icebird. Arguments: node_modules, the folder of the store's objects, the table's location in its metadata, the metadata's file name.
// icebird turns s3:// into https:// of AWS; this fetch serves those from the folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, objects, location, metadataFileName] = process.argv.slice(2);
const [, store, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location);
const host = `https://${store}.s3.amazonaws.com/`;

globalThis.fetch = async (url, options = {}) => {
  if (!String(url).startsWith(host))
    throw new Error(`unexpected ${url}`);
  const content = await readFile(join(objects, String(url).slice(host.length)));
  const range = /^bytes=(\d+)-(\d*)$/.exec(new Headers(options.headers).get('range') ?? '');
  const body = range ? content.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined) : content;
  return new Response(options.method === 'HEAD' ? null : body, { status: range ? 206 : 200, headers: { 'content-length': String(body.length) } });
};

const { icebergRead } = await import(pathToFileURL(join(modules, 'icebird/src/index.js')));
for (const row of await icebergRead({ tableUrl: host + key, metadataFileName }))
  console.log(JSON.stringify(Object.values(row), (_, value) => typeof value === 'bigint' ? String(value) : value));
