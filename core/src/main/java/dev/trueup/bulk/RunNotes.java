package dev.trueup.bulk;

import dev.trueup.bulk.Notes.Kind;
import dev.trueup.bulk.Notes.Note;
import dev.trueup.spi.RunJournal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The journal of one run as one process writes it. Whoever takes a run over says so in the journal before it is read;
 * what the process before writes after that, because it was held up and not dead, is not of the run any more and is left
 * out. Thread-safe.
 */
final class RunNotes {

    private static final int ENTRIES = 50;

    private final Work work;
    private final RunJournal journal;
    private final long writer = ThreadLocalRandom.current().nextLong();

    RunNotes(Work work, RunJournal journal) {
        this.work = work;
        this.journal = journal;
    }

    /** Notes something, to be there when this returns. The note is signed in its place and not to be changed any more. */
    void append(byte[] note) {
        Notes.sign(note, writer);
        work.patience().tell(() -> journal.append(work.id(), note));
    }

    /** Forgets everything. */
    void delete() {
        work.patience().tell(() -> journal.delete(work.id()));
    }

    /**
     * Takes the run over, and tells what was noted before, in its order. What stands there twice, because the answer to the
     * first time was lost, is told once.
     */
    void takeOver(Consumer<Note> each) {
        append(Notes.taken());
        Reading reading = new Reading(each);
        List<byte[]> entries;
        int from = 0;
        do {
            int at = from;
            entries = work.patience().ask(() -> journal.read(work.id(), at, ENTRIES));
            entries.forEach(entry -> reading.next(Notes.read(entry)));
            from += entries.size();
        } while (entries.size() == ENTRIES && !reading.atOwn);
    }

    private final class Reading {

        private final Consumer<Note> each;
        private final Set<ByteBuffer> told = new HashSet<>();
        private boolean begun;
        private boolean atOwn;
        private long present;

        Reading(Consumer<Note> each) {
            this.each = each;
        }

        void next(Note note) {
            boolean takes = note.kind() == Kind.TAKEN;
            if (takes || note.kind().begins()) {
                present = note.writer();
                begun = true;
            }
            atOwn |= note.writer() == writer;
            if (!atOwn && !takes && begun && note.writer() == present && told.add(ByteBuffer.wrap(note.entry()))) {
                each.accept(note);
            }
        }
    }
}
