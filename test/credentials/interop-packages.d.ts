// The interoperability tests use packages that have no types: what is used of them.

declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object;
    suite: object;
    documentLoader: unknown;
  }): Promise<Record<string, unknown>>;
  export function verifyCredential(options: {
    credential: unknown;
    suite: object;
    documentLoader: unknown;
    checkStatus?: unknown;
    now?: Date;
  }): Promise<{ verified: boolean; error?: Error & { errors?: Error[] } }>;
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: object; date?: string });
  }
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ed25519-multikey' {
  export function generate(options?: { id: string; controller: string }): Promise<{
    readonly publicKeyMultibase: string;
    signer(): object;
  }>;
}

declare module '@digitalcredentials/ed25519-signature-2020' {
  export class Ed25519Signature2020 {
    constructor(options: { key: object; date?: string });
  }
}

declare module '@digitalcredentials/ed25519-verification-key-2020' {
  export class Ed25519VerificationKey2020 {
    static generate(options?: { controller: string; id: string }): Promise<Ed25519VerificationKey2020>;
    export(options: { publicKey: true }): { readonly publicKeyMultibase: string };
  }
}

declare module '@digitalcredentials/vc' {
  export function issue(options: {
    credential: object;
    suite: object;
    documentLoader: unknown;
  }): Promise<Record<string, unknown>>;
}
