package dev.trueup.scenarios.webhook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which crash comes next, by the seed, and which have happened. Thread-safe. */
final class CrashPlan {

    /**
     * Where an instance is to die.
     *
     * @param point where
     * @param pass when it passes the point for this time, counted from 1
     */
    record Crash(Point point, int pass) {}

    private final Iterator<Crash> planned;
    private final Set<Point> points;
    private final int size;
    private final Map<Point, Integer> happened = new EnumMap<>(Point.class);

    /** A plan in which each of these points gets its turn this often. */
    CrashPlan(long seed, Set<Point> points, int timesEach) {
        this.points = points;
        Random random = new Random(seed);
        List<Crash> crashes = new ArrayList<>();
        for (Point point : points) {
            for (int i = 0; i < timesEach; i++) {
                // Work fails seldom, so a release is waited for the first time it comes.
                boolean rare = point == Point.BEFORE_RELEASE || point == Point.AFTER_RELEASE;
                crashes.add(new Crash(point, 1 + random.nextInt(rare ? 2 : 12)));
            }
        }
        Collections.shuffle(crashes, random);
        size = crashes.size();
        planned = crashes.iterator();
    }

    /** The next crash, if there is one left. */
    synchronized @Nullable Crash next() {
        return planned.hasNext() ? planned.next() : null;
    }

    synchronized void happened(Point point) {
        happened.merge(point, 1, Integer::sum);
    }

    synchronized boolean isDone() {
        return count() == size;
    }

    /** How much of all has happened, counting those that two instances are about to do: from 0 to 1 and a little more. */
    synchronized double progress() {
        return (count() + 2) / (double) size;
    }

    private int count() {
        return happened.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How often an instance has died at each point. */
    synchronized Map<Point, Integer> counts() {
        Map<Point, Integer> counts = new EnumMap<>(Point.class);
        for (Point point : points) {
            counts.put(point, happened.getOrDefault(point, 0));
        }
        return counts;
    }
}
