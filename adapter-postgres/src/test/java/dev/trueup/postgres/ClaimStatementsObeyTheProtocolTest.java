package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements of claims take every step as the pure functions do: same answer, same row, kept as long. By a clock of
 * the test's, which meets the ends of leases to the microsecond.
 */
@Tag("promise:W3")
class ClaimStatementsObeyTheProtocolTest {

    private static final Logger log = LoggerFactory.getLogger(ClaimStatementsObeyTheProtocolTest.class);

    private static final int EVENTS = 25;
    private static final int STEPS = 8_000;
    private static final int STEPS_TO_FIND_A_MUTANT = 8_000;
    private static final TestSchema SCHEMA = TestSchema.create();

    private final Set<String> seen = new HashSet<>();

    @BeforeEach
    void startEmpty() {
        SCHEMA.execute("CREATE TABLE IF NOT EXISTS $.test_clock AS SELECT clock_timestamp() AS now");
        SCHEMA.execute("TRUNCATE $.webhook_claims");
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }

    @Test
    void everyStepIsTheStepOfThePureFunctionsToTheMicrosecond() throws SQLException {
        takeSteps(STEPS, UnaryOperator.identity());

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "Claimed", "Busy", "Done", "Dead", "Mismatch", "OK", "ALREADY", "FENCED", "true", "false");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            anybody may complete, release and renew | c.owner = ? AND c.epoch | ?::text IS NOT NULL AND c.epoch
            an old epoch counts                     | AND c.epoch = ? AND     | AND ?::bigint IS NOT NULL AND
            any body is the event's                 | c.fingerprint <> excluded.fingerprint AND 'any' NOT IN | false AND 'any' NOT IN
            a lease lasts a microsecond longer      | WHEN now < c.until THEN 'keep' | WHEN now <= c.until THEN 'keep'
            a lease blocks reopening for longer     | AND now < c.until)      | AND now <= c.until)
            attempts are not counted                | c.attempts + 1          | 1
            one attempt more than the maximum       | c.attempts >= ?         | c.attempts > ?
            epochs are not counted                  | c.epoch + 1             | 1
            what is done is claimed again           | IN ('done', 'dead') THEN | IN ('dead') THEN
            what is dead is claimed again           | IN ('done', 'dead') THEN | IN ('done') THEN
            what is done is reopened                | AND c.phase <> 'done'   | AND true
            what is dead is no longer completed     | IN ('processing', 'dead') | IN ('processing')
            what was released is completed          | IN ('processing', 'dead') | IN ('processing', 'dead', 'failed')
            reopening leaves the attempts           | THEN 0 ELSE c.attempts  | THEN c.attempts ELSE c.attempts
            a body is forgotten                     | excluded.fingerprint <> 'any' | true
            a refused claim keeps the row longer    | WHEN 'keep' THEN c.kept_until ELSE | WHEN 'none' THEN c.kept_until ELSE
            nothing is ever forgotten               | WHEN c.kept_until <= now THEN 'begin' | WHEN false THEN 'begin'
            the forgotten is completed              | now < c.kept_until AND c.owner | true AND c.owner
            """)
    void aStatementThatStraysIsFound(String fault, String part, String instead) {
        List<String> changed = new ArrayList<>();
        assertThatThrownBy(() -> takeSteps(STEPS_TO_FIND_A_MUTANT, sql -> {
                    String mutant = sql.replace(part, instead);
                    if (!mutant.equals(sql)) {
                        changed.add(mutant);
                    }
                    return mutant;
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(changed).as("changed by %s", fault).isNotEmpty();
    }

    private void takeSteps(int steps, UnaryOperator<String> mutation) throws SQLException {
        long seed = System.nanoTime();
        log.info("seed {}", seed);
        Random random = new Random(seed);
        Database database = SCHEMA.postgres().database();
        UnaryOperator<String> change = sql -> mutation.apply(sql)
                .replace("clock_timestamp()", database.sql("(SELECT test_clock.now FROM $.test_clock)"));
        List<SteppedClaim> events = IntStream.range(0, EVENTS)
                .mapToObj(i -> new SteppedClaim(i, database, change, random, seen))
                .toList();
        try (Connection connection = SCHEMA.pool().getConnection()) {
            for (int step = 0; step < steps; step++) {
                events.get(random.nextInt(EVENTS)).takeStep(connection);
            }
        }
    }
}
