// zod without its methods: a tenth of the size, and every function loads this file.
import * as z from 'zod/mini';

const url = z
  .url({ protocol: /^https?$/ })
  .check(z.refine((value) => !value.endsWith('/'), 'must not end with a slash'));
const text = z.string().check(z.minLength(1));

/** A statement of a policy. Only KMS reads what is in it. */
const statement = z.record(z.string(), z.unknown());

/** The key policies, so that what is the same in both is there once: the environment of a function holds 4 KB. */
const keyPolicies = z.pipe(
  z.pipe(
    z.string(),
    z.transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.issues.push({ code: 'custom', message: 'must be JSON', input: value });
        return z.NEVER;
      }
    }),
  ),
  z.pipe(
    z.strictObject({
      sign: z.strictObject({ Ed25519: statement, RS256: statement }),
      others: z.array(statement).check(z.minLength(1)),
    }),
    z.transform(({ sign, others }) => ({
      Ed25519: JSON.stringify({ Version: '2012-10-17', Statement: [sign.Ed25519, ...others] }),
      RS256: JSON.stringify({ Version: '2012-10-17', Statement: [sign.RS256, ...others] }),
    })),
  ),
);

/** Every environment name that a function may read, with its parser. */
const parsers = {
  /** The one DynamoDB table. */
  TABLE_NAME: text,
  /** The private bucket that holds learners' evidence. */
  EVIDENCE_BUCKET: text,
  /** Who scans uploaded evidence for malware; empty when nobody does. */
  EVIDENCE_SCAN: z.union([z.literal(''), z.literal('guardduty')]),
  /** ARN of the KMS key that this deployment came with. It signs for the first issuer. */
  SIGNING_KEY_ID: text,
  /** Key policy of a new key by how it signs, as JSON text. */
  SIGNING_KEY_POLICIES: keyPolicies,
  /** Name of the one function that makes keys. */
  PROVISION_FUNCTION_NAME: text,
  /** Id of the foundation model that advises assessors; empty when none does. */
  ADVICE_MODEL: z.string(),
  /** Name of the function that asks that model. */
  ADVISE_FUNCTION_NAME: text,
  /** Name of the function that makes the copies of files that assessors see. */
  BLINDER_FUNCTION_NAME: text,
  /** Name of the one function that may sign. */
  SIGNER_FUNCTION_NAME: text,
  /** Address of the queue of long work. */
  JOBS_QUEUE_URL: z.url(),
  /** How often a job is tried before it is given up. */
  JOB_TRIES: z.pipe(z.string().check(z.regex(/^[1-9]\d{0,2}$/)), z.transform(Number)),
  /** The address that credential ids and did:web identifiers are made of, without a trailing slash. */
  PUBLIC_URL: url,
  /** Addresses that this deployment was known by before, comma separated; empty when it never moved. */
  FORMER_PUBLIC_URLS: z.pipe(
    z.pipe(
      z.string(),
      z.transform((value) => value.split(',').filter((part) => part !== '')),
    ),
    z.array(url),
  ),
  /** Issuer of the tokens that the API accepts. */
  OIDC_ISSUER: z.url(),
  /** Address that mail comes from; empty when no mail is sent. */
  MAIL_FROM: z.union([z.literal(''), z.email()]),
  /** Verified e-mail address of the person who may create issuers; empty when nobody may. */
  OPERATOR_EMAIL: z.union([z.literal(''), z.email()]),
} as const;

export type EnvName = keyof typeof parsers;

/** What each function reads: `lib/` sets exactly these names, `functions/` parse exactly these names. */
export const functionEnvironment = {
  docs: ['PUBLIC_URL', 'OIDC_ISSUER'],
  catalog: ['TABLE_NAME', 'PUBLIC_URL'],
  credential: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS'],
  evidence: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET'],
  verify: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS'],
  author: ['TABLE_NAME', 'PUBLIC_URL', 'SIGNING_KEY_ID', 'PROVISION_FUNCTION_NAME', 'OPERATOR_EMAIL'],
  members: ['TABLE_NAME', 'PUBLIC_URL'],
  design: ['TABLE_NAME', 'PUBLIC_URL'],
  stacks: ['TABLE_NAME', 'PUBLIC_URL'],
  submit: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET', 'EVIDENCE_SCAN', 'BLINDER_FUNCTION_NAME'],
  assess: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET', 'ADVICE_MODEL', 'ADVISE_FUNCTION_NAME'],
  award: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS', 'SIGNER_FUNCTION_NAME'],
  provision: ['SIGNING_KEY_POLICIES'],
  batch: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS', 'JOBS_QUEUE_URL'],
  'batch-worker': [
    'TABLE_NAME',
    'PUBLIC_URL',
    'FORMER_PUBLIC_URLS',
    'SIGNER_FUNCTION_NAME',
    'JOBS_QUEUE_URL',
    'JOB_TRIES',
  ],
  blinder: ['EVIDENCE_BUCKET'],
  advise: ['ADVICE_MODEL'],
  signer: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS'],
  audit: ['TABLE_NAME', 'SIGNER_FUNCTION_NAME'],
  erase: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET'],
  retention: ['TABLE_NAME', 'EVIDENCE_BUCKET'],
  notify: ['TABLE_NAME', 'PUBLIC_URL', 'MAIL_FROM'],
} as const satisfies Record<string, readonly EnvName[]>;

export type FunctionName = keyof typeof functionEnvironment;

type Environment<F extends FunctionName> = {
  [Name in (typeof functionEnvironment)[F][number]]: z.infer<(typeof parsers)[Name]>;
};

/**
 * The parsed environment of one function.
 * @throws Error naming the function and the variable that is missing or malformed; the value is not repeated.
 */
export function readEnvironment<F extends FunctionName>(
  name: F,
  variables: Record<string, string | undefined> = process.env,
): Environment<F> {
  const values = functionEnvironment[name].map((variable) => {
    const parsed = parsers[variable].safeParse(variables[variable]);
    if (!parsed.success)
      throw new Error(`function ${name}: environment variable ${variable} is missing or malformed`);
    return [variable, parsed.data];
  });
  return Object.fromEntries(values) as Environment<F>;
}

/** Whether a deployment is on the loopback, as on a laptop. */
export function isOnLoopback(publicUrl: string): boolean {
  return ['127.0.0.1', 'localhost'].includes(new URL(publicUrl).hostname);
}

/** What the runtime on AWS tells every function, for an adapter that does without the SDK. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  /** Where DynamoDB answers, unless that is its usual address. */
  readonly endpoint?: string | undefined;
}

const awsEnvironment = z.object({
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: z.optional(text),
  AWS_ENDPOINT_URL_DYNAMODB: z.optional(z.url()),
});

/** The variables that the SDK reads by itself. @throws Error naming those that are missing or malformed, without the values */
export function readAwsEnvironment(
  variables: Record<string, string | undefined> = process.env,
): AwsEnvironment {
  const parsed = awsEnvironment.safeParse(variables);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Error(`environment variables are missing or malformed: ${names}`);
  }
  const { data } = parsed;
  return {
    region: data.AWS_REGION,
    credentials: {
      accessKeyId: data.AWS_ACCESS_KEY_ID,
      secretAccessKey: data.AWS_SECRET_ACCESS_KEY,
      sessionToken: data.AWS_SESSION_TOKEN,
    },
    endpoint: data.AWS_ENDPOINT_URL_DYNAMODB,
  };
}
