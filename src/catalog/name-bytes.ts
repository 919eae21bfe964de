/** Names as the catalog stores them: code page 1252. */

/** What code page 1252 has in place of the controls 0x80 to 0x9F; a NUL stands for what it leaves as it is. */
const HIGH_CONTROLS = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const FIRST_HIGH_CONTROL = 0x80;

/** Whether code page 1252 has every character. */
export const isEncodableName = (name: string): boolean =>
  [...name].every((character) => character <= '\u00ff' || HIGH_CONTROLS.includes(character));

/** The bytes of a name whose characters code page 1252 has. */
export function encodeName(name: string): Uint8Array {
  const bytes = new Uint8Array(name.length);
  for (let i = 0; i < name.length; i++) {
    const place = name[i] <= '\u00ff' ? -1 : HIGH_CONTROLS.indexOf(name[i]);
    bytes[i] = place < 0 ? name.charCodeAt(i) : FIRST_HIGH_CONTROL + place;
  }
  return bytes;
}

/** The name that bytes spell. (Not every TextDecoder knows the characters that code page 1252 has of its own.) */
export function decodeName(bytes: Uint8Array): string {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return name.replace(/[\x80-\x9f]/g, (control) => {
    const character = HIGH_CONTROLS[control.charCodeAt(0) - FIRST_HIGH_CONTROL];
    return character === '\0' ? control : character;
  });
}
