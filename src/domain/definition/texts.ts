import * as z from 'zod';
import { line, passage } from '../text.ts';

/** Texts of a definition that stand for themselves. A translation has each of them too. */
export const texts = {
  name: line(150).describe('What it is called.'),
  competency: passage(1000).describe('The one discrete skill that is recognised, as what a person does.'),
  keyMethod: passage(2000).describe('How the skill is practised, in short.'),
  keywords: z.array(line(60)).max(30).describe('Words by which it is found.'),
  audience: line(300).describe('Whom it is for.'),
  topic: line(100).describe('What it is about, in the terms of the catalog.'),
  fieldOfStudy: line(200).describe('The field of study that it belongs to.'),
  feeNote: passage(500).describe('What it costs, and who pays. This service takes no money.'),
};
