/** Wording by which time or completion, and not the skill, would earn the award. By language. */
const wordings: Readonly<Record<string, readonly RegExp[]>> = {
  en: [
    /\bcomplet\w*\s+(?:of\s+)?(?:the|a|an|this|that|all|every|each|any|our)?\s*(?:[\w-]+\s+){0,2}(?:course|training|module|workshop|webinar|programme|program|curriculum|lesson|unit|coursework)s?\b(?!\s+(?:plan|log|record|material|design|guide|outline|need)s?\b)/iu,
    /\b(?:certificate|proof|record)\s+of\s+(?:completion|attendance|participation)\b/iu,
    /\b(?:attend(?:s|ed|ance|ing)?)\s+(?:at\s+|of\s+)?(?:the|a|an|this|that|all|every|each|any|our)\s+(?:[\w-]+\s+){0,2}(?:course|training|session|workshop|webinar|class|lesson|seminar)(?:s|es)?\b/iu,
    /\b(?:seat|contact)[\s-](?:time|hours?)\b/iu,
    /\b(?:\d+|one|two|three|four|five|six|eight|ten|twelve|twenty|thirty|forty)\s+(?:clock\s+)?(?:hours?|days?|weeks?|months?)\s+of\s+(?:training|instruction|study|coursework|attendance|participation|class|teaching)\b/iu,
  ],
  es: [
    /(?<!\p{L})(?:complet|termin|finaliz)\p{L}*\s+(?:el|la|los|las|un|una|este|esta|todo|toda|todos|todas)?\s*(?:los\s+|las\s+)?(?:\p{L}+\s+)?(?:curso|formación|módulo|taller|programa|capacitación|seminario)(?:s|es)?(?!\p{L})/iu,
    /(?<!\p{L})certificad\p{L}*\s+de\s+(?:asistencia|finalización|participación)(?!\p{L})/iu,
    /(?<!\p{L})asist(?:e|en|ir|ió|encia|ido)\s+(?:a|al)\s+(?:(?:la|los|las|un|una|todo|toda|todos|todas|cada)\s+)*(?:curso|formación|módulo|taller|clase|sesión|sesiones|capacitación|seminario)(?:s|es)?(?!\p{L})/iu,
    /(?<!\p{L})horas\s+(?:lectivas|presenciales|de\s+(?:formación|clase|asistencia|capacitación|curso))(?!\p{L})/iu,
  ],
};

/** The words in a text that award time or completion; undefined where there are none, or in a language that is not known here. */
export function awardsTime(text: string, languageTag: string): string | undefined {
  const [language = ''] = languageTag.split('-');
  for (const wording of wordings[language] ?? []) {
    const found = wording.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
