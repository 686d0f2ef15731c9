/** A ULID: 26 characters of Crockford's base 32, sortable by time and unguessable. */
export const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
