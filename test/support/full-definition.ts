import type { Definition } from '../../src/domain/micro-credential.ts';
import type { Rubric } from '../../src/domain/rubric.ts';

const levels = [
  { id: 'not-met', name: 'Not met' },
  { id: 'progressing', name: 'Progressing' },
  { id: 'demonstrated', name: 'Demonstrated' },
];

const descriptors = {
  'not-met': 'The plan was made alone.',
  progressing: 'The family was asked.',
  demonstrated: 'The family chose, and says so.',
};

/** Two criteria need the highest of three levels, one is content with the middle one. */
export const fullRubric = {
  levels,
  criteria: [
    {
      id: 'goals',
      name: 'Goals are shared',
      description: 'Whose goals they are.',
      descriptors: { ...descriptors },
      requiredLevel: 'demonstrated',
    },
    {
      id: 'activities',
      name: 'Activities fit',
      descriptors: { ...descriptors },
      requiredLevel: 'progressing',
    },
    {
      id: 'reflection',
      name: 'Reflection leads on',
      descriptors: { ...descriptors },
      requiredLevel: 'demonstrated',
    },
  ],
} satisfies Rubric;

/** A definition with every field that there is. */
export const fullDefinition = {
  name: 'Setting goals with families',
  competency: 'Sets goals together with a family and keeps them in view.',
  keyMethod: 'Motivational interviewing.',
  methodComponents: [
    { title: 'Listen', description: 'Hear what matters to the family.' },
    { title: 'Reflect', description: 'Say it back.' },
  ],
  research: {
    rationale: 'Goals that are shared last.',
    citations: [
      { text: 'Miller and Rollnick (2012).', url: 'https://example.org/mi' },
      { text: 'Dunst and Trivette (2009).' },
    ],
  },
  resources: [{ title: 'A guide', url: 'https://example.org/guide' }],
  language: 'en',
  keywords: ['families', 'goals'],
  audience: 'Home visitors',
  alignment: [
    {
      targetName: 'Family engagement',
      targetUrl: 'https://framework.example.org/family-engagement',
      targetDescription: 'Works with families as partners.',
      targetFramework: 'Home Visitor Competencies',
      targetCode: 'FE-2',
      targetType: 'CFItem',
    },
    { targetName: 'Goal setting', targetUrl: 'https://framework.example.org/goals' },
  ],
  related: [
    { id: 'https://elsewhere.example.org/metas', inLanguage: 'es', version: '3' },
    { id: 'https://elsewhere.example.org/goals' },
  ],
  humanCode: 'HV-101',
  fieldOfStudy: 'Early childhood',
  creditsAvailable: 1.5,
  validFor: { years: 3 },
  image: { digest: 'd'.repeat(64), mediaType: 'image/png', caption: 'Two hands holding a kite' },
  hours: 7.5,
  overview: [{ id: 'setting', text: 'Where do you work?', wordLimit: 200 }],
  artifacts: [
    { id: 'plan', title: 'The plan', description: 'The plan that you made.', accepts: ['file', 'link'] },
    { id: 'account', title: 'An account', description: 'How it was made.', accepts: ['text'] },
  ],
  reflection: [{ id: 'next-time', text: 'What would you change?', wordLimit: 300 }],
  rubric: fullRubric,
} satisfies Definition;
