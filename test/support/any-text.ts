import fc from 'fast-check';

/** Any sequence of UTF-16 code units, well-formed or not, about half of them ASCII. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0x7f)), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));
