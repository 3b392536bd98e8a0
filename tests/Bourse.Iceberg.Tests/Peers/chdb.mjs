// Reads a table's folder with ClickHouse. Arguments: node_modules, folder that holds the table's, the table's folder, query with {table}.
import { createRequire } from 'node:module';

const [modules, parent, table, query] = process.argv.slice(2);
const { Session } = createRequire(modules + '/')('chdb');
process.chdir(parent);
const session = new Session();
process.stdout.write(session.query(query.replace('{table}', `icebergLocal('${table}')`), 'JSONCompactEachRow').toString());
session.cleanup?.();
