// @ts-check
/* What the viewer knows and does: the open video, the chosen repetition, verdicts, moving on. */

import { foo, run, useCallback, useEffect, useMemo, useRef, useState } from "../shared/app.js";
import { takeWish, useOpenId, useOpenInGroup } from "../shared/opening.js";
import { isModalShown } from "../shared/page.js";
import { useCalls } from "../shared/server.js";
import { remember, remembered } from "../shared/storage.js";
import { counted, enough, outcome } from "./messages.js";
import { stated } from "./values.js";
import { neighbour } from "./walk.js";

/** A second press within this time belongs to the first one. */
const DOUBLE_MS = 300;
const PATIENCE_MS = 15000;
const REFRESH_MS = 60000;

/* Outlive the panel, which the App may build anew for another sample. */
/** @type {{heading: any, done: any[], unseen: boolean}} */
const memory = { heading: null, done: [], unseen: false };
const VERDICTS = ["confirmed", "rejected", "not_a_squat", "not_measurable"];

/** Where the viewer is going: the App opens samples in its own time. */
function heading() {
  if (memory.heading && Date.now() - memory.heading.since > PATIENCE_MS) memory.heading = null;
  return memory.heading;
}

/**
 * Let the grid show new verdicts once the modal is closed: the App loads everything anew for
 * that, the open video included. ("reload_samples" of FiftyOne 1.22 shows what it had.)
 */
function useFreshGrid() {
  useEffect(
    () => () => {
      window.setTimeout(() => {
        if (!memory.unseen || !foo.executeOperator || isModalShown()) return;
        memory.unseen = false;
        run("@voxel51/operators/reload_dataset", {});
      }, 400);
    },
    [],
  );
}

