// Decodes an Avro file with avsc. Arguments: node_modules, the file. Writes a line for each key-value ("key content data"), for each field of the schema at any depth,
// with its id and type ("field data_file.file_path 100 string"), and for each record, numbered, as JSON: bytes in hexadecimal, integers of 64 bits as they are.
import { createRequire } from 'node:module';

const [modules, file] = process.argv.slice(2);
const avro = createRequire(modules + '/')('avsc');

// A number of JavaScript does not hold a snapshot id.
const long = avro.types.LongType.__with({
  fromBuffer: buffer => buffer.readBigInt64LE(),
  toBuffer: number => { const buffer = Buffer.alloc(8); buffer.writeBigInt64LE(number); return buffer; },
  fromJSON: BigInt, toJSON: String, isValid: number => typeof number === 'bigint',
  compare: (a, b) => a < b ? -1 : a > b ? 1 : 0,
});

const seen = new Map();
const nameOf = type => Array.isArray(type) ? type.map(nameOf).join('|')
  : typeof type !== 'object' ? type
  : [type.logicalType ? `${type.logicalType}${type.precision ? `(${type.precision},${type.scale})` : ''}:` : '', type.type, type.size ? `[${type.size}]` : '',
    type.type === 'array' ? `<${nameOf(type.items)}${type['element-id'] === undefined ? '' : ' ' + type['element-id']}>` : ''].join('');

function fields(type, path) {
  if (Array.isArray(type))
    return type.forEach(branch => fields(branch, path));
  if (type.type === 'array')
    return fields(type.items, path);
  for (const field of type.fields ?? []) {
    const own = path + field.name;
    console.log('field', own, field['field-id'], nameOf(field.type));
    fields(field.type, own + '.');
  }
}

const text = (_, value) => typeof value === 'bigint' ? `#${value}#` : value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex') : Number.isNaN(value) ? 'NaN' : value;
let number = 0;
avro.createFileDecoder(file, { parseHook: schema => avro.Type.forSchema(schema, { registry: { long } }) })
  .on('metadata', (_, codec, header) => {
    console.log('codec', codec);
    fields(JSON.parse(header.meta['avro.schema'].toString()), '');
    for (const [key, value] of Object.entries(header.meta).filter(([key]) => !key.startsWith('avro.')))
      console.log('key', key, value.toString());
  })
  .on('data', record => console.log('record', number++, JSON.stringify(record, text).replaceAll(/"#(-?\d+)#"/g, '$1')))
  .on('error', error => { throw error; });
