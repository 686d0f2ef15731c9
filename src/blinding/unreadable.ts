/** A file that cannot be read whole, so nobody can say what it holds. The message says why, in words for whoever made the file. */
export class Unreadable extends Error {}
