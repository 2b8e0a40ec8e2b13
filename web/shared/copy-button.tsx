import { useSignal } from '@preact/signals';
import { announce } from './announce.ts';

const SAID_FOR_MS = 1_600;

/** A button that copies a text and says so. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const said = useSignal(label);
  async function onClick(): Promise<void> {
    said.value = (await copy(text)) ? 'Copied' : 'Copying failed';
    announce(`${label}: ${said.value}`);
    setTimeout(() => {
      said.value = label;
    }, SAID_FOR_MS);
  }
  return (
    <button type="button" class="copy" onClick={() => void onClick()}>
      {said}
    </button>
  );
}

/**
 * The clipboard API exists only on HTTPS and loopback; a plain-HTTP host in a home network has to
 * make do with the old command.
 */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.className = 'sr-only';
    field.readOnly = true;
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
