import type { Images } from '../ports.ts';
import { images } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** Uploaded images in the table. */
export function dynamoImages(table: Table): Images {
  return {
    async keep(image) {
      await table.tryWrite([{ put: images.item(image), when: absent }]);
    },
    find: (digest) => table.get(images.kind, images.key(digest)),
  };
}
