// One step of the protocol by the page's own script, in hexadecimal; the same in node and in a browser.

export const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const STEPS = {
  async prepare(ours, { message }) {
    return { prepared: hexOf(ours.prepare(bytesOf(message))) };
  },
  async blind(ours, { pem, prepared }) {
    const key = await ours.readKey(pem);
    const { message, inverse } = await ours.blind(key, bytesOf(prepared));
    return { message: hexOf(message), inverse: hexOf(ours.toBytes(inverse, key.length)) };
  },
  async blind_by(ours, { pem, prepared, salt, inverse }) { // as a test vector has it
    const key = await ours.readKey(pem);
    const encoded = await ours.encode(key, bytesOf(prepared), bytesOf(salt));
    const blinded = ours.blindBy(key, encoded, ours.inverseOf(BigInt(`0x${inverse}`), key.n));
    return { encoded: hexOf(encoded), message: hexOf(blinded.message), inverse: hexOf(ours.toBytes(blinded.inverse, key.length)) };
  },
  async invert(ours, { pem, number }) {
    return { inverse: ours.inverseOf(BigInt(`0x${number}`), (await ours.readKey(pem)).n).toString(16) };
  },
  async finalize(ours, { pem, prepared, signature, inverse }) {
    const key = await ours.readKey(pem);
    return { signature: hexOf(await ours.finalize(key, bytesOf(prepared), bytesOf(signature), BigInt(`0x${inverse}`))) };
  },
  async verify(ours, { pem, prepared, signature }) {
    return { valid: await ours.verify(await ours.readKey(pem), bytesOf(prepared), bytesOf(signature)) };
  },
};

export async function answer(ours, { step, ...asked }) {
  try {
    return await STEPS[step](ours, asked);
  } catch (error) {
    return { error: error.message, name: error.name };
  }
}
