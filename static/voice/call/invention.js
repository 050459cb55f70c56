/**
 * Transcripts of silence: a loop ("Okay. All right. All right. …") or the credits of a video. Pure.
 * The twin of voice/invention.py, which says why; both are held to tests/tapes/inventions.json.
 */

const CHARACTERS = "\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff";
const TOKEN = new RegExp(`(?:(?![${CHARACTERS}])[\\p{L}\\p{M}])+(?:['’]\\p{L}+)?|\\d|[${CHARACTERS}]`, "gu");
const UNSPACED = new RegExp(`^[${CHARACTERS}]$`, "u");
const SPOKEN_FIGURES = new RegExp(
  "\\b(?:zero|one|two|three|four|five|six|seven|eight|nine)\\b" +
    "|ゼロ|ぜろ|れい|レイ|まる|マル|いち|イチ|さん|サン|よん|ヨン|ろく|ロク|なな|ナナ|はち|ハチ|きゅう|キュウ" +
    "|[〇零一二三四五六七八九]",
  "gu",
);
const CREDITS = new RegExp(
  "ご(視聴|覧)(いただき)?(まして)?(誠に)?ありがとう|チャンネル登録|高評価|字幕|最後までご(視聴|覧)" +
    "|thank(s| you)( so much| very much)? for (watching|listening|viewing)|subscribe|subtitles? by" +
    "|amara ?org|transcri(bed|ption) by|see you (in the )?next (video|time)|次の動画|おやすみなさい[。.!]?$",
  "u",
);
const MOST_FIGURES = 15;
const LONGEST_UNIT = 24;
const MEANT = { word: 6, short: 8, syllables: 5, phrase: 3 };
const ENOUGH_PAIRS = { characters: 32, words: 16 };
const FEW_NEW = 0.34;

/** @param {string} text whether it is no words of a caller's */
export function isInvented(text) {
  const plain = text.normalize("NFKC").toLowerCase();
  const tokens = plain.replace(SPOKEN_FIGURES, " 0 ").match(TOKEN) ?? [];
  return repeats(tokens) || saysNothingNew(tokens) || CREDITS.test(plain);
}

/** @param {string[]} tokens */
function repeats(tokens) {
  for (let size = 1; size <= Math.min(LONGEST_UNIT, tokens.length >> 1); size += 1) {
    let run = 0;
    for (let at = size; at <= tokens.length; at += 1) {
      if (at < tokens.length && tokens[at] === tokens[at - size]) {
        run += 1;
        continue;
      }
      const length = run + size;
      if (run && length * 2 >= tokens.length && length > countMeant(tokens.slice(at - size, at))) return true;
      run = 0;
    }
  }
  return false;
}

/**
 * How many tokens of this unit in a row may be meant; one more is a loop.
 * @param {string[]} unit
 */
function countMeant(unit) {
  const size = unit.length;
  for (let part = 1; part < size; part += 1) {
    // A unit of smaller ones: they were judged.
    if (size % part === 0 && unit.every((token, at) => token === unit[at % part])) return Infinity;
  }
  if (unit.every(isFigure)) return MOST_FIGURES;
  let times = size === 1 ? MEANT.word : MEANT.phrase;
  if (unit.every((token) => UNSPACED.test(token))) {
    times = size < 3 ? MEANT.short : size < 4 ? MEANT.syllables : MEANT.phrase;
  }
  return size * (times + 1) - 1;
}

/** @param {string[]} tokens */
function saysNothingNew(tokens) {
  const words = tokens.filter((token) => !isFigure(token));
  const pairs = words.slice(1).map((word, at) => `${words[at]} ${word}`);
  const unspaced = words.filter((word) => UNSPACED.test(word)).length * 2 > words.length;
  const enough = unspaced ? ENOUGH_PAIRS.characters : ENOUGH_PAIRS.words;
  return pairs.length >= enough && new Set(pairs).size <= FEW_NEW * pairs.length;
}

/** @param {string} token */
function isFigure(token) {
  return /^\d$/.test(token);
}
