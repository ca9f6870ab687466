package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the log in memory does beyond its contract. */
class MemorySyncLogTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void theRunThatBeganFirstMakesRoom() {
        MemorySyncLog log = MemorySyncLog.create(2);
        log.record(run("b", NOON));
        log.record(run("a", NOON.minusSeconds(1)));
        log.record(run("c", NOON.plusSeconds(1)));

        assertThat(log.find("a")).isEmpty();
        assertThat(log.latest(null, 10)).extracting(RunReport::id).containsExactly("c", "b");
    }

    @Test
    void aSizeThatIsNoSizeIsRefused() {
        assertThatThrownBy(() -> MemorySyncLog.create(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RunReport run(String id, Instant startedAt) {
        return new RunReport(
                id,
                RunKind.REBUILD,
                RunState.RUNNING,
                startedAt,
                startedAt,
                null,
                RunCounts.NONE,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }
}
