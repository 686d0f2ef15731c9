/**
 * Thrown inside this folder by whatever the direct path does not surely get right; it never leaves the folder. Not an Error:
 * nobody reads its stack, and making one costs more than the work that it ends.
 */
export const stepAside: unique symbol = Symbol('step aside');
