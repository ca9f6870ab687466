package dev.trueup.testkit.contract;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CustomerCache;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs every interleaving of a few concurrent processes on one user's record and counts the final states that are
 * wrong: a record that does not show the last change, although each change was followed by a sync that began after it.
 */
final class Interleavings {

    private final CustomerCache cache;
    private final List<Function<World, List<Runnable>>> processes;
    private final boolean mayEndEmpty;

    private Interleavings(CustomerCache cache, List<Function<World, List<Runnable>>> processes, boolean mayEndEmpty) {
        this.cache = cache;
        this.processes = processes;
        this.mayEndEmpty = mayEndEmpty;
    }

    /** Several processes that each change the customer and then sync it in their own way. */
    static Interleavings of(CustomerCache cache, int syncs, Function<World, List<Runnable>> changeAndSync) {
        return of(cache, syncs, changeAndSync, 0);
    }

    /** The same with invalidations at any moment; the record may then be missing in the end, but not old. */
    static Interleavings of(
            CustomerCache cache, int syncs, Function<World, List<Runnable>> changeAndSync, int invalidations) {
        List<Function<World, List<Runnable>>> processes = new ArrayList<>();
        for (int i = 0; i < syncs; i++) {
            processes.add(changeAndSync);
        }
        for (int i = 0; i < invalidations; i++) {
            processes.add(world -> List.of(world::invalidate));
        }
        return new Interleavings(cache, processes, invalidations > 0);
    }

    /** The right way: change, ticket, read, put. */
    static List<Runnable> ticketBeforeRead(World world) {
        Sync sync = new Sync(world);
        return List.of(world::change, sync::ticket, sync::read, sync::put);
    }

    /** What the interleavings came to. */
    record Verdict(int runs, int wrong) {}

    Verdict explore() {
        World shape = new World(cache);
        int[] lengths =
                processes.stream().mapToInt(it -> it.apply(shape).size()).toArray();
        int[] counts = new int[2];
        Orders.forEach(processes, lengths, order -> {
            World world = new World(cache);
            List<List<Runnable>> steps =
                    processes.stream().map(it -> it.apply(world)).toList();
            int[] next = new int[lengths.length];
            for (int process : order) {
                steps.get(process).get(next[process]++).run();
            }
            counts[0]++;
            counts[1] += world.isRight(mayEndEmpty) ? 0 : 1;
        });
        return new Verdict(counts[0], counts[1]);
    }

    /** One user, the upstream that the syncs read, and the cache. */
    static final class World {

        final UserId user = new UserId("user_" + UUID.randomUUID());
        final CustomerId customer = new CustomerId("cus_" + user.value());
        final CustomerCache cache;
        long upstream;
        int running;

        World(CustomerCache cache) {
            this.cache = cache;
        }

        void change() {
            upstream++;
        }

        void invalidate() {
            cache.invalidate(user);
        }

        boolean isRight(boolean mayBeEmpty) {
            return cache.find(user)
                    .map(it -> SampleCustomers.version(it) == upstream)
                    .orElse(mayBeEmpty);
        }
    }

    /** The steps of one sync. */
    static final class Sync {

        private final World world;
        private @Nullable Ticket ticket;
        private @Nullable CustomerSnapshot read;

        Sync(World world) {
            this.world = world;
        }

        void ticket() {
            ticket = world.cache.ticket(world.user);
        }

        void read() {
            read = SampleCustomers.inVersion(world.user, world.customer, world.upstream);
        }

        void put() {
            if (ticket == null || read == null) {
                throw new IllegalStateException("put before ticket and read");
            }
            PutResult result = world.cache.put(ticket, read);
            if (result.mustReadAgain()) {
                throw new IllegalStateException("nothing was lost, but the cache answered " + result);
            }
        }
    }
}
