import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { EMPTY_BOARD, after, alarmKey, exams, isPressing, levelOf, nextPlanned, rehearsals, rooms, rows, scale, spans } from "../../web/js/state/board.js";

const at = (minutes) => new Date(Date.UTC(2026, 11, 8, 9, 0) + minutes * 60_000).toISOString();
const NOW = Date.parse(at(70));
const BASE = {
  candidacy_id: null, part: "call", rehearsal: false, candidate_name: "Inès", room_name: "1", opened_at: at(0), phase: "waiting", phase_since: at(0),
  present: [], steps: [], waits_for: [], blocks: [], was_called: false,
};
const sitting = (sitting_id, change = {}) => ({ ...BASE, sitting_id, ...change });
const update = (change) => ({ type: "board", whole: false, server_now: at(70), sittings: [], gone: [], readings: [], alarms: null, house: null, ...change });
const board = (...sittings) => after(EMPTY_BOARD, update({ whole: true, sittings, alarms: [] }));

test("a whole update replaces everything, a change only what it names", () => {
  const first = after(board(sitting("a"), sitting("b")), update({ sittings: [sitting("b", { phase: "call" })], readings: [{ sitting_id: "b", tracks: [{}] }], alarms: [{ code: "bell" }] }));
  assert.deepEqual([...first.sittings.keys()], ["a", "b"]);
  assert.equal(first.sittings.get("b").phase, "call");
  const second = after(first, update({ gone: ["a"], readings: [{ sitting_id: "b", tracks: [] }] }));
  assert.deepEqual([...second.sittings.keys(), ...second.readings.keys()], ["b"]);
  assert.equal(second.alarms.length, 1);
  assert.deepEqual([...after(second, update({ whole: true, alarms: [] })).sittings.keys()], []);
});

test("a candidate has one row, whose sitting is the one that runs", () => {
  const parts = [
    sitting("done", { candidacy_id: "c", phase: "handed-in", opened_at: at(0), steps: [{ phase: "call", starts_at: at(10), ends_at: at(20) }] }),
    sitting("next", { candidacy_id: "c", part: "visitor", opened_at: at(1) }),
    sitting("runs", { candidacy_id: "c", part: "visitor", phase: "ringing", opened_at: at(2) }),
  ];
  const shown = rows(board(sitting("other", { candidate_name: "Côme" }), ...parts));
  assert.deepEqual(shown.map(({ now }) => now.sitting_id), ["runs", "other"], "who has begun comes first");
  assert.deepEqual(shown[0].parts.map(({ sitting_id }) => sitting_id), ["done", "next", "runs"]);
});

test("rehearsals are apart and counted nowhere", () => {
  const both = board(sitting("a"), sitting("r", { rehearsal: true }));
  assert.deepEqual([exams(both).length, rows(both).length, rehearsals(both).map(({ sitting_id }) => sitting_id)], [1, 1, ["r"]]);
});

test("a room shows what runs in it, else who waits there, else who comes next, else what ended last", () => {
  const shown = (...sittings) => rooms(sittings).map(({ sitting_id }) => sitting_id);
  const over = [sitting("o1", { phase: "handed-in", phase_since: at(1) }), sitting("o2", { phase: "aborted", phase_since: at(2) })];
  const waiting = [sitting("w1", { opened_at: at(3) }), sitting("w2", { opened_at: at(4) })];
  assert.deepEqual(shown(...over), ["o2"]);
  assert.deepEqual(shown(...over, ...waiting), ["w1"]);
  assert.deepEqual(shown(...over, waiting[0], { ...waiting[1], present: ["candidate"] }), ["w2"]);
  assert.deepEqual(shown(...waiting, sitting("d", { phase: "drawn" }), sitting("p", { phase: "preparation" })), ["p"]);
  assert.deepEqual(shown(sitting("x", { room_name: "Salle 10" }), sitting("y", { room_name: "Salle 9" })), ["y", "x"], "9 before 10");
});

