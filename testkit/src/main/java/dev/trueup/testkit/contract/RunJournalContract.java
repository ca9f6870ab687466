package dev.trueup.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RunJournal} has to do. Extend it, say how a journal is made, and run it as a JUnit test. Not
 * thread-safe, as JUnit uses it.
 */
public abstract class RunJournalContract {

    private static final String RUN = "rebuild-1_a";

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyJournal first
    private RunJournal journal;

    @SuppressWarnings("NullAway.Init")
    private Namespace namespace;

    /**
     * Makes a journal. Called for each test with a namespace that no other test uses, and within a test again with the
     * same or another namespace: then they have to be of the same store.
     */
    protected abstract RunJournal createJournal(Namespace namespace) throws Exception;

    /** Closes what {@link #createJournal} opened. Does nothing by default. */
    protected void closeJournals() throws Exception {}

    @BeforeEach
    final void startWithAnEmptyJournal() throws Exception {
        namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        journal = createJournal(namespace);
    }

    @AfterEach
    final void close() throws Exception {
        closeJournals();
    }

    @Test
    final void aRunThatIsNotKnownHasNoEntries() {
        assertThat(journal.read(RUN, 0, 1_000)).isEmpty();
        journal.delete(RUN);
        assertThat(journal.read(RUN, 0, 1_000)).isEmpty();
    }

    @Test
    final void entriesStandInTheOrderInWhichTheyWereWritten() {
        List<byte[]> entries = entries(50);

        entries.forEach(entry -> journal.append(RUN, entry));

        assertThat(journal.read(RUN, 0, 1_000)).containsExactlyElementsOf(entries);
    }

    @Test
    final void aPartOfThemCanBeRead() {
        List<byte[]> entries = entries(25);
        entries.forEach(entry -> journal.append(RUN, entry));

        assertThat(journal.read(RUN, 0, 10)).containsExactlyElementsOf(entries.subList(0, 10));
        assertThat(journal.read(RUN, 10, 10)).containsExactlyElementsOf(entries.subList(10, 20));
        assertThat(journal.read(RUN, 20, 10)).containsExactlyElementsOf(entries.subList(20, 25));
        assertThat(journal.read(RUN, 24, 1)).containsExactly(entries.get(24));
        assertThat(journal.read(RUN, 25, 10)).isEmpty();
        assertThat(journal.read(RUN, Integer.MAX_VALUE, 1_000)).isEmpty();
    }

    @Test
    final void aPartThatCannotBeIsRefused() {
        for (int limit : new int[] {-1, 0, 1_001}) {
            assertThatThrownBy(() -> journal.read(RUN, 0, limit)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> journal.read(RUN, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void everyByteIsKept() {
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        byte[] none = new byte[0];

        journal.append(RUN, all);
        journal.append(RUN, none);

        assertThat(journal.read(RUN, 0, 10)).containsExactly(all, none);
    }

    @Test
    final void anEntryOfAMebibyteIsKept() {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);

        journal.append(RUN, large);

        assertThat(journal.read(RUN, 0, 1)).containsExactly(large);
    }

    @Test
    final void aRunThatIsForgottenIsNotKnown() {
        entries(3).forEach(entry -> journal.append(RUN, entry));

        journal.delete(RUN);

        assertThat(journal.read(RUN, 0, 10)).isEmpty();
        journal.append(RUN, new byte[] {7});
        assertThat(journal.read(RUN, 0, 10)).containsExactly(new byte[] {7});
    }

    @Test
    final void runsAndNamespacesHaveNothingToDoWithEachOther() throws Exception {
        RunJournal other = createJournal(new Namespace("contract", namespace.account(), true));
        journal.append(RUN, new byte[] {1});
        journal.append(RUN + "2", new byte[] {2});
        other.append(RUN, new byte[] {3});

        assertThat(journal.read(RUN, 0, 10)).containsExactly(new byte[] {1});
        assertThat(journal.read(RUN + "2", 0, 10)).containsExactly(new byte[] {2});
        assertThat(other.read(RUN, 0, 10)).containsExactly(new byte[] {3});

        journal.delete(RUN);

        assertThat(journal.read(RUN + "2", 0, 10)).hasSize(1);
        assertThat(other.read(RUN, 0, 10)).hasSize(1);
    }

    @Test
    final void othersOfTheSameNamespaceGoOnWithIt() throws Exception {
        journal.append(RUN, new byte[] {1});

        createJournal(namespace).append(RUN, new byte[] {2});

        assertThat(createJournal(namespace).read(RUN, 0, 10)).containsExactly(new byte[] {1}, new byte[] {2});
    }

    @Test
    final void entriesThatAreWrittenAtOnceAreAllThere() throws Exception {
        int writers = 8;
        int each = 40;
        ExecutorService callers = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> written = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                byte name = (byte) writer;
                written.add(callers.submit(() -> IntStream.range(0, each)
                        .forEach(number -> journal.append(RUN, new byte[] {name, (byte) number}))));
            }
            for (Future<?> one : written) {
                one.get();
            }
        } finally {
            callers.shutdownNow();
        }

        Map<Byte, Integer> next = new HashMap<>();
        for (byte[] entry : journal.read(RUN, 0, 1_000)) {
            assertThat((int) entry[1]).as("of writer %s", entry[0]).isEqualTo(next.getOrDefault(entry[0], 0));
            next.put(entry[0], entry[1] + 1);
        }
        assertThat(next).hasSize(writers).allSatisfy((writer, number) -> assertThat(number)
                .isEqualTo(each));
    }

    private static List<byte[]> entries(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> ("entry " + i).getBytes(UTF_8))
                .toList();
    }
}
