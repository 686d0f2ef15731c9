import { useLocalTable } from '../support/dynamo.ts';
import { invitationsContract } from './contracts/invitations.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

invitationsContract(() => dynamoStores(local()));
