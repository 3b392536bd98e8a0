// Reads a Parquet file with hyparquet, a line of JSON a row. Arguments: node_modules, the file.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, path] = process.argv.slice(2);
const load = name => import(pathToFileURL(join(modules, name)));
const { asyncBufferFromFile } = await load('hyparquet/src/node.js');
const { parquetReadObjects } = await load('hyparquet/src/hyparquet.js').catch(() => load('hyparquet/src/index.js'));
const { compressors } = await load('hyparquet-compressors/src/index.js');
const file = await asyncBufferFromFile(path);
for (const row of await parquetReadObjects({ file, compressors }))
  console.log(JSON.stringify(Object.entries(row), (_, value) => typeof value === 'bigint' ? String(value) : value));
