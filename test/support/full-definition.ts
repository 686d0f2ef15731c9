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
      judgedFrom: ['plan', 'account'],
      descriptors: { ...descriptors },
      requiredLevel: 'demonstrated',
    },
    {
      id: 'activities',
      name: 'Activities fit',
      judgedFrom: ['plan'],
      descriptors: { ...descriptors },
      requiredLevel: 'progressing',
    },
    {
      id: 'reflection',
      name: 'Reflection leads on',
      judgedFrom: ['account'],
      descriptors: { ...descriptors },
      requiredLevel: 'demonstrated',
    },
  ],
} satisfies Rubric;

const descriptores = {
  'not-met': 'El plan se hizo a solas.',
  progressing: 'Se preguntó a la familia.',
  demonstrated: 'La familia eligió, y lo dice.',
};

/** Everything that the full definition says, in Spanish. */
const spanish = {
  name: 'Fijar metas con las familias',
  competency: 'Fija metas junto con una familia y las tiene presentes.',
  keyMethod: 'Entrevista motivacional.',
  methodComponents: {
    listen: { title: 'Escuchar', description: 'Oír lo que importa a la familia.' },
    reflect: { title: 'Reflejar', description: 'Decirlo con sus palabras.' },
  },
  research: { rationale: 'Las metas compartidas duran.' },
  resources: { guide: 'Una guía' },
  keywords: ['familias', 'metas'],
  audience: 'Visitadores del hogar',
  topic: 'Trabajo con familias',
  fieldOfStudy: 'Primera infancia',
  feeNote: 'Gratis para voluntarios.',
  overview: { setting: '¿Dónde trabaja usted?' },
  artifacts: {
    plan: { title: 'El plan', description: 'El plan que usted hizo.' },
    account: { title: 'Un relato', description: 'Cómo se hizo.' },
  },
  reflection: { 'next-time': '¿Qué cambiaría?' },
  passCriteria: { overview: 'El lugar es un hogar.', reflection: 'Se nombra un cambio y su porqué.' },
  rubric: {
    levels: { 'not-met': 'No logrado', progressing: 'En progreso', demonstrated: 'Demostrado' },
    criteria: {
      goals: {
        name: 'Las metas son compartidas',
        description: 'De quién son las metas.',
        descriptors: descriptores,
      },
      activities: { name: 'Las actividades encajan', descriptors: descriptores },
      reflection: { name: 'La reflexión lleva adelante', descriptors: descriptores },
    },
  },
  image: { caption: 'Dos manos que sostienen una cometa' },
};

/** A definition with every field that there is that is available. */
export const fullDefinition = {
  name: 'Setting goals with families',
  competency: 'Sets goals together with a family and keeps them in view.',
  keyMethod: 'Motivational interviewing.',
  methodComponents: [
    { id: 'listen', title: 'Listen', description: 'Hear what matters to the family.' },
    { id: 'reflect', title: 'Reflect', description: 'Say it back.' },
  ],
  research: {
    rationale: 'Goals that are shared last.',
    citations: [
      { text: 'Miller and Rollnick (2012).', url: 'https://example.org/mi' },
      { text: 'Dunst and Trivette (2009).' },
      {
        authors: ['Dunst, C. J.', 'Trivette, C. M.', 'Hamby, D. W.'],
        year: 2007,
        title: 'Meta-analysis of family-centered helpgiving practices research',
        source: 'Mental Retardation and Developmental Disabilities Research Reviews, 13(4), 370-378',
        publisher: 'Wiley',
        doi: '10.1002/mrdd.20176',
        text: 'The studies are listed in its appendix.',
      },
    ],
  },
  resources: [{ id: 'guide', title: 'A guide', url: 'https://example.org/guide' }],
  language: 'en',
  translations: { es: spanish },
  keywords: ['families', 'goals'],
  audience: 'Home visitors',
  topic: 'Work with families',
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
  stacks: ['01ARZ3NDEKTSV4RRFFQ69G5FB1'],
  prerequisites: [
    { microCredential: '01ARZ3NDEKTSV4RRFFQ69G5FB2' },
    { achievement: 'https://elsewhere.example.org/safeguarding', name: 'Safeguarding children' },
  ],
  validFor: { years: 3 },
  image: { digest: 'd'.repeat(64), mediaType: 'image/png', caption: 'Two hands holding a kite' },
  hours: 7.5,
  feeNote: 'Free for volunteers.',
  overview: [{ id: 'setting', text: 'Where do you work?', wordLimit: 200 }],
  artifacts: [
    {
      id: 'plan',
      title: 'The plan',
      description: 'The plan that you made.',
      accepts: ['file', 'link'],
      minItems: 1,
      maxItems: 2,
      fileTypes: ['application/pdf', 'image/png'],
      maxFileSize: 5 * 1024 * 1024,
    },
    { id: 'account', title: 'An account', description: 'How it was made.', accepts: ['text'], maxWords: 800 },
  ],
  reflection: [{ id: 'next-time', text: 'What would you change?', wordLimit: 300 }],
  passCriteria: { overview: 'The setting is a home.', reflection: 'A change is named, and why.' },
  rubric: fullRubric,
  assessmentPolicy: { assessors: 1, blind: true, maxAttempts: 3, turnaroundDays: 10 },
} satisfies Definition;
