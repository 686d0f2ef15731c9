import { createHash } from 'node:crypto';
import { around, circle, type Point, polygon, type Shape } from './path.ts';

/** Colours of a badge, as `#rrggbb`. Both light ones stand out from the ground by at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export interface Palette {
  readonly ground: string;
  readonly accent: string;
  readonly light: string;
}

/** One of them belongs to each micro-credential. The light one is the letters and the edge, which shows on a dark page. */
export const palettes: readonly Palette[] = [
  { ground: '#0b3a5b', accent: '#7cc8f2', light: '#f2f9fe' },
  { ground: '#124734', accent: '#8edfae', light: '#f1fbf5' },
  { ground: '#4a1a5c', accent: '#e3a8f5', light: '#fbf3fe' },
  { ground: '#6b1f2a', accent: '#ffb3a7', light: '#fff5f3' },
  { ground: '#5a3410', accent: '#ffc671', light: '#fff8ec' },
  { ground: '#243070', accent: '#b3c0ff', light: '#f4f6ff' },
  { ground: '#0f4a4f', accent: '#7fe3dc', light: '#effcfb' },
  { ground: '#3d3f10', accent: '#dfe070', light: '#fdfdee' },
  { ground: '#3a2350', accent: '#ffb86b', light: '#fdf6ee' },
  { ground: '#1f3340', accent: '#ffd166', light: '#f3f8fa' },
];

/** What tells the badges apart: colours and a figure, both chosen by the id of the micro-credential and by nothing else. */
export interface Emblem {
  readonly palette: Palette;
  readonly shapes: readonly Shape[];
}

/** The emblem that belongs to `seed`, around a centre and no further out than `radius`. */
export function emblemOf(seed: string, { centre, radius }: { centre: Point; radius: number }): Emblem {
  const bytes = createHash('sha256').update(seed).digest();
  const choice = (index: number, below: number) => (bytes[index] ?? 0) % below;
  const palette = palettes[choice(0, palettes.length)] as Palette;
  const draw = { centre, radius, count: 5 + choice(2, 6), ...palette };
  return {
    palette,
    shapes: [
      ...(rings[choice(1, rings.length)]?.(draw) ?? []),
      ...(hearts[choice(3, hearts.length)]?.(draw) ?? []),
    ],
  };
}

interface Drawing extends Palette {
  readonly centre: Point;
  readonly radius: number;
  readonly count: number;
}

const turns = (count: number) => Array.from({ length: count }, (_, index) => (index * 2 * Math.PI) / count);

/** Corners at two distances in turn. */
function star(centre: Point, outer: number, inner: number, count: number): string {
  return polygon(
    turns(2 * count).map((angle, index) => around(centre, index % 2 === 0 ? outer : inner, angle)),
  );
}

const regular = (centre: Point, radius: number, count: number, turn = 0) =>
  polygon(turns(count).map((angle) => around(centre, radius, angle + turn)));

/** The outer part of an emblem. */
const rings: readonly ((drawing: Drawing) => Shape[])[] = [
  ({ centre, radius, count, accent }) => {
    const [middle, wide] = [radius * 0.66, Math.min(0.3, 1.5 / count)];
    const petal = (angle: number) =>
      polygon([
        around(centre, radius * 0.36, angle),
        around(centre, middle, angle - wide),
        around(centre, radius * 0.88, angle - wide * 0.62),
        around(centre, radius, angle),
        around(centre, radius * 0.88, angle + wide * 0.62),
        around(centre, middle, angle + wide),
      ]);
    return [{ d: turns(count).map(petal).join(''), colour: accent }];
  },
  ({ centre, radius, count, accent, ground }) => [
    { d: star(centre, radius, radius * 0.68, count + 3), colour: accent },
    { d: circle(centre, radius * 0.54), colour: ground },
  ],
  ({ centre, radius, count, accent }) => [
    { d: circle(centre, radius * 0.7), colour: accent, stroke: radius * 0.11 },
    {
      d: turns(count * 2)
        .map((angle) => line(around(centre, radius * 0.8, angle), around(centre, radius * 0.94, angle)))
        .join(''),
      colour: accent,
      stroke: radius * 0.11,
    },
  ],
  ({ centre, radius, count, accent }) => {
    const corners = turns(count).map((angle) => around(centre, radius * 0.9, angle));
    const step = count % 2 === 0 ? 2 : Math.floor(count / 2) - (count > 7 ? 1 : 0);
    const lines = corners.map((corner, index) => line(corner, corners[(index + step) % count] ?? corner));
    return [
      { d: lines.join(''), colour: accent, stroke: radius * 0.06 },
      { d: corners.map((corner) => circle(corner, radius * 0.1)).join(''), colour: accent },
    ];
  },
  ({ centre, radius, count, accent, light }) => [
    {
      d: turns(count)
        .map((angle) => circle(around(centre, radius * 0.8, angle), radius * 0.2))
        .join(''),
      colour: accent,
    },
    {
      d: turns(count)
        .map((angle) => circle(around(centre, radius * 0.62, angle + Math.PI / count), radius * 0.08))
        .join(''),
      colour: light,
    },
  ],
  ({ centre, radius, count, accent, ground }) => [
    { d: regular(centre, radius, count), colour: accent },
    { d: regular(centre, radius * 0.82, count), colour: ground },
    { d: regular(centre, radius * 0.7, count, Math.PI / count), colour: accent },
    { d: regular(centre, radius * 0.54, count, Math.PI / count), colour: ground },
  ],
];

/** The inner part, over a clear ground. */
const hearts: readonly ((drawing: Drawing) => Shape[])[] = [
  ({ centre, radius, light, ground }) => [
    { d: circle(centre, radius * 0.34), colour: ground },
    { d: circle(centre, radius * 0.27), colour: light },
  ],
  ({ centre, radius, count, light, ground }) => [
    { d: circle(centre, radius * 0.4), colour: ground },
    { d: star(centre, radius * 0.36, radius * 0.16, count > 7 ? 4 : 5), colour: light },
  ],
  ({ centre, radius, light, ground, accent }) => [
    { d: circle(centre, radius * 0.38), colour: ground },
    { d: circle(centre, radius * 0.28), colour: light, stroke: radius * 0.08 },
    { d: circle(centre, radius * 0.11), colour: accent },
  ],
  ({ centre, radius, light, ground }) => [
    { d: circle(centre, radius * 0.4), colour: ground },
    { d: polygon(turns(4).map((angle) => around(centre, radius * 0.34, angle))), colour: light },
  ],
  ({ centre, radius, light, ground }) => [
    { d: circle(centre, radius * 0.42), colour: ground },
    {
      d: `M${[
        around(centre, radius * 0.3, -1.7),
        around(centre, radius * 0.22, Math.PI),
        around(centre, radius * 0.36, 0.8),
      ]
        .map((point) => point.map((value) => Math.round(value)).join(' '))
        .join('L')}`,
      colour: light,
      stroke: radius * 0.1,
    },
  ],
];

function line(from: Point, to: Point): string {
  const text = (point: Point) => point.map((value) => Math.round(value * 10) / 10).join(' ');
  return `M${text(from)}L${text(to)}`;
}
