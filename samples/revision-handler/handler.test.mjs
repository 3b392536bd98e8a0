// The handler as a process, between an exchange that this test plays and the signatures that it makes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test as testWithoutLimit } from "node:test";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const CREDENTIALS = `Basic ${Buffer.from("client-1:s3cret%2B%3A").toString("base64")}`;

// A report that never comes must fail its test, not hang it.
const test = (name, body) => testWithoutLimit(name, { timeout: 30_000 }, body);
const exchange = { revision: 1, rows: [], tokens: 0, asked: [], status: 200 };
let folder, server, child, address;
const reports = [];
const waiting = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "revision-handler-"));
  await writeFile(join(folder, "client"), "s3cret+:\n");
  await writeFile(join(folder, "webhook"), `${SECRET}\n`);
  exchange.rows = [row("2026-01-31", "2026-02-01T09:00:00Z", 100), row("2026-02-28", "2026-03-01T09:00:00Z", 101)];
  server = createServer(play).listen(0, "127.0.0.1");
  await once(server, "listening");
  await start();
});

after(async () => {
  child.kill();
  server.close();
  await rm(folder, { recursive: true });
});

test("it fetches everything at start, and shows it", async () => {
  const refreshed = await report("refreshed");
  assert.equal(refreshed.changes.length, 2);
  assert.deepEqual(exchange.asked, ["/v2/funds/MER-1/nav"]);
  assert.match(await (await fetch(address)).text(), /revision 1.*<td>MER-1<\/td><td>2<\/td><td>2026-02-28<\/td><td>101<\/td>/s);
});

test("on a genuine event it asks for what became known since, keeps it and shows what was restated", async () => {
  exchange.revision = 2;
  exchange.rows.push(row("2026-01-31", "2026-04-01T09:00:00Z", 99.5), row("2026-03-31", "2026-04-01T09:00:00Z", "<script>"));

  assert.equal(await post("evt_1", event(2)), 204);

  assert.equal((await report("received")).data.revision, 2);
  const { revision, changes } = await report("refreshed");
  assert.equal(revision, 2);
  assert.deepEqual(changes, [
    { fundId: "MER-1", validDate: "2026-01-31", nav: 99.5, previousNav: 100 },
    { fundId: "MER-1", validDate: "2026-03-31", nav: "<script>", previousNav: null },
  ]);
  assert.equal(exchange.asked.at(-1), "/v2/funds/MER-1/nav?since=2026-03-01T09%3A00%3A00Z");
  assert.equal(exchange.tokens, 1);
  const page = await readFile(join(folder, "cache", "index.html"), "utf8");
  assert.match(page, /<td>2026-01-31<\/td><td>99.5<\/td><td>100<\/td>/);
  assert.doesNotMatch(page, /<script>/);
  assert.equal(JSON.parse(await readFile(join(folder, "cache", "cache.json"), "utf8")).revision, 2);
});

test("a repeated event has no effect", async () => {
  const asked = exchange.asked.length;
  assert.equal(await post("evt_1", event(2)), 204);
  await report("repeated");
  assert.equal(exchange.asked.length, asked);
});

test("an event that is not genuine, not fresh or too large is refused", async () => {
  const now = Math.floor(Date.now() / 1000);
  assert.equal(await post("evt_2", event(3), { signature: "v1,AAAA" }), 401);
  assert.equal(await post("evt_2", event(3), { signedBody: event(4) }), 401);
  assert.equal(await post("evt_2", event(3), { signedId: "evt_3" }), 401);
  assert.equal(await post("evt_2", event(3), { timestamp: now - 330 }), 401);
  assert.equal(await post("evt_2", event(3), { timestamp: now + 330 }), 401);
  assert.equal(await post("evt_2", " ".repeat(256 * 1024 + 1)), 413);
  assert.equal((await fetch(`${address}hook`, { method: "POST", body: "{}" })).status, 401);
  assert.equal((await fetch(`${address}else`)).status, 404);
  assert.equal(await post("evt_2", event(2), { signaturesBefore: "v1,AAAA v2,AAAA " }), 204);
  assert.equal((await report("received")).id, "evt_2");
});

test("while the exchange still serves the old revision, it asks again", async () => {
  await report("refreshed");
  assert.equal(await post("evt_5", event(5)), 204);
  assert.equal((await report("refresh-failed")).error, "revision 5 is announced, 2 is served");
  exchange.revision = 5;
  assert.equal((await report("refreshed")).revision, 5);
});

test("a token that has ended is replaced", async () => {
  exchange.ended = true;
  exchange.revision = 6;
  assert.equal(await post("evt_6", event(6)), 204);
  assert.equal((await report("refreshed")).revision, 6);
  assert.equal(exchange.tokens, 2);
});

