import { around, flattened, type Point, type Shape } from './path.ts';

/** Pixels in rows from the top, four bytes each: red, green, blue, alpha (not premultiplied). */
export interface Raster extends Canvas {
  readonly pixels: Uint8Array;
}

/** What is drawn on, in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** Rows of samples in a row of pixels; along a row, coverage is exact. */
const samples = 5;

/** Draws a badge: `size` in pixels; the shapes are in a square of 512. */
export function raster(shapes: readonly Shape[], size: number): Raster {
  return drawn(shapes, { width: size, height: size }, size / 512);
}

/** Draws shapes one over the other, with smooth edges, on nothing. `scale` in pixels for one unit of the shapes. */
export function drawn(shapes: readonly Shape[], { width, height }: Canvas, scale = 1): Raster {
  const picture = { width, height, pixels: new Uint8Array(width * height * 4) };
  for (const shape of shapes) paint(picture, edgesOf(shape, scale), colourOf(shape.colour));
  return picture;
}

/** One side of a polygon from its upper to its lower end, with the direction that it had. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

function edgesOf({ d, stroke }: Shape, scale: number): Edge[] {
  const lines = flattened(d).map((line) => line.map(([x, y]): Point => [x * scale, y * scale]));
  const polygons =
    stroke === undefined ? lines : lines.flatMap((line) => capsules(line, (stroke * scale) / 2));
  return polygons.flatMap((points) =>
    points.flatMap((from, index) => {
      const to = points[(index + 1) % points.length] ?? from;
      if (from[1] === to[1]) return [];
      const [upper, lower] = from[1] < to[1] ? [from, to] : [to, from];
      const slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
      return [{ top: upper[1], bottom: lower[1], x: upper[0], slope, winding: from === upper ? 1 : -1 }];
    }),
  );
}

/** A line with round ends and corners, as one polygon for each of its pieces, all turning the same way. */
function capsules(line: readonly Point[], radius: number): Point[][] {
  const half = Array.from({ length: 9 }, (_, index) => (index * Math.PI) / 8);
  return line.slice(1).map((to, index) => {
    const from = line[index] ?? to;
    const heading = Math.atan2(to[0] - from[0], from[1] - to[1]);
    return [
      ...half.map((turn) => around(to, radius, heading - Math.PI / 2 + turn)),
      ...half.map((turn) => around(from, radius, heading + Math.PI / 2 + turn)),
    ];
  });
}

function paint({ width, height, pixels }: Raster, edges: readonly Edge[], colour: readonly number[]): void {
  const starting = edges.toSorted((a, b) => a.top - b.top);
  const lowest = edges.reduce((most, { bottom }) => Math.max(most, bottom), 0);
  const coverage = new Float32Array(width + 1);
  let active: Edge[] = [];
  let next = 0;
  const first = Math.max(0, Math.floor(starting[0]?.top ?? height));
  for (let row = first; row < Math.min(height, Math.ceil(lowest)); row += 1) {
    coverage.fill(0);
    for (let sample = 0; sample < samples; sample += 1) {
      const y = row + (sample + 0.5) / samples;
      for (; (starting[next]?.top ?? y + 1) <= y; next += 1) active.push(starting[next] as Edge);
      active = active.filter(({ bottom }) => bottom > y);
      const crossings = active
        .map(({ x, top, slope, winding }) => ({ x: x + (y - top) * slope, winding }))
        .sort((a, b) => a.x - b.x);
      let turns = 0;
      let from = 0;
      for (const { x, winding } of crossings) {
        if (turns === 0) from = x;
        turns += winding;
        if (turns === 0) cover(coverage, Math.max(0, from), Math.min(width, x));
      }
    }
    blend(pixels, row * width, coverage, colour);
  }
}

/** Adds one sample's share to every pixel between two places of a row, as differences that {@link blend} sums up. */
function cover(coverage: Float32Array, from: number, to: number): void {
  if (to <= from) return;
  const share = 1 / samples;
  const add = (x: number, amount: number) => {
    // A span that starts within a pixel covers the rest of it, and all that follow.
    const pixel = Math.floor(x);
    const rest = pixel + 1 - x;
    coverage[pixel] = (coverage[pixel] ?? 0) + amount * rest;
    if (pixel + 1 < coverage.length) coverage[pixel + 1] = (coverage[pixel + 1] ?? 0) + amount * (1 - rest);
  };
  add(from, share);
  add(to, -share);
}

function blend(pixels: Uint8Array, start: number, coverage: Float32Array, colour: readonly number[]): void {
  const [red = 0, green = 0, blue = 0] = colour;
  let sum = 0;
  for (let x = 0; x < coverage.length - 1; x += 1) {
    sum += coverage[x] ?? 0;
    const over = Math.min(1, sum);
    if (over < 0.002) continue;
    const at = (start + x) * 4;
    if (over > 0.998) {
      // Nearly all pixels: nothing of what is below shows.
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = 255;
      continue;
    }
    const under = ((pixels[at + 3] ?? 0) / 255) * (1 - over);
    const alpha = over + under;
    const mixed = (value: number, below: number | undefined) =>
      Math.round((value * over + (below ?? 0) * under) / alpha);
    pixels[at] = mixed(red, pixels[at]);
    pixels[at + 1] = mixed(green, pixels[at + 1]);
    pixels[at + 2] = mixed(blue, pixels[at + 2]);
    pixels[at + 3] = Math.round(alpha * 255);
  }
}

function colourOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
