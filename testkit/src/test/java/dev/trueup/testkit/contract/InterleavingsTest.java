package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.Interleavings.Sync;
import dev.trueup.testkit.contract.Interleavings.Verdict;
import dev.trueup.testkit.contract.Interleavings.World;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The exhaustive interleavings find the mistakes that they are there to find. */
class InterleavingsTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final CustomerCache cache =
            CustomerCache.over(new MapStore(clock), CacheSettings.DEFAULT, TrueupListener.NONE);

    @Test
    void theProtocolHasNoWrongFinalState() {
        assertThat(explore(cache, 2, Interleavings::ticketBeforeRead)).isEqualTo(new Verdict(35, 0));
        assertThat(explore(cache, 3, Interleavings::ticketBeforeRead)).isEqualTo(new Verdict(5775, 0));
    }

    @Test
    void aTicketTakenAfterTheReadIsFound() {
        assertFound(cache, InterleavingsTest::ticketAfterRead);
    }

    @Test
    void lastWriteWinsIsFound() {
        assertFound(
                new Mutant(cache, UnaryOperator.identity(), (applied, number) -> true),
                Interleavings::ticketBeforeRead);
    }

    @Test
    void joiningARunningSyncIsFound() {
        assertFound(cache, InterleavingsTest::joinIfRunning);
    }

    @Test
    void acceptingAnEqualTicketIsFound() {
        // Tickets in whole seconds, as by the time stamp of an event, with <= in the place of <.
        UnaryOperator<Long> seconds = number -> number / 1_000_000;
        assertFound(
                new Mutant(cache, seconds, (applied, number) -> applied <= number), Interleavings::ticketBeforeRead);
    }

    private static void assertFound(CustomerCache mutant, Function<World, List<Runnable>> process) {
        assertThat(explore(mutant, 2, process).wrong()).as("of two syncs").isPositive();
        assertThat(explore(mutant, 3, process).wrong()).as("of three syncs").isPositive();
    }

    private static Verdict explore(CustomerCache cache, int syncs, Function<World, List<Runnable>> process) {
        return Interleavings.of(cache, syncs, process).explore();
    }

    private static List<Runnable> ticketAfterRead(World world) {
        Sync sync = new Sync(world);
        return List.of(world::change, sync::read, sync::ticket, sync::put);
    }

    private static List<Runnable> joinIfRunning(World world) {
        Sync sync = new Sync(world);
        boolean[] joined = new boolean[1];
        return List.of(
                world::change,
                () -> {
                    joined[0] = world.running > 0;
                    if (!joined[0]) {
                        world.running++;
                        sync.ticket();
                    }
                },
                () -> {
                    if (!joined[0]) {
                        sync.read();
                    }
                },
                () -> {
                    if (!joined[0]) {
                        sync.put();
                        world.running--;
                    }
                });
    }

    /** A cache that decides by a rule of its own which put goes through. */
    private record Mutant(
            CustomerCache cache, UnaryOperator<Long> number, BiPredicate<Long, Long> accepts, Map<UserId, Long> applied)
            implements CustomerCache {

        Mutant(CustomerCache cache, UnaryOperator<Long> number, BiPredicate<Long, Long> accepts) {
            this(cache, number, accepts, new HashMap<>());
        }

        @Override
        public Map<UserId, CacheEntry> read(Collection<UserId> users) {
            return cache.read(users);
        }

        @Override
        public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
            return cache.owners(customers);
        }

        @Override
        public Map<UserId, Ticket> tickets(Collection<UserId> users) {
            return cache.tickets(users);
        }

        @Override
        public PageTicket pageTicket() {
            return cache.pageTicket();
        }

        @Override
        public Map<UserId, PutResult> put(Collection<Put> puts) {
            Map<UserId, PutResult> results = new LinkedHashMap<>();
            for (Put put : puts) {
                UserId user = put.ticket().user();
                long mine = number.apply(put.ticket().number());
                boolean accepted = accepts.test(applied.getOrDefault(user, 0L), mine);
                if (accepted) {
                    applied.put(user, mine);
                    force(user, put.finding());
                }
                results.put(user, accepted ? PutResult.OK : PutResult.STALE);
            }
            return results;
        }

        private void force(UserId user, Finding finding) {
            cache.put(cache.ticket(user), finding);
        }
    }
}
