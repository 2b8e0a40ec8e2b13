import type { VideoRecord } from '../../domain/video/record.ts';

const LONGEST_TITLE = 120;

/**
 * What a message or a search shows of a link to a published video. Whoever has the link may watch it,
 * so the poster is no secret; the prompt is one as soon as there are keys.
 */
export function pageHead(
  video: VideoRecord,
  { publicUrl, keyed }: { publicUrl: string; keyed: boolean },
): string {
  const { media, status } = video.snapshot;
  if (status !== 'published' || media === null) return '';
  const prompt = video.request.prompt.replaceAll(/\s+/g, ' ').slice(0, LONGEST_TITLE);
  const title = keyed ? 'A video made with Promptreel' : prompt;
  const poster = `${publicUrl}/media/${video.id}/hls/v${media.version}/poster.jpg`;
  const facts = {
    'og:type': 'video.other',
    'og:site_name': 'Promptreel',
    'og:title': title,
    'og:url': `${publicUrl}/watch/${video.id}`,
    'og:image': poster,
    'og:image:width': `${media.width}`,
    'og:image:height': `${media.height}`,
    'twitter:card': 'summary_large_image',
  };
  const metas = Object.entries(facts).map(
    ([property, content]) => `<meta property="${property}" content="${escapeHtml(content)}" />`,
  );
  return [`<title>${escapeHtml(title)}</title>`, ...metas].join('\n    ');
}

/** The page with that head in the place of its bare title. */
export function withHead(html: string, head: string): string {
  return head === '' ? html : html.replace(/<title>[^<]*<\/title>/, () => head);
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPED[character] ?? character);
}
