// Makes a screenshot small enough for a README: with fewer shades, which are not visible at the edges of letters, and
// with unfiltered rows, which suit letters better than the filters that a browser chooses.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** The start of a PNG: its signature, and a header of 13 bytes as the first chunk. */
const HEAD = 8 + 12 + 13;
/** Bytes of a pixel: red, green, blue. */
const PIXEL = 3;
/** The number of shades of each color, instead of 256. */
const SHADES = 32;

/**
 * @param {Buffer} png as Chromium writes it: 8 bits a colour, not transparent, not interlaced
 * @returns {Buffer}
 */
export function shrink(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  if (png[24] !== 8 || png[25] !== 2 || png[28] !== 0) throw new Error('Not a screenshot of Chromium.');
  const rows = unfilter(inflateSync(imageData(png)), width * PIXEL, height);
  return Buffer.concat([
    png.subarray(0, HEAD),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {Buffer} png */
function imageData(png) {
  const parts = [];
  for (let at = HEAD, length = 0; at < png.length; at += length + 12) {
    length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
  }
  return Buffer.concat(parts);
}

/**
 * Undoes the filters, which describe how a row differs from the pixels to the left and above, and rounds to the nearest
 * remaining shade. The resulting rows have no filter.
 * @param {Buffer} rows each beginning with a byte that names its filter
 * @param {number} length of a row without that byte
 * @param {number} height
 */
function unfilter(rows, length, height) {
  const result = Buffer.alloc(rows.length);
  let above = Buffer.alloc(length);
  for (let y = 0; y < height; y++) {
    const start = y * (length + 1);
    const filter = rows[start] ?? 0;
    const row = Buffer.from(rows.subarray(start + 1, start + 1 + length));
    for (let x = 0; x < length; x++) {
      const [a = 0, b = 0, c = 0] = [row[x - PIXEL], above[x], above[x - PIXEL]];
      row[x] = (row[x] ?? 0) + ([0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0);
      result[start + 1 + x] = shade(row[x] ?? 0);
    }
    above = row;
  }
  return result;
}

/**
 * The one of three that is nearest to the sum of the first two without the third (PNG specification, 9.4).
 * @param {number} a left
 * @param {number} b above
 * @param {number} c above and left
 */
function paeth(a, b, c) {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

/** @param {number} value from 0 to 255 */
function shade(value) {
  const step = 255 / (SHADES - 1);
  return Math.round(Math.round(value / step) * step);
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
