import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DAY,
  findBox,
  findCarRow,
  findFreedom,
  findHourStep,
  findOpening,
  findRowAt,
  findSpan,
  findStep,
  findStopAt,
  findVisible,
  heightOf,
  isFound,
  listClosed,
  listRows,
  listStops,
  makeFold,
  makeScale,
  propose,
  readBar,
  remember,
  snap,
  toMinutes,
  toX,
} from "../../static/staff/board/layout.js";

const FIRST = 100 * DAY;
const week = makeScale(FIRST, 7, 1008); // a tenth of a pixel a minute
const bar = (start, end, more = {}) => ({
  ...readBar(["b", "c1", FIRST + start, FIRST + end, FIRST + end, "confirmed", "", "佐藤花子", "R-1", 1]),
  ...more,
});
const cars = (...ids) => ids.map((id) => ({ id, plate: `品川 500 わ ${id}`, model: "", away: false }));

test("a booking is read with its marks", () => {
  const read = readBar(["b", "c1", 1, 2, 3, "out", "la", "佐藤", "R-1", 9]);
  assert.deepEqual(read, { ...read, late: true, agent: true, risk: false, foreign: false, until: 3, seen: 9 });
});

test("the days fill the room, unless they would be too narrow to touch", () => {
  assert.equal(makeScale(FIRST, 7, 1008).width, 1008);
  assert.equal(makeScale(FIRST, 31, 800).width, 31 * 44);
});

test("a place and its time are each other's inverse", () => {
  assert.equal(toX(week, FIRST + 600), 60);
  assert.equal(toMinutes(week, 60), FIRST + 600);
});

test("times are chosen by quarters of an hour on a day, by hours on a week, by three on two months", () => {
  assert.deepEqual([1, 7, 60].map((days) => findStep(makeScale(FIRST, days, 1000))), [15, 60, 180]);
  assert.equal(snap(FIRST + 52, 15), FIRST + 45);
});

test("hours are named where there is room for their names", () => {
  assert.deepEqual([1, 3, 7, 31].map((days) => findHourStep(makeScale(FIRST, days, 1000))), [1, 3, 6, 0]);
});

test("rows are classes with their cars under them", () => {
  const rows = listRows([
    { name: "コンパクト", cars: cars("1", "2") },
    { name: "SUV", cars: cars("3") },
  ]);
  assert.deepEqual(rows.map((row) => row.top), [0, 32, 80, 128, 160]);
  assert.equal(heightOf(rows), 208);
  assert.deepEqual([-5, 31, 32, 127, 9999].map((y) => findRowAt(rows, y)), [0, 0, 1, 2, 4]);
  assert.deepEqual([findCarRow(rows, 0, 0), findCarRow(rows, 2, 1), findCarRow(rows, 1, -1), findCarRow(rows, 1, 8)], [1, 4, 1, 4]);
});

test("of five hundred cars those in view are drawn, and few beside", () => {
  const rows = listRows([{ name: "コンパクト", cars: cars(...Array.from({ length: 500 }, (_, number) => String(number))) }]);
  const [from, to] = findVisible(rows, 12_000, 600);
  assert.ok(to - from <= 26, `${to - from} rows`);
  assert.ok(rows[from].top <= 12_000 && rows[to - 1].top + 48 >= 12_600);
  assert.deepEqual(findVisible([], 0, 600), [0, 0]);
});

test("a bar begins and ends where it does, and says when it goes on outside", () => {
  assert.deepEqual(findBox(week, bar(600, 1080)), { left: 60, width: 48, tail: 0, before: false, after: false });
  assert.deepEqual(findBox(week, bar(-600, 8 * DAY)), { left: 0, width: 1008, tail: 0, before: true, after: true });
  assert.equal(findBox(week, bar(-600, 0)), null);
  assert.equal(findBox(week, bar(7 * DAY, 7 * DAY + 60)), null);
});

