import { useLocalTable } from '../support/dynamo.ts';
import { issuancesContract } from './contracts/issuances.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

issuancesContract(() => dynamoStores(local()));
