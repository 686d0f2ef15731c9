import { useLocalTable } from '../support/dynamo.ts';
import { issuersContract } from './contracts/issuers.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

issuersContract(() => dynamoStores(local()));
