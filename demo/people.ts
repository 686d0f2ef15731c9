import * as z from 'zod';
import { describe, exchange, NoAnswerError } from './exchange.ts';

/** Someone who acts in the demo. */
export interface Person {
  /** Who they are for the reader: "Amina Diallo, learner". */
  label: string;
  /** How a credential names them, where their token says it. */
  name: string | undefined;
  /** The `sub` of their token. */
  subject: string;
  token: string;
}

/** Everyone who acts. A deployment that is given tokens may have only one assessor. */
export interface Cast {
  owner: Person;
  author: Person;
  reviewer: Person;
  assessor: Person;
  secondAssessor: Person | undefined;
  learner: Person;
}

/** The demo cannot begin. The message says what to do. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

interface Part {
  role: keyof Cast;
  label: string;
  /** The variable of the environment that holds a token. */
  variable: string;
  /** Whom the development issuer is asked for. */
  clientId: string;
}

/** Who plays in the story, and where their tokens come from. */
export const parts: readonly Part[] = [
  { role: 'owner', label: 'owner', variable: 'ASSAY_TOKEN_OWNER', clientId: 'dev-owner' },
  { role: 'author', label: 'author', variable: 'ASSAY_TOKEN_AUTHOR', clientId: 'dev-author' },
  { role: 'reviewer', label: 'reviewer', variable: 'ASSAY_TOKEN_REVIEWER', clientId: 'dev-reviewer' },
  { role: 'assessor', label: 'assessor', variable: 'ASSAY_TOKEN_ASSESSOR', clientId: 'dev-assessor-1' },
  {
    role: 'secondAssessor',
    label: 'second assessor',
    variable: 'ASSAY_TOKEN_ASSESSOR_2',
    clientId: 'dev-assessor-2',
  },
  { role: 'learner', label: 'learner', variable: 'ASSAY_TOKEN_LEARNER', clientId: 'dev-learner' },
];
const required = parts.filter(({ role }) => role !== 'secondAssessor');

/**
 * Finds a token for everyone: from the environment where it holds any, else from the development issuer that the server names.
 * @throws NotReadyError when there is no server or no token
 */
export async function assemble(baseUrl: string, env: NodeJS.ProcessEnv): Promise<Cast> {
  const tokenEndpoint = await identityProvider(baseUrl);
  const given = parts.filter(({ variable }) => env[variable]);
  if (given.length > 0) return fromEnvironment(env);
  const people = await Promise.all(
    parts.map(async (part) => [part.role, personOf(part, await developmentToken(tokenEndpoint, part))]),
  );
  return Object.fromEntries(people) as Cast;
}

function fromEnvironment(env: NodeJS.ProcessEnv): Cast {
  const missing = required.filter(({ variable }) => !env[variable]).map(({ variable }) => variable);
  if (missing.length > 0)
    throw new NotReadyError(`Some tokens are set and these are not: ${missing.join(', ')}.`);
  const people = parts.map((part) => {
    const token = env[part.variable];
    return [part.role, token ? personOf(part, token) : undefined];
  });
  return Object.fromEntries(people) as Cast;
}

const apiDescription = z.object({
  components: z.object({ securitySchemes: z.record(z.string(), z.object({ openIdConnectUrl: z.url() })) }),
});

/** Address of the discovery document that the API's description names; shows on the way that the server is there. */
async function identityProvider(baseUrl: string): Promise<string> {
  const answer = await exchange(`${baseUrl}/openapi.json`).catch((error: unknown) => {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new NotReadyError(
      `There is no server at ${baseUrl}: start it with "npm start", or set ASSAY_URL.\n${error.message}`,
    );
  });
  const schemes = apiDescription.safeParse(answer.body).data?.components.securitySchemes ?? {};
  const [scheme] = Object.values(schemes);
  if (answer.status !== 200 || !scheme)
    throw new NotReadyError(`What answers at ${baseUrl} is not Assay: ${describe(answer).split('\n')[0]}`);
  return scheme.openIdConnectUrl;
}

async function developmentToken(discoveryUrl: string, part: Part): Promise<string> {
  try {
    const discovery = await exchange(discoveryUrl);
    const { token_endpoint } = z.object({ token_endpoint: z.url() }).parse(discovery.body);
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: part.clientId });
    const answer = await exchange(token_endpoint, { form });
    return z.object({ access_token: z.string() }).parse(answer.body).access_token;
  } catch (error) {
    const variables = required.map(({ variable }) => variable).join(', ');
    throw new NotReadyError(
      `${discoveryUrl} gives no development token for the ${part.label}. For a deployment with real people, set ${variables}, and ASSAY_TOKEN_ASSESSOR_2 where there is a second assessor.`,
      { cause: error },
    );
  }
}

const claims = z.object({ sub: z.string(), name: z.string().optional() });

/** Reads who a token is about. Nothing is believed because of it: the server decides. */
function personOf({ label, variable }: Part, token: string): Person {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const { sub, name } = claims.parse(JSON.parse(payload));
    return { label: name === undefined ? label : `${name}, ${label}`, name, subject: sub, token };
  } catch (cause) {
    throw new NotReadyError(
      `The token of the ${label} (${variable}) is not a JWT that says who it is about.`,
      {
        cause,
      },
    );
  }
}