export function useSession(calls, annotating, refusal) {
  const call = useCalls(calls);
  const ask = useCallback(
    async (name, params) => {
      const { result, failed } = await call(name, params);
      return failed ? { error: failed } : result;
    },
    [call],
  );
  useFreshGrid();
  const modalId = useOpenId();
  const openInGroup = useOpenInGroup();
  const [key, setKeyState] = useState(() => remembered("key", null));
  const [data, setData] = useState(null);
  const [repId, setRepId] = useState(null);
  const [busy, setBusy] = useState(true); // until the first answer
  const [form, setForm] = useState(null);
  const [problem, setProblem] = useState("");
  const [conflict, setConflict] = useState(null);
  const [message, setMessage] = useState("");
  const [wanted, setWanted] = useState(null);
  const [reviewer, setReviewerState] = useState(() => remembered("reviewer", ""));
  const [advance, setAdvanceState] = useState(() => remembered("advance", true));
  const lock = useRef(false);
  const sending = useRef(false);
  const pressedAt = useRef(0);
  const extra = useRef(false);
  const travelling = useRef(false);
  const drafts = useRef({});
  const asked = useRef(0);
  /* React draws an answer some time after it came: until then everything here is of before. */
  const changes = useRef(0);
  const [drawn, setDrawn] = useState(0);
  const chosen = useRef(null);
  const renew = useCallback(() => {
    changes.current += 1;
    setDrawn(changes.current);
  }, []);
  const rep = useMemo(
    () => (data && data.video ? data.video.reps.find((r) => r.id === repId) || null : null),
    [data, repId],
  );

  const current = useRef({});
  current.current = { modalId, data };

  const choose = useCallback(
    (id, reps) => {
      chosen.current = id;
      renew();
      setRepId(id);
      setForm(null);
      setConflict(null);
      const found = reps.find((r) => r.id === id);
      setWanted(found ? { rep: id, frame: found.first } : null);
    },
    [renew],
  );

  const release = useCallback(() => {
    lock.current = false;
    setBusy(false);
  }, []);

  /* Looking writes nothing: what was edited in the Annotate tab is counted by a call of its own,
     once that tab is left, not under somebody's hands. */
  const counting = useCallback(
    async (answer, about) => {
      if (!answer.edits || annotating) return answer;
      const after = await ask("adopt", { ...about, reviewer });
      if (after.error)
        return { ...answer, warning: "Edits of the Annotate tab were not counted: " + after.error };
      const video = answer.video && { ...answer.video, reps: after.reps };
      return { ...answer, ...after, ...(video && { video }) };
    },
    [ask, annotating, reviewer],
  );

  /* An edit that was just counted is what Undo takes back next. */
  const told = useCallback(
    (answer) => {
      const text = counted(answer);
      if (text) setMessage(text);
      (answer.adopted || []).forEach((id) => {
        const found = (answer.reps || (answer.video && answer.video.reps) || []).find(
          (r) => r.id === id,
        );
        if (found)
          memory.done.push({
            sample: answer.sample || (answer.video && answer.video.sample),
            modal: answer.clip || (data && data.clip) ? id : modalId,
            rep: id,
            number: found.number,
            revision: found.review.revision,
            flagged: found.machine.flagged,
            key: answer.key || (data && data.key),
          });
      });
    },
    [modalId, data],
  );

  const open = useCallback(async () => {
    const number = (asked.current += 1);
    const aim = heading();
    const focus = aim && aim.rep;
    const loaded = await ask("load", { modal_id: modalId, key, reviewer, rep: focus });
    if (number !== asked.current) return; // another sample has been opened meanwhile
    const answer = await counting(loaded, {
      key: loaded.key,
      sample: loaded.video && loaded.video.sample,
      rep: focus || loaded.rep,
    });
    if (number !== asked.current) return;
    const last = heading(); // keys may have moved it on
    if (!last || last.sample === modalId || !modalId) {
      memory.heading = null;
      release();
    }
    if (answer.error) {
      setProblem(answer.error);
      return;
    }
    setProblem(answer.warning || "");
    const reps = (answer.video && answer.video.reps) || [];
    const ids = reps.map((r) => r.id);
    const todo = reps.find((r) => r.machine.flagged && r.review.state === "unreviewed");
    const first = (todo || reps[0] || {}).id || null;
    const wished = answer.video && takeWish(answer.video.sample);
    const pick = [last && last.rep, focus, answer.rep, wished].find((id) => ids.includes(id));
    setData(answer);
    told(answer);
    choose(pick || first, reps);
  }, [ask, counting, told, modalId, key, reviewer, choose, release]);
  const opening = useRef(open);
  opening.current = open;

  useEffect(() => {
    lock.current = true;
    setBusy(true);
    setForm(null);
    setConflict(null);
    opening.current();
  }, [modalId, key]);

  const take = useCallback(
    (answer) => {
      if (!answer.reps) return;
      renew();
      setData((old) => {
        if (!old || !old.video || old.video.sample !== answer.sample) return old;
        const same = JSON.stringify(old.video.reps) === JSON.stringify(answer.reps);
        const video = same ? old.video : { ...old.video, reps: answer.reps };
        return { ...old, video, queue: answer.queue };
      });
    },
    [renew],
  );

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
      told(answer);
    }
  }, [annotating, data, repId, reviewer, ask, counting, take, told]);
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

  /* One sample after the other: of several wishes on the way only the last one counts. */
  const travel = useCallback(async () => {
    if (travelling.current) return;
    travelling.current = true;
    /** @type {any} */
    let sent = null;
    while (heading() && heading() !== sent) {
      sent = heading();
      const answer = await ask("go", { sample: sent.sample });
      if (answer.error && heading() === sent) {
        memory.heading = null;
        setProblem(answer.error);
      } else if (answer.group && openInGroup) await openInGroup(answer.opened, answer.group);
    }
    travelling.current = false;
    // A sample that opens loads anew, which releases; but not if the App has it open already.
    const timer = window.setInterval(() => {
      const { modalId: open, data: seen } = current.current;
      const aim = heading();
      if (aim && !(open === aim.sample && seen && seen.modal_id === open)) return;
      window.clearInterval(timer);
      if (aim && aim === sent) {
        memory.heading = null;
        choose(aim.rep, seen.video.reps);
      }
      if (!aim && !sending.current) release();
      else if (aim === sent) release();
    }, 200);
  }, [ask, choose, openInGroup, release]);

  const goTo = useCallback(
    (place, reps) => {
      const clip = data.clip;
      const there = reps.find((r) => r.id === place.rep);
      const inClip =
        clip && there && there.machine.first >= clip[0] && there.machine.last <= clip[1];
      const onScreen = there && (place.sample === modalId || (clip ? inClip : true));
      if (onScreen && !heading()) {
        choose(place.rep, reps);
        return;
      }
      lock.current = true;
      setBusy(true);
      setProblem("");
      memory.heading = { ...place, since: Date.now() };
      travel();
    },
    [data, modalId, choose, travel],
  );

  /** A click on a band: in a clips view each repetition is a clip of its own. */
  const pick = useCallback(
    (id) => {
      if (lock.current || !data || !data.video) return;
      goTo({ sample: data.clip ? id : modalId || data.video.sample, rep: id }, data.video.reps);
    },
    [data, modalId, goTo],
  );

  const walk = useCallback(
    async (name) => {
      const aim = heading();
      if (sending.current || (lock.current && !aim)) return;
      const from = aim ? aim.rep : chosen.current;
      let found = neighbour(data.queue, from, name);
      if (found.beyond) {
        const answer = await ask("refresh", {
          key: data.key,
          sample: data.video.sample,
          rep: from,
        });
        take(answer);
        found = neighbour(answer.queue, from, name);
      }
      if (found.place) {
        setMessage("");
        goTo(found.place, data.video.reps);
      } else
        setMessage(
          name === "next"
            ? "This is the last rep of the list, and all are reviewed."
            : "This is the first rep of the list.",
        );
    },
    [data, ask, take, goTo],
  );

  const send = useCallback(
    async (verdict, /** @type {any} */ options = {}) => {
      const { values = {}, note, overwrite = false, target = null } = options;
      const about =
        target ||
        (rep && {
          sample: data.video.sample,
          modal: modalId,
          rep: rep.id,
          number: rep.number,
          revision: rep.review.revision,
          flagged: rep.machine.flagged,
        });
      if (lock.current || !about) return;
      lock.current = true;
      sending.current = true;
      extra.current = false;
      setBusy(true);
      setProblem("");
      setConflict(null);
      const remark =
        note === undefined ? drafts.current[about.rep] || (rep && rep.review.note) || "" : note;
      const answer = await ask("review", {
        key: data.key,
        sample: about.sample,
        rep: about.rep,
        verdict,
        values,
        note: remark,
        reviewer,
        overwrite,
        revision: about.revision,
      });
      sending.current = false;
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
      if (answer.changed) memory.unseen = true;
      const after = (answer.reps || []).find((r) => r.id === about.rep);
      setMessage(
        extra.current ? enough(outcome(verdict, about, answer)) : outcome(verdict, about, answer),
      );
      if (verdict === "undo") {
        memory.done = memory.done.filter((d) => d !== target);
        // What was said of the same repetition before holds again, under a new number.
        if (after && answer.changed)
          memory.done
            .filter((d) => d.rep === about.rep)
            .forEach((d) => {
              d.revision = after.review.revision;
            });
        if (target)
          goTo(
            { sample: about.modal, rep: about.rep },
            answer.sample === data.video.sample ? answer.reps : [],
          );
        return;
      }
      if (answer.changed && after)
        memory.done.push({ ...about, key: data.key, revision: after.review.revision });
      if (advance && about.flagged && answer.queue && answer.queue.next)
        goTo(answer.queue.next, answer.reps || []);
    },
    [rep, data, modalId, reviewer, advance, ask, take, goTo, release],
  );

  const undo = useCallback(() => {
    const last = memory.done[memory.done.length - 1];
    if (last && data && last.key === data.key) send("undo", { target: last });
    else if (rep && rep.review.undo) send("undo");
  }, [rep, data, send]);

  /** Why a verdict must wait; "" if it need not. */
  const hindrance = () => {
    if (sending.current) return "the verdict before is being stored";
    if (lock.current) return "a video is being opened";
    if (drawn !== changes.current) return "the panel is being drawn anew";
    return refusal.current();
  };

  const act = useCallback(
    (name) => {
      if (!data || data.state !== "ready") return;
      if (name === "next" || name === "previous") {
        walk(name);
        return;
      }
      if (!rep) return;
      if (name === "note") {
        if (lock.current) return;
        setProblem("");
        setForm(form === name ? null : name);
        return;
      }
      if (Date.now() - pressedAt.current < DOUBLE_MS) {
        extra.current = true;
        setMessage(enough);
        return;
      }
      if (name === "undo") {
        if (lock.current) return;
        pressedAt.current = Date.now();
        undo();
        return;
      }
      const why = hindrance();
      if (why) {
        extra.current = true; // the answer on its way must not hide that
        setProblem("");
        setMessage("Not stored: " + why + ". Look, then press again.");
        // If the picture is another one, bring this one back; not under the Annotate tab's hands.
        if (!lock.current && !annotating && drawn === changes.current)
          setWanted((wish) => wish || { rep: rep.id, frame: rep.first });
        return;
      }
      if (name === "edit") {
        setProblem("");
        setForm(form === name ? null : name);
      } else if (VERDICTS.includes(name)) {
        pressedAt.current = Date.now();
        send(name);
      }
    },
    [data, rep, drawn, form, annotating, refusal, walk, send, undo],
  );

  const saveNote = useCallback(
    (note) => {
      if (rep.review.state === "unreviewed") {
        drafts.current[rep.id] = note;
        setForm(null);
        setMessage("The note will be stored with your verdict.");
      } else send(rep.review.state, { values: stated(rep), note });
    },
    [rep, send],
  );

  const setReviewer = (name) => {
    setReviewerState(name);
    remember("reviewer", name);
  };
  const setAdvance = (on) => {
    setAdvanceState(on);
    remember("advance", on);
  };
  const setKey = (name) => {
    setKeyState(name);
    remember("key", name);
  };
  return {
    data,
    rep,
    busy,
    form,
    problem,
    conflict,
    message,
    wanted,
    modalId,
    reviewer,
    advance,
    canUndo: memory.done.length > 0 || Boolean(rep && rep.review.undo),
    reopen: useCallback(() => opening.current(), []),
    pick,
    act,
    send,
    saveNote,
    setReviewer,
    setAdvance,
    setKey,
    /* The wish that has come true, or any. */
    clearWanted: useCallback(
      (wish) => setWanted((now) => (!wish || wish === now ? null : now)),
      [],
    ),
    closeForm: () => {
      setForm(null);
      setProblem("");
    },
    keepTheirs: () => {
      setConflict(null);
      setForm(null);
    },
    overwrite: () => {
      const { verdict, values, note, about } = conflict.again;
      send(verdict, { values, note, overwrite: true, target: verdict === "undo" ? about : null });
    },
    pictures: useCallback(
      (r) => ask("pictures", { key: data.key, sample: data.video.sample, rep: r.id }),
      [ask, data && data.key, data && data.video && data.video.sample],
    ),
  };
}
