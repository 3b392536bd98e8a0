// Standard Webhooks (github.com/standard-webhooks/standard-webhooks): a message is genuine if one of its signatures is the HMAC-SHA256 of
// "id.timestamp.body" under our secret, and fresh if its timestamp is near.
import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 5 * 60;
const PREFIX = "whsec_";

/** Reads the secret that registration showed once, "whsec_" and base64. */
export function parseSecret(text) {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed.slice(PREFIX.length), "base64");
  if (!trimmed.startsWith(PREFIX) || key.length < 24) throw new Error("The webhook secret must be whsec_ and base64, as shown at registration.");
  return key;
}

/** Null when the message is genuine and fresh; otherwise why it is not. The body is the bytes as received. */
export function findFault(key, headers, body, nowSeconds = Math.floor(Date.now() / 1000)) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!id || !timestamp || !signatures) return "a webhook header is missing";
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) return "the timestamp is not near";
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  // Several signatures, separated by spaces, appear while a secret is being replaced.
  const genuine = signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature.startsWith("v1,") ? signature.slice(3) : "", "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return genuine ? null : "no signature is right";
}
