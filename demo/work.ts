import { type Colour, type PageLine, pdf, png, type Rectangle } from './evidence-files.ts';

/** What the learner answers, keyed by prompt. */
export const answers: Readonly<Record<string, string>> = {
  'your-role':
    'I am a family support worker in a rural home visiting programme for families with children under three. I have visited families at home for four years, most of them every second week. The visit that I describe took place this spring. I did not learn coaching on a course: a colleague showed me, and we have watched and discussed each other at work ever since.',
  'family-and-routine':
    'The child is nineteen months old and lives with her mother, her father and her grandmother, who looks after her on weekdays. The home speaks Wolof and some French; the grandmother and I talk in French. When I asked about an ordinary day, she said that the midday meal was the one time that she dreaded: the child threw food and left the table, and the grandmother ended up feeding her in front of a telephone. She did not want a quieter child. She wanted to eat together again, "as we did with my own children". We chose the midday meal, and her goal was that the child stays at the table and joins in for as long as it takes the grandmother to finish her own plate.',
  'what-you-learned':
    'The hardest moment came when the child pushed the bowl away and looked at me, because I was the one who had talked last. Everything in me wanted to turn it into a game. I counted to five, looked at the grandmother, and said quietly that she was being asked something. The grandmother handed over the second spoon, and the child came back to the table. Next time I would agree on a sign beforehand, so that I need not say anything at all at such a moment.',
  'whose-way':
    'In this home a meal is eaten from one shared dish, and adults decide when it is over. I came with a picture in my head of a high chair and a plate of her own, and I had to notice that it was a picture from my own childhood. The shared dish was the answer and not the problem: it gave the child something to do that adults really do. I also assumed that the grandmother would want written notes. She wanted a chart that the father could read to her in the evening, so that is what we drew.',
};

/** When, where and in what setting the skill was used. */
export const context = {
  when: 'This spring, over two weeks',
  where: 'At the home of a family',
  setting: 'The midday meal of a child of nineteen months with her grandmother, on a usual weekday.',
};

/** What the chart shows, for who cannot see it. */
export const chartInWords =
  'A bar chart of the minutes that the child stayed at the table, day by day for two weeks, rising from three to twelve.';

/** The account of the conversation, handed in as text. */
export const account = `I arrived a quarter of an hour before the midday meal and sat on the mat to the side, where I could see the grandmother and the child at once. I had asked beforehand to watch the meal just as it usually goes, and I said so again.

For the first six minutes I said nothing. The child took rice with her fingers, looked up at her grandmother, waited, and then threw a handful on the floor. That happened three times. Each time there had been a look first. The grandmother was busy with the dish and answered the throwing, not the look.

When the child next looked up and the grandmother happened to look back and say her name, the child laughed and pointed at the fish. I named that: "You looked back and said her name, and she showed you what she wants." The grandmother said: "She asks with her eyes. I had not seen it as asking." I asked what she would like to do with that. She thought about it and said that the child wants to do what the big people do.

I offered one idea and asked whether it fitted: a second spoon, so that the child could serve from the shared dish as the others do, with an answer each time she looked up. The grandmother laughed and said that her own children had served their grandfather at that age. She took the second spoon from the shelf herself.

She tried it at once. The child put rice on the grandmother's side, looked up, and the grandmother said, in Wolof, "Thank you, and now some for you." The child did it again. Between the fourth and the fifth spoonful she pushed the bowl away and looked at me. I looked at the grandmother and waited. She held out the spoon and said nothing; the child took it and sat down again. She stayed at the table for eleven minutes. The grandmother finished her plate.

Afterwards I asked what she had noticed. "She throws when nobody answers." I asked how this meal had been compared with the ones before it. "Long. But I ate." I asked what she would keep, and she said the second spoon, and to look before she scolds. I asked what might get in the way. She said that her son brings out the telephone when he is at home at midday. We spoke about what she would say to him, and she decided to let the child serve him first.

I had planned to talk about finger foods and safe textures. It was not what she had asked for, and the child was eating well, so I left it for another day. We wrote the next step down in her words, and she asked for a chart that they could keep on the wall: how many minutes at the table each day, for two weeks, coloured in by whoever had been there.`;

