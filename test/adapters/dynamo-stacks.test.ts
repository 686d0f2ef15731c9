import { useLocalTable } from '../support/dynamo.ts';
import { stacksContract } from './contracts/stacks.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

stacksContract(() => dynamoStores(local()));
