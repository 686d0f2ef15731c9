import { useLocalTable } from '../support/dynamo.ts';
import { submissionsContract } from './contracts/submissions.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

submissionsContract(() => dynamoStores(local()));
