import * as z from 'zod';

/** A value while it is written: any member may be missing, at any depth. */
export type Incomplete<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? Incomplete<Item>[]
    : { [Member in keyof T]?: Incomplete<T[Member]> | undefined };

/**
 * The schema of a value while it is written. Members may be missing, lists may be short, and what fits together only in the
 * end need not fit yet. What is there has its form, and what is unknown is refused.
 */
export function incomplete<T>(schema: z.ZodType<T>): z.ZodType<Incomplete<T>> {
  return loosened(schema) as z.ZodType<Incomplete<T>>;
}

function loosened(schema: z.core.$ZodType): z.ZodType {
  const loose = withoutDemands(schema);
  const { description } = schema as z.ZodType;
  return description === undefined ? loose : loose.describe(description);
}

/** Sizes of lists and rules over several members go with the object or list that they were put on. */
function withoutDemands(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return loosened(schema.def.innerType);
  if (schema instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(
        Object.entries(schema.def.shape).map(([name, member]) => [name, loosened(member).optional()]),
      ),
    );
  if (schema instanceof z.ZodArray) return z.array(loosened(schema.def.element));
  if (schema instanceof z.ZodRecord)
    return z.record(schema.def.keyType as z.ZodType<string>, loosened(schema.def.valueType));
  if (schema instanceof z.ZodUnion)
    return z.union(schema.def.options.map(loosened) as [z.ZodType, ...z.ZodType[]]);
  return schema as z.ZodType;
}
