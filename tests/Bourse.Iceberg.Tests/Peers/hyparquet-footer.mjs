// Reads the footer of a Parquet file with hyparquet. Arguments: node_modules, the file. Writes the number of rows, each node of the schema in order, then for each
// row group its rows and offset, and for each of its columns what the statistics say. Numbers of 64 bits and decimals of them are unscaled, bytes in hexadecimal.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, file] = process.argv.slice(2);
const { parquetMetadata } = await import(pathToFileURL(join(modules, 'hyparquet/src/index.js')));
const content = await readFile(file);
const footer = parquetMetadata(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength));

const text = value => value === undefined ? '-' : value instanceof Date ? value.toISOString() : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
console.log('rows', text(footer.num_rows));
footer.schema.slice(1).forEach((node, i) => console.log(
  'node', String(i).padStart(2, '0'), node.name, node.repetition_type, node.type ?? 'GROUP', node.converted_type ?? '-',
  node.precision === undefined ? '-' : `${node.precision},${node.scale}`, node.logical_type?.isAdjustedToUTC ?? '-', text(node.field_id)));
footer.row_groups.forEach((group, i) => {
  const first = group.columns[0].meta_data;
  console.log('group', i, 'rows', text(group.num_rows), 'at', text(first.dictionary_page_offset ?? first.data_page_offset));
  for (const { meta_data: column } of group.columns) {
    const { min_value, max_value, null_count } = column.statistics;
    console.log('group', i, column.path_in_schema.join('.'), column.codec, text(column.num_values), text(null_count), text(min_value), text(max_value));
  }
});
