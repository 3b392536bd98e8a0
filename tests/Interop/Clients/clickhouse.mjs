// ClickHouse in process, attached to an Iceberg REST catalogue.  argv: catalogue, token endpoint, storage, warehouse.  stdin: JSON
// {"credential": "id:secret", "statements": ["SELECT …"]}.  stdout: a JSON array, one {"columns", "rows"} or {"error"} a statement.
import { readFileSync } from 'node:fs';
import { Session } from 'chdb';

const [catalogue, tokens, storage, warehouse] = process.argv.slice(2);
const { credential, statements } = JSON.parse(readFileSync(0, 'utf8'));
const session = new Session();
const attempt = (sql) => {
  try {
    const text = session.query(sql, 'JSONCompact');
    const { meta = [], data = [] } = text ? JSON.parse(text) : {};
    return { columns: meta.map((column) => column.name), rows: data };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
};
attempt('SET allow_experimental_database_iceberg = 1');
const attached = attempt(`CREATE DATABASE exchange ENGINE = DataLakeCatalog('${catalogue}') SETTINGS catalog_type = 'rest', warehouse = '${warehouse}',
  oauth_server_uri = '${tokens}', catalog_credential = '${credential}', storage_endpoint = '${storage}', vended_credentials = true`);
const answers = attached.error ? [attached] : statements.map(attempt);
process.stdout.write(JSON.stringify(answers));
session.cleanup();
