import { useLocalTable } from '../support/dynamo.ts';
import { credentialsContract } from './contracts/credentials.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

credentialsContract(() => dynamoStores(local()));
