import { join } from 'node:path';
import { personas } from '../../local/personas.ts';
import { type LocalServer, type ServerOptions, startServer } from '../../local/server.ts';
import { ensureAssembly } from '../../local/synth.ts';

/** Starts the product as `npm start` does, from the synthesized template, on any free port. */
export function startProduct(
  options: Pick<ServerOptions, 'stateDir'> & Partial<ServerOptions>,
): Promise<LocalServer> {
  const root = process.cwd();
  const cdkOut = join(root, 'cdk.out');
  const log = () => {};
  const synthesize: ServerOptions['synthesize'] = (watch) => ensureAssembly({ root, cdkOut, log, watch });
  return startServer({ port: 0, cdkOut, personas, log, synthesize, ...options });
}
