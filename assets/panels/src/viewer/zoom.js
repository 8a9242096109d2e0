// @ts-check
/* Which part of the video the curves show. */

import { useCallback, useMemo, useState } from "../shared/app.js";

/** The frames in view; kept through every answer of the server, for as long as the video. */
export function useZoom(video, rep, clip) {
  const [kept, setKept] = useState({ sample: null, range: null });
  const total = (video && video.total_frames) || 1;
  const around = useCallback(
    (first, last) => {
      const margin = Math.max(6, Math.round(0.35 * (last - first)));
      return [Math.max(1, first - margin), Math.min(total, last + margin)];
    },
    [total],
  );
  const own = video && kept.sample === video.sample ? kept.range : null;
  const range = useMemo(
    () => own || (clip ? around(clip[0], clip[1]) : [1, Math.max(2, total)]),
    [own, clip, total, around],
  );
  const set = useCallback(
    (next) => setKept({ sample: video && video.sample, range: next }),
    [video && video.sample],
  );
  const toRep = () => rep && set(around(rep.first, rep.last));
  return { range, set, toRep };
}
