// @ts-check
/* What the explorer asks its Python panel: one question at a time, in order. */

import { useCallback, useRef, useState } from "../shared/app.js";
import { useCalls } from "../shared/server.js";

/** @typedef {{event: string, params: any}} Question */

const STEP = { label: "Look again", event: "refresh" };
const FAILED = {
  obstacle: { title: "The App's server did not answer", text: "Is it still running?", step: STEP },
};

/**
 * Put a question to those that wait. Of several filters that wait only the last is asked, and a
 * look at everything is asked once; a chip that is taken away (`drop`) is a question of its own.
 *
 * @param {Question[]} queue is changed
 * @param {boolean} busy whether the first of the queue has been sent
 * @param {Question} question
 */
export function enqueue(queue, busy, { event, params }) {
  const last = queue[queue.length - 1];
  const waits = queue.length > (busy ? 1 : 0);
  if (waits && last.event === event) {
    if (event === "refresh") return;
    if (event === "change" && !("drop" in last.params) && !("drop" in params)) {
      Object.assign(last.params, params);
      return;
    }
  }
  queue.push({ event, params });
}

/**
 * @param {Record<string, string>} events the addresses of the panel's methods
 * @param {(question: Question, answer: any, superseded: boolean) => void} onAnswer told also
 *   whether a later filter is waiting already
 * @returns {[(event: string, params?: any) => void, boolean]} to ask, and whether an answer is
 *   awaited
 */
export function useQuestions(events, onAnswer) {
  const call = useCalls(events);
  const answered = useRef(onAnswer);
  answered.current = onAnswer;
  /** @type {{current: Question[]}} */
  const queue = useRef([]);
  const busy = useRef(false);
  const [waiting, setWaiting] = useState(false);

  const next = useCallback(async () => {
    const question = queue.current[0];
    if (busy.current || !question) {
      if (!question) setWaiting(false);
      return;
    }
    busy.current = true;
    setWaiting(true);
    const { result = FAILED } = await call(question.event, question.params);
    busy.current = false;
    queue.current.shift();
    const superseded = queue.current.some((q) => q.event === "change");
    answered.current(question, result, superseded);
    next();
  }, []);

  const ask = useCallback((/** @type {string} */ event, params = {}) => {
    enqueue(queue.current, busy.current, { event, params });
    next();
  }, []);
  return [ask, waiting];
}
