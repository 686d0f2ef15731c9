import { type Definition, type Draft, type FieldName, fieldsOfDefinition } from './micro-credential.ts';

/** The fields of a draft that are complete in themselves. */
export function wellFormedFields(fields: Draft['fields']): Partial<Definition> {
  const { shape } = fieldsOfDefinition;
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => shape[name as FieldName].safeParse(value).success),
  );
}
