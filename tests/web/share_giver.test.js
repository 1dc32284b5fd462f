/** A juror's page in a draw: its share is bound before it is told, survives a reload, and is checked at the end. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { ShareGiver } from "../../web/js/pages/share_giver.js";
import { Problem } from "../../web/js/protocol/problem.js";
import { check, commitmentOf, newShare } from "../../web/js/state/draw_proof.js";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const SITTING = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11";
const SERVERS = "11".repeat(32);
const NAMES = ["a@1", "b@1", "c@1"];
const DIGESTS = ["0a".repeat(32), "0b".repeat(32), "0c".repeat(32)];
const SEAL = sha256(NAMES.map((name, index) => `${name} ${DIGESTS[index]}`).join("\n"));

/** A server for one draw, of the server's share and the juror's. */
function draw(number = 1) {
  const bound = (who, share) => sha256(`oralexam draw share v1\n${SITTING}\n${number}\n${SEAL}\n${who}\n${share}\n`);
  const shares = [{ who: "server", commitment: bound("server", SERVERS), share: "" }, { who: "juror", commitment: "", share: "" }];
  return { number, sealed_set: SEAL, eligible: 3, left_out: 0, begun_at: "", begun_by: "juror", shares, revealed: [], lot_hash: "" };
}

const view = (open, lot = null) => ({ role: "jury", seat: "juror", sitting_id: SITTING, phase: lot ? "drawn" : "waiting", draw: open, lot });

/** What settles a draw. */
function settled(open) {
  const lines = open.shares.map(({ who, share }) => `${who} ${share}\n`).join("");
  const chance = sha256(`oralexam draw chance v1\n${SITTING}\n${open.number}\n${SEAL}\n${lines}`);
  const lot = createHash("sha256").update(Buffer.from(SEAL + chance, "hex")).digest("hex");
  return { eligible: NAMES, digests: DIGESTS, sealed_set: SEAL, chance, drawn: NAMES[Number(BigInt(`0x${lot}`) % 3n)] };
}

function page(storage = new Map()) {
  const sent = [];
  const told = { lost: false, proof: null };
  const refusals = [];
  const giver = new ShareGiver(SITTING, "juror", {
    send: async (command) => { sent.push(command); },
    tell: (change) => Object.assign(told, change),
    refused: (code) => refusals.push(code),
    storage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
  });
  return { giver, sent, told, refusals, storage };
}

let hashing = 0;
const digest = crypto.subtle.digest.bind(crypto.subtle);
crypto.subtle.digest = (...data) => {
  hashing += 1;
  return digest(...data).finally(() => { hashing -= 1; });
};

/** Every promise that is under way comes to its end: hashes are made in threads, which a busy machine lets wait. */
async function settle() {
  for (let quiet = 0; quiet < 5; quiet = hashing === 0 ? quiet + 1 : 0) await new Promise((resolve) => { setTimeout(resolve, 1); });
}

test("the commitment is SHA-256 of the lines that the server hashes", async () => {
  const share = newShare();
  assert.match(share, /^[0-9a-f]{64}$/);
  assert.notEqual(share, newShare());
  const place = { sittingId: SITTING, number: 1, sealedSet: SEAL };
  assert.equal(await commitmentOf(place, "juror", share), sha256(`oralexam draw share v1\n${SITTING}\n1\n${SEAL}\njuror\n${share}\n`));
});

test("nothing is given before the person asks, and nothing is told before all are bound", async () => {
  const { giver, sent, storage } = page();
  const open = draw();
  giver.viewed(view(open));
  await settle();
  assert.deepEqual(sent, []);
  giver.ask();
  await settle();
  assert.equal(sent.length, 1);
  assert.equal(sent[0].type, "commit-share");
  const kept = JSON.parse([...storage.values()][0]);
  assert.equal(sent[0].commitment, await commitmentOf({ sittingId: SITTING, number: 1, sealedSet: SEAL }, "juror", kept.share));
  assert.ok(!JSON.stringify(sent).includes(kept.share));
  open.shares.push({ who: "observer", commitment: "", share: "" });
  open.shares[1] = { ...open.shares[1], commitment: sent[0].commitment };
  giver.viewed(view({ ...open }));
  await settle();
  assert.equal(sent.length, 1);
  open.shares[2] = { ...open.shares[2], commitment: "ab".repeat(32) };
  giver.viewed(view({ ...open }));
  await settle();
  assert.deepEqual(sent[1], { type: "reveal-share", number: 1, share: kept.share });
});

