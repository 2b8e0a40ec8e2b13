import { useRef } from 'preact/hooks';

interface KeyFormProps {
  /** One was given and not accepted. */
  wrongKey: boolean;
  onKey: (key: string) => void;
}

/** An operator may give a key here to see the making and to review. */
export function KeyForm({ wrongKey, onKey }: KeyFormProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <details class="operator" open={wrongKey}>
      <summary>Operator? See the making and review with a key</summary>
      <form
        class="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          const key = field.current?.value.trim();
          if (key) onKey(key);
        }}
      >
        {wrongKey && (
          <p class="result" role="alert" data-tone="bad">
            That key was not accepted.
          </p>
        )}
        <label for="key">API key</label>
        <div class="key-row">
          <input
            id="key"
            ref={field}
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
          />
          <button type="submit">Use key</button>
        </div>
        <p class="muted">Kept in this tab only, and forgotten when it closes.</p>
      </form>
    </details>
  );
}
