package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestSchema schema = TestSchema.create();
    private final Postgres postgres = schema.postgres();
    private final Postgres other = schema.postgres(new Namespace("trueup", "other", false));

    @AfterEach
    void close() {
        schema.close();
    }

    @Test
    void reportsThatWereNotedLongAgoAreDeleted() {
        PostgresSyncLog runs = new PostgresSyncLog(postgres);
        runs.record(MigrationsTest.report("run_old"));
        new PostgresSyncLog(other).record(MigrationsTest.report("run_other"));
        schema.execute("UPDATE $.runs SET noted_at = noted_at - interval '31 days'");
        runs.record(MigrationsTest.report("run_new"));

        assertThat(runs.prune(Duration.ofDays(32))).isZero();
        assertThat(runs.prune(Duration.ofDays(30))).isEqualTo(1);

        assertThat(runs.find("run_old")).isEmpty();
        assertThat(runs.find("run_new")).isPresent();
        assertThat(new PostgresSyncLog(other).find("run_other")).isPresent();
        assertThatThrownBy(() -> runs.prune(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRunIsForgottenSomeTimeAfterItsLastEntryAndGoneWhenTheNextBegins() {
        PostgresRunJournal journal = new PostgresRunJournal(postgres);
        for (int i = 0; i < 3; i++) {
            journal.append("run_old", new byte[] {1});
        }
        new PostgresRunJournal(other).append("run_old", new byte[] {2});
        schema.execute("UPDATE $.run_journals SET ends_at = clock_timestamp() WHERE account = 'default'");

        assertThat(journal.read("run_old", 0, 10)).isEmpty();
        assertThat(entries()).isEqualTo("4");
        journal.append("run_new", new byte[] {3});

        assertThat(entries()).isEqualTo("2");
        assertThat(journal.read("run_new", 0, 10)).hasSize(1);
        assertThat(new PostgresRunJournal(other).read("run_old", 0, 10)).hasSize(1);
    }

    @Test
    void aRunThatComesBackAfterItWasForgottenBeginsAnew() {
        PostgresRunJournal journal = new PostgresRunJournal(postgres);
        journal.append("run", new byte[] {1});
        schema.execute("UPDATE $.run_journals SET ends_at = clock_timestamp()");

        journal.append("run", new byte[] {2});
        journal.append("run", new byte[] {3});

        assertThat(journal.read("run", 0, 10)).containsExactly(new byte[] {2}, new byte[] {3});
        assertThat(journal.prune()).isEqualTo(1);
        assertThat(entries()).isEqualTo("2");
    }

    @Test
    void aLongJournalIsDeletedBatchByBatch() {
        PostgresRunJournal journal = new PostgresRunJournal(postgres);
        journal.append("run", new byte[] {1});
        schema.execute("""
                INSERT INTO $.run_journal_entries (account, live, journal, entry)
                SELECT account, live, journal, entry FROM $.run_journal_entries, generate_series(1, 1500)""");

        journal.delete("run");

        assertThat(entries()).isEqualTo("0");
    }

    @Test
    void claimsAreDeletedAfterTheirRetentionOnly() {
        PostgresWebhookDeduplicator claims = new PostgresWebhookDeduplicator(postgres);
        EventKey kept = EventKey.of(Source.STRIPE, "evt_kept");
        claims.claim(EventKey.of(Source.STRIPE, "evt_old"), "a", "f");
        schema.execute("UPDATE $.webhook_claims SET kept_until = clock_timestamp()");
        claims.claim(kept, "a", "f");

        assertThat(claims.prune()).isEqualTo(1);

        assertThat(claims.claim(kept, "b", "f")).isInstanceOf(ClaimResult.Busy.class);
        assertThat(claims.prune()).isZero();
    }

    @Test
    void leasesAreDeletedWhenTheyAreOver() {
        PostgresLeases leases = new PostgresLeases(postgres);
        leases.acquire("old", HOUR);
        schema.execute("UPDATE $.leases SET ends_at = clock_timestamp()");
        leases.acquire("held", HOUR);

        assertThat(leases.prune()).isEqualTo(1);

        assertThat(leases.acquire("held", HOUR)).isEmpty();
    }

    private String entries() {
        return schema.ask("SELECT count(*) FROM $.run_journal_entries");
    }
}
