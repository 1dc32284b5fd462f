/** What is read aloud: plain English that anybody at B2 can say, about nothing that an exam asks for. Written for this. */

/** @type {readonly { id: string, text: string }[]} */
export const SENTENCES = [
  { id: "office-1", text: "Good morning, I would like to know when the office opens on Monday." },
  { id: "train-1", text: "The train to the coast was late, so we waited in the small café near the bridge." },
  { id: "garden-1", text: "My neighbour grows tomatoes and beans, and gives half of them to his friends." },
  { id: "library-1", text: "Please bring the book back by the end of the month, or tell us if you need it longer." },
];

/** Another one at each try: nobody reads the same twice in a row. @param {number} tries How often it was read before. @param {number} from Where this station began. */
export function sentenceFor(tries, from) {
  return /** @type {{ id: string, text: string }} */ (SENTENCES[(tries + from) % SENTENCES.length]);
}
