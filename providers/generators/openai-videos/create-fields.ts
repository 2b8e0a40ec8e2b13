import type { InputImage, PurchaseIntent } from '../generator.ts';
import { SERVER_DEFAULT_MODEL } from './server-config.ts';

/** Under this key of `metadata` a server that echoes it lets us find our own job again. */
export const REFERENCE_KEY = 'promptreel_reference';

/** A create, before it is written as JSON or as a form. Null and undefined fields are left out. */
export interface CreateFields {
  values: Record<string, unknown>;
  image: InputImage | null;
}

export interface FrameWish {
  width?: number | undefined;
  height?: number | undefined;
  seconds?: number | undefined;
  fps?: number | undefined;
}

export function purchaseFields(model: string, intent: PurchaseIntent): CreateFields {
  const { request } = intent;
  return {
    values: {
      ...modelField(model),
      prompt: request.prompt,
      ...frameFields({
        width: request.width,
        height: request.height,
        seconds: request.duration,
        fps: request.frameRate,
      }),
      seed: request.seed,
      negative_prompt: request.negativePrompt,
      generate_sound: request.audio,
      metadata: { [REFERENCE_KEY]: intent.reference },
      webhook_url: intent.webhookUrl,
    },
    image: request.image ?? null,
  };
}

/** Left out for the server's own choice: vLLM-Omni serves one model and refuses other names. */
export function modelField(model: string): Record<string, unknown> {
  return model === SERVER_DEFAULT_MODEL ? {} : { model };
}

/**
 * `seconds` and `size` are the protocol's own; the rest are vLLM-Omni's extensions, which the
 * others ignore. The protocol's seconds are a string of a whole number: for anything else the
 * frames are counted.
 */
export function frameFields({ width, height, seconds, fps }: FrameWish): Record<string, unknown> {
  const whole = seconds === undefined || Number.isInteger(seconds);
  return {
    seconds: seconds === undefined ? undefined : String(seconds),
    size: width === undefined || height === undefined ? undefined : `${width}x${height}`,
    width,
    height,
    fps,
    num_frames: whole || fps === undefined ? undefined : Math.round(seconds * fps),
  };
}
