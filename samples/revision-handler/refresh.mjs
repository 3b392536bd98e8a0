// Brings the cache up to date. Refreshes run one after another, and events that arrive meanwhile share the next one.
import { render } from "./page.mjs";

const ATTEMPTS_MAX = 8;
const FIRST_PAUSE_MS = 250;
const CHANGES_SHOWN_MAX = 50;

export class Refresher {
  #exchange;
  #cache;
  #funds;
  #report;
  #wantedRevision = 0;
  #wanted = false;
  #running = null;

  constructor(exchange, cache, funds, report) {
    this.#exchange = exchange;
    this.#cache = cache;
    this.#funds = funds;
    this.#report = report;
  }

  /** Asks for a refresh that shows at least `revision`; 0 for whatever there is. Settles when none is wanted any more. */
  want(revision) {
    this.#wantedRevision = Math.max(this.#wantedRevision, revision);
    this.#wanted = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run() {
    while (this.#wanted) {
      this.#wanted = false;
      await this.#attempt();
    }
  }

  async #attempt() {
    const changes = [];
    for (let attempt = 1; ; attempt++) {
      try {
        const revision = await this.#read(changes);
        if (revision < this.#wantedRevision) throw new Error(`revision ${this.#wantedRevision} is announced, ${revision} is served`);
        this.#cache.content.revision = revision;
        if (changes.length > 0) this.#cache.content.changes = changes.slice(-CHANGES_SHOWN_MAX);
        await this.#cache.save(render(this.#cache.content));
        this.#report({ what: "refreshed", revision, changes });
        return;
      } catch (error) {
        this.#report({ what: "refresh-failed", attempt, error: error.message });
        // The next event, or the next start, catches up: what changed is asked for by time, not by event.
        if (attempt === ATTEMPTS_MAX) return;
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
      }
    }
  }

  /** Merges what every fund has new, adds it to `changes`, and gives the oldest revision that was read. */
  async #read(changes) {
    const answers = await Promise.all(
      this.#funds.map(async (fundId) => ({ fundId, ...(await this.#exchange.nav(fundId, this.#cache.latest(fundId))) })),
    );
    for (const { fundId, values } of answers) changes.push(...this.#cache.merge(fundId, values));
    return Math.min(...answers.map((answer) => answer.revision));
  }
}
