/* What the viewer knows and does: the open video, the chosen repetition, verdicts, moving on. */
(function () {
  "use strict";
  const { remember, remembered, useCallback, useEffect, useMemo, useRef, useState, words } = window.__foButtwink__.viewer;

  /** A second press within this time is a double click, not a verdict on the next repetition. */
  const DOUBLE_MS = 300;
  const PATIENCE_MS = 15000;
  const REFRESH_MS = 60000;

  /* Outlive the panel, which the App may build anew for another sample. */
  const memory = { rep: null, done: [], unseen: false };

  const openSample = window.__fos__ && (window.__fos__.nullableModalSampleId || window.__fos__.modalSampleId);
  const readAtom = window.recoil && window.recoil.useRecoilValue;
  const useModalId = openSample && readAtom ? () => readAtom(openSample) : () => null;

  /** Ask a method of the Python panel; always answers, with `error` if it could not. */
  function useServer(calls) {
    const trigger = window.__foo__.useTriggerPanelEvent();
    const latest = useRef({ trigger, calls });
    latest.current = { trigger, calls };
    return useCallback((name, params) =>
      new Promise((resolve) => {
        const { trigger: send, calls: addresses } = latest.current;
        send(addresses[name], params, false, (answer) => {
          const failed = answer && (answer.error || answer.errorMessage);
          resolve(failed ? { error: readable(answer) } : (answer && answer.result) || { error: "The server gave no answer." });
          return false; // or the App would replace the panel by a stack trace
        });
      }), []);
  }

  function readable(answer) {
    const text = String(answer.errorMessage || (answer.error && answer.error.message) || answer.error);
    return "The server could not answer (" + text.split("\n").pop().slice(0, 300) + "). Reload the page to try again.";
  }

  /**
   * Let the grid show new verdicts once the modal is closed: the App loads everything anew for
   * that, the open video included. ("reload_samples" of FiftyOne 1.22 shows what it had.)
   */
  function useFreshGrid() {
    useEffect(() => () => {
      window.setTimeout(() => {
        const modal = document.querySelector("[data-cy=modal] [data-cy=modal-content]");
        const run = window.__foo__.executeOperator;
        if (!memory.unseen || !run || (modal && modal.offsetParent)) return;
        memory.unseen = false;
        run("@voxel51/operators/reload_dataset", {});
      }, 400);
    }, []);
  }

  function useSession(calls, annotating) {
    const ask = useServer(calls);
    useFreshGrid();
    const modalId = useModalId();
    const [key, setKeyState] = useState(() => remembered("key", null));
    const [data, setData] = useState(null);
    const [repId, setRepId] = useState(null);
    const [busy, setBusy] = useState(false);
    const [form, setForm] = useState(null);
    const [problem, setProblem] = useState("");
    const [conflict, setConflict] = useState(null);
    const [message, setMessage] = useState("");
    const [wanted, setWanted] = useState(null);
    const [reviewer, setReviewerState] = useState(() => remembered("reviewer", ""));
    const [advance, setAdvanceState] = useState(() => remembered("advance", true));
    const lock = useRef(false);
    const changedAt = useRef(0);
    const drafts = useRef({});
    const asked = useRef(0);
    const rep = useMemo(() => (data && data.video ? data.video.reps.find((r) => r.id === repId) || null : null), [data, repId]);

    const choose = useCallback((id, reps, seek = true) => {
      setRepId(id);
      setForm(null);
      setConflict(null);
      changedAt.current = Date.now();
      const found = (reps || (data && data.video.reps) || []).find((r) => r.id === id);
      if (found && seek) setWanted(found.first);
    }, [data]);

    const release = useCallback(() => { lock.current = false; setBusy(false); }, []);

    /* Looking writes nothing: what was edited in the Annotate tab is counted by a call of its own,
       once that tab is left, not under somebody's hands. */
    const counting = useCallback(async (answer, about) => {
      if (!answer.edits || annotating) return answer;
      const after = await ask("adopt", { ...about, reviewer });
      if (after.error) return { ...answer, warning: "Edits of the Annotate tab were not counted: " + after.error };
      const video = answer.video && { ...answer.video, reps: after.reps };
      return { ...answer, ...after, ...(video && { video }) };
    }, [ask, annotating, reviewer]);

    const open = useCallback(async () => {
      const number = (asked.current += 1);
      const focus = memory.rep;
      const loaded = await ask("load", { modal_id: modalId, key, reviewer, rep: focus });
      if (number !== asked.current) return; // another sample has been opened meanwhile
      const answer = await counting(loaded, { key: loaded.key, sample: loaded.video && loaded.video.sample, rep: focus || loaded.rep });
      if (number !== asked.current) return;
      release();
      if (answer.error) {
        setProblem(answer.error);
        return;
      }
      setProblem(answer.warning || "");
      const reps = (answer.video && answer.video.reps) || [];
      const ids = reps.map((r) => r.id);
      const todo = reps.find((r) => r.machine.flagged && r.review.state === "unreviewed");
      const first = (todo || reps[0] || {}).id || null;
      const pick = [focus, answer.rep].find((id) => ids.includes(id));
      memory.rep = null;
      setData(answer);
      if (answer.adopted) setMessage(counted(answer.adopted));
      choose(pick || first, reps, Boolean(pick));
    }, [ask, counting, modalId, key, reviewer, choose, release]);
    const opening = useRef(open);
    opening.current = open;

    useEffect(() => {
      lock.current = true;
      setBusy(true);
      setForm(null);
      setConflict(null);
      opening.current();
    }, [modalId, key]);

    const take = useCallback((answer) => {
      if (!answer.reps) return;
      setData((old) => {
        if (!old || !old.video || old.video.sample !== answer.sample) return old;
        const same = JSON.stringify(old.video.reps) === JSON.stringify(answer.reps);
        const video = same ? old.video : { ...old.video, reps: answer.reps };
        return { ...old, video, queue: answer.queue };
      });
    }, []);

    /* Others may have worked in the meantime. */
    const look = useCallback(async () => {
      if (document.hidden || annotating || lock.current || !data || data.state !== "ready") return;
      const about = { key: data.key, sample: data.video.sample, rep: repId };
      const seen = await ask("refresh", { ...about, reviewer });
      const answer = lock.current ? seen : await counting(seen, about);
      if (answer.error) opening.current();
      else if (!lock.current) {
        take(answer);
        if (answer.warning) setProblem(answer.warning);
        if (answer.adopted) setMessage(counted(answer.adopted));
      }
    }, [annotating, data, repId, reviewer, ask, counting, take]);
    const looking = useRef(look);
    looking.current = look;
    useEffect(() => {
      const now = () => looking.current();
      window.addEventListener("focus", now);
      const timer = window.setInterval(now, REFRESH_MS);
      return () => {
        window.removeEventListener("focus", now);
        window.clearInterval(timer);
      };
    }, []);
    /* What was edited in the Annotate tab is looked for as soon as that is left. */
    const was = useRef(annotating);
    useEffect(() => {
      if (was.current && !annotating) looking.current();
      was.current = annotating;
    }, [annotating]);

    const goTo = useCallback(async (place, reps) => {
      if (reps.some((r) => r.id === place.rep)) {
        choose(place.rep, reps);
        return;
      }
      lock.current = true;
      setBusy(true);
      memory.rep = place.rep;
      const answer = await ask("go", { sample: place.sample });
      if (answer.error) {
        release();
        setProblem(answer.error);
        return;
      }
      // The video opens, which loads anew and releases; but not if the App has it open already.
      window.setTimeout(() => { if (memory.rep === place.rep) { memory.rep = null; release(); } }, PATIENCE_MS);
    }, [ask, choose, release]);

    const send = useCallback(async (verdict, { values = {}, note, overwrite = false, target = null } = {}) => {
      const about = target || (rep && {
        sample: data.video.sample, modal: modalId, rep: rep.id, number: rep.number, revision: rep.review.revision, flagged: rep.machine.flagged,
      });
      if (lock.current || !about) return;
      lock.current = true;
      setBusy(true);
      setProblem("");
      setConflict(null);
      const remark = note === undefined ? drafts.current[about.rep] || (rep && rep.review.note) || "" : note;
      const answer = await ask("review", {
        key: data.key, sample: about.sample, rep: about.rep, verdict, values, note: remark, reviewer, overwrite, revision: about.revision,
      });
      release();
      take(answer);
      if (answer.conflict) {
        setConflict({ text: answer.conflict, again: { verdict, values, note: remark, about } });
        return;
      }
      if (answer.error) {
        setProblem(answer.error);
        if (!answer.reps) opening.current(); // the run or the sample is gone
        return;
      }
      setForm(null);
      delete drafts.current[about.rep];
      changedAt.current = Date.now();
      if (answer.changed) memory.unseen = true;
      const after = (answer.reps || []).find((r) => r.id === about.rep);
      setMessage(outcome(verdict, about, answer));
      if (verdict === "undo") {
        memory.done = memory.done.filter((d) => d !== target);
        if (target) goTo({ sample: about.modal, rep: about.rep }, answer.sample === data.video.sample ? answer.reps : []);
        return;
      }
      if (answer.changed && after) memory.done.push({ ...about, key: data.key, revision: after.review.revision });
      if (advance && about.flagged && answer.queue && answer.queue.next) goTo(answer.queue.next, answer.reps || []);
    }, [rep, data, modalId, reviewer, advance, ask, take, goTo, release]);

    const undo = useCallback(() => {
      const last = memory.done[memory.done.length - 1];
      if (last && data && last.key === data.key) send("undo", { target: last });
      else if (rep && rep.review.undo) send("undo");
    }, [rep, data, send]);

    const act = useCallback((name) => {
      if (lock.current || !data || data.state !== "ready") return;
      if (Date.now() - changedAt.current < DOUBLE_MS) return;
      const place = data.queue && data.queue[name];
      if (name === "next" || name === "previous") {
        if (place) goTo(place, data.video.reps);
        else setMessage(name === "next" ? "All flagged reps of this view are reviewed." : "This is the first flagged rep.");
      } else if (name === "edit" || name === "note") {
        if (rep) { setProblem(""); setForm(form === name ? null : name); }
      } else if (name === "undo") undo();
      else send(name);
    }, [data, rep, form, goTo, send, undo]);

    const saveNote = useCallback((note) => {
      if (rep.review.state === "unreviewed") {
        drafts.current[rep.id] = note;
        setForm(null);
        setMessage("The note will be stored with your verdict.");
      } else send(rep.review.state, { values: stated(rep), note });
    }, [rep, send]);

    const setReviewer = (name) => { setReviewerState(name); remember("reviewer", name); };
    const setAdvance = (on) => { setAdvanceState(on); remember("advance", on); };
    const setKey = (name) => { setKeyState(name); remember("key", name); };
    return {
      data, rep, busy, form, problem, conflict, message, wanted, reviewer, advance,
      canUndo: memory.done.length > 0 || Boolean(rep && rep.review.undo),
      reopen: useCallback(() => opening.current(), []),
      choose, act, send, saveNote, setReviewer, setAdvance, setKey,
      clearWanted: useCallback(() => setWanted(null), []),
      closeForm: () => { setForm(null); setProblem(""); },
      keepTheirs: () => { setConflict(null); setForm(null); },
      overwrite: () => {
        const { verdict, values, note, about } = conflict.again;
        send(verdict, { values, note, overwrite: true, target: verdict === "undo" ? about : null });
      },
      pictures: useCallback((r) => ask("pictures", { key: data.key, sample: data.video.sample, rep: r.id }),
        [ask, data && data.key, data && data.video && data.video.sample]),
    };
  }

  /** The corrected values of a review, to be sent again with another note. */
  function stated(rep) {
    if (rep.review.state !== "corrected") return {};
    const out = {};
    ["label", "onset_pct", "first", "bottom", "last"].forEach((name) => {
      if (rep[name] !== null && rep[name] !== rep.machine[name]) out[name] = rep[name];
    });
    return out;
  }

  function outcome(verdict, about, answer) {
    if (verdict === "undo") return "Verdict on rep " + about.number + " taken back.";
    const end = answer.queue && answer.queue.total && answer.queue.done === answer.queue.total
      ? " All flagged reps of this view are reviewed." : "";
    return "Rep " + about.number + ": " + words(verdict) + (answer.changed ? "." : " already.") + " Undo with U." + end;
  }

  function counted(number) {
    return number + (number === 1 ? " edit" : " edits") + " from the Annotate tab counted as a correction.";
  }

  Object.assign(window.__foButtwink__.viewer, { useSession });
})();
