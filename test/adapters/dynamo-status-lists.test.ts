import { useLocalTable } from '../support/dynamo.ts';
import { statusListsContract } from './contracts/status-lists.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

statusListsContract(() => dynamoStores(local()));
