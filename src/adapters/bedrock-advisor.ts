import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type { Advisor } from '../ports.ts';

/** How long the model may take, in milliseconds. */
const patience = 20_000;
const mostTokens = 1500;

/** A language model of Amazon Bedrock, through its Converse API. */
export function bedrockAdvisor({
  model,
  client = new BedrockRuntimeClient({ maxAttempts: 2 }),
}: {
  /** The id of a foundation model, which holds its version. */
  readonly model: string;
  readonly client?: BedrockRuntimeClient;
}): Advisor {
  return {
    async advise({ system, work }) {
      const { output, stopReason } = await client.send(
        new ConverseCommand({
          modelId: model,
          system: [{ text: system }],
          messages: [{ role: 'user', content: [{ text: work }] }],
          // As alike as can be each time.
          inferenceConfig: { maxTokens: mostTokens, temperature: 0 },
        }),
        { abortSignal: AbortSignal.timeout(patience) },
      );
      const note = (output?.message?.content ?? []).map(({ text = '' }) => text).join('');
      if (note.trim() === '') throw new Error(`the model said nothing: ${stopReason}`);
      return { model, note };
    },
  };
}
