package dev.trueup.scenarios.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Instances of the application, each a process on a port of its own with another one that stands by. When that one is
 * ready, the first is told its next crash, and as soon as it dies the other takes its place: so all take requests nearly
 * all of the time, however slowly processes start. One that dies otherwise is a defect. Thread-safe.
 */
final class Instances implements AutoCloseable {

    private final Wiring wiring;
    private final CrashPlan plan;
    private final List<Place> places;
    private final List<String> defects = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch started;
    private boolean closed;

    Instances(Wiring wiring, CrashPlan plan, int count) {
        this.wiring = wiring;
        this.plan = plan;
        this.started = new CountDownLatch(count);
        this.places = IntStream.range(0, count).mapToObj(it -> new Place()).toList();
        places.forEach(Place::hire);
    }

    List<Integer> ports() {
        return places.stream().map(place -> place.port).toList();
    }

    /** What died without a plan, with its last words. */
    List<String> defects() {
        return List.copyOf(defects);
    }

    /** Waits until all have listened once. */
    void await() throws InterruptedException {
        if (!started.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the instances do not start: " + defects);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        places.forEach(Place::close);
    }

    /** Where an instance listens, whichever process it is. Guarded by the instances. */
    private final class Place {

        private final int port = freePort();
        private @Nullable Member active;
        private @Nullable Member standby;
        private boolean ready;
        private CrashPlan.@Nullable Crash crash;

        private void hire() {
            standby = new Member(wiring, this::said, this::ended);
            ready = false;
        }

        private void said(Member member, String line) {
            synchronized (Instances.this) {
                if (closed) {
                    return;
                }
                if (line.equals(Instance.READY)) {
                    ready = true;
                    next();
                } else if (line.equals(Instance.LISTENING)) {
                    started.countDown();
                }
            }
        }

        /** Puts the one that is ready to work, or tells the active one how to end. */
        private void next() {
            if (active == null && ready && standby != null) {
                active = standby;
                active.tell(Instance.LISTEN + " " + port);
                hire();
            } else if (active != null && ready && crash == null) {
                crash = plan.next();
                if (crash != null) {
                    active.tell(Instance.DIE + " " + crash.point() + " " + crash.pass());
                }
            }
        }

        private void ended(Member member, int exit) {
            synchronized (Instances.this) {
                if (closed) {
                    return;
                }
                if (member == active && crash != null && exit == Instance.KILLED) {
                    plan.happened(crash.point());
                } else {
                    defects.add("an instance ended with " + exit + " and " + member.lastWords());
                }
                if (member == active) {
                    active = null;
                    crash = null;
                    next();
                }
            }
        }

        private void close() {
            for (Member member : new Member[] {active, standby}) {
                if (member != null) {
                    member.kill();
                }
            }
        }
    }

    /** Below those that Linux gives to clients, so that nobody takes it while its instance is dead. */
    private static int freePort() {
        Random random = new Random();
        while (true) {
            int port = 20_000 + random.nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
