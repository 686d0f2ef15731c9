/** A start that cannot go on for a reason its owner can mend: `message` says what is wrong and what to do, and is all they see. */
export class StartError extends Error {}
