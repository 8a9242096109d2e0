// @ts-check
/* What the viewer knows and does: the open video, the chosen repetition, verdicts, moving on. */

import { useCallback, useEffect, useMemo, useRef, useState } from "../shared/app.js";
import { takeWish, useOpenId, useOpenInGroup } from "../shared/opening.js";
import { useAnswers } from "../shared/server.js";
import { useKept } from "../shared/storage.js";
import { DOUBLE_MS, VERDICTS } from "./keys.js";
import { heading, memory, noteAdopted } from "./memory.js";
import { counted, END, enough, outcome } from "./messages.js";
import { useFreshGrid, useLooks, useTravel } from "./travel.js";
import { stated, withAnswer } from "./values.js";
import { firstOf, isThere, neighbour } from "./walk.js";

export function useSession(calls, annotating, refusal) {
  const ask = useAnswers(calls);
  useFreshGrid();
  const modalId = useOpenId();
  const openInGroup = useOpenInGroup();
  const [key, setKey] = useKept("key", null);
  const [data, setData] = useState(null);
  const [repId, setRepId] = useState(null);
  const [busy, setBusy] = useState(true); // until the first answer
  const [form, setForm] = useState(null);
  const [problem, setProblem] = useState("");
  const [conflict, setConflict] = useState(null);
  const [message, setMessage] = useState("");
  const [wanted, setWanted] = useState(null);
  const [reviewer, setReviewer] = useKept("reviewer", "");
  const [advance, setAdvance] = useKept("advance", true);
  const lock = useRef(false);
  const sending = useRef(false);
  const pressedAt = useRef(0);
  const extra = useRef(false);
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
      noteAdopted(answer, data, modalId);
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
    const wished = answer.video && takeWish(answer.video.sample);
    const pick = firstOf(reps, [last && last.rep, focus, answer.rep, wished]);
    setData(answer);
    told(answer);
    choose(pick, reps);
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
      setData((old) => withAnswer(old, answer));
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
  useLooks(look, annotating);

  const travel = useTravel({ ask, openInGroup, current, sending, choose, release, setProblem });

  const goTo = useCallback(
    (place, reps) => {
      if (isThere(place, reps, data.clip, modalId) && !heading()) {
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
      } else setMessage(END[name]);
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
      if (advance && answer.queue && answer.queue.next && (about.flagged || answer.queue.chosen))
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
    byHand: { ask, take, say: setMessage },
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
