package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for often reads no whole table, however many events there are. */
@Tag("promise:D8")
class IndexesTest {

    private static final TestSchema SCHEMA = TestSchema.create();

    @BeforeAll
    static void fill() {
        SCHEMA.execute("""
                INSERT INTO $.webhook_events (account, live, provider, connected_account, id, type, occurred_at,
                    customers, fingerprint, status, attempts, received_at)
                SELECT 'default', true, CASE n % 50 WHEN 0 THEN 'clerk' ELSE 'stripe' END, '', 'evt_' || n,
                    'type.' || n % 100, now(), '{}', 'f', CASE n % 500 WHEN 0 THEN 'dead' ELSE 'processed' END, 1,
                    now() - n * interval '1 second'
                FROM generate_series(1, 20000) AS n""");
        SCHEMA.execute("ANALYZE $.webhook_events");
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            webhook_events_latest      | AND true
            webhook_events_of_provider | AND provider = 'clerk'
            webhook_events_of_status   | AND status = 'dead'
            webhook_events_of_type     | AND type = 'type.7'
            """)
    void everyListOfEventsHasItsIndex(String index, String condition) throws SQLException {
        String select = PostgresWebhookEventLog.select(" " + condition)
                .replaceFirst("account = \\?", "account = 'default'")
                .replaceFirst("live = \\?", "live = true")
                .replaceFirst("LIMIT \\?", "LIMIT 100");
        try (Connection connection = SCHEMA.pool().getConnection()) {
            assertThat(new Sql("EXPLAIN " + SCHEMA.postgres().database().sql(select))
                            .all(connection, row -> row.getString(1)))
                    .anyMatch(line -> line.contains("Index Scan") && line.contains(index))
                    .noneMatch(line -> line.contains("Seq Scan"));
        }
    }
}
