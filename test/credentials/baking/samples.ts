import { fileOf, part } from './png-reader.ts';

const header = Buffer.from('00000001000000010806000000', 'hex');
/** One transparent pixel. */
const data = Buffer.from('789c6300010000050001', 'hex');

export const headerPart = part('IHDR', header);
export const dataPart = part('IDAT', data);
export const endPart = part('IEND', '');

/** A small PNG with these chunks before its image data. */
export const pngWith = (...parts: readonly Uint8Array[]) => fileOf(headerPart, ...parts, dataPart, endPart);

/** The content of an iTXt chunk. */
export const international = (keyword: string, text: Uint8Array | string, compressed = 0) =>
  Buffer.concat([Buffer.from(`${keyword}\0`), Buffer.of(compressed, 0, 0, 0), Buffer.from(text as string)]);

export const svgWith = (
  content: string,
  attributes = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"',
) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} viewBox="0 0 1 1">${content}</svg>`;

export const json =
  '{"id":"https://awards.example/credentials/1","name":"Zoë 𝒜 \\u0000 ]]> & <b>","proof":[]}';
export const jws = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_';
