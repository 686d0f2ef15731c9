import { useLocalTable } from '../support/dynamo.ts';
import { awardsContract } from './contracts/awards.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

awardsContract(() => dynamoStores(local()));
