/** A point in the square that a badge is drawn in: 512 units wide and high, y downwards. */
export type Point = readonly [x: number, y: number];

/** One step of a path: `M` starts a line, `L` goes straight, `Q` along a quadratic curve, `Z` back to where the line began. */
export type Step =
  | { readonly to: 'M' | 'L'; readonly points: readonly [Point] }
  | { readonly to: 'Q'; readonly points: readonly [Point, Point] }
  | { readonly to: 'Z'; readonly points: readonly [] };

/** Something that is filled, or drawn as a line with round ends, in one colour. `d` is SVG path data of {@link Step}s. */
export interface Shape {
  readonly d: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Width of the line. Without it the shape is filled (non-zero rule). */
  readonly stroke?: number;
}

/** The steps of path data as it is written here: absolute `M`, `L`, `Q` and `Z`, numbers parted by spaces. */
export function stepsOf(d: string): Step[] {
  return [...d.matchAll(/([MLQZ])([^MLQZ]*)/g)].map(([, to = '', rest = '']) => {
    const [x = 0, y = 0, endX = 0, endY = 0] = rest.split(' ').map(Number);
    if (to === 'Z') return { to, points: [] };
    if (to !== 'Q') return { to: to === 'M' ? 'M' : 'L', points: [[x, y]] };
    return {
      to,
      points: [
        [x, y],
        [endX, endY],
      ],
    };
  });
}

/** Path data of the same steps with every point moved. */
export function moved(d: string, move: (point: Point) => Point): string {
  const text = (point: Point) => move(point).map(rounded).join(' ');
  return stepsOf(d)
    .map(({ to, points }) => to + points.map(text).join(' '))
    .join('');
}

/** Path data of a polygon. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map((point) => point.map(rounded).join(' ')).join('L')}Z`;
}

/** The point at this angle (radians, 0 is up, clockwise) and distance from a centre. */
export function around([x, y]: Point, radius: number, angle: number): Point {
  return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
}

/** Path data of a circle, as eight curves: less than a thousandth of the radius away from a true one. */
export function circle(centre: Point, radius: number): string {
  const eighth = Math.PI / 4;
  const text = (point: Point) => point.map(rounded).join(' ');
  const arcs = Array.from({ length: 8 }, (_, index) => {
    const via = around(centre, radius / Math.cos(eighth / 2), (index + 0.5) * eighth);
    return `Q${text(via)} ${text(around(centre, radius, (index + 1) * eighth))}`;
  });
  return `M${text(around(centre, radius, 0))}${arcs.join('')}Z`;
}

/** Path data of a square with rounded corners. */
export function roundedSquare(inset: number, radius: number): string {
  const [low, high] = [inset, 512 - inset];
  const [from, to] = [low + radius, high - radius];
  return `M${from} ${low}L${to} ${low}Q${high} ${low} ${high} ${from}L${high} ${to}Q${high} ${high} ${to} ${high}L${from} ${high}Q${low} ${high} ${low} ${to}L${low} ${from}Q${low} ${low} ${from} ${low}Z`;
}

/** The lines of path data with every curve as short straight pieces. */
export function flattened(d: string): Point[][] {
  const lines: Point[][] = [];
  for (const { to, points } of stepsOf(d)) {
    const line = lines.at(-1);
    if (to === 'M') lines.push([points[0]]);
    else if (to === 'L') line?.push(points[0]);
    else if (to === 'Q') line?.push(...curve(line.at(-1) ?? points[1], ...points));
    else if (line?.[0]) line.push(line[0]);
  }
  return lines;
}

const pieces = 10;

function curve([x0, y0]: Point, [x1, y1]: Point, [x2, y2]: Point): Point[] {
  return Array.from({ length: pieces }, (_, index) => {
    const t = (index + 1) / pieces;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2];
  });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
