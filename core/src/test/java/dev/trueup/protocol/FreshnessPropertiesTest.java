package dev.trueup.protocol;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random histories of one record, with a clock that may go backwards and a store that may forget. */
class FreshnessPropertiesTest {

    @Property(tries = 600)
    void anyHistoryKeepsTheRules(@ForAll("histories") List<Move> moves) {
        History past = new History();
        moves.forEach(move -> move.on(past));
    }

    @Provide
    Arbitrary<List<Move>> histories() {
        Arbitrary<Move> ticket = Arbitraries.just(History::takeTicket);
        Arbitrary<Move> page = Arbitraries.just(History::takePageTicket);
        Arbitrary<Move> put = Arbitraries.integers().between(0, 7).map(back -> it -> it.put(back));
        Arbitrary<Move> shortStep = Arbitraries.longs()
                .between(-2_000, 2_000)
                .map(micros -> it -> it.let(Duration.ofNanos(micros * 1_000)));
        Arbitrary<Move> longStep =
                Arbitraries.longs().between(-400, 900).map(seconds -> it -> it.let(Duration.ofSeconds(seconds)));
        Arbitrary<Move> loss = Arbitraries.just(History::loseRecord);
        Arbitrary<Move> flush = Arbitraries.just(History::flush);
        return Arbitraries.frequencyOf(
                        Tuple.of(6, ticket),
                        Tuple.of(3, page),
                        Tuple.of(8, put),
                        Tuple.of(4, shortStep),
                        Tuple.of(2, longStep),
                        Tuple.of(1, loss),
                        Tuple.of(1, flush))
                .list()
                .ofMaxSize(60);
    }

    @FunctionalInterface
    interface Move {
        void on(History history);
    }

    /** One record, and beside it what must be true of it. */
    private static final class History {
        private static final Duration MAX_AGE = Duration.ofMinutes(5);
        private static final Duration TTL = Duration.ofMinutes(8);

        private final Freshness freshness = new Freshness(MAX_AGE);
        private final List<Ticket> tickets = new ArrayList<>();
        private @Nullable FreshnessState state;
        private Instant now = NOW;
        private String cacheLife = "cache-0";
        private int lives;
        private int versions;

        private Finding lastPut = Finding.nothing();
        private Instant lastPutAt = NOW;

        void takeTicket() {
            Step<FreshnessState, Ticket> step = freshness.ticket(state, ANN, now, nextLife());
            Ticket ticket = step.answer();

            assertThat(tickets)
                    .filteredOn(it -> it.incarnation().equals(ticket.incarnation()))
                    .allSatisfy(it -> assertThat(ticket.number()).isGreaterThan(it.number()));
            tickets.add(ticket);
            become(step.next());
        }

        void takePageTicket() {
            tickets.add(freshness.pageTicket(cacheLife, now).forUser(ANN));
        }

        void put(int back) {
            if (tickets.isEmpty()) {
                return;
            }
            Ticket ticket = tickets.get(Math.max(0, tickets.size() - 1 - back));
            Finding finding = back == 7
                    ? Finding.nothing()
                    : new Finding.Live(snapshot(live(new CustomerId("cus_" + ++versions), ANN)));
            FreshnessState before = state;
            Step<FreshnessState, PutResult> step =
                    freshness.put(before, ticket, finding, TTL, now, cacheLife, nextLife());

            if (step.answer() == PutResult.OK) {
                assertThat(ticket.number()).isGreaterThan(before == null ? 0 : before.appliedTicket());
                assertThat(now).isBeforeOrEqualTo(ticket.takenAt().plus(MAX_AGE).plusNanos(1_000));
                lastPut = finding;
                lastPutAt = now;
            } else {
                assertThat(step.next()).isEqualTo(before);
            }
            become(step.next());
        }

        void let(Duration time) {
            now = now.plus(time);
            become(state);
        }

        void loseRecord() {
            state = null;
            lastPut = Finding.nothing();
        }

        void flush() {
            loseRecord();
            cacheLife = "cache-" + ++lives;
        }

        private void become(@Nullable FreshnessState next) {
            if (next != null && state != null && next.incarnation().equals(state.incarnation())) {
                assertThat(next.appliedTicket()).isGreaterThanOrEqualTo(state.appliedTicket());
                assertThat(next.lastTicket()).isGreaterThanOrEqualTo(state.lastTicket());
            }
            state = next;
            if (next != null) {
                assertThat(next.lastTicket()).isGreaterThanOrEqualTo(next.appliedTicket());
                assertThat(freshness.retention(next, now))
                        .isGreaterThanOrEqualTo(MAX_AGE.multipliedBy(2))
                        .isGreaterThanOrEqualTo(Duration.between(now, next.expiresAt()));
                Finding served = next.at(now);
                assertThat(served).isIn(lastPut, Finding.nothing());
                if (!now.isBefore(lastPutAt.plus(TTL))) {
                    assertThat(served).isEqualTo(Finding.nothing());
                }
            }
        }

        private String nextLife() {
            return "life-" + ++lives;
        }
    }
}
