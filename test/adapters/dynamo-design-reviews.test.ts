import { useLocalTable } from '../support/dynamo.ts';
import { designReviewsContract } from './contracts/design-reviews.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();

designReviewsContract(() => dynamoStores(local()));
