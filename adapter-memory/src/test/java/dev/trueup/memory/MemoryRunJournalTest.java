package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the journal in memory does beyond its contract. */
class MemoryRunJournalTest {

    private static final byte[] ENTRY = {1, 2, 3};

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final MemoryRunJournal journal = MemoryRunJournal.create(Duration.ofHours(2), clock);

    @Test
    void theVeryArrayIsKept() {
        journal.append("run", ENTRY);

        assertThat(journal.read("run", 0, 1).get(0)).isSameAs(ENTRY);
    }

    @Test
    @Tag("promise:B12")
    void aRunIsForgottenSomeTimeAfterItsLastEntry() {
        journal.append("run", ENTRY);
        clock.advance(Duration.ofMinutes(119));
        journal.append("run", ENTRY);
        clock.advance(Duration.ofMinutes(119));
        assertThat(journal.read("run", 0, 10)).hasSize(2);

        clock.advance(Duration.ofMinutes(1));

        assertThat(journal.read("run", 0, 10)).isEmpty();
    }

    @Test
    void aRunThatIsForgottenDoesNotComeBackWithItsNextEntry() {
        journal.append("run", ENTRY);
        clock.advance(Duration.ofHours(2));

        journal.append("run", new byte[] {9});

        assertThat(journal.read("run", 0, 10)).containsExactly(new byte[] {9});
    }

    @Test
    void aTimeThatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> MemoryRunJournal.create(Duration.ZERO, clock))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
