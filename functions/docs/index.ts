import { readEnvironment } from '../../src/env.ts';
import { docsHandler } from './handler.ts';

const env = readEnvironment('docs');

export const handler = docsHandler({ publicUrl: env.PUBLIC_URL, oidcIssuer: env.OIDC_ISSUER });
