import { type AdviceNote, adviceRequest } from '../../src/domain/advice.ts';
import { Logger } from '../../src/logger.ts';
import type { Advisor } from '../../src/ports.ts';

/**
 * Asks a language model. It has no route and knows neither table nor files: what it is given goes to the model, what comes back is a note,
 * and neither can score or decide anything (invariant 1).
 */
export function adviseHandler(
  { advisor }: { advisor: Advisor },
  logger: Logger = new Logger({ serviceName: 'advise' }),
) {
  return async (event: unknown): Promise<AdviceNote> => {
    const note = await advisor.advise(adviceRequest.parse(event));
    logger.info('advised', { model: note.model, characters: note.note.length });
    return note;
  };
}
