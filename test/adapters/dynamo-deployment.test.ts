import { useLocalTable } from '../support/dynamo.ts';
import { deploymentContract } from './contracts/deployment.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

deploymentContract(() => dynamoStores(local()));
