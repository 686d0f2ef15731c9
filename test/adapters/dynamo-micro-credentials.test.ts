import { useLocalTable } from '../support/dynamo.ts';
import { microCredentialsContract } from './contracts/micro-credentials.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

microCredentialsContract(() => dynamoStores(local()));
