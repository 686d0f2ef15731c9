import { backgrounds } from '../domain/brand-colour.ts';

const { light, dark } = backgrounds;

/**
 * The one style of all pages. Logical properties only, so that it is right from right to left too; system fonts; every picture
 * has its size before it is there; nothing moves; what a colour says, a word or a shape says as well.
 */
export const style = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#4f5a6a;--paper:${light.paper};--panel:${light.panel};--line:#c9d0da;--accent:#0b5a8a;--good:#17692f;--bad:#a31d1d;--unsure:#7a5200;--brand:var(--accent)}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a9b3c1;--paper:${dark.paper};--panel:${dark.panel};--line:#3d4756;--accent:#7cc0f0;--good:#7fd89a;--bad:#ff9b9b;--unsure:#f0c56b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",sans-serif;border-block-start:.35rem solid var(--brand)}
main,header,footer{max-inline-size:52rem;margin:0 auto;padding:1rem 1.25rem}
header{padding-block-start:1.5rem;padding-block-end:0}footer{color:var(--soft);font-size:.875rem;border-block-start:1px solid var(--line);margin-block-start:3rem}
h1{font-size:clamp(1.5rem,1.1rem + 2vw,2rem);line-height:1.2;margin:.25rem 0 .75rem;text-wrap:balance;overflow-wrap:anywhere}h2{font-size:1.25rem;line-height:1.3;margin:2.25rem 0 .5rem}h3{font-size:1.05rem;margin:1.5rem 0 .25rem;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.15em}:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
p{margin:.4rem 0 .8rem}.text{white-space:pre-line;overflow-wrap:anywhere}.soft{color:var(--soft)}.break{overflow-wrap:anywhere}
img{max-inline-size:100%;block-size:auto}
.verdict{border:2px solid;border-radius:.6rem;padding:.9rem 1.1rem;margin:1.25rem 0;background:var(--panel)}.verdict strong{display:block;font-size:1.2rem}
.verdict.failed{border-width:4px}.verdict.unsure{border-style:dashed}
.state{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;align-items:start}.state .icon{inline-size:2.5rem;block-size:2.5rem;grid-row:span 2}
.icon{inline-size:1.25em;block-size:1.25em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
.ok{color:var(--good)}.failed{color:var(--bad)}.unsure{color:var(--unsure)}.verdict span,.check span,.verdict p{color:var(--ink)}
.brand{color:var(--brand);font-weight:600}.by{display:flex;gap:.75rem;align-items:center;flex-wrap:wrap}.by img{border-radius:.4rem;object-fit:contain;background:#fff}
.card{display:grid;grid-template-columns:12rem 1fr;gap:1.5rem;align-items:start;margin-block:1.5rem}
@media (max-width:40rem){.card{grid-template-columns:1fr}.card>:first-child{justify-self:center}}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.35rem 1.25rem;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:26rem){dl{grid-template-columns:1fr;gap:0}dd{margin-block-end:.5rem}}
.scroll{overflow-x:auto}table{border-collapse:collapse;inline-size:100%;font-size:.95rem}th,td{text-align:start;vertical-align:top;border:1px solid var(--line);padding:.5rem .65rem}th{background:var(--panel)}
td.reached{box-shadow:inset 0 0 0 2px var(--good)}ul,ol{padding-inline-start:1.25rem}li{margin:.25rem 0;overflow-wrap:anywhere}
.levels,.checks{list-style:none;padding:0}.levels li{border:1px solid var(--line);border-inline-start-width:.3rem;border-radius:.3rem;padding:.4rem .75rem;margin:.35rem 0}
.levels li.reached{border:2px solid var(--good);border-inline-start-width:.5rem;background:var(--panel)}.mark{font-weight:700;color:var(--good)}.mark .icon,.check .icon{vertical-align:-.25em}
.check{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:baseline;border-block-end:1px solid var(--line);padding:.4rem 0}.check span{flex:1 1 20rem;overflow-wrap:anywhere}
.check.unsure strong{border-block-end:2px dashed}.check.failed strong{border-block-end:3px double}
.links{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;list-style:none;padding:0}
.links a,footer a,summary{display:inline-block;padding-block:.25rem}
.share{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:center}.qr{inline-size:9rem;block-size:9rem;background:#fff;color:#000;border:1px solid var(--line);flex:none}
button,.button{font:inherit;font-weight:600;border:2px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--paper);padding:.5rem 1.1rem;min-block-size:2.75rem;cursor:pointer}button[aria-disabled=true]{background:var(--panel);color:var(--soft);border-color:var(--line);cursor:progress}
label{display:block;font-weight:600;margin-block:1rem .25rem}input,textarea,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.4rem;padding:.5rem;inline-size:100%;min-block-size:2.75rem}textarea{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.875rem;min-block-size:9rem;resize:vertical}
header .links{padding-block-end:.5rem}[aria-current]{font-weight:700}.line{display:flex;gap:.5rem}.line input{flex:1;min-inline-size:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:1rem;list-style:none;padding:0;margin-block:1rem}.tile{border:1px solid var(--line);border-radius:.6rem;padding:1rem;background:var(--panel);margin:0}.tile h2,.tile h3{margin-block:.25rem}.clip{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:5;overflow:hidden}
.drop{border:2px dashed var(--soft);border-radius:.6rem;padding:.25rem 1rem 1rem}.drop.over{border-color:var(--accent);background:var(--panel)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.875em}pre{background:var(--panel);padding:.8rem;border-radius:.4rem;overflow-x:auto}
.method{display:inline-block;min-inline-size:4.2rem;font-weight:700;color:var(--accent)}details{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .8rem;margin:.5rem 0}summary{cursor:pointer;overflow-wrap:anywhere}
[hidden]{display:none!important}
@media (forced-colors:active){.verdict,.levels li.reached,.check,button,.drop{border-color:CanvasText}.icon{stroke:CanvasText}.qr{forced-color-adjust:none}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--panel:#fff;--line:#999;--good:#000;--bad:#000;--unsure:#000;--accent:#000}
@page{margin:1cm}body{font-size:8.5pt;line-height:1.3;border-block-start:0}main,header,footer{max-inline-size:none;padding:0}.screen,footer .links{display:none!important}
h1{font-size:16pt;margin-block:0 .2rem}h2{font-size:10.5pt;margin:.55rem 0 .1rem;break-after:avoid}h3{font-size:9pt;margin:.3rem 0 .1rem;break-after:avoid}p{margin:.15rem 0 .3rem}a{text-decoration:none}
.verdict{margin:.3rem 0;padding:.25rem .7rem}.state p{margin:0}.card{grid-template-columns:6.5rem 1fr;gap:1rem;margin-block:.4rem}.card img{inline-size:6.5rem}dl{gap:.05rem 1rem}.qr{inline-size:5.5rem;block-size:5.5rem}
.levels li:not(.reached){display:none}.levels li{padding:.15rem .5rem;margin:.1rem 0}.checks{columns:3;column-gap:1.2rem}.check{display:block;padding:.1rem 0;break-inside:avoid;border:0}.check.ok .said{display:none}.icon{inline-size:1em;block-size:1em}.state .icon{inline-size:1.8rem;block-size:1.8rem}ul,ol{margin-block:.2rem}li{margin:.1rem 0}.share{break-inside:avoid}footer{font-size:8.5pt;margin-block-start:.5rem;padding-block-start:.3rem}}
`;

/** What an issuer's colour adds. Both are checked `#rrggbb`: the second is for dark pages. */
export function brandStyle(colour: string, dark: string): string {
  return `:root{--brand:${colour}}@media (prefers-color-scheme:dark){:root{--brand:${dark}}}`;
}
