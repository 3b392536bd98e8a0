// What this client keeps: per fund the newest value of each date. A file that is replaced whole, so that a reader never sees half of one.
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

const SEEN_MAX = 1000;

export class Cache {
  #folder;
  #checkpointSize = 0;
  #checkpointWritten = Promise.resolve();

  /** {revision, funds: {fundId: {validDate: row}}, seen: [webhook ids], changes: [last changes]} */
  content = { revision: 0, funds: {}, seen: [], changes: [] };

  constructor(folder) {
    this.#folder = folder;
  }

  async load() {
    await mkdir(this.#folder, { recursive: true });
    const content = await readIfThere(join(this.#folder, "cache.json"));
    if (content !== null) this.content = JSON.parse(content);
    this.#checkpointSize = sizeOf((await readIfThere(join(this.#folder, "checkpoint.txt"))) ?? "");
  }

  /** The newest known_at of a fund; null when it has none. */
  latest(fundId) {
    const known = Object.values(this.content.funds[fundId] ?? {}).map((row) => row.known_at ?? "");
    return known.reduce((newest, each) => (each > newest ? each : newest), "") || null;
  }

  /** Takes in rows and gives what they changed: [{fundId, validDate, nav, previousNav}]; a value for a date that had one is a restatement. */
  merge(fundId, rows) {
    const kept = (this.content.funds[fundId] ??= {});
    const changes = [];
    for (const row of rows) {
      const previous = kept[row.valid_date];
      kept[row.valid_date] = row;
      if (previous === undefined || previous.nav !== row.nav)
        changes.push({ fundId, validDate: row.valid_date, nav: row.nav, previousNav: previous?.nav ?? null });
    }
    return changes;
  }

  hasSeen(id) {
    return this.content.seen.includes(id);
  }

  markSeen(id) {
    this.content.seen = [...this.content.seen, id].slice(-SEEN_MAX);
  }

  /**
   * Keeps the exchange's signed audit checkpoint if it is of a longer log than the one kept: `bourse audit verify` holds the log against it later, and a log that
   * was cut or rewritten since is found out.
   */
  async keepCheckpoint(note) {
    const size = sizeOf(note);
    if (size <= this.#checkpointSize) return false;
    this.#checkpointSize = size;
    // One after the other, so that the longest log's is the last one written.
    const writing = this.#checkpointWritten.then(() => replace(join(this.#folder, "checkpoint.txt"), note));
    this.#checkpointWritten = writing.catch(() => {});
    await writing;
    return true;
  }

  async save(page) {
    await replace(join(this.#folder, "cache.json"), JSON.stringify(this.content));
    await replace(join(this.#folder, "index.html"), page);
  }
}

/** The number of records a checkpoint speaks for, which is a note's second line; 0 when the text is no checkpoint. */
function sizeOf(note) {
  const size = Number(note.split("\n")[1]);
  return Number.isSafeInteger(size) ? size : 0;
}

async function readIfThere(path) {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return null;
  }
}

async function replace(path, text) {
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
