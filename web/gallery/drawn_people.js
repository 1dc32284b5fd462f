/** Drawn people instead of cameras: streams of a canvas, so that the very same elements show them. */

const PEOPLE = {
  juror: { wall: "#4a4843", coat: "#24231f", collar: "#8d877b", hair: "M372 330c-14-150 6-236 110-236s128 84 112 236z" },
  candidate: { wall: "#4a4843", coat: "#8d877b", collar: "#24231f", hair: "M362 214c-8-92 46-142 120-142s126 52 116 146c-4 40-232 36-236-4z" },
};

/** @type {Partial<Record<"juror" | "candidate", MediaStream>>} */
const DRAWN = {};

/** Somebody's picture: one a page, since drawing goes on. @param {"juror" | "candidate"} who */
export function picture(who) {
  return (DRAWN[who] ??= drawn(who));
}

/** @param {"juror" | "candidate"} who @returns {MediaStream} */
function drawn(who) {
  const { wall, coat, collar, hair } = PEOPLE[who];
  const canvas = document.createElement("canvas");
  canvas.width = 960;
  canvas.height = 540;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @param {string} colour @param {string} path */
  const fill = (colour, path) => {
    context.fillStyle = colour;
    context.fill(new Path2D(path));
  };
  const draw = () => {
    fill(wall, "M0 0h960v540H0z");
    fill("#5b5852", who === "juror" ? "M640 0h230v300H640z" : "M0 0h960v60H0z");
    fill("#1b1a18", hair);
    fill("#a2968a", "M436 290h94v90l-47 44-47-44z");
    fill("#b9ada0", "M404 210c0-62 34-92 79-92s79 30 79 92c0 78-40 126-79 126s-79-48-79-126z");
    fill("#1b1a18", "M396 220c-4-64 34-104 88-104s92 36 86 104c-14-40-26-54-44-62-34 18-80 22-106 12-10 10-18 26-24 50z");
    fill(coat, "M214 540c8-100 70-142 176-164l46-10 47 58 47-58 46 10c106 22 168 64 176 164z");
    fill(collar, "M436 366l47 58 47-58 14 4-61 116-61-116z");
  };
  draw();
  // A still canvas sends one frame; a <video> that comes later wants another.
  setInterval(draw, 200);
  return canvas.captureStream(5);
}
