import type { Definition } from '../../src/domain/micro-credential.ts';

/** A sentence. */
export const prose = (text: string) => `${text} is described here in a full sentence.`;

/** A short but complete definition. */
export const definition: Definition = {
  name: 'Planning a Home Visit',
  competency: prose('Plans a home visit that starts from the goals of the family, which'),
  keyMethod: prose('The method'),
  methodComponents: [{ id: 'listening', title: 'Listening first', description: prose('Listening') }],
  research: { rationale: prose('The research'), citations: [{ text: 'Author, A. (2020). Title. Journal.' }] },
  language: 'en',
  artifacts: [
    { id: 'visit-plan', title: 'Visit plan', description: prose('The plan'), accepts: ['file', 'text'] },
    { id: 'account', title: 'Account', description: prose('The account'), accepts: ['text', 'link'] },
  ],
  rubric: {
    levels: [
      { id: 'not-met', name: 'Not met' },
      { id: 'progressing', name: 'Progressing' },
      { id: 'demonstrated', name: 'Demonstrated' },
    ],
    criteria: ['goals', 'activities'].map((id) => ({
      id,
      name: `Criterion ${id}`,
      descriptors: {
        'not-met': prose('Not met'),
        progressing: prose('Progressing'),
        demonstrated: prose('Demonstrated'),
      },
      requiredLevel: 'demonstrated',
    })),
  },
};