test("after a restart it has what it had and catches up", async () => {
  child.kill();
  await once(child, "exit");
  exchange.revision = 7;
  exchange.rows.push(row("2026-04-30", "2026-05-01T09:00:00Z", 102));
  await start();
  const refreshed = await report("refreshed");
  assert.deepEqual(refreshed.changes, [{ fundId: "MER-1", validDate: "2026-04-30", nav: 102, previousNav: null }]);
  assert.equal(await post("evt_6", event(6)), 204);
  await report("repeated");
});

test("the checkpoint of the longest log is kept, also over a restart", async () => {
  const note = (size) => `bourse/111111111111\n${size}\nroot\n\n— bourse/111111111111 signature\n`;
  const kept = () => readFile(join(folder, "cache", "checkpoint.txt"), "utf8");
  assert.equal(await post("evt_7", event(7, note(20))), 204);
  await report("checkpoint-kept");
  assert.equal(await kept(), note(20));
  child.kill();
  await once(child, "exit");
  await start();
  for (const [id, older] of [["evt_8", note(19)], ["evt_9", "no checkpoint"]]) {
    assert.equal(await post(id, event(7, older)), 204);
    await report("received");
  }
  assert.equal(await post("evt_10", event(7, note(21))), 204);
  await report("checkpoint-kept");
  assert.equal(await kept(), note(21));
});

test("missing settings are all named", async () => {
  const failing = spawn(process.execPath, ["index.mjs"], { env: { PORT: "x" } });
  const [text, [code]] = await Promise.all([failing.stderr.toArray().then((parts) => parts.join("")), once(failing, "exit")]);
  assert.equal(code, 2);
  for (const name of ["BOURSE_URL", "BOURSE_CLIENT_ID", "BOURSE_CLIENT_SECRET_FILE", "BOURSE_WEBHOOK_SECRET_FILE", "BOURSE_FUNDS", "PORT"])
    assert.match(text, new RegExp(`${name} \\(`));
});

function row(validDate, knownAt, nav) {
  return { fund_id: "MER-1", valid_date: validDate, known_at: knownAt, nav };
}

function event(revision, checkpoint = "") {
  const data = { productId: "portfolio-analytics", revisionId: "0123456789abcdef0123456789abcde9", revision, timestamp: "2026-04-01T09:00:00Z", dataSize: 1024 };
  const auditcheckpoint = checkpoint === "" ? undefined : Buffer.from(checkpoint).toString("base64");
  return JSON.stringify({ specversion: "1.0", id: "x", source: "urn:bourse:111111111111", type: "revision.published", subject: data.productId, auditcheckpoint, data });
}

async function post(id, body, { timestamp = Math.floor(Date.now() / 1000), signedId = id, signedBody = body, signature, signaturesBefore = "" } = {}) {
  const key = Buffer.from(SECRET.slice(6), "base64");
  const genuine = `v1,${createHmac("sha256", key).update(`${signedId}.${timestamp}.${signedBody}`).digest("base64")}`;
  const response = await fetch(`${address}hook`, {
    method: "POST",
    body,
    headers: { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": signaturesBefore + (signature ?? genuine) },
  });
  return response.status;
}

/** The next report of a kind; those of other kinds before it are passed over. */
async function report(what) {
  for (;;) {
    while (reports.length > 0) {
      const next = reports.shift();
      if (next.what === what) return next;
    }
    await new Promise((resolve) => waiting.push(resolve));
  }
}

async function start() {
  child = spawn(process.execPath, ["index.mjs"], {
    env: {
      PORT: "0",
      BOURSE_URL: `http://127.0.0.1:${server.address().port}`,
      BOURSE_CLIENT_ID: "client-1",
      BOURSE_CLIENT_SECRET_FILE: join(folder, "client"),
      BOURSE_WEBHOOK_SECRET_FILE: join(folder, "webhook"),
      BOURSE_FUNDS: "MER-1",
      CACHE_FOLDER: join(folder, "cache"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    reports.push(JSON.parse(line));
    waiting.splice(0).forEach((wake) => wake());
  });
  address = (await report("listening")).address;
}

/** The exchange: a token endpoint and one fund. */
function play(request, response) {
  const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.url === "/oauth/token") {
    if (request.headers.authorization !== CREDENTIALS) return answer(401, { error: "invalid_client" });
    exchange.tokens++;
    exchange.ended = false;
    return answer(200, { access_token: `token-${exchange.tokens}`, token_type: "bearer", expires_in: 3600 });
  }
  if (exchange.ended || request.headers.authorization !== `Bearer token-${exchange.tokens}`) return answer(401, {});
  exchange.asked.push(request.url);
  const since = new URL(request.url, "http://x").searchParams.get("since") ?? "";
  answer(200, { fundId: "MER-1", revision: exchange.revision, values: exchange.rows.filter((each) => each.known_at > since) });
}
