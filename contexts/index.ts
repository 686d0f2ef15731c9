import bitstringStatusListV1 from './bitstring-status-list-v1.json' with { type: 'json' };
import dataIntegrityV1 from './data-integrity-v1.json' with { type: 'json' };
import statusList2021V1 from './status-list-2021-v1.json' with { type: 'json' };
import undefinedTermsV2 from './undefined-terms-v2.json' with { type: 'json' };

/** A JSON-LD context that is pinned beside those that this product needs itself. */
export interface FurtherContext {
  /** The address by which credentials name it, exactly. */
  readonly url: string;
  /** Its file in this folder, byte for byte as it is published at the address. */
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string;
  readonly document: object;
}

/**
 * The contexts that this deployment knows beside those of VC Data Model, Data Integrity and Open Badges. README.md tells how
 * to add one. Nothing is ever fetched.
 */
export const furtherContexts: readonly FurtherContext[] = [
  {
    url: 'https://www.w3.org/ns/credentials/undefined-terms/v2',
    file: 'undefined-terms-v2.json',
    sha256: '82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581',
    document: undefinedTermsV2,
  },
  {
    url: 'https://www.w3.org/ns/credentials/status/v1',
    file: 'bitstring-status-list-v1.json',
    sha256: 'fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c',
    document: bitstringStatusListV1,
  },
  {
    url: 'https://w3id.org/security/data-integrity/v1',
    file: 'data-integrity-v1.json',
    sha256: 'b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554',
    document: dataIntegrityV1,
  },
  {
    url: 'https://w3id.org/vc/status-list/2021/v1',
    file: 'status-list-2021-v1.json',
    sha256: '634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160',
    document: statusList2021V1,
  },
];
