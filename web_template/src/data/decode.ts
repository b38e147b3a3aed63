/** Owns the way from the text of a data file back to its bytes: base64, then gzip where it was used. */

type Base64Bytes = typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/** Cut the payload out of a data script, `PX("key",function(){ comment })`, or out of the function's own text. */
export function payloadText(script: string, file: string): string {
  const start = script.indexOf("/*");
  const end = script.lastIndexOf("*/");
  if (start < 0 || end < start + 2) throw new Error(`${file} is not a data script: it holds no /* … */.`);
  return script.slice(start + 2, end);
}

export function fromBase64(text: string, file: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as Base64Bytes).fromBase64;
  try {
    return native ? native.call(Uint8Array, text) : throughAtob(text);
  } catch {
    throw new Error(`${file} is damaged: its payload is not base64.`);
  }
}

/** For browsers without `Uint8Array.fromBase64`. */
export function throughAtob(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export async function gunzip(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack the site's data: it needs Chrome 80, Firefox 113, Safari 16.4 or newer.");
  }
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(`${file} is damaged: its payload is not a gzip stream.`);
  }
}

export function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new Error(`${file} is damaged: its payload is not JSON.`);
  }
}
