// Warm steps take milliseconds; naming each of them would be noise.
const SHOW_AFTER_MS = 400;
const SPIN_MS = 120;
const PLAIN_UPDATE_MS = 10_000;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Progress of the set-up on stderr: a line per step with the time it took, a spinner on a terminal
 * and a line every ten seconds elsewhere. A step that is over at once says nothing.
 */
export async function runStep(label, work, stream = process.stderr) {
  const started = Date.now();
  const tty = stream.isTTY === true;
  let detail = '';
  let frame = 0;
  let shown = false;
  const text = () => `${label} (${seconds(started)}${detail && `, ${detail}`})`;
  const clear = () => tty && shown && stream.write('\r\u001b[2K');
  const draw = () => {
    shown = true;
    const width = Math.max(20, (stream.columns ?? 80) - 4);
    if (tty)
      stream.write(`\r\u001b[2K${FRAMES[frame++ % FRAMES.length]} ${text().slice(0, width)}`);
    else stream.write(`  … ${text()}\n`);
  };
  let repeat;
  const first = setTimeout(() => {
    if (tty) draw();
    else stream.write(`  → ${label}\n`);
    shown = true;
    repeat = setInterval(draw, tty ? SPIN_MS : PLAIN_UPDATE_MS);
  }, SHOW_AFTER_MS);
  try {
    const result = await work((update) => (detail = update));
    clear();
    if (shown) stream.write(`✓ ${label} (${seconds(started)})\n`);
    return result;
  } catch (error) {
    clear();
    stream.write(`✗ ${label} (${seconds(started)})\n`);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
  }
}
