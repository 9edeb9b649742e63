// Answers lines of JSON: steps by the page's own script, whose path is the argument, or by @cloudflare/blindrsa-ts.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { RSABSSA } from "@cloudflare/blindrsa-ts";

import { answer, bytesOf, hexOf } from "./steps.mjs";

const ours = await import(pathToFileURL(process.argv[2]).href);
const suite = RSABSSA.SHA384.PSS.Randomized();
const SCHEME = { name: "RSA-PSS", hash: "SHA-384" };

function keyOf(pem, kind, use) {
  return crypto.subtle.importKey(kind, Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"), SCHEME, true, [use]);
}

const THEIRS = {
  async prepare({ message }) {
    return { prepared: hexOf(suite.prepare(bytesOf(message))) };
  },
  async blind({ pem, prepared }) {
    const { blindedMsg, inv } = await suite.blind(await keyOf(pem, "spki", "verify"), bytesOf(prepared));
    return { message: hexOf(blindedMsg), inverse: hexOf(inv) };
  },
  async sign({ private_pem, message }) {
    return { signature: hexOf(await suite.blindSign(await keyOf(private_pem, "pkcs8", "sign"), bytesOf(message))) };
  },
  async finalize({ pem, prepared, signature, inverse }) {
    const key = await keyOf(pem, "spki", "verify");
    return { signature: hexOf(await suite.finalize(key, bytesOf(prepared), bytesOf(signature), bytesOf(inverse))) };
  },
  async verify({ pem, prepared, signature }) {
    return { valid: await suite.verify(await keyOf(pem, "spki", "verify"), bytesOf(signature), bytesOf(prepared)) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { by, ...asked } = JSON.parse(line);
  console.log(JSON.stringify(by === "theirs" ? await THEIRS[asked.step](asked) : await answer(ours, asked)));
}
