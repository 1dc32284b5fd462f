/**
 * What can not be read where it stands: text over other text, text over or under something that is pressed,
 * text that its box cuts, text that sticks out of its box. A function for a browser; answers with sentences.
 *
 * On purpose, and so not told: a picture that has text over it; what is scrolled away, or lies under a bar that
 * stands while the rest is scrolled; a dialog, a popover, the open list of exports over the page; the line of « now »
 * over a plan; a line that ends in « … ».
 */
async () => {
  const LEAST_PX = 2; // Letters of different fonts touch by less, and rounding is half a pixel.
  await new Promise((done) => { requestAnimationFrame(() => { requestAnimationFrame(done); }); });
  const CLEAR = /, 0\)$|\/ 0\)$|^transparent$/;
  const LAYERS = ":modal, :popover-open, .exports-list";
  const PRESSED = "button, .button, input:not([type=hidden]), select, textarea, summary";
  const styles = new Map();
  const style = (/** @type {Element} */ one) => {
    if (!styles.has(one)) styles.set(one, getComputedStyle(one));
    return styles.get(one);
  };
  const ALL = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity, by: null };
  const clips = new Map();
  /** What of an element's inside can be seen, and the box that cuts the rest off for good. */
  const clipOf = (/** @type {Element | null} */ one) => {
    if (one === null || one === document.documentElement || one === document.body) return ALL;
    if (!clips.has(one)) {
      const { position, overflowX, overflowY } = style(one);
      const above = position === "fixed" || one.matches(LAYERS) ? ALL : clipOf(position === "absolute" ? one.offsetParent : one.parentElement);
      let clip = above;
      if (overflowX !== "visible" || overflowY !== "visible") {
        const box = one.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(overflowX + overflowY);
        clip = {
          left: Math.max(above.left, box.left), right: Math.min(above.right, box.right),
          top: Math.max(above.top, box.top), bottom: Math.min(above.bottom, box.bottom), by: scrolls ? null : one,
        };
      }
      clips.set(one, clip);
    }
    return clips.get(one);
  };
  const seen = (box, clip) => ({ left: Math.max(box.left, clip.left), right: Math.min(box.right, clip.right), top: Math.max(box.top, clip.top), bottom: Math.min(box.bottom, clip.bottom) });
  const name = (/** @type {Element} */ one) => `${one.localName}${one.id ? `#${one.id}` : ""}${[...one.classList].map((each) => `.${each}`).join("")}`;
  const layers = new Map();
  /** The dialog or popover that something is in, and whether it stands while the rest is scrolled. */
  const layerOf = (/** @type {Element | null} */ one) => {
    if (one === null) return { top: null, standing: null };
    if (!layers.has(one)) {
      const above = layerOf(one.parentElement);
      const stands = /sticky|fixed/.test(style(one).position) ? one : above.standing;
      layers.set(one, one.matches(LAYERS) ? { top: one, standing: null } : { top: above.top, standing: stands });
    }
    return layers.get(one);
  };
  const painted = new Map();
  /** The nearest box with edges that a reader sees, or a cell of a table, that lays this text out. */
  const boxOf = (/** @type {Element | null} */ one) => {
    if (one === null || one === document.body) return null;
    if (!painted.has(one)) {
      const { backgroundColor, borderTopWidth, borderRightWidth, display, overflowX, overflowY, position } = style(one);
      const edges = !CLEAR.test(backgroundColor) || (parseFloat(borderTopWidth) > 0 && parseFloat(borderRightWidth) > 0) || display === "table-cell";
      const scrolled = overflowX !== "visible" || overflowY !== "visible";
      painted.set(one, scrolled ? null : edges && !/^inline$|contents/.test(display) ? one : /absolute|fixed/.test(position) ? null : boxOf(one.parentElement));
    }
    return painted.get(one);
  };

  /** Whether something that lies there is more than the room around its letters. */
  const hides = (/** @type {Element} */ over, /** @type {Element} */ owner) => {
    for (let one = over; !one.contains(owner); one = /** @type {Element} */ (one.parentElement)) {
      if (one.matches("img, video, canvas, input, select, textarea") || !CLEAR.test(style(one).backgroundColor)) return true;
    }
    return false;
  };

  const said = [];
  const items = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const owner = node.parentElement;
    const text = (node.nodeValue ?? "").trim();
    if (owner === null || text === "" || owner.closest("option, script, style") !== null || !owner.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const clip = clipOf(owner);
    if (clip.by !== null && clip.right - clip.left <= 1) continue; // For screen readers.
    range.selectNodeContents(node);
    const box = boxOf(owner);
    const edges = box?.getBoundingClientRect();
    const what = `« ${text.slice(0, 40)} » (${name(owner)})`;
    for (const line of range.getClientRects()) {
      if (line.width < 1) continue;
      // Letters fill the middle of their line; above and below is room for accents and tails.
      const letters = { left: line.left, right: line.right, top: line.top + 0.25 * line.height, bottom: line.bottom - 0.25 * line.height };
      const left = seen(letters, clip);
      const cut = Math.max(letters.right - left.right, left.left - letters.left, letters.bottom - left.bottom, left.top - letters.top);
      if (clip.by !== null && cut > LEAST_PX && style(clip.by).textOverflow !== "ellipsis") said.push(`cut: ${what} by ${name(clip.by)}`);
      if (edges !== undefined && clip.by === null && (letters.right > edges.right + LEAST_PX || letters.left < edges.left - LEAST_PX || letters.bottom > edges.bottom + LEAST_PX || letters.top < edges.top - LEAST_PX)) said.push(`sticks out: ${what} of ${name(box)}`);
      if (left.right - left.left > LEAST_PX && left.bottom - left.top > LEAST_PX) items.push({ ...left, owner, node, what });
    }
  }
  const texts = [...items];
  for (const one of document.querySelectorAll(PRESSED)) {
    const box = one.getBoundingClientRect();
    if (box.width < LEAST_PX || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const left = seen(box, clipOf(one));
    if (left.right - left.left > LEAST_PX && left.bottom - left.top > LEAST_PX) items.push({ ...left, owner: one, node: one, what: `what is pressed, ${name(one)} « ${(one.textContent ?? "").trim().slice(0, 30)} »` });
  }

  const scrolls = document.documentElement.scrollHeight > innerHeight || [...document.querySelectorAll("*")].some((one) => /auto|scroll/.test(style(one).overflowY) && one.scrollHeight > one.clientHeight);
  const apart = (one, other) => {
    const [a, b] = [layerOf(one), layerOf(other)];
    return a.top !== b.top || (scrolls && a.standing !== b.standing);
  };
  items.sort((one, other) => one.top - other.top);
  let open = [];
  for (const item of items) {
    open = open.filter((other) => other.bottom > item.top + LEAST_PX);
    for (const other of open) {
      if (Math.min(item.right, other.right) - Math.max(item.left, other.left) <= LEAST_PX || Math.min(item.bottom, other.bottom) - item.top <= LEAST_PX) continue;
      if (item.node === other.node || item.node.contains(other.node) || other.node.contains(item.node) || apart(item.owner, other.owner)) continue;
      said.push(`overlap: ${other.what} and ${item.what}`);
    }
    open.push(item);
  }
  for (const { left, right, top, bottom, owner, what } of texts) {
    if (style(owner).pointerEvents === "none") continue;
    for (const x of [left + LEAST_PX, (left + right) / 2, right - LEAST_PX]) {
      const over = document.elementFromPoint(x, (top + bottom) / 2);
      if (over === null || over.contains(owner) || owner.contains(over) || apart(owner, over) || !hides(over, owner)) continue;
      said.push(`covered: ${what} by ${name(over)}`);
      break;
    }
  }
  return [...new Set(said)];
}
