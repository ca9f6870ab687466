package dev.trueup.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.bulk.Notes.Divided;
import dev.trueup.bulk.Notes.Kind;
import dev.trueup.bulk.Notes.Window;
import dev.trueup.model.RunKind;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.RunJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunNotesTest {

    private static final byte[] BEGUN = new Window(Instant.ofEpochSecond(1)).written();

    private final Entries entries = new Entries();

    @Test
    void whatWasNotedIsToldInItsOrder() {
        RunNotes first = notes();
        first.append(BEGUN);
        for (int i = 0; i < 120; i++) {
            first.append(divided(i));
        }

        List<Integer> told = takeOver(notes());

        assertThat(told).hasSize(120).isSorted();
    }

    @Test
    void aProcessThatWasOnlyHeldUpIsLeftOut() {
        RunNotes heldUp = notes();
        heldUp.append(BEGUN);
        heldUp.append(divided(1));
        RunNotes second = notes();
        assertThat(takeOver(second)).containsExactly(1);
        heldUp.append(divided(2));
        second.append(divided(3));

        assertThat(takeOver(notes())).containsExactly(1, 3);
    }

    @Test
    void aProcessThatWasHeldUpWhileAnotherOneBeganAgainIsLeftOut() {
        RunNotes heldUp = notes();
        heldUp.append(BEGUN);
        RunNotes second = notes();
        second.takeOver(note -> {});
        second.delete();
        heldUp.append(divided(1));
        second.append(BEGUN);
        heldUp.append(divided(2));
        second.append(divided(3));

        assertThat(takeOver(notes())).containsExactly(3);
    }

    @Test
    void whatWasWrittenTwiceIsToldOnce() {
        RunNotes first = notes();
        first.append(BEGUN);
        byte[] note = divided(1);
        first.append(note);
        first.append(divided(2));
        first.append(note);

        assertThat(takeOver(notes())).containsExactly(1, 2);
    }

    @Test
    void whatIsNoNoteIsMalformed() {
        for (int length = 0; length < 20; length++) {
            entries.list.clear();
            entries.list.add(new byte[length]);

            assertThatThrownBy(() -> takeOver(notes())).isInstanceOf(PackedReader.Malformed.class);
        }
    }

    @Test
    void aNoteThatEndsTooEarlyIsMalformed() {
        byte[] whole = divided(1);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> Divided.read(Notes.read(part).reader()))
                    .isInstanceOf(PackedReader.Malformed.class);
        }
    }

    private RunNotes notes() {
        CallMeter meter = new CallMeter();
        Halt halt = new Halt();
        Tally tally = new Tally("run_1", RunKind.REBUILD, Instant.EPOCH, meter, Clock.systemUTC());
        Patience patience = new Patience(Duration.ofSeconds(1), halt, meter);
        return new RunNotes(new Work("run_1", Instant.EPOCH, true, halt, meter, tally, patience), entries);
    }

    private static List<Integer> takeOver(RunNotes notes) {
        List<Integer> told = new ArrayList<>();
        notes.takeOver(note -> {
            if (note.kind() == Kind.DIVIDED) {
                told.add(Divided.read(note.reader()).lower());
            }
        });
        return told;
    }

    private static byte[] divided(int lower) {
        return new Divided(Kind.CUSTOMERS, 0, lower, 1_000 + lower).written();
    }

    /** The journal of one run. */
    private static final class Entries implements RunJournal {

        private final List<byte[]> list = new ArrayList<>();

        @Override
        public void append(String run, byte[] entry) {
            list.add(entry);
        }

        @Override
        public List<byte[]> read(String run, int from, int limit) {
            return List.copyOf(list.subList(Math.min(from, list.size()), Math.min(from + limit, list.size())));
        }

        @Override
        public void delete(String run) {
            list.clear();
        }
    }
}
