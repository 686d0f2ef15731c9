import { useLocalTable } from '../support/dynamo.ts';
import { imagesContract } from './contracts/images.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

imagesContract(() => dynamoStores(local()));
