package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.trueup.model.EventKey;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testservers.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static final EventKey KEY = EventKey.of(Source.STRIPE, "evt_1");
    private static final int NEWEST = Migrations.FILES.size();

    private final TestSchema schema = TestSchema.unmigrated(PostgresServer.shared());

    @AfterEach
    void close() {
        schema.close();
    }

    @Test
    @Tag("promise:D4")
    void fromEveryVersionTheNewestIsReachedAndRowsStay() {
        for (int version = 0; version < NEWEST; version++) {
            try (TestSchema old = TestSchema.unmigrated(PostgresServer.shared())) {
                Postgres postgres = old.postgres();
                new Migrations(postgres.database(), Migrations.FILES.subList(0, version)).run();
                old.execute("CREATE TABLE $.of_the_host AS SELECT 1 AS a");
                boolean hasEvents = !"null".equals(old.ask("SELECT to_regclass('$.webhook_events')"));
                if (hasEvents) {
                    new PostgresWebhookEventLog(postgres).record(entry());
                }

                assertThat(postgres.migrate()).isEqualTo(NEWEST);

                assertThat(old.ask("SELECT count(*) FROM $.schema_history")).isEqualTo(Integer.toString(NEWEST));
                assertThat(old.ask("SELECT count(*) FROM $.of_the_host")).isEqualTo("1");
                assertThat(new PostgresWebhookEventLog(postgres).find(KEY).isPresent())
                        .isEqualTo(hasEvents);
                useAll(postgres);
            }
        }
    }

    @Test
    void migratingAgainChangesNothing() {
        schema.postgres().migrate();
        String before = schema.ask("SELECT string_agg(version || ' ' || applied_at, ',') FROM $.schema_history");

        assertThat(schema.postgres().migrate()).isEqualTo(NEWEST);

        assertThat(schema.ask("SELECT string_agg(version || ' ' || applied_at, ',') FROM $.schema_history"))
                .isEqualTo(before);
    }

    @Test
    @Tag("promise:D4")
    void instancesThatStartAtOnceMigrateOnce() throws Exception {
        ExecutorService instances = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> migrated = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                migrated.add(instances.submit(() -> schema.postgres().migrate()));
            }
            for (Future<Integer> one : migrated) {
                assertThat(one.get()).isEqualTo(NEWEST);
            }
        } finally {
            instances.shutdownNow();
        }
        assertThat(schema.ask("SELECT count(*) FROM $.schema_history")).isEqualTo(Integer.toString(NEWEST));
    }

    @Test
    @Tag("promise:D4")
    void aFileThatFailsHalfWayLeavesNothingOfIt() {
        Migrations broken = migrations("T1__first.sql", "T2__broken.sql");

        assertThatThrownBy(broken::run)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("store: could not migrate the schema to version 2: PostgreSQL answered 42P01");

        assertThat(schema.ask("SELECT string_agg(file, ',') FROM $.schema_history"))
                .isEqualTo("T1__first.sql");
        assertThat(schema.ask("SELECT to_regclass('$.first_table')")).endsWith("first_table");
        assertThat(schema.ask("SELECT to_regclass('$.second_table')")).isEqualTo("null");
    }

    @Test
    void aFileThatWasChangedSinceIsTold() {
        migrations("T1__first.sql").run();
        schema.execute("UPDATE $.schema_history SET checksum = checksum + 1");

        assertThatThrownBy(() -> migrations("T1__first.sql").run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another T1__first.sql");
    }

    @Test
    void aSchemaOfALaterLibraryIsLeftAlone() {
        schema.postgres().migrate();
        schema.execute("INSERT INTO $.schema_history VALUES (" + (NEWEST + 1) + ", 'V9__later.sql', 1)");

        assertThatThrownBy(() -> schema.postgres().migrate())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("later version");
    }

    @Test
    @Tag("promise:D6")
    void usingNeedsNoMoreThanTheRightsOnRowsAndSequences() {
        schema.postgres().migrate();
        String role = "r" + schema.name();
        schema.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        schema.execute("GRANT USAGE ON SCHEMA " + schema.name() + " TO " + role);
        schema.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema.name() + " TO " + role);
        schema.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema.name() + " TO " + role);
        // The last of several users in a URL counts.
        String url = PostgresServer.shared().jdbcUrl() + "&user=" + role + "&password=secret";
        try (HikariDataSource pool = TestSchema.pool(url, 2)) {
            Postgres postgres = Postgres.builder(pool).schema(schema.name()).build();

            useAll(postgres);
            assertThat(postgres.migrate()).isEqualTo(NEWEST);
            assertThatThrownBy(() -> Postgres.builder(pool)
                            .schema("x" + schema.name())
                            .build()
                            .migrate())
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageEndingWith("answered 42501");
        } finally {
            schema.execute("DROP OWNED BY " + role);
            schema.execute("DROP ROLE " + role);
        }
    }

    private Migrations migrations(String... files) {
        return new Migrations(schema.postgres().database(), List.of(files));
    }

    /** Every statement of every adapter. */
    private static void useAll(Postgres postgres) {
        PostgresWebhookEventLog events = new PostgresWebhookEventLog(postgres);
        events.record(entry());
        events.record(entry());
        assertThat(events.find(KEY)).isPresent();
        assertThat(events.find(WebhookEventLog.Query.LATEST)).hasSize(1);
        events.prune(Duration.ZERO);

        PostgresSyncLog runs = new PostgresSyncLog(postgres);
        RunReport report = report("run_1");
        runs.record(report);
        assertThat(runs.find("run_1")).contains(report);
        assertThat(runs.latest(RunKind.VERIFY, 1)).hasSize(1);
        runs.prune(Duration.ZERO);

        PostgresRunJournal journal = new PostgresRunJournal(postgres);
        journal.append("run_1", new byte[] {1});
        assertThat(journal.read("run_1", 0, 1)).hasSize(1);
        journal.delete("run_1");
        journal.prune();

        PostgresLeases leases = new PostgresLeases(postgres);
        var lease = leases.acquire("task", Duration.ofMinutes(1)).orElseThrow();
        assertThat(leases.renew(lease, Duration.ofMinutes(1))).isTrue();
        leases.release(lease);
        leases.prune();

        PostgresWebhookDeduplicator claims = new PostgresWebhookDeduplicator(postgres);
        var claim = ((ClaimResult.Claimed) claims.claim(KEY, "a", "f")).claim();
        claims.renew(claim);
        claims.release(claim, Duration.ofMinutes(1));
        assertThat(claims.reopen(KEY)).isTrue();
        claims.complete(((ClaimResult.Claimed) claims.claim(KEY, "b", "f")).claim());
        claims.prune();
    }

    static RunReport report(String id) {
        return new RunReport(
                id,
                RunKind.VERIFY,
                RunState.RUNNING,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                RunCounts.NONE,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    static WebhookLogEntry entry() {
        WebhookEvent event = new WebhookEvent(KEY, "a", Instant.EPOCH, null, Set.of(), null, null);
        return new WebhookLogEntry(event, "f", WebhookStatus.RECEIVED, 0, Instant.EPOCH, null, null);
    }
}
