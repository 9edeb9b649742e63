// Blind RSA signatures in the voter's browser: RSABSSA-SHA384-PSS-Randomized of RFC 9474, by BigInt and WebCrypto.
//
// The signer never sees what they sign: `blind` multiplies a message by a random factor, `finalize` takes it out of the
// answer. orchestrator/councils/ballots/blind_rsa.py is the other side. BigInt takes longer for some numbers than for others:
// that can be measured by programs on the voter's own machine, which could read the page as well.

const HASH = "SHA-384";
const HASH_BYTES = 48;
const SALT_BYTES = 48;
const PREFIX_BYTES = 32;
const SCHEME = { name: "RSA-PSS", saltLength: SALT_BYTES };

/** A step that was refused; its message is one of the RFC's and says nothing of the values. */
export class BlindRsaError extends Error {
  name = "BlindRsaError";
}

/** The public key that stands in a PEM text (SubjectPublicKeyInfo): its numbers, and what verifies by it. */
export async function readKey(pem) {
  const spki = fromBase64(pem.replace(/-----[^-]+-----|\s/g, ""));
  const verifier = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: HASH }, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", verifier);
  const modulus = fromBytes(fromBase64(n));
  return { n: modulus, e: fromBytes(fromBase64(e)), length: Math.ceil(bitsOf(modulus) / 8), verifier };
}

/** The message behind 32 random bytes (PrepareRandomize, 4.1). */
export function prepare(message) {
  return joined(random(PREFIX_BYTES), message);
}

/** Blind a prepared message (Blind, 4.2): `message` goes to the signer, `inverse` stays here. */
export async function blind(key, prepared) {
  return blindBy(key, await encode(key, prepared, random(SALT_BYTES)), randomBelow(key));
}

/** The signature of the prepared message, without the blinding (Finalize, 4.4). */
export async function finalize(key, prepared, blindSignature, inverse) {
  if (blindSignature.length !== key.length) throw new BlindRsaError("unexpected input size");
  const signature = toBytes((fromBytes(blindSignature) * inverse) % key.n, key.length);
  if (!(await verify(key, prepared, signature))) throw new BlindRsaError("invalid signature");
  return signature;
}

/** Whether that is a signature of the prepared message (RSASSA-PSS-VERIFY, 4.5). */
export async function verify(key, prepared, signature) {
  return crypto.subtle.verify(SCHEME, key.verifier, signature, prepared);
}

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1), with a salt that nobody may choose but a test vector. */
export async function encode(key, prepared, salt) {
  const bits = bitsOf(key.n) - 1;
  const length = Math.ceil(bits / 8);
  if (length < HASH_BYTES + SALT_BYTES + 2) throw new BlindRsaError("encoding error");
  const digest = await hash(joined(new Uint8Array(8), await hash(prepared), salt));
  const data = new Uint8Array(length - HASH_BYTES - 1);
  data[data.length - SALT_BYTES - 1] = 1;
  data.set(salt, data.length - SALT_BYTES);
  const mask = await maskOf(digest, data.length);
  data.forEach((byte, at) => { data[at] = byte ^ mask[at]; });
  data[0] &= 0xff >> (8 * length - bits); // the bits beyond the modulus are none
  return joined(data, digest, Uint8Array.of(0xbc));
}

/** Blind an encoded message by a factor that nobody may choose but a test vector. */
export function blindBy(key, encoded, factor) {
  const message = fromBytes(encoded);
  if (common(message, key.n) !== 1n) throw new BlindRsaError("invalid input");
  const inverse = inverseOf(factor, key.n);
  return { message: toBytes((message * power(factor, key.e, key.n)) % key.n, key.length), inverse };
}

/** The number that is its inverse modulo n; refused where there is none. */
export function inverseOf(number, n) {
  let [rest, next, at, then] = [n, number % n, 0n, 1n];
  while (next !== 0n) {
    const times = rest / next;
    [rest, next, at, then] = [next, rest - times * next, then, at - times * then];
  }
  if (rest !== 1n) throw new BlindRsaError("blinding error");
  return at < 0n ? at + n : at;
}

/** Bytes as the number that they stand for, the highest first. */
export function fromBytes(bytes) {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") || "0"}`);
}

/** A number in so many bytes, the highest first. */
export function toBytes(number, length) {
  const text = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

function randomBelow({ n, length }) {
  for (;;) { // by rejection, so that each number from 1 to n-1 is as likely as any other
    const bytes = random(length);
    bytes[0] &= 0xff >> (8 * length - bitsOf(n));
    const number = fromBytes(bytes);
    if (number > 0n && number < n) return number;
  }
}

function power(base, exponent, n) {
  let result = 1n;
  for (let [square, left] = [base % n, exponent]; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

function common(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

async function maskOf(seed, length) { // MGF1 (RFC 8017, B.2.1)
  const blocks = Array.from({ length: Math.ceil(length / HASH_BYTES) }, (_, at) => hash(joined(seed, toBytes(BigInt(at), 4))));
  return joined(...(await Promise.all(blocks))).slice(0, length);
}

async function hash(bytes) {
  return new Uint8Array(await crypto.subtle.digest(HASH, bytes));
}

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

function bitsOf(number) {
  return number.toString(2).length;
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
