import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Key } from './key';
import { partWords } from './words';

interface DialogProps {
  title: string;
  confirm?: string;
  look?: string;
  /** What the other key says, where it is neither 取消 nor 关闭. */
  dismiss?: string;
  children?: ComponentChildren;
  onConfirm?(): void;
  onClose(): void;
}

/** A question over the page. Escape and 取消 close it; nothing behind it can be reached meanwhile. */
export function Dialog({ title, confirm, look, dismiss, children, onConfirm, onClose }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} aria-labelledby={heading} onCancel={onClose}>
      <form method="dialog" onSubmit={(event) => (event.preventDefault(), onConfirm?.())}>
        <h2 id={heading}>{title}</h2>
        {children}
        <div class="choices">
          <Key look="plain" label={dismiss ?? (onConfirm ? partWords().cancel : partWords().close)} onTap={onClose} />
          {onConfirm && (
            <button type="submit" class={`key plain ${look ?? 'primary'}`}>
              {confirm ?? partWords().confirm}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}
