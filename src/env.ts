import * as z from 'zod';

const url = z
  .url({ protocol: /^https?$/ })
  .refine((value) => !value.endsWith('/'), 'must not end with a slash');

/** Every environment name that a function may read, with its parser. */
const parsers = {
  /** The one DynamoDB table. */
  TABLE_NAME: z.string().min(1),
  /** The private bucket that holds learners' evidence. */
  EVIDENCE_BUCKET: z.string().min(1),
  /** ARN of the KMS key that signs what this deployment issues. */
  SIGNING_KEY_ID: z.string().min(1),
  /** Name of the one function that may sign. */
  SIGNER_FUNCTION_NAME: z.string().min(1),
  /** The address that credential ids and did:web identifiers are made of, without a trailing slash. */
  PUBLIC_URL: url,
  /** Addresses that this deployment was known by before, comma separated; empty when it never moved. */
  FORMER_PUBLIC_URLS: z
    .string()
    .transform((value) => value.split(',').filter((part) => part !== ''))
    .pipe(z.array(url)),
  /** Issuer of the tokens that the API accepts. */
  OIDC_ISSUER: z.url(),
  /** Verified e-mail address of the person who may create issuers; empty when nobody may. */
  OPERATOR_EMAIL: z.union([z.literal(''), z.email()]),
} as const;

export type EnvName = keyof typeof parsers;

/** What each function reads: `lib/` sets exactly these names, `functions/` parse exactly these names. */
export const functionEnvironment = {
  docs: ['PUBLIC_URL', 'OIDC_ISSUER'],
  catalog: ['TABLE_NAME', 'PUBLIC_URL'],
  credential: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS'],
  verify: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS'],
  author: ['TABLE_NAME', 'PUBLIC_URL', 'SIGNING_KEY_ID', 'OPERATOR_EMAIL'],
  submit: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET'],
  assess: ['TABLE_NAME', 'PUBLIC_URL', 'EVIDENCE_BUCKET'],
  award: ['TABLE_NAME', 'PUBLIC_URL', 'SIGNER_FUNCTION_NAME'],
  signer: ['TABLE_NAME', 'PUBLIC_URL', 'FORMER_PUBLIC_URLS', 'SIGNING_KEY_ID'],
  audit: ['TABLE_NAME', 'SIGNER_FUNCTION_NAME'],
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