test("the rule says what was, what is and what will be", () => {
  const steps = [
    { phase: "preparation", starts_at: at(50), ends_at: at(65) },
    { phase: "call", starts_at: at(65), ends_at: at(75) },
    { phase: "writing", starts_at: at(75), ends_at: at(85) },
  ];
  const shown = rows(board(sitting("a", { phase: "call", steps })));
  const ruler = scale(shown, NOW);
  assert.equal(ruler.fromMs, Date.parse(at(0)));
  assert.ok(ruler.hours.length >= 6);
  const drawn = spans(ruler, shown[0], NOW);
  assert.deepEqual(drawn.map(({ kind, letter }) => [kind, letter]), [["done", ""], ["now", "call"], ["alone", ""]]);
  const late = spans(ruler, shown[0], NOW + 20 * 60_000)[1];
  assert.ok(late.width > drawn[1].width, "what runs late reaches to the needle");
});

test("the plan is drawn where nothing has happened yet, and beneath what has", () => {
  const work = (kind, begins, lengths, held = false) => {
    let from = begins;
    const stretches = lengths.map((minutes) => {
      const stretch = { starts_at: at(from), ends_at: at(from + Math.abs(minutes)), jury: minutes < 0 };
      from += Math.abs(minutes);
      return stretch;
    });
    return { candidacy_id: "c", kind, room_name: "", stretches, held };
  };
  const planned = [work("written", 0, [30], true), work("call", 40, [15, -10, 10]), work("visitor", 90, [5, -10, 10]), work("questionnaire", 130, [45])];
  const call = sitting("a", { candidacy_id: "c", phase: "preparation", steps: [{ phase: "preparation", starts_at: at(60), ends_at: at(75) }] });
  const whole = after(board(call, sitting("b", { candidacy_id: "c", part: "visitor", opened_at: at(1) })), update({ planned }));
  const [row] = rows(whole);
  const drawn = spans(scale([row], NOW), row, NOW);
  assert.deepEqual(drawn.map(({ kind, letter }) => [kind, letter]), [
    ["done", "written"], ["plan", ""], ["plan", ""], ["plan", ""], ["alone", ""], ["jury", "visitor"], ["alone", ""], ["alone", "questionnaire"], ["now", ""],
  ]);
  assert.equal(nextPlanned(row).kind, "visitor", "what runs and what was reported is not next");
  assert.ok(scale([row], NOW).toMs >= Date.parse(at(175)), "the rule reaches to the end of the plan");
  assert.deepEqual(after(whole, update({})).planned, planned, "no word of the plan: as before");
  assert.deepEqual(after(whole, update({ planned: [] })).planned, []);
  const early = after(board(sitting("a", { candidacy_id: "c" }), sitting("z", { candidacy_id: "d" })), update({ planned: [work("call", 40, [15]), { ...work("call", 20, [15]), candidacy_id: "d" }] }));
  assert.deepEqual(rows(early).map(({ key }) => key), ["d", "c"], "who is planned first comes first");
});

test("levels fill the ruler from silence to full scale", () => {
  assert.deepEqual([-127, -60, -30, 0].map(levelOf), [0, 0, 50, 100]);
});

test("every alarm that the server knows has its sentences, and the pressing ones are known", () => {
  const source = readFileSync(new URL("../../oralexam/webapp/board/alarms.py", import.meta.url), "utf8");
  const codes = [.../URGENCY = \(([^)]*)\)/.exec(source)[1].matchAll(/"([a-z-]+)"/g)].map(([, code]) => code);
  assert.ok(codes.length > 10);
  const fr = JSON.parse(readFileSync(new URL("../../web/i18n/fr.json", import.meta.url), "utf8"));
  assert.deepEqual(codes.flatMap((code) => [`alarm.${code}`, `alarm.${code}.do`, `alarm.${code}.short`]).filter((key) => !(key in fr)), []);
  assert.deepEqual(codes.filter((code) => isPressing({ code })), codes.slice(0, codes.filter((code) => isPressing({ code })).length), "the pressing ones come first");
});

test("the same alarm has the same key until it begins anew", () => {
  const alarm = { code: "bell", sitting_id: "a", seat: "juror", since: at(1) };
  assert.equal(alarmKey(alarm), alarmKey({ ...alarm }));
  assert.notEqual(alarmKey(alarm), alarmKey({ ...alarm, since: at(2) }));
});
