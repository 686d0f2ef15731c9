import { useLocalTable } from '../support/dynamo.ts';
import { assessmentsContract } from './contracts/assessments.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

assessmentsContract(() => dynamoStores(local()));
