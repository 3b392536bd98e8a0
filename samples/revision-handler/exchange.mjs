// The exchange as this client sees it: an OAuth2 token for our credentials, and the product API.
const TIMEOUT_MS = 10_000;
const RENEW_BEFORE_MS = 30_000;

export class Exchange {
  #address;
  #clientId;
  #clientSecret;
  #token = null;

  constructor(address, clientId, clientSecret) {
    this.#address = address.replace(/\/+$/, "");
    this.#clientId = clientId;
    this.#clientSecret = clientSecret;
  }

  /** A fund's values as {revision, values}; with `since`, only what became known after that instant. */
  async nav(fundId, since = null) {
    const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
    const path = `/v2/funds/${encodeURIComponent(fundId)}/nav${query}`;
    let response = await this.#get(path);
    // 401 means that the token has ended; any other refusal is one.
    if (response.status === 401) {
      this.#token = null;
      response = await this.#get(path);
    }
    return read(response, `fund ${fundId}`);
  }

  async #get(path) {
    return fetch(this.#address + path, {
      headers: { authorization: `Bearer ${await this.#bearer()}` },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  async #bearer() {
    if (this.#token !== null && Date.now() < this.#token.renewAtMs) return this.#token.text;
    // RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
    const basic = [this.#clientId, this.#clientSecret].map((part) => new URLSearchParams({ v: part }).toString().slice(2)).join(":");
    const response = await fetch(`${this.#address}/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const token = await read(response, "a token");
    this.#token = { text: token.access_token, renewAtMs: Date.now() + token.expires_in * 1000 - RENEW_BEFORE_MS };
    return this.#token.text;
  }
}

async function read(response, what) {
  const text = await response.text();
  if (!response.ok) throw new Error(`The exchange refuses ${what}: HTTP ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
