// Runs a query over one file with ClickHouse. Arguments: node_modules, the file, query with {file}.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const [modules, path, query] = process.argv.slice(2);
const { Session } = createRequire(modules + '/')('chdb');
process.chdir(dirname(path));
const session = new Session();
process.stdout.write(session.query(query.replace('{file}', `file('${path}', Parquet)`), 'JSONCompactEachRow').toString());
session.cleanup?.();