test("a short bar is wide enough to be seen, but not over the next", () => {
  assert.equal(findBox(week, bar(600, 660))?.width, 22);
  assert.equal(findBox(week, bar(600, 660), bar(660, 720))?.width, 6);
});

test("the turnaround is the tail of a bar", () => {
  assert.equal(findBox(week, bar(600, 1080, { until: FIRST + 1140 }))?.tail, 6);
});

test("closed hours are what the open ones leave", () => {
  const day = makeScale(FIRST, 1, 960);
  assert.deepEqual(listClosed(day, [[FIRST + 480, FIRST + 1200]]), [
    [FIRST, FIRST + 480],
    [FIRST + 1200, FIRST + DAY],
  ]);
  assert.deepEqual(listClosed(day, []), [[FIRST, FIRST + DAY]]);
});

test("a free time begins when the door opens", () => {
  const open = /** @type {[number, number][]} */ ([[FIRST + 480, FIRST + 1200]]);
  assert.deepEqual([100, 600, 1300].map((at) => findOpening(open, FIRST + at)), [FIRST + 480, FIRST + 600, FIRST + 1300]);
});

test("the arrows stop at bars and at the free time between them", () => {
  const stops = listStops(week, [bar(600, 1080), bar(1080, 2000, { id: "d" })]);
  assert.deepEqual(stops.map((stop) => [stop.bar?.id ?? "free", stop.start - FIRST]), [
    ["free", 0],
    ["b", 600],
    ["d", 1080],
    ["free", 2000],
  ]);
  assert.equal(findStopAt(stops, FIRST + 1500), 2);
});

test("bars are drawn in view and some beside it, by tiles", () => {
  assert.deepEqual(findSpan(0, 856), [-256, 1024]);
  assert.deepEqual(findSpan(30, 856), findSpan(0, 856), "a few pixels of scrolling draw nothing");
  const [from, to] = findSpan(1000, 856);
  assert.ok(from <= 1000 - 128 && to >= 1856 + 128);
});

test("a text is folded once", () => {
  let times = 0;
  const fold = remember((text) => `${text}${(times += 1)}`);
  assert.deepEqual([fold("a"), fold("a"), fold("b")], ["a1", "a1", "b2"]);
});

test("a booking is found by number, name and plate, however they are written", () => {
  const fold = makeFold(["高髙", "崎﨑嵜"]);
  const found = (text) => isFound(bar(0, 60, { name: "髙橋 健" }), "品川 500 わ 44-61", fold(text), fold);
  assert.deepEqual(["高橋健", "４４６１", "ｒ1", "わ44-61"].map(found), [true, true, true, true]);
  assert.equal(found("鈴木"), false);
});

test("characters that are one to the ear are written as the first of them", () => {
  const fold = makeFold(["吉𠮷", "浜濱濵"]);
  assert.deepEqual(["𠮷濵 ケン", "吉浜ｹﾝ"].map(fold), ["吉浜ケン", "吉浜ケン"]);
  assert.equal(makeFold([""])("髙橋"), "髙橋");
});

test("what is on the road is only kept longer, and what is over stays", () => {
  assert.deepEqual(
    ["held", "confirmed", "out", "returned", "blocked"].map((state) => findFreedom(bar(0, 60, { state }))),
    ["move", "move", "extend", "", ""],
  );
  assert.equal(findFreedom(bar(0, 60, { foreign: true })), "");
  assert.equal(findFreedom(bar(0, 60, { state: "blocked" }), true), "move");
});

test("a booking is moved by whole steps and keeps its length, or gets another end", () => {
  const minutes = ({ start, end }) => [start - FIRST, end - FIRST];
  assert.deepEqual(minutes(propose(bar(610, 1090), "move", 47, 15)), [660, 1140]);
  assert.deepEqual(minutes(propose(bar(610, 1090), "move", 0, 15)), [610, 1090]);
  assert.deepEqual(minutes(propose(bar(600, 1080), "extend", 121, 60)), [600, 1200]);
  assert.deepEqual(minutes(propose(bar(600, 1080), "extend", -900, 60)), [600, 660]);
});
