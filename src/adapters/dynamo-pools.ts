import type { Pools } from '../ports.ts';
import { conflicts, pools } from './dynamo-items.ts';
import type { Table } from './dynamo-table.ts';

/** Pools of assessors and conflicts of interest in the table. */
export function dynamoPools(table: Table): Pools {
  return {
    find: (microCredentialId) => table.get(pools.kind, pools.key(microCredentialId)),
    put: (pool) => table.write([{ put: pools.item(pool) }]),
    remove: (microCredentialId) => table.write([{ remove: pools.key(microCredentialId) }]),
    inConflict: async (of) => (await table.get(conflicts.kind, conflicts.key(of))) !== undefined,
    declare: (conflict) => table.write([{ put: conflicts.item(conflict) }]),
  };
}
