import { useLayoutEffect, useRef } from 'preact/hooks';

interface RejectDialogProps {
  /** What was written so far. */
  reason: string;
  onReject: (reason: string) => void;
  onKeep: () => void;
}

/** Asks before a video is thrown away. Escape and "Keep the video" do nothing. */
export function RejectDialog({ reason, onReject, onKeep }: RejectDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const why = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const onClose = (): void => {
    if (dialog.current?.returnValue === 'reject') onReject(why.current?.value.trim() ?? '');
    else onKeep();
  };
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="reject-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="reject-title">Reject this video?</h2>
        <p class="muted">The run ends and nothing is published. This cannot be undone.</p>
        <label for="reject-reason">
          Reason <span class="muted">(optional)</span>
        </label>
        <textarea id="reject-reason" ref={why} rows={3} maxLength={2000} defaultValue={reason} />
        <div class="confirm-buttons">
          <button value="keep">Keep the video</button>
          <button value="reject" class="danger">
            Reject the video
          </button>
        </div>
      </form>
    </dialog>
  );
}
