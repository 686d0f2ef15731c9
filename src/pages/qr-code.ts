import encodeQr from 'qr';
import { type Html, html } from './html.ts';

/** The QR code of an address as a drawing; nothing for one that does not fit into it. `label` says what it is. */
export function qrCode(address: string, label: string): Html {
  const rows = drawn(address);
  if (rows === undefined) return html``;
  const size = rows.length;
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" width="144" height="144" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"></path><path d="${rows.map(runs).join('')}"></path></svg>`;
}

function drawn(address: string): boolean[][] | undefined {
  try {
    return encodeQr(address, 'raw', { ecc: 'medium', border: 2 });
  } catch {
    return undefined;
  }
}

/** The dark runs of a row: a third of the bytes of one square for each module. */
function runs(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; ) {
    const start = x;
    while (row[x] === row[start] && x < row.length) x += 1;
    if (row[start]) path += `M${start} ${y}h${x - start}v1H${start}z`;
  }
  return path;
}
