// A client's own engine, ClickHouse, on a provider's live tables: attaches the Iceberg REST catalogue, then answers statements.
//
//   in   one JSON document a line:  {"id": 1, "sql": "SELECT …"}
//   out  one JSON document a line:  {"id": 1, "columns": […], "rows": [[…]], "ms": 12}   or   {"id": 1, "error": "…"}
//
// Settings come from the environment (addresses) and from a file (the credential), never from arguments, which other users could see:
//   BOURSE_CATALOG    http://127.0.0.1:8080/iceberg      BOURSE_STORAGE    http://127.0.0.1:9000
//   BOURSE_TOKEN_URL  http://127.0.0.1:8080/oauth/token  BOURSE_WAREHOUSE  the warehouse named in the welcome message
//   BOURSE_CREDENTIAL_FILE  a file that holds  client-id:client-secret
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const setting = (name) => process.env[name] ?? fail(`${name} is not set`);
const text = (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const { Session } = await import('chdb').catch((error) => error.code === 'ERR_MODULE_NOT_FOUND'
  ? fail(`ClickHouse is not installed: run 'npm ci' in ${new URL('.', import.meta.url).pathname} first, a download of 170 MB`)
  : fail(`ClickHouse cannot be loaded here: ${error.message}`));
const session = new Session();
const run = (sql) => session.query(sql, 'JSONCompact');

run('SET allow_experimental_database_iceberg = 1');
const attachment = `CREATE DATABASE IF NOT EXISTS exchange ENGINE = DataLakeCatalog(${text(`${setting('BOURSE_CATALOG')}/v1`)}) SETTINGS
  catalog_type = 'rest', warehouse = ${text(setting('BOURSE_WAREHOUSE'))}, oauth_server_uri = ${text(setting('BOURSE_TOKEN_URL'))},
  catalog_credential = ${text(readFileSync(setting('BOURSE_CREDENTIAL_FILE'), 'utf8').trim())},
  storage_endpoint = ${text(setting('BOURSE_STORAGE'))}, vended_credentials = true`;

// ClickHouse looks for a token in the answer that says there is none, and tells of that alone.
function reason(error) {
  const words = String(error.message ?? error).split('\n')[0];
  return /InvalidAccessException|Invalid access/.test(words)
    ? `access is refused; the client id or secret is wrong or has ended, or no agreement is in force (${words})`
    : words;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, sql } = JSON.parse(line);
  const started = performance.now();
  let answer;
  try {
    // Attached with the first statement that is let in: a client that is refused now may be let in later.
    run(attachment);
    const result = run(sql);
    const { meta = [], data = [] } = result ? JSON.parse(result) : {};
    answer = { id, columns: meta.map((column) => column.name), rows: data };
  } catch (error) {
    answer = { id, error: reason(error) };
    // A statement that fails while it runs leaves its half-written output in front of the next answer: let an idle one carry it away.
    run('SELECT 1');
  }
  process.stdout.write(`${JSON.stringify({ ...answer, ms: Math.round(performance.now() - started) })}\n`);
}
session.cleanup();