/** What the assessor judges, keyed by criterion. */
export const judgement: Readonly<Record<string, { level: string; feedback: string }>> = {
  'family-focus': {
    level: 'demonstrated',
    feedback:
      'The midday meal and the goal come straight out of what the grandmother told you about her day, and the plan is in her words. You name the moment when your own picture of a meal gave way. To go further, show how the plan changed because of it.',
  },
  'caregiver-lead': {
    level: 'demonstrated',
    feedback:
      'You watched for six minutes before you spoke, offered a single idea, and the grandmother tried it with the child while you were there. When the child turned to you, you gave the moment back. The record and your account agree on who did what.',
  },
  'feedback-next-step': {
    level: 'exemplary',
    feedback:
      'Your feedback ties what she did to what the child did, and she found the pattern herself: "She throws when nobody answers." The chart shows that the family used the plan for two weeks and made it their own, and your reflection draws on it.',
  },
};

const title = 'Record of a home visit: the midday meal';
const record: readonly (readonly [heading: string, ...lines: string[]])[] = [
  [
    'Before the visit',
    'Agreed with the grandmother by telephone: I come before the midday meal and watch it as it',
    'usually goes. Her question: "How do we eat together again?" Child: nineteen months.',
  ],
  [
    'What happened (47 minutes)',
    '00-06  Child eats with her fingers, looks up, waits, throws. Three times. I watch.',
    '06-09  Grandmother looks back and says her name: child laughs and points at the fish.',
    '       I say what I saw. Grandmother: "She asks with her eyes."',
    '09-12  One idea, a second spoon to serve with. Grandmother fetches it herself.',
    '12-23  Child serves grandmother and herself, eleven spoonfuls. Once she turns to me; I wait,',
    '       grandmother holds out the spoon. Grandmother finishes her plate.',
    '23-47  We talk about what she noticed, what to keep, and what may get in the way.',
  ],
  [
    'The plan, in her words',
    '"At midday she gets her own spoon and serves us. When she looks up, somebody answers before',
    'she throws. We do it every day until you come again. If I can finish my plate, it works."',
  ],
  [
    'Next visit',
    'Begin with the chart on the wall. The grandmother wants to ask about evenings too.',
    'The family has read this record and agreed that I hand it in. No names are in it.',
  ],
];

/** The record of the visit as a PDF. `reference` makes it this learner's own file. */
export function visitRecord(reference: string): Uint8Array {
  const lines: PageLine[] = [
    { text: title, size: 17, space: 0, bold: true },
    { text: `Reference ${reference}`, size: 9, space: 6 },
  ];
  for (const [heading, ...text] of record) {
    lines.push({ text: heading, size: 12, space: 18, bold: true });
    for (const line of text) lines.push({ text: line, size: 10, space: 5 });
  }
  return pdf(title, lines);
}

const ink: Colour = [70, 78, 92];
const grid: Colour = [224, 228, 235];
const colours = { before: [196, 120, 92], after: [46, 125, 110] } as const satisfies Record<string, Colour>;
/** Minutes at the table, day by day: the week before the visit, and the two after it. */
const minutes = {
  before: [3, 4, 2, 5, 3, 4, 3],
  after: [9, 11, 8, 12, 6, 13, 12, 14, 11, 15, 13, 15, 14, 16],
};

/** The family's chart of the minutes at the table, 320 by 200 pixels: one bar a day, a grid line every five minutes. */
export function routineChart(): Uint8Array {
  const base = 180;
  const scale = 9;
  const lines = [5, 10, 15].map((value) => ({
    x: 24,
    y: base - value * scale,
    width: 284,
    height: 1,
    colour: grid,
  }));
  const days = [
    ...minutes.before.map((value) => ({ value, colour: colours.before })),
    ...minutes.after.map((value) => ({ value, colour: colours.after })),
  ];
  const bars: Rectangle[] = days.map(({ value, colour }, day) => ({
    x: 29 + day * 13,
    y: base - value * scale,
    width: 9,
    height: value * scale,
    colour,
  }));
  const axes: Rectangle[] = [
    { x: 23, y: 20, width: 2, height: base - 18, colour: ink },
    { x: 23, y: base, width: 285, height: 2, colour: ink },
  ];
  return png(320, 200, [...lines, ...bars, ...axes]);
}
