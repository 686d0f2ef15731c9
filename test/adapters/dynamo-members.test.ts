import { useLocalTable } from '../support/dynamo.ts';
import { membersContract } from './contracts/members.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

membersContract(() => dynamoStores(local()));
