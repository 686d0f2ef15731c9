import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoBatches } from '../../src/adapters/dynamo-batches.ts';
import { dynamoCalibrations } from '../../src/adapters/dynamo-calibrations.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCatalog } from '../../src/adapters/dynamo-catalog.ts';
import { dynamoCatalogIndex } from '../../src/adapters/dynamo-catalog-index.ts';
import { dynamoCoachRequests } from '../../src/adapters/dynamo-coach-requests.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoDeployment } from '../../src/adapters/dynamo-deployment.ts';
import { dynamoDesignReviews } from '../../src/adapters/dynamo-design-reviews.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoErasures } from '../../src/adapters/dynamo-erasures.ts';
import { dynamoImages } from '../../src/adapters/dynamo-images.ts';
import { dynamoInvitations } from '../../src/adapters/dynamo-invitations.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoOutbox } from '../../src/adapters/dynamo-outbox.ts';
import { dynamoPools } from '../../src/adapters/dynamo-pools.ts';
import { dynamoRetention } from '../../src/adapters/dynamo-retention.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoSharedLinks } from '../../src/adapters/dynamo-shared-links.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoContacts, dynamoWebhooks } from '../../src/adapters/dynamo-webhooks.ts';
import type {
  Assessments,
  Batches,
  Calibrations,
  Cases,
  Catalog,
  CatalogIndex,
  CoachRequests,
  Contacts,
  Credentials,
  Deployment,
  DesignReviews,
  Endorsements,
  Erasures,
  Images,
  Invitations,
  Issuances,
  Issuers,
  Members,
  MicroCredentials,
  Outbox,
  Pools,
  PublicLinks,
  Retentions,
  Retirements,
  SharedLinks,
  StackAwards,
  Stacks,
  StatusLists,
  Submissions,
  Webhooks,
} from '../../src/ports.ts';
import type { LocalTable } from '../support/dynamo.ts';

/** The stores that a contract is checked on. `dump` is all that they hold, to see that a refusal left nothing behind. */
export interface Stores {
  readonly assessments: Assessments;
  readonly batches: Batches;
  readonly calibrations: Calibrations;
  readonly cases: Cases;
  readonly catalog: Catalog;
  readonly catalogIndex: CatalogIndex;
  readonly coachRequests: CoachRequests;
  readonly contacts: Contacts;
  readonly outbox: Outbox;
  readonly webhooks: Webhooks;
  readonly credentials: Credentials;
  readonly deployment: Deployment;
  readonly designReviews: DesignReviews;
  readonly endorsements: Endorsements;
  readonly erasures: Erasures;
  readonly retentions: Retentions;
  readonly images: Images;
  readonly invitations: Invitations;
  readonly issuances: Issuances;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly pools: Pools;
  readonly retirements: Retirements;
  readonly stackAwards: StackAwards;
  readonly sharedLinks: SharedLinks & PublicLinks;
  readonly stacks: Stacks;
  readonly statusLists: StatusLists;
  readonly submissions: Submissions;
  dump(): Promise<unknown>;
}

export function dynamoStores({ table, dump }: LocalTable): Stores {
  return {
    assessments: dynamoAssessments(table),
    batches: dynamoBatches(table),
    calibrations: dynamoCalibrations(table),
    contacts: dynamoContacts(table),
    erasures: dynamoErasures(table),
    retentions: dynamoRetention(table),
    outbox: dynamoOutbox(table),
    webhooks: dynamoWebhooks(table),
    cases: dynamoCases(table),
    catalog: dynamoCatalog(table),
    catalogIndex: dynamoCatalogIndex(table),
    coachRequests: dynamoCoachRequests(table),
    credentials: dynamoCredentials(table),
    deployment: dynamoDeployment(table),
    designReviews: dynamoDesignReviews(table),
    endorsements: dynamoEndorsements(table),
    images: dynamoImages(table),
    invitations: dynamoInvitations(table),
    issuances: dynamoIssuances(table),
    issuers: dynamoIssuers(table),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    pools: dynamoPools(table),
    retirements: dynamoRetirements(table),
    stackAwards: dynamoStackAwards(table),
    sharedLinks: dynamoSharedLinks(table),
    stacks: dynamoStacks(table),
    statusLists: dynamoStatusLists(table),
    submissions: dynamoSubmissions(table),
    dump,
  };
}
