import type * as z from 'zod';
import type { ErrorCode } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';

/** One form that an answer can take. Without `body` it has none; `html` marks a page for a browser. */
export interface AnswerShape {
  readonly description: string;
  readonly body?: z.core.$ZodType;
  /** `application/json` unless it says otherwise. */
  readonly mediaType?: string;
  /** The same address answers a browser with a page. */
  readonly html?: true;
  /** Media types of files that it answers with. */
  readonly files?: readonly string[];
}

/** One route, as the documentation tells it and as the edge enforces it. */
export interface Operation {
  readonly summary: string;
  readonly description?: string;
  /** No token needed. */
  readonly public?: true;
  readonly path?: z.core.$ZodObject;
  readonly query?: z.core.$ZodObject;
  readonly body?: z.core.$ZodType;
  /** Largest body in bytes. */
  readonly maxBody?: number;
  /** Media types that may be sent as they are, and the largest of them in bytes: instead of JSON, or without a `body` always. */
  readonly files?: { readonly types: readonly string[]; readonly maxBytes: number };
  /** Needs `If-Match` with the revision that the caller has read. */
  readonly ifMatch?: true;
  /** Takes an `Idempotency-Key`: the same request under the same one is done once. */
  readonly idempotencyKey?: true;
  readonly answers: Readonly<Record<number, AnswerShape>>;
  readonly refusals: readonly ErrorCode[];
}

/** Operations of one function, keyed by API Gateway's route key (`GET /issuers/{issuer}`). */
export type Contract = Readonly<Record<string, Operation>>;

type Parsed<S> = S extends z.core.$ZodType ? z.output<S> : undefined;

/** A body that is not JSON. */
export interface SentFile {
  /** In lower case, without parameters; one of those that the operation names. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A request whose every part was checked against the operation. */
export interface OperationRequest<O extends Operation> {
  readonly caller: O['public'] extends true ? undefined : Caller;
  readonly path: Parsed<O['path']>;
  readonly query: Parsed<O['query']>;
  /** Checked against the operation; undefined where a file was sent. */
  readonly body: Parsed<O['body']>;
  /** What was sent as it is, not looked at; there always where nothing else can be sent. */
  readonly file: O['files'] extends object
    ? SentFile | (O['body'] extends z.core.$ZodType ? undefined : never)
    : undefined;
  readonly ifMatch: O['ifMatch'] extends true ? number : undefined;
  readonly idempotencyKey: O['idempotencyKey'] extends true ? string | undefined : undefined;
  /** Whether the caller would rather read a page than data. */
  readonly wantsHtml: boolean;
  /** The Accept header. */
  readonly accept: string | undefined;
  /** The Accept-Language header. */
  readonly acceptLanguage: string | undefined;
  readonly method: string;
  readonly rawPath: string;
}

/** A body that goes out exactly as it is: a signed document, or a page. */
export interface TextReply<S extends number = 200> {
  readonly status: S;
  readonly text: string;
  readonly mediaType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body that is not text. */
export interface BytesReply<S extends number = 200> {
  readonly status: S;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type ReplyOf<O extends Operation> = {
  [S in keyof O['answers'] & number]:
    | {
        readonly status: S;
        readonly body: Parsed<O['answers'][S]['body']>;
        readonly headers?: Readonly<Record<string, string>>;
      }
    | TextReply<S>
    | BytesReply<S>;
}[keyof O['answers'] & number];

export type Implementation<O extends Operation> = (request: OperationRequest<O>) => Promise<ReplyOf<O>>;

export type Implementations<C extends Contract> = { readonly [K in keyof C]: Implementation<C[K]> };

/** Checks that a contract is well formed and keeps its exact type. */
export function contract<const C extends Contract>(operations: C): C {
  return operations;
}

/** An answer with its documented body. */
export function answer<const S extends number, B>(
  status: S,
  body: B,
  headers?: Readonly<Record<string, string>>,
) {
  return { status, body, ...(headers && { headers }) };
}