test("a press before the draw is open counts for the draw that it opens; refused, for none", async () => {
  const { giver, sent } = page();
  giver.ask();
  giver.viewed(view(null));
  await settle();
  giver.viewed(view(draw()));
  await settle();
  assert.equal(sent.length, 1);
  const other = page();
  other.giver.ask();
  other.giver.unask();
  other.giver.viewed(view(draw()));
  await settle();
  assert.deepEqual(other.sent, []);
});

test("a page that is reloaded reveals what it had bound itself to; without its storage it says so", async () => {
  const first = page();
  const open = draw();
  first.giver.viewed(view(open));
  first.giver.ask();
  await settle();
  open.shares[1] = { ...open.shares[1], commitment: first.sent[0].commitment };
  const reloaded = page(first.storage);
  reloaded.giver.viewed(view(open));
  await settle();
  assert.equal(reloaded.sent[0].type, "reveal-share");
  assert.equal(reloaded.told.lost, false);
  const elsewhere = page();
  elsewhere.giver.viewed(view(open));
  await settle();
  assert.deepEqual(elsewhere.sent, []);
  assert.equal(elsewhere.told.lost, true);
  elsewhere.giver.viewed(view(null));
  await settle();
  assert.equal(elsewhere.told.lost, false);
});

test("another draw gets another share", async () => {
  const { giver, sent, storage } = page();
  giver.viewed(view(draw(1)));
  giver.ask();
  await settle();
  const before = JSON.parse([...storage.values()][0]).share;
  giver.viewed(view(null));
  giver.viewed(view(draw(2)));
  giver.ask();
  await settle();
  assert.equal(sent.at(-1).number, 2);
  assert.notEqual(JSON.parse([...storage.values()][0]).share, before);
});

test("a link that is lost gives the same share again; a refusal is told, unless the page was only behind", async () => {
  const { giver, storage, refusals } = page();
  const commitments = [];
  const answers = ["link-lost", "commitment-copied", "share-revealed"];
  giver._send = async (command) => {
    commitments.push(command.commitment);
    const code = answers.shift();
    if (code !== undefined) throw new Problem(code);
  };
  giver.viewed(view(draw()));
  giver.ask();
  await settle();
  giver.viewed(view(draw()));
  await settle();
  assert.equal(commitments.length, 2);
  assert.equal(commitments[0], commitments[1]);
  assert.deepEqual(refusals, ["commitment-copied"]);
  giver.ask();
  await settle();
  assert.deepEqual(refusals, ["commitment-copied"]);
  assert.equal(storage.size, 1);
});

test("the draw is computed again: whatever was changed is seen, and whether this page's share is in it", async () => {
  const open = draw();
  const own = "22".repeat(32);
  const place = { sittingId: SITTING, number: 1, sealedSet: SEAL };
  open.shares = [
    { ...open.shares[0], share: SERVERS },
    { who: "juror", commitment: await commitmentOf(place, "juror", own), share: own },
  ];
  const lot = settled(open);
  assert.equal(await check(view(open, lot), own), "holds");
  assert.equal(await check(view(open, lot), ""), "holds");
  assert.equal(await check(view(open, lot), "33".repeat(32)), "not-mine");
  const changes = [
    [open, { ...lot, drawn: NAMES.find((name) => name !== lot.drawn) }],
    [open, { ...lot, chance: "44".repeat(32) }],
    [open, { ...lot, eligible: ["a@1", "b@1", "d@1"] }],
    [open, { ...lot, digests: [...DIGESTS].reverse() }],
    [open, { ...lot, sealed_set: "44".repeat(32) }],
    [{ ...open, sealed_set: "44".repeat(32) }, lot],
    [{ ...open, number: 2 }, lot],
    [{ ...open, shares: open.shares.map((each) => ({ ...each, share: SERVERS })) }, lot],
    [{ ...open, shares: open.shares.map((each) => ({ ...each, commitment: "44".repeat(32) })) }, lot],
  ];
  for (const [changedDraw, changedLot] of changes) {
    assert.equal(await check(view(changedDraw, changedLot), own), "does-not-hold", JSON.stringify(changedLot));
  }
});
