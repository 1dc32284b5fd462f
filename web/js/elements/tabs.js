import { html } from "../../vendor/lit.js";

/**
 * Tabs (WAI-ARIA authoring practices, tabs with automatic activation): one stop for the Tab key, arrows between.
 * Each belongs to the panel whose id is `PREFIX-panel`.
 * @param {{ label: string, prefix: string, shown: string, small?: boolean,
 *   tabs: { key: string, words: unknown }[], onShow: (key: string) => void }} options
 */
export function tablist({ label, prefix, shown, small = false, tabs, onShow }) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const at = tabs.findIndex(({ key }) => key === shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    onShow(next.key);
    const list = /** @type {HTMLElement} */ (event.currentTarget);
    requestAnimationFrame(() => list.querySelector(/** @type {"button"} */ (`#${prefix}-tab-${next.key}`))?.focus());
  };
  return html`
    <div class="tabs ${small ? "tabs-small" : ""}" role="tablist" aria-label=${label} @keydown=${onKey}>
      ${tabs.map(({ key, words }) => html`
        <button class="tab" type="button" role="tab" id="${prefix}-tab-${key}" aria-controls="${prefix}-panel"
          aria-selected=${key === shown ? "true" : "false"} tabindex=${key === shown ? 0 : -1}
          @click=${() => onShow(key)}>${words}</button>`)}
    </div>`;
}
