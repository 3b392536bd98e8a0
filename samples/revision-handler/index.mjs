// A client's handler of product events: verifies each, answers at once, then fetches what changed and refreshes its cache and page.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { Cache } from "./cache.mjs";
import { Exchange } from "./exchange.mjs";
import { render } from "./page.mjs";
import { Refresher } from "./refresh.mjs";
import { findFault, parseSecret } from "./signature.mjs";

const BODY_BYTES_MAX = 256 * 1024;
const settings = readSettings(process.env);
const report = (entry) => console.log(JSON.stringify({ time: new Date().toISOString(), ...entry }));
const key = parseSecret(await readFile(settings.webhookSecretFile, "utf8"));
const clientSecret = (await readFile(settings.clientSecretFile, "utf8")).trim();
const cache = new Cache(settings.cacheFolder);
await cache.load();
const refresher = new Refresher(new Exchange(settings.exchange, settings.clientId, clientSecret), cache, settings.funds, report);

const server = createServer(async (request, response) => {
  try {
    await answer(request, response);
  } catch (error) {
    report({ what: "request-failed", error: error.message });
    respond(response, 500, "failed");
  }
});
server.requestTimeout = 10_000;
server.listen(settings.port, settings.host, () => {
  report({ what: "listening", address: `http://${settings.host}:${server.address().port}/` });
  // What happened while this program was not running is fetched now.
  void refresher.want(0);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));

async function answer(request, response) {
  if (request.method === "GET" && request.url === "/") return respond(response, 200, render(cache.content), "text/html; charset=utf-8");
  if (request.method !== "POST" || request.url !== "/hook") return respond(response, 404, "There are GET / and POST /hook.");
  const body = await readBody(request);
  if (body === null) return respond(response, 413, "too large");
  const fault = findFault(key, request.headers, body);
  if (fault !== null) {
    report({ what: "refused", why: fault });
    return respond(response, 401, fault);
  }
  respond(response, 204);
  accept(request.headers["webhook-id"], body);
}

function accept(id, body) {
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return report({ what: "ignored", id, why: "the body is no JSON" });
  }
  // Delivery is at least once: an id that was handled is not handled again.
  if (cache.hasSeen(id)) return report({ what: "repeated", id });
  cache.markSeen(id);
  report({ what: "received", id, occurred: event.time, type: event.type, subject: event.subject, data: event.data });
  void keepCheckpoint(event.auditcheckpoint);
  if (event.type === "revision.published") void refresher.want(revisionNumber(event.data));
}

/** Keeps the checkpoint that an event carries, which makes this client a witness of the exchange's audit log. */
async function keepCheckpoint(base64) {
  if (typeof base64 !== "string") return;
  try {
    if (await cache.keepCheckpoint(Buffer.from(base64, "base64").toString("utf8"))) report({ what: "checkpoint-kept" });
  } catch (error) {
    report({ what: "checkpoint-failed", error: error.message });
  }
}

/** The announced revision's number; 0 when the event has none, and then whatever is served is new enough. */
function revisionNumber(data) {
  return Number.isSafeInteger(data?.revision) && data.revision > 0 ? data.revision : 0;
}

/** The body, or null when it is too large: the rest is then read and thrown away, so that the sender gets to read the answer. */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return length <= BODY_BYTES_MAX ? Buffer.concat(chunks) : null;
}

function respond(response, status, body = "", type = "text/plain; charset=utf-8") {
  response.writeHead(status, { "content-type": type, "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", "x-content-type-options": "nosniff" });
  response.end(body);
}

function readSettings(env) {
  const mistakes = [];
  const required = (name, what) => env[name] || (mistakes.push(`${name} (${what})`), "");
  const port = Number(env.PORT ?? 9797);
  if (!Number.isInteger(port) || port < 0 || port > 65535) mistakes.push("PORT (0 to 65535)");
  const read = {
    exchange: required("BOURSE_URL", "address of the exchange, such as http://127.0.0.1:8080"),
    clientId: required("BOURSE_CLIENT_ID", "client id from activation"),
    clientSecretFile: required("BOURSE_CLIENT_SECRET_FILE", "file with the client secret from activation"),
    webhookSecretFile: required("BOURSE_WEBHOOK_SECRET_FILE", "file with the signing secret from registering the webhook"),
    funds: required("BOURSE_FUNDS", "fund ids, separated by commas").split(",").filter(Boolean),
    cacheFolder: env.CACHE_FOLDER ?? "cache",
    host: env.HOST ?? "127.0.0.1",
    port,
  };
  if (mistakes.length > 0) {
    console.error(`Set these environment variables: ${mistakes.join(", ")}.`);
    process.exit(2);
  }
  return read;
}
