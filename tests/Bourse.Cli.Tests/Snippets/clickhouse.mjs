// Runs statements in ClickHouse one after the other, as they are. Arguments: a folder of npm packages. stdin: a JSON array of statements.
// stdout: a JSON array with {"rows": n} or {"error": "…"} for each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Session } = createRequire(process.argv[2] + '/')('chdb');
const session = new Session();
const run = (statement) => {
  try {
    const text = session.query(statement, 'JSONCompact').toString();
    return { rows: text ? JSON.parse(text).data.length : 0 };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
session.cleanup();
