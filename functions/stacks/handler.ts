import { stackVersionUrl } from '../../src/credentials/addresses.ts';
import type { StackDraft } from '../../src/domain/stack.ts';
import { httpApi } from '../../src/http/api.ts';
import { stacksContract } from '../../src/http/contracts/stacks.ts';
import { answer } from '../../src/http/operation.ts';
import {
  stackDraftView,
  stackProgressView,
  stackProposalView,
  stackVersionView,
} from '../../src/http/stack-views.ts';
import type {
  Clock,
  Credentials,
  Members,
  MicroCredentials,
  NewId,
  StackAwards,
  Stacks,
  Submissions,
} from '../../src/ports.ts';
import {
  listStackAwards,
  listStackProposals,
  readStackProposal,
} from '../../src/usecases/read-stack-awards.ts';
import { readStackProgress } from '../../src/usecases/read-stack-progress.ts';
import {
  changeStack,
  createStack,
  endStack,
  listStackDrafts,
  publishStackVersion,
  readStackDraft,
} from '../../src/usecases/write-stack.ts';

export interface StacksPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly stackAwards: StackAwards;
  readonly stacks: Stacks;
  readonly submissions: Submissions;
}

/** Stacks as they are written, earned and watched. Confirming one is a decision, and signed: that is not here. */
export function stacksHandler(ports: StacksPorts, { publicUrl }: { publicUrl: string }) {
  return httpApi(
    { area: 'stacks', contract: stacksContract, publicUrl },
    {
      'POST /issuers/{issuer}/stacks': async ({ caller, path, body }) => {
        const draft = await createStack(ports, { caller, issuerId: path.issuer, fields: body });
        const location = `${publicUrl}/issuers/${draft.issuerId}/stacks/${draft.id}`;
        return answer(201, stackDraftView(draft), { location, ...etag(draft) });
      },
      'GET /issuers/{issuer}/stacks': async ({ caller, path, query }) => {
        const page = await listStackDrafts(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...page, items: page.items.map(stackDraftView) });
      },
      'GET /issuers/{issuer}/stacks/{stack}': async ({ caller, path }) => {
        const draft = await readStackDraft(ports, { caller, issuerId: path.issuer, stackId: path.stack });
        return answer(200, stackDraftView(draft), etag(draft));
      },
      'PATCH /issuers/{issuer}/stacks/{stack}': async ({ caller, path, ifMatch, body }) => {
        const of = { caller, issuerId: path.issuer, stackId: path.stack };
        const draft = await changeStack(ports, { ...of, ifMatch, changes: body });
        return answer(200, stackDraftView(draft), etag(draft));
      },
      'POST /issuers/{issuer}/stacks/{stack}/versions': async ({ caller, path, ifMatch, body }) => {
        const of = { caller, issuerId: path.issuer, stackId: path.stack };
        const version = await publishStackVersion(ports, { ...of, ifMatch, changeNote: body.changeNote });
        const location = stackVersionUrl(publicUrl, version.stackId, version.version);
        return answer(201, stackVersionView(version, publicUrl), { location });
      },
      'POST /issuers/{issuer}/stacks/{stack}/retirement': async ({ caller, path, ifMatch }) => {
        const of = { caller, issuerId: path.issuer, stackId: path.stack };
        const draft = await endStack(ports, { ...of, ifMatch });
        return answer(200, stackDraftView(draft), etag(draft));
      },
      'GET /me/stacks': async ({ caller }) => {
        const progress = await readStackProgress(ports, { caller });
        return answer(200, { items: progress.map((one) => stackProgressView(one, publicUrl)) });
      },
      'GET /stack-proposals': async ({ caller, query: { issuer, ...page } }) => {
        const { items, ...more } = await listStackProposals(ports, { caller, issuerId: issuer, page });
        return answer(200, { ...more, items: items.map((one) => stackProposalView(one, publicUrl)) });
      },
      'GET /stack-proposals/{proposal}': async ({ caller, path }) => {
        const proposal = await readStackProposal(ports, { caller, proposalId: path.proposal });
        return answer(200, stackProposalView(proposal, publicUrl));
      },
      'GET /stack-awards': async ({ caller, query: { issuer, fallen, ...page } }) => {
        const { items, ...more } = await listStackAwards(ports, { caller, issuerId: issuer, fallen, page });
        return answer(200, { ...more, items: items.map((one) => stackProposalView(one, publicUrl)) });
      },
    },
  );
}

function etag({ revision }: StackDraft) {
  return { etag: `"${revision}"` };
}
